/** The page in which the console's program runs: the same for everybody who is signed in. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { basePath } from "../../../config.ts";
import { Html, html } from "../../pages/html.ts";
import { pageHeaders } from "../../pages/headers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { signedIn } from "../session-answers.ts";
import { requireSession, sendPage, SESSIONS } from "../console.ts";
import { ICON } from "../page/layout.ts";
import { cookieIn, ownCookie } from "../own-cookie.ts";
import { type Language, LANGUAGES, messagesIn, viewOf } from "../page/view.ts";
import { drawnFor } from "./drawn.ts";
import { CONSOLE_FILES, type consoleFiles } from "./files.ts";

/** In this browser all is in the language that was chosen here last. */
const KEPT = "latchstring-language";
const KEPT_SECONDS = 365 * 86_400;

const policy = (style: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${style}`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

export function appPageRoutes(app: App, deps: RouteDeps, files: ReturnType<typeof consoleFiles>): void {
  const { config } = deps;

  /** As a page before this one was read, as it was chosen here once, or as the browser asks for it. */
  function languageOf(request: FastifyRequest, reply: FastifyReply): Language {
    const { chosen, language } = viewOf(request, config);
    if (chosen) reply.header("set-cookie", ownCookie(config, KEPT, chosen, KEPT_SECONDS, "/"));
    const kept = cookieIn(request.headers.cookie, config, KEPT);
    return chosen ?? LANGUAGES.find((one) => one === kept) ?? language;
  }

  async function show(request: FastifyRequest, reply: FastifyReply) {
    const session = await requireSession(request, reply, deps);
    if (!session) return reply;
    const language = languageOf(request, reply);
    const { script, preloads, style, styleHash, styles, drawn } = files().entries.get(language)!;
    const view = viewOf(request, config);
    const m = messagesIn(language);
    const at = (file: string) => view.file(CONSOLE_FILES + file);
    const told = await signedIn(session, deps);
    reply.headers({ ...pageHeaders("", "", "same-origin"), "content-security-policy": policy(styleHash) });
    const page = html`<!doctype html>
      <html lang="${language}" data-base="${basePath(config)}" data-session="${JSON.stringify(told)}">
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Latchstring</title>
        <link rel="icon" href="${ICON}" />
        ${new Html(`<style>${style}</style>`)}
        ${preloads.map((file) => html`<link rel="modulepreload" href="${at(file)}" />`)}
        <script type="module" src="${at(script)}"></script>
        <body>
          <div id="app">${new Html(drawnFor(drawn, told, view.file(request.url), basePath(config)))}</div>
          <noscript>
            <h1>${m.needsScript}</h1>
            <p><a href="${view.link(SESSIONS)}">${m.sessions.title}</a></p>
          </noscript>
          ${styles.map((file) => html`<link rel="stylesheet" href="${at(file)}" />`)}
        </body>
      </html> `.text;
    return sendPage(reply, 200, page);
  }

  for (const path of ["/", "/console", "/console/*"]) app.get(path, { schema: { hide: true } }, show);
}
