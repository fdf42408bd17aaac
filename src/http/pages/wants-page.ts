import type { FastifyRequest } from "fastify";
import Negotiator from "negotiator";

const MAX_HEADER = 500;

/** Whether a browser asks: it would rather have a page than JSON. */
export function wantsPage({ headers: { accept } }: Pick<FastifyRequest, "headers">): boolean {
  if (!accept?.includes("text/html")) return false;
  const types = new Negotiator({ headers: { accept: accept.slice(0, MAX_HEADER) } });
  return types.mediaType(["application/json", "text/html"]) === "text/html";
}
