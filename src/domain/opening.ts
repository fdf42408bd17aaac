/** A use of a key: by its link, by its PIN, or counted by somebody who let the guest in. */
import { type Actor, isEntitled } from "./actor.ts";
import { admit, type Attempt } from "./admission.ts";
import { type AdmissionRefusal, type Decision, nothingToDo, refuse, type Refused } from "./decision.ts";
import type { LedgerEvent } from "./events.ts";
import { isoTime } from "./ids.ts";
import { type LockState, unknownLock } from "./lock.ts";
import { type OpenMethod, type OrderState, requestOrder } from "./order.ts";
import { afterWrongPin, pinAllowedFrom, pinCost, type PinPolicy } from "./pin.ts";
import { type Asked, type CountedRefusal, noteRefusal, type RefusalKind } from "./refusals.ts";
import type { Rows } from "./rows.ts";
import { type Door, keyFacts, type KeyRow, type TempKeyEvent, type TempKeyState } from "./temp-key.ts";

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
  /** Where it was asked: a keyed hash of the address. */
  readonly source?: string;
}

/** A guest opens a door: an admission, a use and an unlock order in one commit, or a refusal on the record. */
export function openDoor(
  rows: Rows,
  row: KeyRow | undefined,
  earlier: OrderState | undefined,
  command: OpenDoor,
  now: number,
): Decision {
  const key = row?.state;
  if (!key) return refuse("unknown-key", REFUSAL_TEXT["unknown-key"]);
  if (earlier) {
    if (earlier.tempKeyUuid !== key.uuid) throw new Error(`order ${earlier.orderId} belongs to something else`);
    if (command.door !== undefined && command.door !== earlier.door)
      return refuse("already-exists", OTHER_DOOR, [{ field: "intent", message: OTHER_DOOR }]);
    return nothingToDo(earlier.lockId, earlier);
  }
  const { method, userId, door, source, intent, orderId } = command;
  const asked = { method, via: "link", ...defined({ door, userId, source }) } as const;
  const admission = admit(key, attemptOf(asked, now));
  if (!admission.admitted) {
    const lock = lockOf(rows, key, key.doors.find((one) => one.id === door) ?? key.doors[0]!);
    return refusedAdmission(key, lock, admission.reason, asked, now);
  }
  const lock = lockOf(rows, key, admission.door);
  return open(key, admission.door, lock, { orderId, method, ...defined({ userId, intent }) }, now);
}

const OTHER_DOOR = "was used to open another door of this key";

export interface OpenWithPin {
  readonly type: "openWithPin";
  readonly lockId: number;
  /** All indexes of the PIN that was entered. */
  readonly indexes: readonly string[];
  /** What the boxes of the keys that these indexes find came to; whoever has the secrets looked into them. */
  readonly proofs: readonly PinProof[];
  /** Where it was entered: a keyed hash of the address. */
  readonly source: string;
  readonly policy: PinPolicy;
  readonly orderId: string;
}

/** Whether a key's box, opened for that key, holds the PIN that was entered. */
export interface PinProof {
  readonly tempKeyUuid: string;
  readonly box: string;
  readonly holds: boolean;
}

/**
 * Somebody entered a PIN at a lock. Whatever is wrong with it, the answer is the same; the record tells what it was.
 * While an allowance is spent nothing is decided, so a lock that is closed to tries tells nothing about PINs.
 *
 * An index only finds: it stands in a table that can be edited. What opens is a box that holds this PIN, and a box opens
 * for its own key alone.
 */
export function openWithPin(rows: Rows, command: OpenWithPin, now: number): Decision {
  const { lockId, indexes, proofs, source, policy, orderId } = command;
  const lock = rows.lock(lockId);
  if (!lock) return wrongPin([]);
  const earlier = rows.order(orderId);
  if (earlier) {
    if (earlier.lockId !== lockId) throw new Error(`order ${orderId} belongs to something else`);
    return nothingToDo(lockId, earlier);
  }
  const from = pinAllowedFrom(lock.pinGuard, source, policy, now);
  if (from > now) return { events: [], answer: { ...THROTTLED, retryAt: from } };

  const found = indexes
    .flatMap((index) => rows.keysWithPin(lockId, index))
    .map((key) => {
      const box = rows.key(key.uuid)?.pin?.box;
      return { key, proof: proofs.find((one) => one.tempKeyUuid === key.uuid && one.box === box) };
    });
  // Somebody was given a PIN, or another one, since the boxes were looked into.
  if (found.some(({ proof }) => !proof)) return refuse("pin-changed", "PINs of this lock are being changed");
  const attempts = found.flatMap(({ key, proof }) => {
    if (!proof!.holds) return [];
    const door = key.doors.find((one) => one.lockId === lockId);
    return door ? [{ key, door, admission: admit(key, { at: now, method: "code", door: door.id }) }] : [];
  });
  const right = attempts.find(({ admission }) => admission.admitted);
  if (right) return open(right.key, right.door, lock, { orderId, method: "code", source }, now);

  const wrong = attempts[0];
  const unknown = found.length > attempts.length ? "unproven-pin" : "unknown-pin";
  const reason = wrong && !wrong.admission.admitted ? wrong.admission.reason : unknown;
  const cost = pinCost(lock.pinGuard, source, policy, now);
  const next = pinAllowedFrom(afterWrongPin(lock.pinGuard, source, cost, now), source, policy, now);
  const refused: LedgerEvent = {
    type: "PinRefused",
    data: { lockId, uuid: lock.uuid, timestamp: isoTime(now) },
    context: {
      reason,
      source,
      ...cost,
      ...(wrong && { tempKeyUuid: wrong.key.uuid }),
      ...(next > now && { lockedUntil: isoTime(Math.ceil(next)) }),
    },
  };
  if (!wrong || wrong.admission.admitted) return wrongPin([refused]);
  const asked = { method: "code", via: "pin", door: wrong.door.id, source } as const;
  const ofKey = refusedAdmission(wrong.key, lock, wrong.admission.reason, asked, now);
  return wrongPin([refused, ...ofKey.events], ofKey.answer.counted);
}

