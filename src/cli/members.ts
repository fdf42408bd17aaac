/** Who is in an organisation, for whoever has the machine: also when everybody who could say so has lost their access. */
import { randomUUID } from "node:crypto";
import { ROLES, type Role } from "../domain/actor.ts";
import { canonicalUserId, isoTime } from "../domain/ids.ts";
import { newApiKey } from "../identity/api-keys.ts";
import { canonicalEmail } from "../identity/email.ts";
import { INVITATION_MS, invitationLink, type MemberAnswer } from "../identity/members.ts";
import type { Store } from "../store/store.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { withStore } from "./stores.ts";
import { quote, shortText } from "./values.ts";

export async function listMembers(args: Arguments, context: Context): Promise<Output> {
  const orgId = orgIdOf(args);
  return withStore(context, async (store) => {
    const { members, settings } = await store.organizations();
    if (!(await settings(orgId))) throw noOrganization(orgId);
    const json = (await members.list(orgId)).map((one) => Object.assign(one, { since: isoTime(one.since) }));
    const lines = json.map(
      ({ userId, email, role, paused }) => `${userId}  ${role}${paused ? " (paused)" : ""}  ${email ?? ""}`,
    );
    return { json, text: lines.length === 0 ? `${quote(orgId)} has no members.` : lines.join("\n") };
  });
}

export async function inviteMember(args: Arguments, context: Context): Promise<Output> {
  const orgId = orgIdOf(args);
  const given = args.option("email") ?? "";
  const email = canonicalEmail(given);
  if (email === undefined) throw new UsageError(`--email must be an e-mail address; it is ${quote(given)}`);
  const role = roleOf(args.option("role") ?? "owner", "--role");
  const now = context.clock.now();
  return withStore(context, async (store) => {
    const secret = newApiKey();
    const how = { secret, mailed: false, byOperator: true, invitedBy: "operator" };
    const invitation = { id: randomUUID(), orgId, email, role, now, ...how };
    const answer = await (await store.organizations()).invitations.invite(invitation);
    if (answer === "unknown") throw noOrganization(orgId);
    if (answer === "member") throw new Error(`${email} is a member already; see org member set-role`);
    if (answer === "full") throw new Error("There are as many invitations as there may be");
    const link = invitationLink(context.config.publicUrl, secret);
    const expiresAt = isoTime(now + INVITATION_MS);
    return { json: { link, expiresAt }, text: `${link}\nGood once, for ${email}, until ${expiresAt}.` };
  });
}

export async function setMemberRole(args: Arguments, context: Context): Promise<Output> {
  const orgId = orgIdOf(args);
  const role = roleOf(args.operand("role"), "<role>");
  return withStore(context, async (store) => {
    const userId = await userOf(args.operand("user"), store);
    if (!(await (await store.directory()).user(userId))) throw new Error(`There is no user ${quote(userId)}`);
    const { members } = await store.organizations();
    check(await members.put(orgId, userId, role, context.clock.now()), orgId, userId);
    return { json: { orgId, userId, role }, text: `${userId} is ${role} of ${quote(orgId)} now, and may act.` };
  });
}

export async function removeMember(args: Arguments, context: Context): Promise<Output> {
  const orgId = orgIdOf(args);
  return withStore(context, async (store) => {
    const userId = await userOf(args.operand("user"), store);
    check(await (await store.organizations()).members.remove(orgId, userId), orgId, userId);
    return { json: { orgId, userId }, text: `${userId} is no member of ${quote(orgId)} any more.` };
  });
}

/** @throws Error where it was not done */
function check(answer: MemberAnswer, orgId: string, userId: string): void {
  if (answer === "unknown") throw new Error(`${quote(userId)} is no member of an organisation ${quote(orgId)}`);
  if (answer === "last-owner")
    throw new Error(`${quote(userId)} is the last owner who may act: make another member an owner first`);
  if (answer === "full") throw new Error("There are as many members as there may be");
}

/** By their id, or by an address that the directory knows. */
async function userOf(given: string, store: Store): Promise<string> {
  if (!given.includes("@")) return canonicalUserId(given);
  const email = canonicalEmail(given);
  const user = email === undefined ? undefined : await (await store.directory()).userByEmail(email);
  if (!user) throw new Error(`No user has the e-mail address ${quote(given)}`);
  return user.userId;
}

function roleOf(given: string, name: string): Role {
  const role = ROLES.find((one) => one === given);
  if (!role) throw new UsageError(`${name} must be ${ROLES.join(", ")}; it is ${quote(given)}`);
  return role;
}

function orgIdOf(args: Arguments): string {
  return shortText(args.operand("orgId"), "<orgId>", 255);
}

function noOrganization(orgId: string): Error {
  return new Error(`There is no organisation ${quote(orgId)}`);
}
