/** The page in which the console's program runs: the same for everybody who is signed in. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { basePath } from "../../../config.ts";
import { html } from "../../pages/html.ts";
import { pageHeaders } from "../../pages/headers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { requireSession, sendPage, SESSIONS } from "../console.ts";
import { ICON } from "../page/layout.ts";
import { viewOf } from "../page/view.ts";
import { CONSOLE_FILES, type consoleFiles } from "./files.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export function appPageRoutes(app: App, deps: RouteDeps, files: ReturnType<typeof consoleFiles>): void {
  const { config } = deps;

  async function show(request: FastifyRequest, reply: FastifyReply) {
    const session = await requireSession(request, reply, deps);
    if (!session) return reply;
    const { entry } = files();
    const view = viewOf(request, config);
    const at = (file: string) => view.file(CONSOLE_FILES + file);
    reply.headers({ ...pageHeaders("", "", "same-origin"), "content-security-policy": POLICY });
    const page = html`<!doctype html>
      <html lang="${view.language}" data-base="${basePath(config)}">
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Latchstring</title>
        <link rel="icon" href="${ICON}" />
        ${entry.styles.map((file) => html`<link rel="stylesheet" href="${at(file)}" />`)}
        ${entry.preloads.map((file) => html`<link rel="modulepreload" href="${at(file)}" />`)}
        <script type="module" src="${at(entry.script)}"></script>
        <body>
          <noscript>
            <h1>${view.m.needsScript}</h1>
            <p><a href="${view.link(SESSIONS)}">${view.m.sessions.title}</a></p>
          </noscript>
        </body>
      </html> `.text;
    return sendPage(reply, 200, page);
  }

  for (const path of ["/", "/console", "/console/*"]) app.get(path, { schema: { hide: true } }, show);
}
