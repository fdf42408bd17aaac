/** Proving once more who one is, before what can change who gets in. */
import type { FastifyReply } from "fastify";
import type { ConsoleSession } from "../../identity/accounts/accounts.ts";
import { AuthenticationError } from "../../identity/tokens.ts";
import type { App, RouteDeps } from "../app.ts";
import { type Html, html } from "../pages/html.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { goOn, ownPath, requireSession, sendPage } from "./console.ts";
import { form } from "./page/form.ts";
import { layout } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";
import * as schemas from "./schemas.ts";
import { passwordField } from "./sign-in.ts";
import { otherWays, passkeyScript, waysOnPage } from "./ways-on-page.ts";

export function proveRoutes(app: App, deps: RouteDeps): void {
  const { accounts, config, guessing, credentials, ways } = deps;

  app.get("/account/prove", { schema: schemas.showProve }, async (request, reply) => {
    const session = await requireSession(request, reply, deps);
    if (!session) return reply;
    return show(reply, 200, viewOf(request, config), session, ownPath(request.query.next, config));
  });

  const signsIn = { counts: "sign-in" } as const;
  app.post("/account/prove", { schema: schemas.prove, config: signsIn }, async (request, reply) => {
    const session = await requireSession(request, reply, deps);
    if (!session) return reply;
    const view = viewOf(request, config);
    const next = ownPath(request.body.next, config);
    const whose = session.email ?? session.userId;
    const guess = await guessing.guess("password", whose, request.client, session.sessionId);
    if (!(await accounts.passwords.checkOf(session.userId, request.body.password))) {
      credentials.refused("password", "not-valid", request);
      if (!wantsPage(request)) throw new AuthenticationError("The password is not right");
      return show(reply, 401, view, session, next, view.m.wrongPassword);
    }
    await guess.passed();
    await accounts.sessions.prove(session.sessionId);
    return goOn(request, reply, config, next);
  });

  /** With what this person has, and nothing that could not prove it. */
  async function show(
    reply: FastifyReply,
    status: number,
    view: View,
    { userId, email }: ConsoleSession,
    next: string | undefined,
    wrong?: string,
  ): Promise<FastifyReply> {
    const linked = new Set(await ways.providerAccounts.linked(userId));
    const theirs = new Set(config.providers.filter(({ issuer }) => linked.has(issuer)).map(({ id }) => id));
    const providers = theirs.size === 0 ? [] : (await deps.providers.list()).filter(({ id }) => theirs.has(id));
    const hasPasskeys = (await ways.passkeys.list(userId)).length > 0;
    const others = await waysOnPage(view, deps, { purpose: "prove", next, providers, hasPasskeys });
    const hasPassword = await accounts.passwords.has(userId);
    const fallback = hasPassword || others ? undefined : otherWays(view, deps);
    const script = passkeyScript(deps);
    return sendPage(reply, status, page(view, { email, next, wrong, hasPassword, others: others ?? fallback, script }));
  }
}

interface Shown {
  readonly email: string | null;
  readonly next: string | undefined;
  readonly wrong: string | undefined;
  readonly hasPassword: boolean;
  readonly others: Html | undefined;
  readonly script: string | undefined;
}

function page(view: View, { email, next, wrong, hasPassword, others, script }: Shown): string {
  const { prove, wrong: again } = view.m;
  // What keeps passwords looks for whose it is.
  const hidden = { next };
  const fields = [{ ...passwordField(view), autofocus: wrong === undefined }];
  const written =
    hasPassword && form(view, { action: view.link("/account/prove"), fields, hidden, submit: prove.submit, wrong });
  const who = email === null ? undefined : html`<p><strong>${email}</strong></p>`;
  const main = html`<p>${prove.next}</p>
    ${who}${written}${written && others && html`<p class="or">${view.m.ways.or}</p>`}${others}`;
  return layout(view, { title: prove.title, wrong: wrong === undefined ? undefined : again, main, script });
}
