/** Who gets a notice: looked up when it is sent, so that whoever may not read it any more gets none. */
import { type Actor, isEntitled } from "../domain/actor.ts";
import { refusalOf } from "../domain/permissions.ts";
import type { Directory } from "../identity/directory.ts";
import type { Members } from "../identity/members.ts";
import type { Organizations } from "../identity/organizations.ts";
import type { LockRecord } from "../ledger/ledger.ts";
import { type Choices, defaultChoices, type NoticeChoices, type NoticeLanguage } from "./choices.ts";

/** What it takes to say who. */
export interface RecipientDeps {
  readonly directory: Pick<Directory, "user" | "people">;
  readonly organizations: Pick<Organizations, "settings"> & { readonly members: Pick<Members, "roleOf"> };
  readonly choices: Pick<NoticeChoices, "of">;
  /** Of those who chose none. */
  readonly language: NoticeLanguage;
}

/** Somebody with an address who may read of a scope. */
export interface Recipient {
  readonly email: string;
  readonly actor: Actor;
  readonly choices: Choices;
  /** False where the choices are the server's. */
  readonly chosen: boolean;
  /** The organisation's name; undefined for locks of their own. */
  readonly organization: string | undefined;
  /** Its id. */
  readonly orgId: string | undefined;
}

/**
 * @param scope as `scopeName` gives it
 * @returns undefined for whoever is none any more: who left, may not read it, was erased, or has no address that counts
 */
export async function recipientOf(
  { userId, scope }: { readonly userId: string; readonly scope: string },
  { directory, organizations, choices, language }: RecipientDeps,
  now: number,
): Promise<Recipient | undefined> {
  const orgId = scope.startsWith("org:") ? scope.slice("org:".length) : undefined;
  const user = await directory.user(userId);
  if (!user?.email) return undefined;
  let actor: Actor = { kind: "user", userId };
  let organization: string | undefined;
  if (orgId !== undefined) {
    const member = await organizations.members.roleOf(orgId, userId, now);
    if (!member || member.paused) return undefined;
    actor = { kind: "member", orgId, userId, role: member.role };
    organization = (await organizations.settings(orgId))?.name ?? orgId;
  }
  if (refusalOf("listActivity", actor) !== undefined) return undefined;
  const chosen = await choices.of(userId, scope);
  const role = actor.kind === "member" ? actor.role : undefined;
  const own = chosen ?? defaultChoices(role, language);
  return { email: user.email, actor, choices: own, chosen: chosen !== undefined, organization, orgId };
}

/** Whether they are told of this lock at all. */
export function isTheirs({ actor, choices, chosen }: Recipient, { state }: LockRecord): boolean {
  if (!isEntitled(actor, state)) return false;
  if (!chosen && actor.kind === "user" && state.orgId !== null && state.orgId !== "") return false;
  return choices.lockIds === null || choices.lockIds.includes(state.lockId);
}
