/** Requests as spans; only where traces are configured. */
import type { FastifyInstance } from "fastify";
import type { RequestTrace, Traces } from "../../traces/traces.ts";
import { type IsProxy, peerOf } from "../callers/client.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Null where it has no span. */
    traced: RequestTrace | null;
  }
}

/** What looks after the server all the time tells nothing. */
const UNTRACED: ReadonlySet<string | undefined> = new Set(["/healthz", "/readyz", "/metrics"]);

/** Before any other hook, so that it is about all of them. */
export function traceRequests(app: FastifyInstance, traces: Traces, isProxy: IsProxy): void {
  app.decorateRequest("traced", null);
  app.addHook("onRequest", (request, _reply, done) => {
    const { method, id, raw, headers } = request;
    const { url: route } = request.routeOptions;
    if (UNTRACED.has(route)) return done();
    const peer = peerOf(raw.socket);
    // Anybody else could write into others' traces, or have none of theirs kept.
    const isTrusted = peer !== undefined && isProxy(peer, 0);
    request.traced = traces.request({ method, route, id, ...(isTrusted && { carrier: headers }) });
    request.traced.run(done);
  });
  // The events of a body are those of its connection, which is older than the request.
  app.addHook("preValidation", (request, _reply, done) => {
    if (request.traced) request.traced.run(done);
    else done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    request.traced?.end(reply.statusCode);
    done();
  });
}
