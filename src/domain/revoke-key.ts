/** A key is taken back, or a door of it. */
import { type Actor, recordedAs } from "./actor.ts";
import { change } from "./change-key.ts";
import { type Decision, nothingToDo, refuse } from "./decision.ts";
import { isEntitledAt, isEntitledToAll, lockFinder } from "./entitlement.ts";
import { keyFacts } from "./event-facts.ts";
import { hasDoorAt } from "./key-doors.ts";
import { endOrders } from "./order-decisions.ts";
import type { OrderState } from "./order.ts";
import type { Rows } from "./rows.ts";
import { revokedSince, type TempKeyState } from "./temp-key.ts";

/** Revoke a key at all its doors. A repeat changes nothing. */
export interface RevokeKey {
  readonly type: "revokeKey";
  readonly actor: Actor;
  readonly tempKeyUuid: string;
}

/** Revoke. From its acknowledgement on nothing is admitted, and orders that still wait are cancelled with it. */
export function revokeKey(rows: Rows, orders: readonly OrderState[], command: RevokeKey, now: number): Decision {
  const key = rows.key(command.tempKeyUuid)?.state;
  if (!key) return refuse("unknown-key");
  if (!isEntitledToAll(rows, command.actor, key)) return refuse("not-entitled");
  return revoke(rows, key, orders, command.actor, key.doors[0]!.lockId, now);
}

/** Revoke a key, by the published call at one of its locks. A repeat changes nothing. */
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
  if (!isEntitledAt(rows, actor, lockId)) return refuse("unknown-lock");
  const row = rows.key(command.tempKeyUuid);
  const door = row?.state.doors.find((one) => one.lockId === lockId);
  if (!row || !door)
    return row?.state.createdWith && hasDoorAt(row.state.createdWith, lockId)
      ? nothingToDo(lockId)
      : refuse("unknown-key");
  if (isEntitledToAll(rows, actor, row.state)) return revoke(rows, row.state, orders, actor, lockId, now);
  if (revokedSince(row.state, now) !== null) return nothingToDo(lockId);
  return change(rows, row, { actor, lockId }, { removed: [door], orders }, now);
}

/** Revoke a key whose pause has lasted as long as it was given; the server asks for it by itself. */
export interface RevokePausedKey {
  readonly type: "revokePausedKey";
  readonly tempKeyUuid: string;
}

/** Before that time, and where somebody resumed or revoked it first, nothing changes. */
export function revokePausedKey(
  rows: Rows,
  orders: readonly OrderState[],
  command: RevokePausedKey,
  now: number,
): Decision {
  const key = rows.key(command.tempKeyUuid)?.state;
  if (!key) return refuse("unknown-key");
  const { lockId } = key.doors[0]!;
  if (key.revokedAt !== null || revokedSince(key, now) === null) return nothingToDo(lockId);
  return revoke(rows, key, orders, { kind: "operator" }, lockId, now);
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
  // Its time came before whoever asks now.
  const isOver = revokedSince(key, now) !== null;
  const deletedBy = isOver ? key.paused!.by : recordedAs(actor);
  const deleted = key.doors.map((door) => ({
    type: "TempKeyDeleted" as const,
    data: { ...keyFacts(key.uuid, lockOf(door.lockId), now), deletedBy },
    ...(isOver && { context: { afterPause: true as const } }),
  }));
  const event = deleted.find(({ data }) => data.lockId === lockId)!;
  return { events: [...deleted, ...endOrders(key, orders, lockOf, now)], answer: { ok: true, lockId, event } };
}
