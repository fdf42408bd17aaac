/** Making keys, changing them and taking them back: over one door or several, always all doors or none. */
import { type Actor, isEntitled, recordedAs } from "./actor.ts";
import { type Decision, type FieldError, nothingToDo, type Personal, refuse } from "./decision.ts";
import type { LedgerEvent } from "./events.ts";
import { isoTime, isUnguessableUuid } from "./ids.ts";
import { type LockState, unknownLock } from "./lock.ts";
import { unknownKey } from "./opening.ts";
import { failOrder, type OrderState } from "./order.ts";
import { choosePin, type PinCandidate, pinLocks } from "./pin.ts";
import type { Rows } from "./rows.ts";
import {
  checkNamedUsers,
  checkTerms,
  type Creation,
  creationOf,
  type Door,
  type DoorMethod,
  evolveTempKey,
  type KeyChanges,
  keyFacts,
  type KeyRow,
  type KeyTerms,
  type TempKeyEvent,
  type TempKeyState,
  termsAfter,
  usersHeldTo,
} from "./temp-key.ts";

export const MAX_DOORS = 50;

export interface NewDoor {
  readonly lockId: number;
  readonly method: DoorMethod;
  readonly label?: string;
}

// ---- create

/** Of the users that a command may name, those that exist; undefined where not all that exist are known. */
interface KnownUsers {
  readonly knownUsers?: readonly string[];
}

export interface CreateKey extends KeyTerms, KnownUsers {
  readonly type: "createKey";
  readonly actor: Actor;
  readonly tempKeyUuid: string;
  /** In the order in which the guest sees them. */
  readonly doors: readonly NewDoor[];
  readonly description?: string;
  /** PINs that it may have, where a door opens by PIN. */
  readonly pins?: readonly PinCandidate[];
}

/** A repeat with the same content changes nothing, however much later; the same UUID with other content is refused. */
export function createKey(rows: Rows, command: CreateKey, now: number): Decision {
  const { actor, tempKeyUuid, doors } = command;
  const locks: LockState[] = [];
  for (const [i, { lockId }] of doors.entries()) {
    const lock = rows.lock(lockId);
    if (!lock) return refuse("unknown-lock", "Lock not found", [{ field: `doors[${i}].lockId`, message: "not found" }]);
    locks.push(lock);
  }
  const foreign = locks.findIndex((lock) => !isEntitled(actor, lock));
  if (foreign >= 0) return notEntitled(`doors[${foreign}].lockId`);
  const row = rows.key(tempKeyUuid);
  if (row) {
    if (isSameKey(row, command)) return nothingToDo(locks[0]!.lockId);
    const message = "A temporary key with this UUID and other content already exists";
    return refuse("already-exists", message, [{ field: "tempKeyUuid", message }]);
  }
  const errors = [...checkTerms(command, now), ...checkDoors(doors, command.accessMode)];
  errors.push(...checkNamedUsers(command, command.knownUsers));
  if (!isUnguessableUuid(tempKeyUuid)) errors.unshift({ field: "tempKeyUuid", message: UNGUESSABLE });
  if (errors.length > 0) return invalid(errors);

  const numbered = doors.map(({ lockId, method }, i) => ({ id: i + 1, lockId, method, usedCount: 0 }));
  const chosen = choosePin(rows, {
    tempKeyUuid,
    lockIds: pinLocks({ doors: numbered }),
    terms: command,
    held: null,
    candidates: command.pins ?? [],
  });
  if (chosen.kind === "none-free") return noFreePin();
  const events = numbered.map((door, i) =>
    createdEvent(tempKeyUuid, locks[i]!, door, command, recordedAs(actor), false, now),
  );
  const labels = labelsOf(doors, 1);
  const { description } = command;
  const personal: Personal[] = [];
  if (description !== undefined || labels)
    personal.push({
      kind: "key-texts",
      tempKeyUuid,
      ...(description !== undefined && { description }),
      ...(labels && { labels }),
    });
  if (chosen.kind === "take") personal.push({ kind: "key-pin", tempKeyUuid, pin: chosen.pin });
  return {
    events,
    answer: {
      ok: true,
      lockId: locks[0]!.lockId,
      event: events[0]!,
      ...(chosen.kind === "take" && { pin: chosen.place }),
    },
    ...(personal.length > 0 && { personal }),
  };
}

export interface CreateTempKey extends Omit<KeyTerms, "maxUsesPerDoor">, KnownUsers {
  readonly type: "createTempKey";
  readonly actor: Actor;
  readonly lockId: number;
  readonly tempKeyUuid: string;
  readonly description?: string;
}

