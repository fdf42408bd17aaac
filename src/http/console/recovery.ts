/** Recovery codes: signing in with one, and making new ones. */
import { canonicalEmail } from "../../identity/email.ts";
import { AuthenticationError } from "../../identity/tokens.ts";
import type { App, RouteDeps } from "../app.ts";
import { html } from "../pages/html.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { tellOfChange } from "./change-letters.ts";
import { enter, requireSession, sendPage } from "./console.ts";
import * as account from "./new-account.ts";
import { form, type Problems } from "./page/form.ts";
import { layout } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";
import * as schemas from "./ways-schemas.ts";

const signsIn = { counts: "sign-in" } as const;
/** Nobody's id: their codes are looked for as those of somebody are. */
const NOBODY = "";
const MAX_CODE = 40;

export function recoveryRoutes(app: App, deps: RouteDeps): void {
  const { ways, config, guessing, credentials } = deps;

  app.get("/account/recovery", { schema: schemas.showRecovery }, async (request, reply) =>
    sendPage(reply, 200, page(viewOf(request, config))),
  );

  app.post("/account/recovery", { schema: schemas.useRecovery, config: signsIn }, async (request, reply) => {
    const [typed, code] = [request.body.email.trim(), request.body.code.trim()];
    const view = viewOf(request, config);
    const problems = account.problemsOf({
      email: account.problemOfEmail(typed),
      code: code === "" ? "required" : code.length > MAX_CODE ? "long" : undefined,
    });
    if (problems) {
      if (!wantsPage(request)) throw account.invalidFields(problems);
      return sendPage(reply, 400, page(view, typed, problems));
    }
    const email = canonicalEmail(typed)!;
    const guess = await guessing.guess("recovery-code", email, request.client);
    const userId = (await ways.addresses.named(email)) ?? NOBODY;
    if (!(await ways.codes.use(userId, code))) {
      credentials.refused("recovery-code", "not-valid", request);
      if (!wantsPage(request)) throw new AuthenticationError("The address or the code is not right");
      return sendPage(reply, 401, page(view, typed, {}, view.m.ways.recovery.wrong));
    }
    await guess.passed();
    tellOfChange(request, deps, userId, "code-used");
    return enter(request, reply, deps, userId, view.link("/account/ways"));
  });

  app.post("/account/recovery-codes", { schema: schemas.makeCodes, config: signsIn }, async (request, reply) => {
    const session = await requireSession(request, reply, deps, { fresh: true, back: "/account/ways" });
    if (!session) return reply;
    const view = viewOf(request, config);
    const codes = await ways.codes.replace(session.userId);
    tellOfChange(request, deps, session.userId, "codes-made");
    return sendPage(reply, 200, codesPage(view, codes));
  });
}

function page(view: View, email = "", problems: Problems = {}, wrong?: string): string {
  const { recovery } = view.m.ways;
  const code = {
    name: "code",
    label: recovery.code,
    type: "text",
    autocomplete: "one-time-code",
    hint: recovery.codeHint,
  } as const;
  const fields = [{ ...account.emailField(view, email), autofocus: wrong === undefined }, code];
  const action = view.link("/account/recovery");
  const written = form(view, { action, fields, submit: recovery.submit, problems, wrong });
  const isWrong = wrong !== undefined || Object.keys(problems).length > 0;
  const main = html`<p>${recovery.next}</p>
    ${written}`;
  return layout(view, { title: recovery.title, wrong: isWrong ? view.m.wrong : undefined, main });
}

function codesPage(view: View, codes: readonly string[]): string {
  const { codes: said } = view.m.ways;
  const main = html`<p>${said.next}</p>
    <ol class="codes">
      ${codes.map((code) => html`<li><code>${code}</code></li>`)}
    </ol>
    <p><a href="${view.link("/account/ways")}">${said.kept}</a></p>`;
  return layout(view, { title: said.title, main });
}
