/** A temporary key: the credential that a guest holds as a link. */
import { type Actor, isEntitled, recordedAs } from "./actor.ts";
import { admit } from "./admission.ts";
import { type AdmissionRefusal, type Decision, type FieldError, nothingToDo, refuse } from "./decision.ts";
import type { LedgerEvent } from "./events.ts";
import { isoTime, isUnguessableUuid } from "./ids.ts";
import { type LockState, unknownLock } from "./lock.ts";
import { failOrder, type OpenMethod, type OrderEvent, type OrderState, requestOrder } from "./order.ts";

// ---- events

export type TempKeyEvent =
  /** The key opens this lock too; the first such event of a key makes the key. */
  | {
      readonly type: "TempKeyCreated";
      readonly data: KeyFacts & {
        readonly accessMode: AccessMode;
        readonly allowedUserIds: readonly string[];
        readonly validFrom: string;
        readonly validUntil: string;
        readonly maxUses: number | null;
        readonly createdBy: string;
      };
      readonly context: { readonly door: number; readonly method: DoorMethod; readonly label?: string };
    }
  | {
      readonly type: "TempKeyUpdated";
      readonly data: KeyFacts & { readonly changes: KeyChanges; readonly updatedBy: string };
      readonly context?: never;
    }
  | {
      readonly type: "TempKeyDeleted";
      readonly data: KeyFacts & { readonly deletedBy: string };
      readonly context?: never;
    }
  /** One use was taken. With an `orderId`, for that order; without, recorded by somebody who opened by other means. */
  | {
      readonly type: "TempKeyUsed";
      readonly data: KeyFacts & { readonly userId?: string; readonly usedCount: number };
      readonly context: {
        readonly door: number;
        readonly method: OpenMethod;
        readonly orderId?: string;
        readonly queued?: boolean;
      };
    }
  /** The use taken for an order was given back, because the door did not open. */
  | {
      readonly type: "TempKeyUseReleased";
      readonly data: KeyFacts & { readonly usedCount: number; readonly orderId: string };
      readonly context?: never;
    }
  | {
      readonly type: "AdmissionRefused";
      readonly data: KeyFacts & { readonly reason: AdmissionRefusal; readonly method: OpenMethod };
      readonly context: { readonly door?: number; readonly userId?: string };
    };