/** The same for one door. A lock of somebody else answers as one that does not exist. */
export function createTempKey(rows: Rows, command: CreateTempKey, now: number): Decision {
  const lock = rows.lock(command.lockId);
  if (!lock || !isEntitled(command.actor, lock)) return unknownLock();
  const doors = [{ lockId: command.lockId, method: "key" }] as const;
  return createKey(rows, { ...command, type: "createKey", doors, maxUsesPerDoor: null }, now);
}

export const UNGUESSABLE = "must be a version 4 or version 7 UUID, because the link is the secret";

function createdEvent(
  uuid: string,
  lock: LockState,
  door: Pick<Door, "id" | "method">,
  terms: KeyTerms,
  createdBy: string,
  added: boolean,
  now: number,
): TempKeyEvent & { type: "TempKeyCreated" } {
  return {
    type: "TempKeyCreated",
    data: {
      ...keyFacts(uuid, lock, now),
      accessMode: terms.accessMode,
      allowedUserIds: terms.allowedUserIds,
      validFrom: isoTime(terms.validFrom),
      validUntil: isoTime(terms.validUntil),
      maxUses: terms.maxUses,
      createdBy,
    },
    context: {
      door: door.id,
      method: door.method,
      ...(terms.maxUsesPerDoor !== null && { maxUsesPerDoor: terms.maxUsesPerDoor }),
      ...(added && { added }),
    },
  };
}

/** All that is wrong with a list of doors, one entry a field. */
export function checkDoors(
  doors: readonly Partial<NewDoor>[],
  accessMode: KeyTerms["accessMode"] | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  if (doors.length > MAX_DOORS) errors.push({ field: "doors", message: `must be at most ${MAX_DOORS} doors` });
  if (doors.length === 0) errors.push({ field: "doors", message: "must be at least one door" });
  const seen = new Set<number>();
  for (const [i, { lockId, method }] of doors.entries()) {
    if (lockId !== undefined && seen.has(lockId)) errors.push({ field: `doors[${i}].lockId`, message: ALREADY_A_DOOR });
    if (lockId !== undefined) seen.add(lockId);
    if (accessMode === "user-whitelist" && (method === "code" || method === "both"))
      errors.push({ field: `doors[${i}].accessMethod`, message: PIN_OF_NOBODY });
  }
  return errors;
}

const ALREADY_A_DOOR = "is the lock of another door of this key";
const PIN_OF_NOBODY = "must be key when accessMode is user-whitelist, because a PIN does not say who enters it";

/** What was erased is not held against a repeat. */
function isSameKey(row: KeyRow, command: CreateKey): boolean {
  const was = row.state.createdWith ?? row.state;
  const labels = labelsOf(command.doors, 1) ?? {};
  return (
    sameCreation(creationOf(was), creationOf(command)) &&
    (row.description === null || row.description === (command.description ?? null)) &&
    Object.entries(row.labels).every(([door, label]) => Number(door) > was.doors.length || labels[door] === label)
  );
}

function sameCreation(a: Creation, b: Creation): boolean {
  return (
    a.accessMode === b.accessMode &&
    a.validFrom === b.validFrom &&
    a.validUntil === b.validUntil &&
    a.maxUses === b.maxUses &&
    a.maxUsesPerDoor === b.maxUsesPerDoor &&
    sameUsers(usersHeldTo(a), usersHeldTo(b)) &&
    a.doors.length === b.doors.length &&
    a.doors.every(({ lockId, method }, i) => lockId === b.doors[i]!.lockId && method === b.doors[i]!.method)
  );
}

function sameUsers(a: readonly string[], b: readonly string[]): boolean {
  const users = new Set(a);
  return users.size === new Set(b).size && b.every((user) => users.has(user));
}

