/** A new password for whoever reads the mail of an account's address. */
import type { App, RouteDeps } from "../app.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { html } from "../pages/html.ts";
import { tellOfChange } from "./change-letters.ts";
import { enter, sendPage } from "./console.ts";
import { addressOf, askPage, badLink, noMailPage, refuseWithoutMail, sendLink } from "./mailed-links.ts";
import * as account from "./new-account.ts";
import { form, type Problems } from "./page/form.ts";
import { layout, messagePage } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";
import * as schemas from "./ways-schemas.ts";

const signsIn = { counts: "sign-in" } as const;
const MAX_MINUTES = 60;

export function resetRoutes(app: App, deps: RouteDeps): void {
  const { accounts, ways, letters, config } = deps;

  app.get("/account/reset", { schema: schemas.showReset }, async (request, reply) => {
    const view = viewOf(request, config);
    const { token } = request.query;
    if (token === undefined)
      return sendPage(reply, 200, letters.canSend ? askPage(view, "reset", view.m.ways.reset) : noMailPage(view));
    const link = await ways.links.look("reset", token);
    return link
      ? sendPage(reply, 200, newPasswordPage(view, token, link.email))
      : badLink(request, reply, deps, "reset");
  });

  app.post("/account/reset", { schema: schemas.askForReset, config: signsIn }, async (request, reply) => {
    refuseWithoutMail(request, deps);
    if (!letters.canSend) return sendPage(reply, 409, noMailPage(viewOf(request, config)));
    const email = addressOf(request, reply, deps, (view, typed, problems) =>
      askPage(view, "reset", view.m.ways.reset, typed, problems),
    );
    if (email === undefined) return reply;
    const find = async () => {
      const userId = await ways.addresses.holder(email);
      return userId === undefined ? undefined : { userId, email };
    };
    return sendLink(request, reply, deps, { kind: "reset", email, find });
  });

  app.post("/account/reset/password", { schema: schemas.reset, config: signsIn }, async (request, reply) => {
    const { token, password } = request.body;
    const view = viewOf(request, config);
    const shown = await ways.links.look("reset", token);
    if (!shown) return badLink(request, reply, deps, "reset");
    const problem = await account.problemOfPassword(password, [shown.email], ways.isBreached);
    if (problem !== undefined) {
      if (!wantsPage(request)) throw account.invalidFields({ password: problem });
      return sendPage(reply, 400, newPasswordPage(view, token, shown.email, { password: problem }));
    }
    const link = await ways.links.spend("reset", token);
    if (!link) return badLink(request, reply, deps, "reset");
    await accounts.passwords.set(link.userId, password);
    await ways.links.endOf(link.userId);
    await accounts.sessions.endAll(link.userId);
    tellOfChange(request, deps, link.userId, "password");
    return enter(request, reply, deps, link.userId, view.link("/account/ways"));
  });

  app.get("/account/sent", { schema: schemas.showSent }, async (request, reply) => {
    const view = viewOf(request, config);
    const minutes = Number(request.query.minutes);
    const known = Number.isInteger(minutes) && minutes > 0 && minutes <= MAX_MINUTES ? minutes : MAX_MINUTES / 2;
    const back = html`<p><a href="${view.link("/account/sign-in")}">${view.m.backToSignIn}</a></p>`;
    return sendPage(reply, 200, messagePage(view, view.m.ways.sent(known), back));
  });
}

function newPasswordPage(view: View, token: string, email: string, problems: Problems = {}): string {
  const { title, next, submit } = view.m.ways.newPassword(email);
  const action = view.link("/account/reset/password");
  const fields = [account.newPasswordField(view)];
  const written = form(view, { action, fields, hidden: { token }, submit, problems });
  const wrong = Object.keys(problems).length > 0 ? view.m.wrong : undefined;
  return layout(view, {
    title,
    wrong,
    main: html`<p>${next}</p>
      ${written}`,
  });
}
