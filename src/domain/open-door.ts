/** A guest opens a door with a key. */
import { admit } from "./admission.ts";
import { type Decision, nothingToDo, refuse } from "./decision.ts";
import { defined } from "./defined.ts";
import type { KeyRow } from "./erasable.ts";
import { takeUse } from "./key-use.ts";
import type { LockState } from "./lock.ts";
import { requestOrder } from "./order-decisions.ts";
import type { OpenMethod, OrderState } from "./order.ts";
import { attemptOf, refuseAdmission } from "./record-refusals.ts";
import type { Rows } from "./rows.ts";
import type { Door, TempKeyState } from "./temp-key.ts";

/** Open a door with a key: by its link, or by the published call. */
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
  /** Hubs that the asking process alone holds: their devices are told at once, and not left to the one that holds them. */
  readonly heldHubs?: readonly string[];
}

/**
 * A guest opens a door: an admission, a use and an unlock order in one commit, or a refusal on the record.
 *
 * @param earlier the order that was made of the same request, found by its id or its intent
 * @throws Error where the earlier order is none of this key, or a lock of the key is not among the rows
 */
export function openDoor(
  rows: Rows,
  row: KeyRow | undefined,
  earlier: OrderState | undefined,
  command: OpenDoor,
  now: number,
): Decision {
  const key = row?.state;
  if (!key) return refuse("unknown-key");
  if (earlier) {
    if (earlier.tempKeyUuid !== key.uuid) throw new Error(`order ${earlier.orderId} belongs to something else`);
    if (command.door !== undefined && command.door !== earlier.door)
      return refuse("already-exists", { message: OTHER_DOOR, atField: "intent" });
    return nothingToDo(earlier.lockId, earlier);
  }
  const { method, userId, door, source, intent, orderId, heldHubs } = command;
  const asked = { method, via: "link", ...defined({ door, userId, source }) } as const;
  const admission = admit(key, { ...attemptOf(asked, now), lock: (lockId) => rows.lock(lockId) });
  if (!admission.admitted) {
    const lock = lockOf(rows, key, key.doors.find((one) => one.id === door) ?? key.doors[0]!);
    return refuseAdmission(key, lock, admission.reason, asked, now);
  }
  const lock = lockOf(rows, key, admission.door);
  return open(key, admission.door, lock, { orderId, method, ...defined({ userId, intent, heldHubs }) }, now);
}

const OTHER_DOOR = "was used to open another door of this key";

interface Opening {
  readonly orderId: string;
  readonly method: OpenMethod;
  readonly userId?: string;
  readonly intent?: string;
  readonly source?: string;
  readonly heldHubs?: readonly string[];
}

/** An admitted opening: an order to the lock, and one use of the key, in one commit. */
export function open(key: TempKeyState, door: Door, lock: LockState, opening: Opening, now: number): Decision {
  const { orderId, method, userId, intent, source, heldHubs } = opening;
  const requested = requestOrder(
    lock,
    {
      orderId,
      reason: "temp-key",
      tempKey: { uuid: key.uuid, door: door.id, method },
      ...defined({ userId, heldHubs }),
      ...(intent !== undefined && { intent: keyIntent(key.uuid, intent) }),
    },
    now,
  );
  const queued = !requested.context.sent;
  const used = takeUse(key, lock, { door: door.id, method, orderId, queued, ...defined({ userId, source }) }, now);
  return { events: [requested, used], answer: { ok: true, lockId: lock.lockId, event: used } };
}

/**
 * The name under which a key's request is remembered. The caller's own part comes first: where it rises with time, as
 * the guest's page makes it, so does the name, and a store's index of names grows at its end only.
 */
export function keyIntent(tempKeyUuid: string, intent: string): string {
  return `${intent}/key/${tempKeyUuid}`;
}

function lockOf(rows: Rows, key: TempKeyState, door: Door): LockState {
  const lock = rows.lock(door.lockId);
  if (!lock) throw new Error(`door ${door.id} of key ${key.uuid} has no lock`);
  return lock;
}
