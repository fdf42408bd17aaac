/**
 * Web pages of other origins that may call the API (Fetch standard, section 3.2): those in `CORS_ORIGINS`, with a bearer
 * token. Cookies and API keys are never taken from them: a key that a browser has, everybody has.
 */
import type { FastifyReply, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** For programs, which bring credentials; such routes read no cookies. */
    isApi?: boolean;
  }
}

/** How long a browser may go by the answer to its question, in seconds. */
const MAX_AGE_S = 600;
const ASKED_HEADERS = "authorization, content-type, idempotency-key, last-event-id";
const TOLD_HEADERS =
  "retry-after, idempotency-replayed, content-disposition, etag, location, www-authenticate, x-request-id";

/** On the answer of a route of the API, errors included. */
export function letOriginRead({ headers }: FastifyRequest, reply: FastifyReply, origins: ReadonlySet<string>): void {
  if (origins.size === 0) return;
  const { origin } = headers;
  reply.header("vary", "Origin");
  if (origin === undefined || !origins.has(origin)) return;
  reply.headers({ "access-control-allow-origin": origin, "access-control-expose-headers": TOLD_HEADERS });
}

/** Whether a browser asks before it sends what a form could not. */
export function isPreflight({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

/** @param isApi whether the method that is asked for is one of the API at that path */
export function answerPreflight(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  origins: ReadonlySet<string>,
  isApi: boolean,
): void {
  if (origins.size === 0) return;
  reply.header("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  const { origin } = headers;
  if (!isApi || origin === undefined || !origins.has(origin)) return;
  reply.headers({
    "access-control-allow-origin": origin,
    "access-control-allow-methods": headers["access-control-request-method"]!,
    "access-control-allow-headers": ASKED_HEADERS,
    "access-control-max-age": String(MAX_AGE_S),
  });
}
