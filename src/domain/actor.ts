import { canonicalUserId, isUuid } from "./ids.ts";
import type { LockState } from "./lock.ts";

/** Who asks. With an organisation's key and a user's token together, the organisation decides and the user is recorded. */
export type Actor =
  | { readonly kind: "user"; readonly userId: string }
  | { readonly kind: "organization"; readonly orgId: string; readonly userId?: string }
  | { readonly kind: "super"; readonly orgId: string; readonly userId?: string }
  | { readonly kind: "operator" };

/** Whether the actor may manage this lock: its owner, its organisation, a super key, or the operator at the machine. */
export function isEntitled(actor: Actor, lock: Pick<LockState, "ownerId" | "orgId">): boolean {
  switch (actor.kind) {
    case "user":
      return lock.ownerId === actor.userId;
    case "organization":
      return lock.orgId === actor.orgId;
    case "super":
    case "operator":
      return true;
    default:
      return actor satisfies never;
  }
}

/**
 * The name that the record keeps of an actor: the user where there is one, else the organisation. No two actors have the
 * same one, nor two that only look alike: users are named by their UUID, the operator by that word, and organisations by
 * their id. Whoever has an id of another form, which an issuer elsewhere or the operator may have made like anybody's, is
 * named with what they are before it.
 */
export function recordedAs(actor: Actor): string {
  if (actor.kind === "operator") return OPERATOR;
  if (actor.kind === "user") return nameOfUser(actor.userId);
  return actor.userId === undefined ? nameOfOrganization(actor.orgId) : nameOfUser(actor.userId);
}

const OPERATOR = "operator";

function nameOfUser(userId: string): string {
  return isUuid(userId) ? canonicalUserId(userId) : `user:${userId}`;
}

function nameOfOrganization(orgId: string): string {
  const seen = orgId.normalize("NFKC").replaceAll(UNSEEN, "").toLowerCase();
  const isLikeAnother = seen === OPERATOR || isUuid(seen) || /^(user|organization):/.test(seen);
  return isLikeAnother ? `organization:${orgId}` : orgId;
}

/** White space, control characters and marks that are not drawn. */
const UNSEEN = /[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu;
