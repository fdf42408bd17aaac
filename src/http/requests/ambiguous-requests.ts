/**
 * A request means one thing only: what whoever passes it on may read otherwise than we do is refused, because then one
 * of both decides about another request than the other serves.
 */
import type { FastifyRequest } from "fastify";
import { HttpError, INVALID_REQUEST } from "../answers/errors.ts";
import { isSameHost } from "./hosts.ts";

/** Of these Node takes the first and drops the others without a word. */
const GIVEN_ONCE: ReadonlySet<string> = new Set(["host", "authorization", "content-type"]);
const LENGTHS = new Set([...GIVEN_ONCE].map(({ length }) => length));

/** @throws HttpError 400 (RFC 9112, section 3.2), 421 for a whole URL of another host than `Host` (section 3.2.2) */
export function refuseAmbiguous({ raw, headers: { host = "" }, originalUrl }: FastifyRequest): void {
  // A request of HTTP/0.9 has no headers, and whatever stands after its line would be taken for them.
  if (raw.httpVersionMajor !== 1) throw new HttpError(400, "Ask by HTTP/1.1");
  const seen: string[] = [];
  for (let i = 0; i < raw.rawHeaders.length; i += 2) {
    const given = raw.rawHeaders[i]!;
    if (!LENGTHS.has(given.length)) continue;
    const field = given.toLowerCase();
    if (!GIVEN_ONCE.has(field)) continue;
    if (seen.includes(field))
      throw new HttpError(400, INVALID_REQUEST, [{ field, message: "is given more than once" }]);
    seen.push(field);
  }
  if (host === "" && raw.httpVersionMinor > 0)
    throw new HttpError(400, INVALID_REQUEST, [{ field: "host", message: "is required" }]);
  if (!originalUrl.startsWith("/") && URL.canParse(originalUrl) && !isSameHost(originalUrl, host))
    throw new HttpError(421, "The URL and the Host header name two hosts");
}