const THROTTLED = { ok: false, reason: "too-many-pins", message: "Too many wrong PINs at this lock" } as const;

function wrongPin(events: readonly LedgerEvent[], counted?: CountedRefusal): Decision {
  return { events, answer: { ok: false, reason: "wrong-pin", message: "Invalid PIN", ...(counted && { counted }) } };
}

interface Opening {
  readonly orderId: string;
  readonly method: OpenMethod;
  readonly userId?: string;
  readonly intent?: string;
  readonly source?: string;
}

function open(key: TempKeyState, door: Door, lock: LockState, opening: Opening, now: number): Decision {
  const { orderId, method, userId, intent, source } = opening;
  const requested = requestOrder(
    lock,
    {
      orderId,
      reason: "temp-key",
      tempKey: { uuid: key.uuid, door: door.id, method },
      ...(userId !== undefined && { userId }),
      ...(intent !== undefined && { intent: keyIntent(key.uuid, intent) }),
    },
    now,
  );
  const queued = !requested.context.sent;
  const used = takeUse(key, lock, { door: door.id, method, orderId, queued, ...defined({ userId, source }) }, now);
  return { events: [requested, used], answer: { ok: true, lockId: lock.lockId, event: used } };
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
  const key = row?.state;
  const door = key?.doors.find((one) => one.lockId === lock.lockId);
  if (!key || !door) return unknownKey();
  const method = door.method === "code" ? "code" : "key";
  const asked = { method, via: "api", door: door.id, ...defined({ userId: command.userId }) } as const;
  const admission = admit(key, attemptOf(asked, now));
  if (!admission.admitted) return refusedAdmission(key, lock, admission.reason, asked, now);
  const event = takeUse(key, lock, { door: door.id, method, ...defined({ userId: command.userId }) }, now);
  return { events: [event], answer: { ok: true, lockId: lock.lockId, event } };
}

export function unknownKey(): Decision {
  return refuse("unknown-key", REFUSAL_TEXT["unknown-key"]);
}

/**
 * The name under which a key's request is remembered. The caller's own part comes first: where it rises with time, as
 * the guest's page makes it, so does the name, and a store's index of names grows at its end only.
 */
export function keyIntent(tempKeyUuid: string, intent: string): string {
  return `${intent}/key/${tempKeyUuid}`;
}

interface Use {
  readonly door: number;
  readonly method: OpenMethod;
  readonly userId?: string;
  readonly orderId?: string;
  readonly queued?: boolean;
  readonly source?: string;
}

function takeUse(key: TempKeyState, lock: LockState, use: Use, now: number): TempKeyEvent & { type: "TempKeyUsed" } {
  const { userId, door, method, orderId, queued, source } = use;
  return {
    type: "TempKeyUsed",
    data: { ...keyFacts(key.uuid, lock, now), usedCount: key.usedCount + 1, ...(userId !== undefined && { userId }) },
    context: { door, method, ...(queued && { queued }), ...defined({ orderId, source }) },
  };
}

type AskedBy = Asked & { readonly method: OpenMethod };

function attemptOf({ method, door, userId }: AskedBy, at: number): Attempt {
  return { at, method, ...defined({ door, userId }) };
}

function refusedAdmission(
  key: TempKeyState,
  lock: LockState,
  reason: AdmissionRefusal,
  { method, ...asked }: AskedBy,
  now: number,
): Decision & { readonly answer: Refused } {
  const answer = { ok: false, reason, message: REFUSAL_TEXT[reason] } as const;
  const kind: RefusalKind = { tempKeyUuid: key.uuid, lockId: lock.lockId, reason, method, asked };
  const { write, until, together } = noteRefusal(key.refusals, kind, now);
  if (!write) {
    const { asked: _, ...ofAll } = kind;
    return { events: [], answer: { ...answer, counted: { kind: together ? ofAll : kind, until } } };
  }
  const event: TempKeyEvent = {
    type: "AdmissionRefused",
    data: { ...keyFacts(key.uuid, lock, now), reason, method },
    context: { ...asked, countedUntil: isoTime(until), ...(together && { together }) },
  };
  return { events: [event], answer };
}

export interface RecordRefusals {
  readonly type: "recordRefusals";
  readonly kind: RefusalKind;
  /** How many were counted since the first was written down, and when, in milliseconds since the epoch. */
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Tell what was counted, as one event. */
export function recordRefusals(rows: Rows, command: RecordRefusals, now: number): Decision {
  const { kind, count, firstAt, lastAt } = command;
  const { tempKeyUuid, lockId, reason, method, asked } = kind;
  const [key, lock] = [rows.key(tempKeyUuid), rows.lock(lockId)];
  if (!key || !lock) return unknownKey();
  const event: TempKeyEvent = {
    type: "AdmissionRefused",
    data: { ...keyFacts(tempKeyUuid, lock, now), reason, method },
    context: {
      ...(asked ?? { together: true as const }),
      count,
      firstAt: isoTime(firstAt),
      lastAt: isoTime(lastAt),
    },
  };
  return { events: [event], answer: { ok: true, lockId, event } };
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

function lockOf(rows: Rows, key: TempKeyState, door: Door): LockState {
  const lock = rows.lock(door.lockId);
  if (!lock) throw new Error(`door ${door.id} of key ${key.uuid} has no lock`);
  return lock;
}

type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The same without the members that are undefined. */
function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
