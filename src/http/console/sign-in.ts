/** Signing in with an e-mail address and a password, and signing out. */
import type { FastifyReply } from "fastify";
import { canonicalEmail } from "../../identity/email.ts";
import { AuthenticationError } from "../../identity/tokens.ts";
import type { App, RouteDeps } from "../app.ts";
import { type Html, html } from "../pages/html.ts";
import { takeNoBody } from "../requests/at-once.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { enter, goOn, ownPath, sendPage, sendTo, sessionOf } from "./console.ts";
import { knownBrowser } from "./known-browser.ts";
import * as account from "./new-account.ts";
import { type Field, form, type Problems } from "./page/form.ts";
import { layout } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";
import * as schemas from "./schemas.ts";
import { otherWays, passkeyScript, waysOnPage } from "./ways-on-page.ts";

const signsIn = { counts: "sign-in" } as const;

export function signInRoutes(app: App, deps: RouteDeps): void {
  const { accounts, config, guessing, credentials } = deps;

  app.get("/account/sign-in", { schema: schemas.showSignIn }, async (request, reply) => {
    const view = viewOf(request, config);
    const next = ownPath(request.query.next, config);
    if (await sessionOf(request, deps)) return goOn(request, reply, config, next);
    return show(reply, 200, view, { next });
  });

  app.post("/account/sign-in", { schema: schemas.signIn, config: signsIn }, async (request, reply) => {
    const { email: typed, password } = request.body;
    const view = viewOf(request, config);
    const next = ownPath(request.body.next, config);
    const problems = account.problemsOf({
      email: account.problemOfEmail(typed.trim()),
      password: password === "" ? "required" : undefined,
    });
    if (problems) {
      if (!wantsPage(request)) throw account.invalidFields(problems);
      return show(reply, 400, view, { next, email: typed, problems });
    }
    const email = canonicalEmail(typed)!;
    const known = await knownBrowser(request, email, deps);
    const guess = await guessing.guess("password", email, request.client, known);
    const userId = await accounts.passwords.check(email, password);
    if (userId === undefined) {
      credentials.refused("password", "not-valid", request);
      if (!wantsPage(request)) throw new AuthenticationError("The e-mail address or the password is not right");
      return show(reply, 401, view, { next, email: typed, wrong: view.m.wrongSignIn });
    }
    await guess.passed();
    return enter(request, reply, deps, userId, next);
  });

  app.post(
    "/account/sign-out",
    { schema: schemas.signOut, config: signsIn, preValidation: takeNoBody },
    async (request, reply) => {
      const { cookie } = request.headers;
      if (cookie !== undefined) reply.header("set-cookie", [...(await accounts.sessions.signOut(cookie))]);
      return sendTo(reply, viewOf(request, config).link("/account/sign-in"));
    },
  );

  async function show(reply: FastifyReply, status: number, view: View, shown: Shown): Promise<FastifyReply> {
    const ways = await waysOnPage(view, deps, { purpose: "sign-in", next: shown.next });
    const more = { ways, others: otherWays(view, deps), script: passkeyScript(deps) };
    return sendPage(reply, status, page(view, shown, more));
  }
}

/** What stands beside the form. */
interface Beside {
  readonly ways: Html | undefined;
  readonly others: Html;
  readonly script: string | undefined;
}

interface Shown {
  readonly next: string | undefined;
  readonly email?: string;
  readonly problems?: Problems;
  readonly wrong?: string;
}

function page(view: View, { next, email, problems = {}, wrong }: Shown, { ways, others, script }: Beside): string {
  const { m } = view;
  const fields = [
    { ...account.emailField(view, email), autocomplete: "username webauthn", autofocus: true },
    passwordField(view),
  ];
  const action = view.link("/account/sign-in");
  const written = form(view, { action, fields, hidden: { next }, submit: m.signIn.submit, problems, wrong });
  const isWrong = wrong !== undefined || Object.keys(problems).length > 0;
  const main = html`${written}${
    ways &&
    html`<p class="or">${m.ways.or}</p>
      ${ways}`
  }${others}`;
  return layout(view, { title: m.signIn.title, wrong: isWrong ? m.wrong : undefined, main, script });
}

export function passwordField({ m }: View): Field {
  return { name: "password", label: m.fields.password, type: "password", autocomplete: "current-password" };
}
