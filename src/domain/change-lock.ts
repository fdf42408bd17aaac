/** A lock is renamed, stands in another time zone, goes to another owner or organisation, or its device is replaced. */
import { type Actor, isEntitled, recordedAs } from "./actor.ts";
import { lockExists } from "./create-lock.ts";
import { accept, type Decision, nothingToDo, refuse } from "./decision.ts";
import { lockFacts } from "./event-facts.ts";
import type { LockState } from "./lock.ts";
import type { Rows } from "./rows.ts";

/** Rename a lock, or say in which time zone it stands; what is left out stays. */
export interface ChangeLock {
  readonly type: "changeLock";
  readonly actor: Actor;
  readonly lockId: number;
  readonly name?: string;
  /** As the IANA spells it. */
  readonly timeZone?: string;
}

/**
 * The zone is on the record, because it says what the times of the lock's keys meant to whoever gave them. The name stands
 * beside it, where it can be erased. Refused: `unknown-lock`, also for whoever is not entitled to it.
 *
 * @param now milliseconds since the epoch
 */
export function changeLock(lock: LockState | undefined, command: ChangeLock, now: number): Decision {
  const { actor, lockId, name, timeZone } = command;
  if (!lock || !isEntitled(actor, lock)) return refuse("unknown-lock");
  const erasable = name === undefined ? {} : { erasable: [{ kind: "lock-name", lockId, name } as const] };
  if (timeZone === undefined || timeZone === lock.timeZone) return { ...nothingToDo(lockId), ...erasable };
  const data = { ...lockFacts(lock, now), timeZone, previousTimeZone: lock.timeZone, changedBy: recordedAs(actor) };
  return { ...accept({ type: "LockTimeZoneChanged", data }), ...erasable };
}

/** Give a lock to another user. */
export interface SetOwner {
  readonly type: "setOwner";
  readonly actor: Actor;
  readonly lockId: number;
  readonly userId: string;
}

/**
 * Give the lock to another owner. Refused: `unknown-lock`, also for whoever is not entitled to it; `shared-keys`.
 *
 * @param now milliseconds since the epoch
 */
export function setOwner(rows: Rows, command: SetOwner, now: number): Decision {
  const lock = rows.lock(command.lockId);
  if (!lock || !isEntitled(command.actor, lock)) return refuse("unknown-lock");
  if (lock.ownerId === command.userId) return nothingToDo(lock.lockId);
  if (tellsOthersKeys(rows, lock, ({ ownerId }) => ownerId === command.userId, now))
    return refuse("shared-keys", { atField: "userId" });
  return accept({ type: "OwnerSet", data: { ...lockFacts(lock, now), userId: command.userId } });
}

/** Give a lock to another organisation. */
export interface SetOrganization {
  readonly type: "setOrganization";
  readonly actor: Actor;
  readonly lockId: number;
  readonly orgId: string;
}

/**
 * Give the lock to another organisation; refused as `setOwner` is.
 *
 * @param now milliseconds since the epoch
 */
export function setOrganization(rows: Rows, command: SetOrganization, now: number): Decision {
  const lock = rows.lock(command.lockId);
  if (!lock || !isEntitled(command.actor, lock)) return refuse("unknown-lock");
  if (lock.orgId === command.orgId) return nothingToDo(lock.lockId);
  if (tellsOthersKeys(rows, lock, ({ orgId }) => orgId === command.orgId, now))
    return refuse("shared-keys", { atField: "orgId" });
  return accept({ type: "OrganizationSet", data: { ...lockFacts(lock, now), orgId: command.orgId } });
}

/**
 * Whoever is given a lock reads its keys, and with a key's UUID opens all its doors. So while a key opens other locks
 * too, the lock goes only to those who have these as well.
 */
function tellsOthersKeys(rows: Rows, { lockId }: LockState, isTheirs: (lock: LockState) => boolean, now: number) {
  const others = rows.sharedKeys(lockId).flatMap(({ doors, validUntil }) => (validUntil > now ? doors : []));
  return others.some((door) => {
    const lock = rows.lock(door.lockId);
    return door.lockId !== lockId && !(lock && isTheirs(lock));
  });
}

/** The device of a lock was replaced: the lock has another UUID from now on. */
export interface ChangeLockUuid {
  readonly type: "changeLockUuid";
  readonly actor: Actor;
  readonly lockId: number;
  readonly newUuid: string;
}

/** The device was replaced. Only a super key may say so; its current UUID again is a conflict, as published. */
export function changeLockUuid(
  lock: LockState | undefined,
  uuidTaken: boolean,
  command: ChangeLockUuid,
  now: number,
): Decision {
  if (command.actor.kind !== "super" && command.actor.kind !== "operator") {
    return refuse("super-key-required");
  }
  if (!lock) return refuse("unknown-lock");
  if (lock.uuid === command.newUuid) return refuse("same-uuid");
  if (uuidTaken) return lockExists("newUuid");
  const data = { ...lockFacts(lock, now), newUuid: command.newUuid, previousUuid: lock.uuid };
  return accept({ type: "LockUuidChanged", data });
}
