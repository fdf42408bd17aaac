/** The page of a set-up link: the account of whoever hosts the server, or a new way in for somebody. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { SetUp } from "../../identity/accounts/accounts.ts";
import { canonicalEmail } from "../../identity/email.ts";
import { invalidField } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { html } from "../pages/html.ts";
import { enter, sendPage } from "./console.ts";
import { makeFirstOrganization } from "./first-organization.ts";
import * as account from "./new-account.ts";
import { form, type Problems } from "./page/form.ts";
import { badLinkPage, layout } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";
import * as schemas from "./schemas.ts";

interface Typed {
  readonly name: string;
  readonly email: string;
  readonly organization: string;
}

/** The console's screen that leads from here to a first door. */
const WELCOME = "/console/welcome";
const NOTHING: Typed = { name: "", email: "", organization: "" };

export function setUpRoutes(app: App, deps: RouteDeps): void {
  const { accounts, organizations, config, ways, clock } = deps;

  app.get("/account/set-up", { schema: schemas.showSetUp }, async (request, reply) => {
    const { token } = request.query;
    const setUp = token === undefined ? undefined : await accounts.setUps.look(token);
    if (!setUp) return badLink(request, reply);
    return sendPage(reply, 200, page(viewOf(request, config), token!, setUp));
  });

  const config_ = { counts: "sign-in" } as const;
  app.post("/account/set-up", { schema: schemas.setUp, config: config_ }, async (request, reply) => {
    const { token, password, ...rest } = request.body;
    const setUp = await accounts.setUps.look(token);
    if (!setUp) return badLink(request, reply);
    const [name = "", email = "", organization = ""] = [rest.name, rest.email, rest.organization].map((text) =>
      text?.trim(),
    );
    const typed: Typed = { name, email, organization };
    const words = setUp.kind === "operator" ? [name, email, organization] : [setUp.email];
    const problemOfPassword = await account.problemOfPassword(password, words, ways.isBreached);
    const problems = account.problemsOf({
      ...(setUp.kind === "operator" && {
        name: account.problemOfName(name),
        email: account.problemOfEmail(email),
        ...(setUp.orgId === undefined && { organization: account.problemOfName(organization) }),
      }),
      password: problemOfPassword,
    });
    if (problems) return again(request, reply, token, setUp, typed, problems);
    if (setUp.kind === "way-in") {
      const done = await accounts.setUps.setWayIn(token, password);
      return done ? enter(request, reply, deps, done.userId) : badLink(request, reply);
    }
    const done = await accounts.setUps.makeOperator(token, { email: canonicalEmail(email)!, name, password });
    if (done === "taken") return again(request, reply, token, setUp, typed, { email: "taken" });
    if (!done) return badLink(request, reply);
    if (setUp.orgId === undefined) await makeFirstOrganization(organization, done.userId, deps);
    else await organizations.members.put(setUp.orgId, done.userId, "owner", clock.now());
    return enter(request, reply, deps, done.userId, viewOf(request, config).link(WELCOME));
  });

  function again(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    setUp: SetUp,
    typed: Typed,
    problems: Problems,
  ): FastifyReply {
    if (!wantsPage(request)) throw account.invalidFields(problems);
    return sendPage(reply, 400, page(viewOf(request, config), token, setUp, typed, problems));
  }

  function badLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    deps.credentials.refused("sign-in-link", "not-valid", request);
    if (!wantsPage(request)) throw invalidField("token", "is of a link that was used, or ended");
    const view = viewOf(request, config);
    return sendPage(reply, 400, badLinkPage(view));
  }
}

function page(view: View, token: string, setUp: SetUp, typed = NOTHING, problems: Problems = {}): string {
  const { m } = view;
  const { title, submit } = setUp.kind === "operator" ? m.setUp : m.wayIn;
  const next = setUp.kind === "operator" ? m.setUp.next : m.wayIn.next(setUp.email);
  const organization = {
    name: "organization",
    label: m.fields.organization,
    type: "text",
    autocomplete: "organization",
    hint: m.fields.organizationHint,
    maxlength: account.MAX_NAME,
    value: typed.organization,
  } as const;
  const fields =
    setUp.kind === "operator"
      ? [
          account.nameField(view, typed.name),
          account.emailField(view, typed.email),
          account.newPasswordField(view),
          ...(setUp.orgId === undefined ? [organization] : []),
        ]
      : [account.newPasswordField(view)];
  const wrong = Object.keys(problems).length > 0 ? m.wrong : undefined;
  const written = form(view, { action: view.link("/account/set-up"), fields, hidden: { token }, submit, problems });
  return layout(view, {
    title,
    wrong,
    main: html`<p>${next}</p>
      ${written}`,
  });
}
