/** What the server counts, for whoever has the token: the port is the one that guests reach. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { AuthenticationError } from "../../identity/tokens.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { Limits } from "../callers/limits.ts";
import type { RefusedCredentials } from "../callers/refused-credentials.ts";

/** Before any route, so that it is about all of them. */
export function countRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook("onResponse", (request, reply, done) => {
    const isStream = String(reply.getHeader("content-type")).startsWith("text/event-stream");
    metrics.answered({
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      seconds: isStream ? undefined : reply.elapsedTime / 1_000,
    });
    done();
  });
}

export function metricsRoute(
  app: FastifyInstance,
  metrics: Metrics,
  token: string,
  { limits, credentials }: { readonly limits: Limits; readonly credentials: RefusedCredentials },
): void {
  const expected = sha256(`Bearer ${token}`);
  app.get("/metrics", { schema: { hide: true }, config: { counts: "own" } }, async (request, reply) => {
    // Of the same length whatever was sent, so that the time that comparing takes tells nothing.
    if (!timingSafeEqual(sha256(request.headers.authorization ?? ""), expected)) {
      if (request.headers.authorization !== undefined) credentials.refused("metrics-token", "not-valid", request);
      limits.address(request.client, "credential");
      throw new AuthenticationError("Send the metrics token as a bearer token");
    }
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
