/** Proving once more who one is, before what can change who gets in. */
import { AuthenticationError } from "../../identity/tokens.ts";
import type { App, RouteDeps } from "../app.ts";
import { html } from "../pages/html.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { HOME, ownPath, requireSession, sendPage, sendTo } from "./console.ts";
import { form } from "./page/form.ts";
import { layout } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";
import * as schemas from "./schemas.ts";
import { passwordField } from "./sign-in.ts";

export function proveRoutes(app: App, deps: RouteDeps): void {
  const { accounts, config, guessing, credentials } = deps;

  app.get("/account/prove", { schema: schemas.showProve }, async (request, reply) => {
    const session = await requireSession(request, reply, deps);
    if (!session) return reply;
    const next = ownPath(request.query.next, config);
    return sendPage(reply, 200, page(viewOf(request, config), session.email, next));
  });

  const signsIn = { counts: "sign-in" } as const;
  app.post("/account/prove", { schema: schemas.prove, config: signsIn }, async (request, reply) => {
    const session = await requireSession(request, reply, deps);
    if (!session) return reply;
    const view = viewOf(request, config);
    const next = ownPath(request.body.next, config);
    const guess = await guessing.guess("password", session.email ?? session.userId, request.client);
    if (!(await accounts.passwords.checkOf(session.userId, request.body.password))) {
      credentials.refused("password", "not-valid", request.client);
      if (!wantsPage(request)) throw new AuthenticationError("The password is not right");
      return sendPage(reply, 401, page(view, session.email, next, view.m.wrongPassword));
    }
    guess.passed();
    await accounts.sessions.prove(session.sessionId);
    return sendTo(reply, next ?? view.link(HOME));
  });
}

function page(view: View, email: string | null, next: string | undefined, wrong?: string): string {
  const { prove, wrong: again } = view.m;
  // What keeps passwords looks for whose it is.
  const hidden = { next };
  const fields = [{ ...passwordField(view), autofocus: wrong === undefined }];
  const written = form(view, { action: view.link("/account/prove"), fields, hidden, submit: prove.submit, wrong });
  const who = email === null ? undefined : html`<p><strong>${email}</strong></p>`;
  const main = html`<p>${prove.next}</p>
    ${who}${written}`;
  return layout(view, { title: prove.title, wrong: wrong === undefined ? undefined : again, main });
}