interface KeyFacts {
  readonly tempKeyUuid: string;
  readonly lockId: number;
  readonly lockUuid: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

export type AccessMode = "public" | "user-whitelist";
export type DoorMethod = OpenMethod | "both";

export interface KeyChanges {
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly maxUses?: number | null;
  readonly allowedUserIds?: readonly string[];
  readonly accessMode?: AccessMode;
}

// ---- state

/** What a key allows; times in milliseconds since the epoch, the window is `validFrom <= now < validUntil`. */
export interface KeyTerms {
  readonly accessMode: AccessMode;
  readonly allowedUserIds: readonly string[];
  readonly validFrom: number;
  readonly validUntil: number;
  /** How many admissions; null for no limit. */
  readonly maxUses: number | null;
}

export interface Door {
  /** Number of the door within its key, from 1. */
  readonly id: number;
  readonly lockId: number;
  readonly method: DoorMethod;
  readonly label: string | null;
}

export interface TempKeyState extends KeyTerms {
  readonly uuid: string;
  readonly doors: readonly Door[];
  readonly usedCount: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly revokedAt: number | null;
  /** Orders of this key that were admitted and may still be waiting to be sent: what a revocation cancels. */
  readonly queuedOrders: readonly string[];
  /** The terms at creation, once they were changed: a repeat of the creating call is still that same call. */
  readonly createdWith: KeyTerms | null;
}

// ---- evolve

type LockOpenSent = OrderEvent & { type: "LockOpenSent" };

export function evolveTempKey(
  key: TempKeyState | undefined,
  event: TempKeyEvent | LockOpenSent,
  at: number,
): TempKeyState {
  if (event.type === "TempKeyCreated") {
    const { data, context } = event;
    const door = { id: context.door, lockId: data.lockId, method: context.method, label: context.label ?? null };
    if (key) return { ...key, doors: [...key.doors, door] };
    return {
      uuid: data.tempKeyUuid,
      doors: [door],
      accessMode: data.accessMode,
      allowedUserIds: data.allowedUserIds,
      validFrom: Date.parse(data.validFrom),
      validUntil: Date.parse(data.validUntil),
      maxUses: data.maxUses,
      usedCount: 0,
      createdAt: at,
      createdBy: data.createdBy,
      revokedAt: null,
      queuedOrders: [],
      createdWith: null,
    };
  }
  if (!key) throw new Error(`${event.type} for a key that was never created`);
  switch (event.type) {
    case "TempKeyUpdated":
      return { ...key, ...termsAfter(key, event.data.changes), createdWith: key.createdWith ?? termsOf(key) };
    case "TempKeyDeleted":
      return { ...key, revokedAt: at };
    case "TempKeyUsed": {
      const { orderId, queued } = event.context;
      const used = { ...key, usedCount: event.data.usedCount };
      return queued && orderId !== undefined ? { ...used, queuedOrders: [...key.queuedOrders, orderId] } : used;
    }
    case "TempKeyUseReleased":
      return { ...key, usedCount: event.data.usedCount, queuedOrders: without(key.queuedOrders, event.data.orderId) };
    case "LockOpenSent":
      return { ...key, queuedOrders: without(key.queuedOrders, event.data.orderId) };
    case "AdmissionRefused":
      return key;
    default:
      return event satisfies never;
  }
}

function without(orders: readonly string[], orderId: string): readonly string[] {
  return orders.filter((id) => id !== orderId);
}

function termsOf(key: KeyTerms): KeyTerms {
  const { accessMode, allowedUserIds, validFrom, validUntil, maxUses } = key;
  return { accessMode, allowedUserIds, validFrom, validUntil, maxUses };
}

function termsAfter(key: KeyTerms, changes: KeyChanges): KeyTerms {
  return {
    accessMode: changes.accessMode ?? key.accessMode,
    allowedUserIds: changes.allowedUserIds ?? key.allowedUserIds,
    validFrom: changes.validFrom === undefined ? key.validFrom : Date.parse(changes.validFrom),
    validUntil: changes.validUntil === undefined ? key.validUntil : Date.parse(changes.validUntil),
    maxUses: changes.maxUses === undefined ? key.maxUses : changes.maxUses,
  };
}

// ---- the rules for terms

export const MAX_SPAN_MS = 5 * 366 * 24 * 3_600_000;
export const MAX_ALLOWED_USERS = 1_000;

/** All that is wrong with a key's terms, one entry a field; parts that could not be read are left out by the caller. */
export function checkTerms(terms: Partial<KeyTerms>, now: number): FieldError[] {
  const errors: FieldError[] = [];
  const { validFrom, validUntil, accessMode, allowedUserIds, maxUses } = terms;
  if (validUntil !== undefined) {
    if (validFrom !== undefined && validUntil <= validFrom) {
      errors.push({ field: "validUntil", message: "must be later than validFrom" });
    } else if (validUntil <= now) {
      errors.push({ field: "validUntil", message: "must be in the future" });
    } else if (validFrom !== undefined && validUntil - validFrom > MAX_SPAN_MS) {
      errors.push({ field: "validUntil", message: "must be at most 5 years after validFrom" });
    }
  }
  if (accessMode === "user-whitelist" && allowedUserIds?.length === 0) {
    errors.push({ field: "allowedUserIds", message: "must name at least one user when accessMode is user-whitelist" });
  }
  if (maxUses !== undefined && maxUses !== null && !(Number.isSafeInteger(maxUses) && maxUses > 0)) {
    errors.push({ field: "maxUses", message: "must be a whole number from 1" });
  }
  if (allowedUserIds && allowedUserIds.length > MAX_ALLOWED_USERS) {
    errors.push({ field: "allowedUserIds", message: `must name at most ${MAX_ALLOWED_USERS} users` });
  }
  return errors;
}

// ---- decisions

export interface CreateTempKey extends KeyTerms {
  readonly type: "createTempKey";
  readonly actor: Actor;
  readonly lockId: number;
  readonly tempKeyUuid: string;
  readonly description?: string;
}

export interface KeyRow {
  readonly state: TempKeyState;
  readonly description: string | null;
}

/** A repeat with the same content changes nothing, however much later; the same UUID with other content is refused. */
export function createTempKey(
  lock: LockState | undefined,
  row: KeyRow | undefined,
  command: CreateTempKey,
  now: number,
): Decision {
  if (!lock || !isEntitled(command.actor, lock)) return unknownLock();
  if (row) {
    if (isSameKey(row, command)) return nothingToDo(lock.lockId);
    const message = "A temporary key with this UUID and other content already exists";
    return refuse("already-exists", message, [{ field: "tempKeyUuid", message }]);
  }
  const errors = checkTerms(command, now);
  if (!isUnguessableUuid(command.tempKeyUuid)) errors.unshift({ field: "tempKeyUuid", message: UNGUESSABLE });
  if (errors.length > 0) return invalid(errors);
  const event: TempKeyEvent = {
    type: "TempKeyCreated",
    data: {
      ...facts(command.tempKeyUuid, lock, now),
      accessMode: command.accessMode,
      allowedUserIds: command.allowedUserIds,
      validFrom: isoTime(command.validFrom),
      validUntil: isoTime(command.validUntil),
      maxUses: command.maxUses,
      createdBy: recordedAs(command.actor),
    },
    context: { door: 1, method: "key" },
  };
  const { description } = command;
  return {
    events: [event],
    answer: { ok: true, lockId: lock.lockId, event },
    ...(description !== undefined && {
      personal: { kind: "key-description", tempKeyUuid: command.tempKeyUuid, description },
    }),
  };
}

export const UNGUESSABLE = "must be a version 4 or version 7 UUID, because the link is the secret";

/** A description that was erased is not held against a repeat. */
function isSameKey({ state, description }: KeyRow, command: CreateTempKey): boolean {
  const terms = state.createdWith ?? state;
  return (
    state.doors.length === 1 &&
    state.doors[0]?.lockId === command.lockId &&
    terms.accessMode === command.accessMode &&
    terms.validFrom === command.validFrom &&
    terms.validUntil === command.validUntil &&
    terms.maxUses === command.maxUses &&
    sameUsers(terms.allowedUserIds, command.allowedUserIds) &&
    (description === null || description === (command.description ?? null))
  );
}

function sameUsers(a: readonly string[], b: readonly string[]): boolean {
  const users = new Set(a);
  return users.size === new Set(b).size && b.every((user) => users.has(user));
}

export interface UpdateTempKey extends Partial<KeyTerms> {
  readonly type: "updateTempKey";
  readonly actor: Actor;
  readonly lockId: number;
  readonly tempKeyUuid: string;
}

export function updateTempKey(
  lock: LockState | undefined,
  row: KeyRow | undefined,
  command: UpdateTempKey,
  now: number,
): Decision {
  if (!lock || !isEntitled(command.actor, lock)) return unknownLock();
  const key = keyOfLock(row, lock);
  if (!key) return unknownKey();
  if (key.revokedAt !== null) return refuse("revoked", "The temporary key was revoked");
  const changes = changesOf(key, command);
  if (Object.keys(changes).length === 0) return nothingToDo(lock.lockId);
  const errors = checkTerms(termsAfter(key, changes), now);
  if (errors.length > 0) return invalid(errors);
  const data = { ...facts(key.uuid, lock, now), changes, updatedBy: recordedAs(command.actor) };
  const event = { type: "TempKeyUpdated", data } as const;
  return { events: [event], answer: { ok: true, lockId: lock.lockId, event } };
}

function changesOf(key: TempKeyState, command: UpdateTempKey): KeyChanges {
  const { validFrom, validUntil, maxUses, allowedUserIds, accessMode } = command;
  return {
    ...(validFrom !== undefined && validFrom !== key.validFrom && { validFrom: isoTime(validFrom) }),
    ...(validUntil !== undefined && validUntil !== key.validUntil && { validUntil: isoTime(validUntil) }),
    ...(maxUses !== undefined && maxUses !== key.maxUses && { maxUses }),
    ...(allowedUserIds && !sameUsers(key.allowedUserIds, allowedUserIds) && { allowedUserIds }),
    ...(accessMode !== undefined && accessMode !== key.accessMode && { accessMode }),
  };
}

export interface DeleteTempKey {
  readonly type: "deleteTempKey";
  readonly actor: Actor;
  readonly lockId: number;
  readonly tempKeyUuid: string;
}

/** Revoke. From its acknowledgement on nothing is admitted, and orders that still wait are cancelled with it. */
export function deleteTempKey(
  lock: LockState | undefined,
  row: KeyRow | undefined,
  orders: readonly OrderState[],
  command: DeleteTempKey,
  now: number,
): Decision {
  if (!lock || !isEntitled(command.actor, lock)) return unknownLock();
  const key = keyOfLock(row, lock);
  if (!key) return unknownKey();
  if (key.revokedAt !== null) return nothingToDo(lock.lockId);
  const data = { ...facts(key.uuid, lock, now), deletedBy: recordedAs(command.actor) };
  const event = { type: "TempKeyDeleted", data } as const;
  const events: LedgerEvent[] = [event];
  let rest: TempKeyState = key;
  for (const order of orders) {
    if (order.stage !== "queued") continue;
    const failed = failOrder(order, lock, rest, { outcome: "failed", failure: "revoked" }, now);
    for (const one of failed) {
      events.push(one);
      if (one.type === "TempKeyUseReleased") rest = evolveTempKey(rest, one, now);
    }
  }
  return { events, answer: { ok: true, lockId: lock.lockId, event } };
}

export interface UseTempKey {
  readonly type: "useTempKey";
  readonly actor: Actor;
  readonly lockId: number;
  readonly tempKeyUuid: string;
  readonly userId?: string;
}

/** Count a use that somebody entitled to the lock let in by other means; the rules are those of every admission. */
export function useTempKey(
  lock: LockState | undefined,
  row: KeyRow | undefined,
  command: UseTempKey,
  now: number,
): Decision {
  if (!lock || !isEntitled(command.actor, lock)) return unknownLock();
  const key = keyOfLock(row, lock);
  if (!key) return unknownKey();
  const door = key.doors.find((one) => one.lockId === lock.lockId);
  const { userId } = command;
  const method = door?.method === "code" ? "code" : "key";
  const admission = admit(key, {
    at: now,
    method,
    ...(door && { door: door.id }),
    ...(userId !== undefined && { userId }),
  });
  if (!admission.admitted) return refusedAdmission(key, lock, admission.reason, { method, ...command }, now);
  const event = takeUse(key, lock, { door: admission.door.id, method, ...(userId !== undefined && { userId }) }, now);
  return { events: [event], answer: { ok: true, lockId: lock.lockId, event } };
}

export interface OpenDoor {
  readonly type: "openDoor";
  readonly tempKeyUuid: string;
  readonly method: OpenMethod;
  readonly door?: number;
  readonly userId?: string;
  /** Made by the caller for this opening; the command submitted again with it is the same order. */
  readonly orderId: string;
  /** The page's one-time id: the same again is the same order, not another use. */
  readonly intent?: string;
}

/** A guest opens a door: an admission, a use and an unlock order in one commit, or a refusal on the record. */
export function openDoor(
  lockOf: (lockId: number) => LockState | undefined,
  row: KeyRow | undefined,
  earlier: OrderState | undefined,
  command: OpenDoor,
  now: number,
): Decision {
  const key = row?.state;
  if (!key) return refuse("unknown-key", REFUSAL_TEXT["unknown-key"]);
  if (earlier) {
    if (earlier.tempKeyUuid !== key.uuid) throw new Error(`order ${earlier.orderId} belongs to something else`);
    return nothingToDo(earlier.lockId, earlier);
  }
  const { method, userId, door } = command;
  const attempt = { at: now, method, ...(door !== undefined && { door }), ...(userId !== undefined && { userId }) };
  const admission = admit(key, attempt);
  if (!admission.admitted) {
    const asked = key.doors.find((one) => one.id === door) ?? key.doors[0];
    const lock = asked && lockOf(asked.lockId);
    if (!lock) throw new Error(`key ${key.uuid} has no lock`);
    return refusedAdmission(key, lock, admission.reason, command, now);
  }
  const lock = lockOf(admission.door.lockId);
  if (!lock) throw new Error(`door ${admission.door.id} of key ${key.uuid} has no lock`);
  const { orderId, intent } = command;
  const requested = requestOrder(
    lock,
    {
      orderId,
      reason: "temp-key",
      tempKey: { uuid: key.uuid, door: admission.door.id, method },
      ...(userId !== undefined && { userId }),
      ...(intent !== undefined && { intent: keyIntent(key.uuid, intent) }),
    },
    now,
  );
  const queued = !requested.context.sent;
  const used = takeUse(
    key,
    lock,
    { door: admission.door.id, method, orderId, queued, ...(userId !== undefined && { userId }) },
    now,
  );
  return { events: [requested, used], answer: { ok: true, lockId: lock.lockId, event: used } };
}

/** The name under which a key's request is remembered. */
export function keyIntent(tempKeyUuid: string, intent: string): string {
  return `key/${tempKeyUuid}/${intent}`;
}

/** Give back the use that an order took. */
export function releaseUse(
  key: TempKeyState,
  lock: LockState,
  orderId: string,
  now: number,
): TempKeyEvent & { type: "TempKeyUseReleased" } {
  const data = { ...facts(key.uuid, lock, now), usedCount: Math.max(0, key.usedCount - 1), orderId };
  return { type: "TempKeyUseReleased", data };
}

interface Use {
  readonly door: number;
  readonly method: OpenMethod;
  readonly userId?: string;
  readonly orderId?: string;
  readonly queued?: boolean;
}

function takeUse(key: TempKeyState, lock: LockState, use: Use, now: number): TempKeyEvent & { type: "TempKeyUsed" } {
  const { userId, door, method, orderId, queued } = use;
  return {
    type: "TempKeyUsed",
    data: { ...facts(key.uuid, lock, now), usedCount: key.usedCount + 1, ...(userId !== undefined && { userId }) },
    context: { door, method, ...(orderId !== undefined && { orderId }), ...(queued && { queued }) },
  };
}

interface Asked {
  readonly method: OpenMethod;
  readonly door?: number;
  readonly userId?: string;
}

function refusedAdmission(
  key: TempKeyState,
  lock: LockState,
  reason: AdmissionRefusal,
  asked: Asked,
  now: number,
): Decision {
  const { method, door, userId } = asked;
  const event: TempKeyEvent = {
    type: "AdmissionRefused",
    data: { ...facts(key.uuid, lock, now), reason, method },
    context: { ...(door !== undefined && { door }), ...(userId !== undefined && { userId }) },
  };
  return { events: [event], answer: { ok: false, reason, message: REFUSAL_TEXT[reason] } };
}

export const REFUSAL_TEXT: Readonly<Record<AdmissionRefusal, string>> = {
  "unknown-key": "Temporary key not found",
  revoked: "The temporary key was revoked",
  "not-yet-valid": "The temporary key is not valid yet",
  expired: "The temporary key has expired",
  "user-required": "The temporary key is for named users: sign in to use it",
  "user-not-allowed": "The user is not allowed to use this temporary key",
  "unknown-door": "The temporary key has no such door",
  "method-not-allowed": "The door does not open this way",
  "used-up": "The temporary key has been used as often as it may be",
};

function keyOfLock(row: KeyRow | undefined, lock: LockState): TempKeyState | undefined {
  return row?.state.doors.some((door) => door.lockId === lock.lockId) ? row.state : undefined;
}

function unknownKey(): Decision {
  return refuse("unknown-key", REFUSAL_TEXT["unknown-key"]);
}

function invalid(fields: readonly FieldError[]): Decision {
  return refuse("invalid", "The request contains invalid parameters", fields);
}

function facts(tempKeyUuid: string, lock: LockState, now: number): KeyFacts {
  return { tempKeyUuid, lockId: lock.lockId, lockUuid: lock.uuid, timestamp: isoTime(now) };
}
