/** A lock comes to be known. */
import { type Actor, isEntitled, organizationOf } from "./actor.ts";
import { type BindDevice, deviceBound } from "./bind-device.ts";
import { canonicalJson } from "./canonical-json.ts";
import { type Decision, nothingToDo, refuse } from "./decision.ts";
import { lockFacts } from "./event-facts.ts";
import { isoTime } from "./ids.ts";
import type { LedgerEvent } from "./events.ts";
import type { InitialKey, LockState } from "./lock.ts";
import { timeZoneOf } from "./time-zone.ts";

/** Make a lock, with the keys that it is to have already. The same again changes nothing. */
export interface CreateLock {
  readonly type: "createLock";
  readonly actor: Actor;
  readonly lockId: number;
  readonly uuid: string;
  readonly serialNumber?: string;
  readonly vendorName?: string;
  readonly ownerId?: string;
  readonly orgId?: string;
  readonly keys: readonly InitialKey[];
  readonly name?: string;
  readonly timeZone: string;
  readonly driver: string | null;
  /** The device that it is from the beginning; `driver` is null then. */
  readonly device?: Pick<BindDevice, "device" | "driver">;
}

/** A lock belongs to whoever makes it: a user becomes its owner, an organisation its organisation. */
export function createLock(
  lock: LockState | undefined,
  taken: { readonly uuid: boolean; readonly device: boolean },
  command: CreateLock,
  now: number,
): Decision {
  const { actor, lockId, uuid } = command;
  const ownerId = command.ownerId ?? (actor.kind === "user" ? actor.userId : undefined);
  if (actor.kind === "user" && ownerId !== actor.userId) {
    return refuse("not-entitled", { message: "A user can only create locks of their own" });
  }
  const orgId = command.orgId ?? organizationOf(actor) ?? undefined;
  if (lock)
    return isSameLock(lock, command, ownerId, orgId) && isEntitled(actor, lock)
      ? nothingToDo(lockId)
      : lockExists("index");
  if (taken.uuid) return lockExists("uuid");
  if (taken.device) return refuse("device-taken", { atField: "address" });
  const created: LedgerEvent = {
    type: "LockCreated",
    data: {
      lockId,
      uuid,
      keys: command.keys,
      timestamp: isoTime(now),
      ...(command.serialNumber !== undefined && { serialNumber: command.serialNumber }),
      ...(ownerId !== undefined && { ownerId }),
    },
    context: {
      timeZone: command.timeZone,
      driver: command.driver,
      ...(command.vendorName !== undefined && { vendorName: command.vendorName }),
    },
  };
  const events: LedgerEvent[] = [created];
  if (orgId !== undefined) events.push({ type: "OrganizationSet", data: { ...lockFacts(command, now), orgId } });
  if (command.device) events.push(deviceBound(command, { actor, ...command.device }, now));
  return {
    events,
    answer: { ok: true, lockId, event: created },
    ...(command.name !== undefined && { erasable: [{ kind: "lock-name", lockId, name: command.name }] }),
  };
}

function isSameLock(
  lock: LockState,
  command: CreateLock,
  ownerId: string | undefined,
  orgId: string | undefined,
): boolean {
  return (
    lock.uuid === command.uuid &&
    lock.serialNumber === (command.serialNumber ?? null) &&
    lock.vendorName === (command.vendorName ?? null) &&
    timeZoneOf(lock.timeZone) === timeZoneOf(command.timeZone) &&
    lock.driver === command.driver &&
    canonicalJson(lock.keys) === canonicalJson(command.keys) &&
    (ownerId === undefined || lock.ownerId === ownerId) &&
    (orgId === undefined || lock.orgId === orgId)
  );
}

/** The refusal of a value that another lock has, with the field that brought it. */
export function lockExists(field: string): Decision {
  return refuse("already-exists", { atField: field });
}
