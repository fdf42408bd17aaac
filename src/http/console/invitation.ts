/** The page of an invitation: whoever it is for gets an account by it, or signs in, and joins. */
import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ConsoleSession } from "../../identity/accounts/accounts.ts";
import type { Invitation } from "../../identity/members.ts";
import { HttpError, invalidField } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { html } from "../pages/html.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { enter, HOME, sendPage, sendTo, sessionOf } from "./console.ts";
import * as account from "./new-account.ts";
import { form, type Problems } from "./page/form.ts";
import { badLinkPage, layout } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";
import * as schemas from "./schemas.ts";

export function invitationRoutes(app: App, deps: RouteDeps): void {
  const { accounts, organizations, config, clock, guessing, credentials, ways } = deps;
  const { invitations } = organizations;

  app.get("/account/invitation", { schema: schemas.showInvitation }, async (request, reply) => {
    const { token } = request.query;
    const invitation = token === undefined ? undefined : await invitations.ofSecret(token, clock.now());
    if (!invitation) return badLink(request, reply);
    const session = await sessionOf(request, deps);
    return sendPage(reply, 200, page(viewOf(request, config), { token: token!, invitation, session }));
  });

  const signsIn = { counts: "sign-in" } as const;
  app.post("/account/invitation", { schema: schemas.acceptInvitation, config: signsIn }, async (request, reply) => {
    const { token, password } = request.body;
    const invitation = await invitations.ofSecret(token, clock.now());
    if (!invitation) return badLink(request, reply);
    const session = await sessionOf(request, deps);
    const shown = { token, invitation, session };
    if (session && password === undefined) {
      if (session.email !== invitation.email) return refuse(request, reply, 409, shown);
      return (await join(request, reply, shown, session.userId)) ?? sendTo(reply, homeOf(request, invitation.orgId));
    }
    const name = request.body.name?.trim() ?? "";
    const userId = await userOf(request, invitation, name, password ?? "");
    if (typeof userId !== "string") return refuse(request, reply, 400, { ...shown, name, problems: userId });
    return (
      (await join(request, reply, shown, userId)) ??
      enter(request, reply, deps, userId, homeOf(request, invitation.orgId))
    );
  });

  /** Home, to act for the organisation from then on. */
  function homeOf(request: FastifyRequest, orgId: string): string {
    return viewOf(request, config).link(`${HOME}?organization=${encodeURIComponent(orgId)}`);
  }

  /** Whoever has the link: somebody new, or by their own password whoever has an account with the address. */
  async function userOf(
    request: FastifyRequest,
    invitation: Invitation,
    name: string,
    password: string,
  ): Promise<string | Problems> {
    const { email, mailed, byOperator, organizationName } = invitation;
    const words = [name, email, organizationName ?? ""];
    const problems = account.problemsOf({
      name: account.problemOfName(name),
      password: await account.problemOfPassword(password, words, ways.isBreached),
    });
    // No account has such a password, so nobody guesses one by it.
    if (problems?.["password"] !== undefined && problems["password"] !== "breached") return problems;
    const guess = await guessing.guess("password", email, request.client);
    const known = await accounts.passwords.check(email, password);
    if (known !== undefined) {
      await guess.passed();
      return known;
    }
    // Whatever else is wrong, it was compared: it counts as a guess.
    if (problems) return problems;
    const newId = accountIdOf(invitation);
    const made = await accounts.newcomers.make({
      userId: newId,
      email,
      isProven: mailed || byOperator,
      name,
      password,
    });
    if (made === "taken") {
      credentials.refused("password", "not-valid", request);
      return { password: "known" };
    }
    await guess.passed();
    return made.userId;
  }

  /** @returns an answer where it did not work */
  async function join(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Shown,
    userId: string,
  ): Promise<FastifyReply | undefined> {
    const joined = await invitations.accept(shown.token, userId, clock.now());
    if (joined === undefined) {
      // Whoever presses twice has joined by the first time.
      const role = await organizations.members.roleOf(shown.invitation.orgId, userId, clock.now());
      return role ? undefined : badLink(request, reply);
    }
    if (joined !== "full") return undefined;
    if (!wantsPage(request)) throw new HttpError(409, "The organisation has as many members as it can have");
    const view = viewOf(request, config);
    return sendPage(reply, 409, page(view, { ...shown, wrong: view.m.invitation.full }));
  }

  function refuse(request: FastifyRequest, reply: FastifyReply, status: number, shown: Shown): FastifyReply {
    if (!wantsPage(request)) {
      if (shown.problems) throw account.invalidFields(shown.problems);
      throw new HttpError(409, "The invitation is for another address than that of whoever is signed in");
    }
    return sendPage(reply, status, page(viewOf(request, config), shown));
  }

  function badLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    credentials.refused("sign-in-link", "not-valid", request);
    if (!wantsPage(request))
      throw invalidField("token", "is of an invitation that was accepted, taken back, or is over");
    const view = viewOf(request, config);
    return sendPage(reply, 400, badLinkPage(view));
  }
}

/** Whoever presses twice gets one account: it is the same for the same invitation. */
function accountIdOf({ id }: Invitation): string {
  const bytes = createHash("sha256").update(`account of ${id}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80; // RFC 9562, section 5.8
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

interface Shown {
  readonly token: string;
  readonly invitation: Invitation;
  readonly session: ConsoleSession | undefined;
  readonly name?: string;
  readonly problems?: Problems;
  readonly wrong?: string;
}

function page(view: View, { token, invitation, session, name, problems = {}, wrong }: Shown): string {
  const { invitation: m, sessions } = view.m;
  const { email, role, organizationName } = invitation;
  const title = m.title(organizationName ?? m.unnamed);
  const about = html`<p>${m.next(email)} ${m.roles[role]}</p>`;
  const action = view.link("/account/invitation");
  if (session && session.email !== email) {
    const who = session.email ?? session.name ?? session.userId;
    const main = html`<p>${m.otherUser(email, who)}</p>
      <form method="post" action="${view.link("/account/sign-out")}"><button>${sessions.signOut}</button></form>`;
    return layout(view, { title, main });
  }
  if (session) {
    const written = form(view, { action, fields: [], hidden: { token }, submit: m.accept, wrong });
    return layout(view, { title, main: html`${about}${written}` });
  }
  const fields = [account.nameField(view, name), account.newPasswordField(view)];
  const next = encodeURIComponent(view.link(`/account/invitation?token=${token}`));
  const signIn = html`<p><a href="${view.link(`/account/sign-in?next=${next}`)}">${m.signIn}</a></p>`;
  const isWrong = wrong !== undefined || Object.keys(problems).length > 0;
  const written = form(view, { action, fields, hidden: { token }, submit: m.submit, problems, wrong });
  const main = html`${about}${written}${signIn}`;
  return layout(view, { title, wrong: isWrong ? view.m.wrong : undefined, main });
}
