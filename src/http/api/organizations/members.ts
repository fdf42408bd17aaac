import Type from "typebox";
import { canonicalUserId, isoTime } from "../../../domain/ids.ts";
import type { MemberAnswer } from "../../../identity/members.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith, objectWithExample, orNull, Role } from "../../schemas.ts";
import { Timestamp, UserName } from "../schemas.ts";
import { Email, Gone, OrganizationPath, ownOrganization, Paused } from "./schemas.ts";

const tags = ["Organisations"];
const MemberPath = Type.Object({
  ...OrganizationPath.properties,
  userId: Type.String({
    title: "MemberId",
    maxLength: 255,
    description: "The member's id as a user",
    examples: ["8c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5"],
  }),
});
export const Member = objectWithExample(
  {
    userId: UserName,
    email: orNull(Email),
    name: orNull(Type.String({ examples: ["Kai"] })),
    role: Role,
    paused: Paused,
    since: Timestamp,
  },
  { title: "Member", description: "A person in an organisation" },
);

const list = {
  operationId: "listMembers",
  summary: "An organisation's members",
  description: "By when they came; there are 1000 at the most.",
  tags,
  params: OrganizationPath,
  response: {
    200: objectWithExample({ members: Type.Array(Member) }, { title: "Members", description: "All of them" }),
    ...errorAnswers(404),
  },
};
const change = {
  operationId: "changeMember",
  summary: "Change a member's role, pause or resume them",
  description:
    "What is left out stays. It counts at once, in sessions that are going on too. The last owner who may act stays one.",
  tags,
  params: MemberPath,
  body: bodyWith({ role: Type.Optional(Role), paused: Type.Optional(Paused) }),
  response: { 200: Gone, ...bodyErrorAnswers(404, 409) },
};
const remove = {
  operationId: "removeMember",
  summary: "Remove a member",
  description: "They may do nothing for the organisation any more, at once. Not the last owner who may act.",
  tags,
  params: MemberPath,
  response: { 200: Gone, ...bodyErrorAnswers(404, 409) },
};
const leave = {
  operationId: "leaveOrganization",
  summary: "Leave an organisation",
  description: "The caller is a member no more. Not the last owner who may act.",
  tags,
  params: OrganizationPath,
  response: { 200: Gone, ...errorAnswers(404, 409) },
};

export function memberRoutes(app: App, { organizations: { members } }: RouteDeps): void {
  app.get("/organizations/:orgId/members", { schema: list }, async ({ actor, params }) => {
    const all = await members.list(ownOrganization(actor, params));
    return { members: all.map((member) => Object.assign(member, { since: isoTime(member.since) })) };
  });

  app.patch("/organizations/:orgId/members/:userId", { schema: change }, async ({ actor, params, body }) => {
    const { role, paused } = body;
    if (role === undefined && paused === undefined)
      throw new HttpError(400, INVALID_REQUEST, [{ field: "role", message: "or paused must be given" }]);
    const changes = { ...(role !== undefined && { role }), ...(paused !== undefined && { paused }) };
    return done(await members.change(ownOrganization(actor, params), canonicalUserId(params.userId), changes));
  });

  app.delete("/organizations/:orgId/members/:userId", { schema: remove }, async ({ actor, params }) =>
    done(await members.remove(ownOrganization(actor, params), canonicalUserId(params.userId))),
  );

  app.post("/organizations/:orgId/leave", { schema: leave }, async ({ actor, params }) => {
    const orgId = ownOrganization(actor, params);
    if (actor.kind !== "member") throw new HttpError(403, "Only a member leaves");
    return done(await members.remove(orgId, actor.userId));
  });
}

/** @throws HttpError where it was not done */
function done(answer: MemberAnswer): { success: true } {
  if (answer === "unknown") throw new HttpError(404, "Member not found");
  if (answer === "last-owner")
    throw new HttpError(409, "This is the last owner who may act: make another member an owner first");
  if (answer === "full") throw new HttpError(409, "There are as many members as there may be");
  return { success: true };
}
