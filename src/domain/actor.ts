import { canonicalUserId, isUuid } from "./ids.ts";
import type { LockState } from "./lock.ts";

/** What a person is in an organisation, from the least. */
export const ROLES = ["viewer", "manager", "owner"] as const;
export type Role = (typeof ROLES)[number];

/** What an organisation's API key is for: `keys` and `locks` read too, `admin` does all that the organisation may. */
export const SCOPES = ["read", "keys", "locks", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** A person who acts for an organisation. */
export interface Member {
  readonly kind: "member";
  readonly orgId: string;
  readonly userId: string;
  readonly role: Role;
}

/** An organisation by its API key. */
export interface OrganizationKey {
  readonly kind: "organization";
  readonly orgId: string;
  readonly scopes: readonly Scope[];
  /** Numbers of the locks that the key is limited to, in a form that is passed on as JSON; all others are as if not there. */
  readonly limits?: readonly number[];
  /** Which key it is, of one that may do less than others of its organisation. */
  readonly keyId?: string;
  readonly userId?: string;
}

/** Who asks. With an organisation's key and a user's token together, the organisation decides and the user is recorded. */
export type Actor =
  | { readonly kind: "user"; readonly userId: string }
  | Member
  | OrganizationKey
  | { readonly kind: "super"; readonly orgId: string; readonly userId?: string }
  | { readonly kind: "operator" };

/** The organisation that the actor acts for; null for a person on their own, and for those who may act for any. */
export function organizationOf(actor: Actor): string | null {
  return actor.kind === "member" || actor.kind === "organization" ? actor.orgId : null;
}

/** What is somebody's: a lock, or what has no number of a lock and so is out of reach of limited keys. */
type Owned = Pick<LockState, "ownerId" | "orgId"> & { readonly lockId?: number };

/** Whether the actor may manage this lock: its owner, its organisation, a super key, or the operator at the machine. */
export function isEntitled(actor: Actor, lock: Owned): boolean {
  switch (actor.kind) {
    case "user":
      return lock.ownerId === actor.userId;
    case "member":
      return lock.orgId === actor.orgId;
    case "organization":
      return lock.orgId === actor.orgId && isWithin(actor.limits, lock.lockId);
    case "super":
    case "operator":
      return true;
    default:
      return actor satisfies never;
  }
}

function isWithin(limits: readonly number[] | undefined, lockId: number | undefined): boolean {
  return limits === undefined || (lockId !== undefined && limits.includes(lockId));
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
