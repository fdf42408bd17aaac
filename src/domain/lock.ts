/** A lock: a door that a device can open. */
import { type Actor, isEntitled } from "./actor.ts";
import { canonicalJson } from "./canonical-json.ts";
import { type AdmissionRefusal, type Decision, nothingToDo, refuse } from "./decision.ts";
import { isoTime } from "./ids.ts";
import { type OrderEvent, type OrderState, requestOrder } from "./order.ts";
import { afterRightPin, afterWrongPin, type PinGuard } from "./pin.ts";
import { timeZoneOf } from "./time-zone.ts";
import type { Rows } from "./rows.ts";
import type { TempKeyEvent } from "./temp-key.ts";

// ---- events

export type LockEvent =
  /** The lock is known. What the published payload has no room for stands in `context`. */
  | {
      readonly type: "LockCreated";
      readonly data: {
        readonly lockId: number;
        readonly uuid: string;
        readonly serialNumber?: string;
        readonly keys: readonly InitialKey[];
        readonly ownerId?: string;
        readonly timestamp: string;
      };
      readonly context: { readonly timeZone: string; readonly driver: string | null; readonly vendorName?: string };
    }
  | { readonly type: "OwnerSet"; readonly data: Facts & { readonly userId: string }; readonly context?: never }
  | { readonly type: "OrganizationSet"; readonly data: Facts & { readonly orgId: string }; readonly context?: never }
  | {
      readonly type: "LockUuidChanged";
      readonly data: Facts & { readonly newUuid: string; readonly previousUuid: string };
      readonly context?: never;
    }
  /** A PIN was entered that does not open the lock now. */
  | {
      readonly type: "PinRefused";
      readonly data: Facts;
      readonly context: {
        /** `unproven-pin`: its index finds a key whose box does not hold it, so the table was edited. */
        readonly reason: "unknown-pin" | "unproven-pin" | AdmissionRefusal;
        /** Where it was entered: a keyed hash of the address. */
        readonly source: string;
        /** What it cost of the allowance, and for how long the place owes; see `PinCost`. */
        readonly intervalMs: number;
        readonly placeMs?: number;
        /** The key that has this PIN. */
        readonly tempKeyUuid?: string;
        /** ISO 8601: no PIN may be tried from there before. */
        readonly lockedUntil?: string;
      };
    };

interface Facts {
  readonly lockId: number;
  readonly uuid: string;
  readonly timestamp: string;
}

/** A physical key that was handed over with the lock; kept as published, opens nothing here. */
export interface InitialKey {
  readonly uuid: string;
  readonly indexNumber?: number;
  readonly userId?: string;
}

// ---- state

export interface LockState {
  readonly lockId: number;
  readonly uuid: string;
  readonly ownerId: string | null;
  readonly orgId: string | null;
  readonly serialNumber: string | null;
  readonly vendorName: string | null;
  readonly keys: readonly InitialKey[];
  /** IANA name, such as `Europe/Athens`. */
  readonly timeZone: string;
  /** The driver that reaches the device; null when none is bound, and then nothing opens. */
  readonly driver: string | null;
  /** How long an unlock order may take, in milliseconds. */
  readonly openTimeoutMs: number;
  /** The order that is on its way to the device; a lock is given one at a time. */
  readonly inFlight: { readonly orderId: string; readonly notAfter: number } | null;
  /** How often PINs may still be tried; null while none was ever entered. */
  readonly pinGuard: PinGuard | null;
}

export const OPEN_TIMEOUT_MS = 10_000;

/** The order that occupies the lock now; one past its deadline can no longer move the door and does not. */
export function inFlightOrder(lock: LockState, now: number): string | null {
  return lock.inFlight !== null && now < lock.inFlight.notAfter ? lock.inFlight.orderId : null;
}

// ---- evolve

type PinUsed = TempKeyEvent & { type: "TempKeyUsed" };

export function evolveLock(
  lock: LockState | undefined,
  event: LockEvent | OrderEvent | PinUsed,
  at: number,
): LockState {
  if (event.type === "LockCreated") {
    const { data, context } = event;
    return {
      lockId: data.lockId,
      uuid: data.uuid,
      ownerId: data.ownerId ?? null,
      orgId: null,
      serialNumber: data.serialNumber ?? null,
      vendorName: context.vendorName ?? null,
      keys: data.keys,
      timeZone: context.timeZone,
      driver: context.driver,
      openTimeoutMs: OPEN_TIMEOUT_MS,
      inFlight: null,
      pinGuard: null,
    };
  }
  if (!lock) throw new Error(`${event.type} for a lock that was never created: ${event.data.lockId}`);
  switch (event.type) {
    case "OwnerSet":
      return { ...lock, ownerId: event.data.userId };
    case "OrganizationSet":
      return { ...lock, orgId: event.data.orgId };
    case "LockUuidChanged":
      return { ...lock, uuid: event.data.newUuid };
    case "LockOpenRequested": {
      if (!event.context.sent) return lock;
      return { ...lock, inFlight: { orderId: event.context.orderId, notAfter: event.context.notAfter } };
    }
    case "LockOpenSent":
      return { ...lock, inFlight: { orderId: event.data.orderId, notAfter: event.context.notAfter } };
    case "LockOpened":
    case "LockOpenFailed":
      return lock.inFlight?.orderId === event.data.orderId ? { ...lock, inFlight: null } : lock;
    case "PinRefused": {
      const { source, ...cost } = event.context;
      return { ...lock, pinGuard: afterWrongPin(lock.pinGuard, source, cost, at) };
    }
    case "TempKeyUsed": {
      const { source, method } = event.context;
      if (source === undefined || method !== "code") return lock;
      return { ...lock, pinGuard: afterRightPin(lock.pinGuard, source, at) };
    }
    default:
      return event satisfies never;
  }
}

