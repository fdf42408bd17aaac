/** The pages' own files. Those whose name has a part of their content's hash may be kept for ever. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { staticContent } from "../../answers/static-content.ts";
import { FRAME_STYLE, styleOf } from "../../pages/style.ts";

export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
}

const JAVASCRIPT = "text/javascript; charset=utf-8";
/** Lines of comments, and indentation: they are for those who read the source. */
const FOR_READERS = /^\s*(?:\/\/|\/\*\*|\*).*\n|^\s+/gm;

function read(file: string, type: string): Buffer {
  const source = readFileSync(new URL(file, import.meta.url));
  return type === JAVASCRIPT ? Buffer.from(source.toString("utf8").replaceAll(FOR_READERS, "")) : source;
}

/** @param more what it loads, beside it */
function asset(file: string, type: string, more?: Buffer): Asset {
  const bytes = read(file, type);
  const digest = createHash("sha256")
    .update(bytes)
    .update(more ?? "")
    .digest("base64url")
    .slice(0, 12);
  return { path: `/guest/${digest}/${file}`, type, bytes };
}

const style = (name: string) => styleOf(new URL(`${name}.css`, import.meta.url));

/** In every page, so that a first visit needs no further request before something is seen. */
export const STYLE = FRAME_STYLE + ["control", "parts", "message", "preferences"].map(style).join("");
/** The same of pages of many doors. */
export const ROWS_STYLE = style("rows");
/** In every page too: the control answers a finger as soon as it is seen. */
export const SLIDE = read("slide.js", JAVASCRIPT).toString("utf8");
const ROWS_BYTES = read("rows.js", JAVASCRIPT);
export const SCRIPT = asset("page.js", JAVASCRIPT, ROWS_BYTES);
/** Beside it: only the page of many doors loads it. */
const ROWS: Asset = { path: SCRIPT.path.replace("page.js", "rows.js"), type: JAVASCRIPT, bytes: ROWS_BYTES };
export const PREVIEW = asset("images/preview.png", "image/png");
export const ICONS = {
  touch: asset("images/icon-180.png", "image/png"),
  small: asset("images/icon-192.png", "image/png"),
  large: asset("images/icon-512.png", "image/png"),
};
/** By a path that stays, because browsers ask there for a newer one. */
export const WORKER: Asset = { ...asset("worker.js", JAVASCRIPT), path: "/guest/worker.js" };

const FOR_EVER = "public, max-age=31536000, immutable";

export function assetRoutes(app: FastifyInstance): void {
  for (const one of [SCRIPT, ROWS, PREVIEW, ...Object.values(ICONS), WORKER]) {
    const { path, type, bytes } = one;
    // A script that comes after the first paint moves what is under a thumb.
    const atOnce = one === SCRIPT || one === ROWS;
    const send = staticContent(() => bytes, { type, cacheControl: one === WORKER ? "no-cache" : FOR_EVER, atOnce });
    app.get(path, { schema: { hide: true } }, async (request, reply) => {
      if (one === WORKER) reply.header("service-worker-allowed", "/");
      return send(request, reply);
    });
  }
}
