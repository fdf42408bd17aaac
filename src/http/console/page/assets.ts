/** The console's own files; their names have a part of their content's hash, so they may be kept for ever. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { staticContent } from "../../answers/static-content.ts";

/** Lines of comments, and indentation: they are for those who read the source. */
const FOR_READERS = /^\s*(?:\/\/|\/\*\*|\*).*\n|^\s+/gm;

const SCRIPT = readFileSync(new URL("passkey.js", import.meta.url), "utf8").replaceAll(FOR_READERS, "");

/** Of the script of passkeys, as `View.file` takes it. */
export const PASSKEY_SCRIPT = `/account/${createHash("sha256").update(SCRIPT).digest("base64url").slice(0, 12)}/passkey.js`;

export function consoleAssetRoutes(app: FastifyInstance): void {
  const send = staticContent(() => SCRIPT, {
    type: "text/javascript; charset=utf-8",
    cacheControl: "public, max-age=31536000, immutable",
  });
  app.get(PASSKEY_SCRIPT, { schema: { hide: true } }, async (request, reply) => send(request, reply));
}
