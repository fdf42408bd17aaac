/** The API's document, and a page that shows it. Both are made and compressed once: whoever asks has no credentials. */
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import type { FastifyInstance } from "fastify";
import { basePath } from "../../config.ts";
import { staticContent } from "../answers/static-content.ts";
import type { RouteDeps } from "../app.ts";
import { asyncApiDocument } from "./asyncapi.ts";

const { resolve } = createRequire(import.meta.url);

/** @param base the path of the public URL */
function page(base: string): string {
  const folder = `${base.replaceAll("&", "&amp;")}/reference`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Latchstring API</title>
    <link rel="icon" type="image/png" href="${folder}/favicon-32x32.png" />
    <link rel="stylesheet" href="${folder}/swagger-ui.css" />
  </head>
  <body>
    <main id="reference"></main>
    <script src="${folder}/swagger-ui-bundle.js"></script>
    <script src="${folder}/start.js"></script>
  </body>
</html>
`;
}

function script(base: string): string {
  const options = { url: `${base}/openapi.json`, dom_id: "#reference", deepLinking: true, validatorUrl: null };
  return `SwaggerUIBundle(${JSON.stringify(options)});\n`;
}

/** Files of Swagger UI. Its plugin for the server would read and send them anew, as they are, at each request. */
const FILES = {
  "favicon-32x32.png": "image/png",
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
} as const;

/** Another version of the program may say something else. */
const cacheControl = "public, max-age=300";

/** Swagger UI writes styles into its elements; what it calls is where the document says that the server is. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export function referenceRoutes(app: FastifyInstance, { config }: RouteDeps): void {
  const base = basePath(config);
  const get = (path: string, type: string, make: Parameters<typeof staticContent>[0]) =>
    app.get(path, { schema: { hide: true } }, staticContent(make, { type, cacheControl }));

  app.addHook("onRequest", async (_request, reply) => {
    reply.headers({ "content-security-policy": POLICY, "referrer-policy": "no-referrer" });
  });
  // Where the server listens is known only when it does.
  get("/openapi.json", "application/json; charset=utf-8", () => JSON.stringify(app.swagger()));
  get("/asyncapi.json", "application/json; charset=utf-8", () => JSON.stringify(asyncApiDocument(config)));
  for (const path of ["/reference", "/reference/"]) get(path, "text/html; charset=utf-8", () => page(base));
  get("/reference/start.js", FILES["swagger-ui-bundle.js"], () => script(base));
  for (const [name, type] of Object.entries(FILES)) {
    const file = resolve(`@fastify/swagger-ui/static/${name}`);
    get(`/reference/${name}`, type, () => readFile(file));
  }
}