/** @param first the number of the first of these doors */
function labelsOf(doors: readonly NewDoor[], first: number): Record<string, string> | undefined {
  const named = doors.flatMap(({ label }, i) => (label === undefined ? [] : [[String(first + i), label] as const]));
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

// ---- change

/** What is asked to change; what is left out stays. */
export interface ChangedTerms extends Partial<KeyTerms>, KnownUsers {
  /** PINs that it may have, where a door opens by PIN. */
  readonly pins?: readonly PinCandidate[];
  /** All indexes of the PIN that it has. */
  readonly heldPin?: readonly string[];
}

export interface ChangeKey extends ChangedTerms {
  readonly type: "changeKey";
  readonly actor: Actor;
  readonly tempKeyUuid: string;
  readonly addDoors?: readonly NewDoor[];
  /** Numbers of doors within the key. */
  readonly removeDoors?: readonly number[];
  readonly description?: string;
}

/** Doors come and go and the terms change, while the link and the counts stay. */
export function changeKey(rows: Rows, orders: readonly OrderState[], command: ChangeKey, now: number): Decision {
  const { actor, tempKeyUuid, addDoors = [], removeDoors = [], description } = command;
  const row = rows.key(tempKeyUuid);
  // Somebody else's key or lock is as none.
  if (!row || !isEntitledToSome(rows, actor, row.state)) return unknownKey();
  const key = row.state;
  if (!isEntitledToAll(rows, actor, key)) return notEntitled();
  for (const [i, { lockId }] of addDoors.entries()) {
    const lock = rows.lock(lockId);
    const field = `addDoors[${i}].lockId`;
    if (!lock || !isEntitled(actor, lock))
      return refuse("unknown-lock", "Lock not found", [{ field, message: "not found" }]);
  }
  if (key.revokedAt !== null) return refuse("revoked", "The temporary key was revoked");
  const unknown = removeDoors.findIndex((id) => !(id > 0 && id < key.nextDoor));
  if (unknown >= 0) return invalid([{ field: `removeDoors[${unknown}]`, message: "is no door of this key" }]);

  const removed = key.doors.filter(({ id }) => removeDoors.includes(id));
  const kept = key.doors.filter(({ id }) => !removeDoors.includes(id));
  // A repeat: the door is there already.
  const fresh = addDoors.filter(
    (door) => !kept.some((one) => one.lockId === door.lockId && one.method === door.method),
  );
  const added = fresh.map(({ lockId, method }, i) => ({ id: key.nextDoor + i, lockId, method, usedCount: 0 }));
  const labels = labelsOf(fresh, key.nextDoor);
  const texts = {
    ...(description !== undefined && description !== row.description && { description }),
    ...(labels && { labels }),
  };
  return change(rows, row, command, { removed, added, texts, orders }, now);
}

export interface UpdateTempKey extends ChangedTerms {
  readonly type: "updateTempKey";
  readonly actor: Actor;
  readonly lockId: number;
  readonly tempKeyUuid: string;
}

/** Change the terms of a key that opens this lock. */
export function updateTempKey(
  rows: Rows,
  orders: readonly OrderState[],
  command: UpdateTempKey,
  now: number,
): Decision {
  const { actor, lockId } = command;
  const lock = rows.lock(lockId);
  if (!lock || !isEntitled(actor, lock)) return unknownLock();
  const row = rows.key(command.tempKeyUuid);
  if (!row || !hasDoorAt(row.state, lockId)) return unknownKey();
  if (!isEntitledToAll(rows, actor, row.state)) return notEntitled();
  if (row.state.revokedAt !== null) return refuse("revoked", "The temporary key was revoked");
  return change(rows, row, command, { orders }, now);
}

interface DoorChange {
  readonly removed?: readonly Door[];
  readonly added?: readonly Door[];
  readonly texts?: { readonly description?: string; readonly labels?: Readonly<Record<string, string>> };
  /** Of the key, those that wait: the ones that would not be admitted any more are ended. */
  readonly orders?: readonly OrderState[];
}

/** Everything that a change may be: checked whole, then recorded whole. */
function change(
  rows: Rows,
  row: KeyRow,
  command: ChangedTerms & { readonly actor: Actor; readonly lockId?: number },
  { removed = [], added = [], texts = {}, orders = [] }: DoorChange,
  now: number,
): Decision {
  const { state: key } = row;
  const { changes, maxUsesPerDoor } = changesOf(key, command);
  const terms = termsAfter(key, changes, maxUsesPerDoor);
  const termsChanged = Object.keys(changes).length > 0 || maxUsesPerDoor !== undefined;
  const kept = key.doors.filter((door) => !removed.includes(door));
  const doors = [...kept, ...added];

  const errors = termsChanged || added.length > 0 ? checkTerms(terms, now) : [];
  errors.push(...checkChangedDoors(doors, kept, added, terms));
  // A list that was made while it let nobody in counts from now on.
  if (command.allowedUserIds || changes.accessMode) errors.push(...checkNamedUsers(terms, command.knownUsers));
  if (errors.length > 0) return invalid(errors);
  const chosen = choosePin(rows, {
    tempKeyUuid: key.uuid,
    lockIds: pinLocks({ doors }),
    terms,
    held: row.pin,
    candidates: command.pins ?? [],
    ...(command.heldPin && { heldIndexes: command.heldPin }),
  });
  if (chosen.kind === "none-free") return noFreePin();

  const by = recordedAs(command.actor);
  const lockOf = lockFinder(rows, key.uuid);
  const events: LedgerEvent[] = [];
  // In every door's stream, also of those that go: the key may keep none of the doors that it had.
  if (termsChanged)
    for (const { lockId } of key.doors)
      events.push({
        type: "TempKeyUpdated",
        data: { ...keyFacts(key.uuid, lockOf(lockId), now), changes, updatedBy: by },
        ...(maxUsesPerDoor !== undefined && { context: { maxUsesPerDoor } }),
      });
  for (const { id, lockId } of removed)
    events.push({
      type: "TempKeyDeleted",
      data: { ...keyFacts(key.uuid, lockOf(lockId), now), deletedBy: by },
      context: { door: id },
    });
  // Who an order is for is not known, so where the list changed, they all ask again.
  const listed = changes.allowedUserIds !== undefined || changes.accessMode !== undefined;
  const closed = (listed && terms.accessMode === "user-whitelist") || now < terms.validFrom || now >= terms.validUntil;
  const ended = orders.filter(({ door }) => closed || removed.some(({ id }) => id === door));
  events.push(...endOrders(key, ended, lockOf, now));
  for (const door of added) events.push(createdEvent(key.uuid, lockOf(door.lockId), door, terms, by, true, now));

  const personal: Personal[] = [];
  if (Object.keys(texts).length > 0) personal.push({ kind: "key-texts", tempKeyUuid: key.uuid, ...texts });
  if (chosen.kind === "take") personal.push({ kind: "key-pin", tempKeyUuid: key.uuid, pin: chosen.pin });
  const lockId = command.lockId ?? doors[0]!.lockId;
  return {
    events,
    answer: {
      ok: true,
      lockId,
      event: events.find(({ data }) => data.lockId === lockId) ?? events[0] ?? null,
      ...(chosen.kind === "take" && { pin: chosen.place }),
    },
    ...(personal.length > 0 && { personal }),
  };
}

function changesOf(key: TempKeyState, asked: ChangedTerms) {
  const { validFrom, validUntil, maxUses, allowedUserIds, accessMode, maxUsesPerDoor } = asked;
  const changes: KeyChanges = {
    ...(validFrom !== undefined && validFrom !== key.validFrom && { validFrom: isoTime(validFrom) }),
    ...(validUntil !== undefined && validUntil !== key.validUntil && { validUntil: isoTime(validUntil) }),
    ...(maxUses !== undefined && maxUses !== key.maxUses && { maxUses }),
    ...(allowedUserIds && !sameUsers(key.allowedUserIds, allowedUserIds) && { allowedUserIds }),
    ...(accessMode !== undefined && accessMode !== key.accessMode && { accessMode }),
  };
  return { changes, maxUsesPerDoor: maxUsesPerDoor === key.maxUsesPerDoor ? undefined : maxUsesPerDoor };
}

function checkChangedDoors(
  doors: readonly Door[],
  kept: readonly Door[],
  added: readonly Door[],
  { accessMode }: KeyTerms,
): FieldError[] {
  const errors: FieldError[] = [];
  if (doors.length === 0) errors.push({ field: "removeDoors", message: "must leave a door; or take the key back" });
  if (doors.length > MAX_DOORS) errors.push({ field: "addDoors", message: `must make at most ${MAX_DOORS} doors` });
  if (accessMode === "user-whitelist" && pinLocks({ doors: kept }).length > 0)
    errors.push({ field: "accessMode", message: "must be public while a door opens by PIN" });
  for (const [i, { lockId, method }] of added.entries()) {
    const others = [...kept, ...added.slice(0, i)];
    if (others.some((door) => door.lockId === lockId))
      errors.push({ field: `addDoors[${i}].lockId`, message: ALREADY_A_DOOR });
    if (accessMode === "user-whitelist" && method !== "key")
      errors.push({ field: `addDoors[${i}].accessMethod`, message: PIN_OF_NOBODY });
  }
  return errors;
}

// ---- take back

export interface RevokeKey {
  readonly type: "revokeKey";
  readonly actor: Actor;
  readonly tempKeyUuid: string;
}

/** Revoke. From its acknowledgement on nothing is admitted, and orders that still wait are cancelled with it. */
export function revokeKey(rows: Rows, orders: readonly OrderState[], command: RevokeKey, now: number): Decision {
  const key = rows.key(command.tempKeyUuid)?.state;
  if (!key) return unknownKey();
  if (!isEntitledToAll(rows, command.actor, key)) return notEntitled();
  return revoke(rows, key, orders, command.actor, key.doors[0]!.lockId, now);
}

export interface DeleteTempKey {
  readonly type: "deleteTempKey";
  readonly actor: Actor;
  readonly lockId: number;
  readonly tempKeyUuid: string;
}

/** Revoke a key that opens this lock. Whoever is not entitled to all its locks takes their own door out of it. */
export function deleteTempKey(
  rows: Rows,
  orders: readonly OrderState[],
  command: DeleteTempKey,
  now: number,
): Decision {
  const { actor, lockId } = command;
  const lock = rows.lock(lockId);
  if (!lock || !isEntitled(actor, lock)) return unknownLock();
  const row = rows.key(command.tempKeyUuid);
  const door = row?.state.doors.find((one) => one.lockId === lockId);
  if (!row || !door)
    return row?.state.createdWith && hasDoorAt(row.state.createdWith, lockId) ? nothingToDo(lockId) : unknownKey();
  if (isEntitledToAll(rows, actor, row.state)) return revoke(rows, row.state, orders, actor, lockId, now);
  if (row.state.revokedAt !== null) return nothingToDo(lockId);
  return change(rows, row, { actor, lockId }, { removed: [door], orders }, now);
}

function revoke(
  rows: Rows,
  key: TempKeyState,
  orders: readonly OrderState[],
  actor: Actor,
  lockId: number,
  now: number,
): Decision {
  if (key.revokedAt !== null) return nothingToDo(lockId);
  const lockOf = lockFinder(rows, key.uuid);
  const deleted = key.doors.map((door) => ({
    type: "TempKeyDeleted" as const,
    data: { ...keyFacts(key.uuid, lockOf(door.lockId), now), deletedBy: recordedAs(actor) },
  }));
  const event = deleted.find(({ data }) => data.lockId === lockId)!;
  return { events: [...deleted, ...endOrders(key, orders, lockOf, now)], answer: { ok: true, lockId, event } };
}

/** End the orders that wait, and give their uses back. */
function endOrders(
  key: TempKeyState,
  orders: readonly OrderState[],
  lockOf: (lockId: number) => LockState,
  now: number,
): LedgerEvent[] {
  const events: LedgerEvent[] = [];
  let rest = key;
  for (const order of orders) {
    if (order.stage !== "queued") continue;
    for (const event of failOrder(order, lockOf(order.lockId), rest, { outcome: "failed", failure: "revoked" }, now)) {
      events.push(event);
      if (event.type === "TempKeyUseReleased") rest = evolveTempKey(rest, event, now);
    }
  }
  return events;
}

// ---- who may, and what is answered to those who may not

function isEntitledToAll(rows: Rows, actor: Actor, { doors }: TempKeyState): boolean {
  return doors.every(({ lockId }) => isEntitledAt(rows, actor, lockId));
}

function isEntitledToSome(rows: Rows, actor: Actor, { doors }: TempKeyState): boolean {
  return doors.some(({ lockId }) => isEntitledAt(rows, actor, lockId));
}

function isEntitledAt(rows: Rows, actor: Actor, lockId: number): boolean {
  const lock = rows.lock(lockId);
  return lock !== undefined && isEntitled(actor, lock);
}

function hasDoorAt(key: Pick<Creation, "doors">, lockId: number): boolean {
  return key.doors.some((door) => door.lockId === lockId);
}

function lockFinder(rows: Rows, uuid: string): (lockId: number) => LockState {
  return (lockId) => {
    const lock = rows.lock(lockId);
    if (!lock) throw new Error(`key ${uuid} has a door without a lock: ${lockId}`);
    return lock;
  };
}

function notEntitled(field?: string): Decision {
  const message = "Not authorized for one of the locks";
  return refuse("not-entitled", message, field === undefined ? undefined : [{ field, message }]);
}

function noFreePin(): Decision {
  return refuse("no-free-pin", "No free PIN could be found for these locks and this time");
}

function invalid(fields: readonly FieldError[]): Decision {
  return refuse("invalid", "The request contains invalid parameters", fields);
}