// ---- decisions

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
}

/** A lock belongs to whoever makes it: a user becomes its owner, an organisation its organisation. */
export function createLock(
  lock: LockState | undefined,
  uuidTaken: boolean,
  command: CreateLock,
  now: number,
): Decision {
  const { actor, lockId, uuid } = command;
  const ownerId = command.ownerId ?? (actor.kind === "user" ? actor.userId : undefined);
  if (actor.kind === "user" && ownerId !== actor.userId) {
    return refuse("not-entitled", "A user can only create locks of their own");
  }
  const orgId = command.orgId ?? (actor.kind === "organization" ? actor.orgId : undefined);
  if (lock)
    return isSameLock(lock, command, ownerId, orgId) && isEntitled(actor, lock)
      ? nothingToDo(lockId)
      : alreadyExists("index");
  if (uuidTaken) return alreadyExists("uuid");
  const created: LockEvent = {
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
  const events: LockEvent[] = [created];
  if (orgId !== undefined)
    events.push({ type: "OrganizationSet", data: { lockId, uuid, timestamp: isoTime(now), orgId } });
  return {
    events,
    answer: { ok: true, lockId, event: created },
    ...(command.name !== undefined && { personal: [{ kind: "lock-name", lockId, name: command.name }] }),
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

function alreadyExists(field: string): Decision {
  const message = "Another lock with this value already exists";
  return refuse("already-exists", message, [{ field, message }]);
}

export interface SetOwner {
  readonly type: "setOwner";
  readonly actor: Actor;
  readonly lockId: number;
  readonly userId: string;
}

export function setOwner(rows: Rows, command: SetOwner, now: number): Decision {
  const lock = rows.lock(command.lockId);
  if (!lock || !isEntitled(command.actor, lock)) return unknownLock();
  if (lock.ownerId === command.userId) return nothingToDo(lock.lockId);
  if (tellsOthersKeys(rows, lock, ({ ownerId }) => ownerId === command.userId, now)) return sharedKeys("userId");
  return one(lock, { type: "OwnerSet", data: { ...facts(lock, now), userId: command.userId } });
}

export interface SetOrganization {
  readonly type: "setOrganization";
  readonly actor: Actor;
  readonly lockId: number;
  readonly orgId: string;
}

export function setOrganization(rows: Rows, command: SetOrganization, now: number): Decision {
  const lock = rows.lock(command.lockId);
  if (!lock || !isEntitled(command.actor, lock)) return unknownLock();
  if (lock.orgId === command.orgId) return nothingToDo(lock.lockId);
  if (tellsOthersKeys(rows, lock, ({ orgId }) => orgId === command.orgId, now)) return sharedKeys("orgId");
  return one(lock, { type: "OrganizationSet", data: { ...facts(lock, now), orgId: command.orgId } });
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

function sharedKeys(field: string): Decision {
  const message = "A key that still opens this lock opens others too; take it back, or take this lock out of it, first";
  return refuse("shared-keys", message, [{ field, message }]);
}

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
    return refuse("super-key-required", "Only a super API key may change a lock's UUID");
  }
  if (!lock) return unknownLock();
  if (lock.uuid === command.newUuid) return refuse("same-uuid", "The lock already has this UUID");
  if (uuidTaken) return alreadyExists("newUuid");
  const data = { ...facts(lock, now), newUuid: command.newUuid, previousUuid: lock.uuid };
  return one(lock, { type: "LockUuidChanged", data });
}

export interface OpenLock {
  readonly type: "openLock";
  readonly actor: Actor;
  readonly lockId: number;
  readonly orderId: string;
  readonly requestId?: string;
  readonly reason?: string;
}

/** The owner's own opening, without a key. The same `requestId` again is the same order. */
export function openLock(
  lock: LockState | undefined,
  earlier: OrderState | undefined,
  command: OpenLock,
  now: number,
): Decision {
  if (!lock || !isEntitled(command.actor, lock)) return unknownLock();
  if (earlier) {
    if (earlier.lockId !== lock.lockId || earlier.tempKeyUuid !== null)
      throw new Error(`order ${earlier.orderId} belongs to something else`);
    return nothingToDo(lock.lockId, earlier);
  }
  const { actor, orderId, requestId, reason } = command;
  const userId = actor.kind === "operator" ? undefined : actor.userId;
  const event = requestOrder(
    lock,
    {
      orderId,
      ...(requestId !== undefined && { requestId, intent: lockIntent(lock.lockId, requestId) }),
      ...(reason !== undefined && { reason }),
      ...(userId !== undefined && { userId }),
    },
    now,
  );
  return { events: [event], answer: { ok: true, lockId: lock.lockId, event } };
}

/** The name under which a lock's request is remembered, as `keyIntent`. */
export function lockIntent(lockId: number, requestId: string): string {
  return `${requestId}/lock/${lockId}`;
}

/** A lock of somebody else answers exactly as one that does not exist. */
export function unknownLock(): Decision {
  return refuse("unknown-lock", "Lock not found");
}

function facts(lock: LockState, now: number): Facts {
  return { lockId: lock.lockId, uuid: lock.uuid, timestamp: isoTime(now) };
}

function one(lock: LockState, event: LockEvent): Decision {
  return { events: [event], answer: { ok: true, lockId: lock.lockId, event } };
}
