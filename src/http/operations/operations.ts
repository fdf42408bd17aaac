import type { FastifyInstance } from "fastify";
import { HttpError } from "../answers/errors.ts";
import type { RouteDeps } from "../app.ts";
import { createReadiness } from "./readiness.ts";

/** For those who run the server: is the process there, can the record be written, and how are its tokens checked. */
export function operationsRoutes(app: FastifyInstance, { ledger, tokens }: RouteDeps): void {
  const hidden = { schema: { hide: true }, config: { counts: "operation" } } as const;
  app.get("/healthz", hidden, async () => ({ status: "ok" }));
  const written = createReadiness(() => ledger.probe());
  app.get("/readyz", hidden, async () => {
    await written();
    return { status: "ready" };
  });
  app.get("/.well-known/jwks.json", hidden, async (_request, reply) => {
    const keys = await tokens.jwks();
    if (!keys) throw new HttpError(404, "Tokens come from an issuer elsewhere");
    return reply.header("cache-control", "public, max-age=300").send(keys);
  });
}
