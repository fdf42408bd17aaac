/** Where somebody is signed in, and ending that. */
import type { ConsoleSession } from "../../identity/accounts/accounts.ts";
import type { App, RouteDeps } from "../app.ts";
import { type Html, html } from "../pages/html.ts";
import { requireSession, sendPage, sendTo, SESSIONS } from "./console.ts";
import { deviceOf } from "./device.ts";
import { layout } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";
import * as schemas from "./schemas.ts";

export function sessionRoutes(app: App, deps: RouteDeps): void {
  const { accounts, config, clock } = deps;

  app.get("/account", { schema: { hide: true } }, async (request, reply) =>
    sendTo(reply, viewOf(request, config).link(SESSIONS)),
  );

  app.get(SESSIONS, { schema: schemas.showSessions }, async (request, reply) => {
    const session = await requireSession(request, reply, deps);
    if (!session) return reply;
    const all = await accounts.sessions.list(session.userId);
    const others = all.filter(({ sessionId }) => sessionId !== session.sessionId);
    return sendPage(reply, 200, page(viewOf(request, config), session, others, clock.now()));
  });

  app.post(`${SESSIONS}/end`, { schema: schemas.endSession }, async (request, reply) => {
    const session = await requireSession(request, reply, deps, { back: SESSIONS });
    if (!session) return reply;
    const { session: which } = request.body;
    if (which === undefined) await accounts.sessions.endAll(session.userId, session.sessionId);
    else await accounts.sessions.end(session.userId, which);
    return sendTo(reply, viewOf(request, config).link(SESSIONS));
  });
}

/** A session that is seen now is of this very moment. */
const NOW_MS = 90_000;

function page(view: View, own: ConsoleSession, others: readonly ConsoleSession[], now: number): string {
  const { sessions: m } = view.m;
  const end = view.link(`${SESSIONS}/end`);
  const row = (session: ConsoleSession, more: Html) => {
    const since = session.lastSeenAt - now;
    const seen = -since < NOW_MS ? m.now : view.when(since);
    return html`<li>
      <div>
        <h2>${deviceOf(session.userAgent, view.m.device)}</h2>
        <p>${m.lastSeen(seen)}</p>
      </div>
      ${more}
    </li>`;
  };
  const rows = others.map((one) => {
    const name = m.endOne(deviceOf(one.userAgent, view.m.device));
    return row(
      one,
      html`<form method="post" action="${end}">
        <input type="hidden" name="session" value="${one.sessionId}" />
        <button class="plain" aria-label="${name}">${m.end}</button>
      </form>`,
    );
  });
  const all =
    others.length > 0 && html`<form method="post" action="${end}"><button class="plain">${m.endOthers}</button></form>`;
  const main = html`<p>${m.next(own.email ?? own.name ?? own.userId)}</p>
    <ul class="list">
      ${row(own, html`<p class="here">${m.here}</p>`)} ${rows}
    </ul>
    ${all}
    <p><a href="${view.link("/account/ways")}">${view.m.ways.page.title}</a></p>
    <form method="post" action="${view.link("/account/sign-out")}"><button class="plain">${m.signOut}</button></form>`;
  return layout(view, { title: m.title, main });
}
