import { randomUUID } from "node:crypto";
import Type from "typebox";
import { type Actor, recordedAs } from "../../../domain/actor.ts";
import { isoTime } from "../../../domain/ids.ts";
import { canonicalEmail } from "../../../identity/email.ts";
import type { Invitation, InvitationSecret } from "../../../identity/members.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith, objectWithExample, orNull, Role } from "../../schemas.ts";
import { OrgId, Timestamp } from "../schemas.ts";
import { type Language, LANGUAGES } from "./invitation-mail.ts";
import { Email, Gone, noOrganization, OrganizationName, OrganizationPath, ownOrganization } from "./schemas.ts";
import { newSecret, sendInvitation } from "./send-invitation.ts";

const tags = ["Organisations"];
const InvitationId = Type.String({
  maxLength: 64,
  description: "The invitation's id",
  examples: ["5c0f0b5e-9a42-4c1c-9d5f-0f7b7a3f8f11"],
});
const InvitationPath = Type.Object({
  ...OrganizationPath.properties,
  invitationId: { ...InvitationId, title: "InvitationId" },
});
const invitation = {
  invitationId: InvitationId,
  email: Email,
  role: Role,
  invitedBy: Type.String({ description: "Who made it, as the record names them", examples: ["seaside-flats"] }),
  mailed: Type.Boolean({ description: "The link went to the address and to nobody else", examples: [true] }),
  createdAt: Timestamp,
  expiresAt: Timestamp,
  expired: Type.Boolean({ description: "It is over: send it again, or take it back", examples: [false] }),
};
export const ListedInvitation = objectWithExample(invitation, { title: "Invitation", description: "An invitation" });
export const SentInvitation = objectWithExample(
  {
    ...invitation,
    link: orNull(Type.String(), {
      description: "Where it was not mailed: for whoever is invited, shown this once. Null where it was",
      examples: [null],
    }),
  },
  { title: "SentInvitation", description: "An invitation on its way" },
);
const sending = {
  language: Type.Optional(
    Type.Enum([...LANGUAGES], { type: "string", description: "Of the mail; en if left out", examples: ["en"] }),
  ),
  byLink: Type.Optional(
    Type.Boolean({ description: "Show the link rather than mail it", examples: [false], default: false }),
  ),
};

const create = {
  operationId: "createInvitation",
  summary: "Invite somebody",
  description:
    "By mail where the server has a mail server, else by a link in the answer. Good once, for 7 days. Another one for the same address replaces it.",
  tags,
  params: OrganizationPath,
  body: bodyWith({ email: Email, role: Role, ...sending }),
  response: { 201: SentInvitation, ...bodyErrorAnswers(404, 409) },
};
const list = {
  operationId: "listInvitations",
  summary: "An organisation's invitations",
  description: "Newest first, those that are over too; there are 500 at the most.",
  tags,
  params: OrganizationPath,
  response: {
    200: objectWithExample(
      { invitations: Type.Array(ListedInvitation) },
      { title: "Invitations", description: "All of them" },
    ),
    ...errorAnswers(404),
  },
};
const resend = {
  operationId: "resendInvitation",
  summary: "Send an invitation again",
  description: "With another link, good for 7 days again; the one before is void.",
  tags,
  params: InvitationPath,
  body: bodyWith(sending),
  response: { 200: SentInvitation, ...bodyErrorAnswers(404) },
};
const revoke = {
  operationId: "revokeInvitation",
  summary: "Take an invitation back",
  description: "Its link is void at once.",
  tags,
  params: InvitationPath,
  response: { 200: Gone, ...bodyErrorAnswers(404) },
};
const accept = {
  operationId: "joinOrganization",
  summary: "Accept an invitation",
  description:
    "The caller, a person with the address that was invited and a token without an organisation, becomes a member. Who is one already stays what they are.",
  tags,
  body: bodyWith({
    secret: Type.String({ minLength: 1, maxLength: 100, description: "token of the link", examples: ["4kQ…"] }),
  }),
  response: {
    200: objectWithExample(
      { orgId: OrgId, name: orNull(OrganizationName), role: Role },
      { title: "AcceptedInvitation", description: "What the caller is a member of" },
    ),
    ...bodyErrorAnswers(404, 409),
  },
};

