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

/** The name that the record keeps of an actor: the user where there is one, else the organisation. */
export function recordedAs(actor: Actor): string {
  if (actor.kind === "operator") return "operator";
  return actor.kind === "user" ? actor.userId : (actor.userId ?? actor.orgId);
}
