/** Open pages of the console are told to load anew, while one works on it: `npm run dev` alone has this route. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";

/** @returns tells every open page that there is something new; a page that comes back to a server that began anew sees it itself */
export function reloadRoute(app: FastifyInstance): () => void {
  const open = new Set<ServerResponse>();
  let version = randomUUID();
  app.get("/console/reload", { schema: { hide: true } }, (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    reply.raw.write(`retry: 300\ndata: ${version}\n\n`);
    open.add(reply.raw);
    reply.raw.once("close", () => open.delete(reply.raw));
  });
  return () => {
    version = randomUUID();
    for (const page of open) page.write(`data: ${version}\n\n`);
  };
}
