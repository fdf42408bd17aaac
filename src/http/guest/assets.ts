/** The page's style and script, named by their content so that phones may keep them for ever. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
}

function asset(file: string, type: string): Asset {
  const bytes = readFileSync(new URL(file, import.meta.url));
  const digest = createHash("sha256").update(bytes).digest("base64url").slice(0, 12);
  return { path: `/guest/${digest}/${file}`, type, bytes };
}

export const STYLE = asset("page.css", "text/css; charset=utf-8");
export const SCRIPT = asset("page.js", "text/javascript; charset=utf-8");

export function assetRoutes(app: FastifyInstance): void {
  for (const { path, type, bytes } of [STYLE, SCRIPT]) {
    app.get(path, { schema: { hide: true } }, async (_request, reply) =>
      reply
        .type(type)
        .headers({ "cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff" })
        .send(bytes),
    );
  }
}