export function invitationRoutes(app: App, deps: RouteDeps): void {
  const { organizations, directory, limits, clock } = deps;
  const { invitations } = organizations;

  /** @throws HttpError 404 */
  async function found(orgId: string, id: string): Promise<Invitation> {
    const one = await invitations.find(orgId, id);
    if (!one) throw new HttpError(404, "Invitation not found");
    return one;
  }

  async function countMail(orgId: string, email: string, client: string): Promise<void> {
    await limits.mail(`organization ${orgId}`, email, client);
    await limits.invitation(orgId);
  }

  const isByOperator = async (actor: Actor) =>
    actor.kind !== "operator" && actor.userId !== undefined && directory.isOperator(actor.userId);

  app.post("/organizations/:orgId/invitations", { schema: create }, async ({ actor, params, body, client }, reply) => {
    const orgId = ownOrganization(actor, params);
    const email = canonicalEmail(body.email);
    if (email === undefined) throw invalidField("email", "must be an e-mail address");
    const { role, language = "en", byLink = false } = body;
    const secret = newSecret(deps, byLink);
    if (secret.mailed) await countMail(orgId, email, client);
    const id = randomUUID();
    const by = { invitedBy: recordedAs(actor), byOperator: await isByOperator(actor) };
    const answer = await invitations.invite({ id, orgId, email, role, now: clock.now(), ...by, ...secret });
    if (answer === "unknown") throw noOrganization();
    if (answer === "full")
      throw new HttpError(409, "There are as many invitations as there may be: take one back first");
    if (answer === "member")
      throw new HttpError(409, "Who has this address is a member already", [
        { field: "email", message: "is a member's already" },
      ]);
    return reply.code(201).send(await sent(await found(orgId, id), secret, language));
  });

  app.get("/organizations/:orgId/invitations", { schema: list }, async ({ actor, params }) => {
    const all = await invitations.list(ownOrganization(actor, params));
    return { invitations: all.map((one) => invitationBody(one, clock.now())) };
  });

  app.post(
    "/organizations/:orgId/invitations/:invitationId/resend",
    { schema: resend },
    async ({ actor, params, body: { language = "en", byLink = false }, client }) => {
      const orgId = ownOrganization(actor, params);
      const one = await found(orgId, params.invitationId);
      const secret = newSecret(deps, byLink);
      if (secret.mailed) await countMail(orgId, one.email, client);
      await invitations.renew(orgId, one.id, secret, clock.now());
      return sent(await found(orgId, one.id), secret, language);
    },
  );

  app.delete(
    "/organizations/:orgId/invitations/:invitationId",
    { schema: revoke },
    async ({ actor, params: { orgId, invitationId } }) => {
      if (!(await invitations.revoke(ownOrganization(actor, { orgId }), invitationId)))
        throw new HttpError(404, "Invitation not found");
      return { success: true };
    },
  );

  app.post("/invitations/accept", { schema: accept }, async ({ actor, body }) => {
    if (actor.kind !== "user") throw new HttpError(403, "Only a person accepts an invitation");
    const invitation = await invitations.ofSecret(body.secret, clock.now());
    if (!invitation) throw isOver();
    const user = await directory.user(actor.userId);
    if (user?.email !== invitation.email) throw new HttpError(403, "The invitation is for another address than yours");
    const joined = await invitations.accept(body.secret, actor.userId, clock.now());
    if (joined === undefined) throw isOver();
    if (joined === "full") throw new HttpError(409, "The organisation has as many members as it may have");
    const { orgId, name, role } = joined;
    return { orgId, name, role };
  });

  async function sent(one: Invitation, secret: InvitationSecret, language: Language) {
    const link = await sendInvitation(one, secret, deps, language);
    return { ...invitationBody(one, clock.now()), mailed: link === null, link };
  }
}

function isOver(): HttpError {
  return new HttpError(404, "The invitation was used or taken back, or is over");
}

function invitationBody(one: Invitation, now: number) {
  const { id, email, role, invitedBy, mailed, createdAt, expiresAt } = one;
  const times = { createdAt: isoTime(createdAt), expiresAt: isoTime(expiresAt), expired: now >= expiresAt };
  return { invitationId: id, email, role, invitedBy, mailed, ...times };
}
