/** Every command that the ledger takes: which rows it needs, and the decision that answers it. */
import type { Decision } from "./decision.ts";
import {
  type ChangeLockUuid,
  type CreateLock,
  changeLockUuid,
  createLock,
  type LockState,
  lockIntent,
  type OpenLock,
  openLock,
  type SetOrganization,
  type SetOwner,
  setOrganization,
  setOwner,
} from "./lock.ts";
import { expireOrder, type OpenOutcome, type OrderRows, type OrderState, reportOrder, sendOrder } from "./order.ts";
import {
  type CreateTempKey,
  createTempKey,
  type DeleteTempKey,
  deleteTempKey,
  type KeyRow,
  keyIntent,
  type OpenDoor,
  openDoor,
  type UpdateTempKey,
  type UseTempKey,
  updateTempKey,
  useTempKey,
} from "./temp-key.ts";

export type Command =
  | CreateLock
  | SetOwner
  | SetOrganization
  | ChangeLockUuid
  | OpenLock
  | CreateTempKey
  | UpdateTempKey
  | DeleteTempKey
  | UseTempKey
  | OpenDoor
  | { readonly type: "sendOrder"; readonly orderId: string }
  | { readonly type: "reportOrder"; readonly orderId: string; readonly outcome: OpenOutcome }
  | { readonly type: "expireOrder"; readonly orderId: string };

/** The current state that a decision reads. What was not needed, or does not exist, is undefined. */
export interface Rows {
  lock(lockId: number): LockState | undefined;
  lockIdOfUuid(uuid: string): number | undefined;
  key(tempKeyUuid: string): KeyRow | undefined;
  order(orderId: string): OrderState | undefined;
  orderOfIntent(intent: string): OrderState | undefined;
}

/**
 * The rows that a command names. Whoever loads them also loads what they point to: an order's key and lock, a
 * key's locks.
 */
export interface Needs {
  readonly lockId?: number;
  readonly lockUuid?: string;
  readonly tempKeyUuid?: string;
  /** The key's waiting orders too. */
  readonly queuedOrders?: true;
  readonly orderId?: string;
  readonly intent?: string;
}

export function needsOf(command: Command): Needs {
  switch (command.type) {
    case "createLock":
      return { lockId: command.lockId, lockUuid: command.uuid };
    case "changeLockUuid":
      return { lockId: command.lockId, lockUuid: command.newUuid };
    case "setOwner":
    case "setOrganization":
      return { lockId: command.lockId };
    case "openLock": {
      const { lockId, orderId, requestId } = command;
      return { lockId, orderId, ...(requestId !== undefined && { intent: lockIntent(lockId, requestId) }) };
    }
    case "deleteTempKey":
      return { lockId: command.lockId, tempKeyUuid: command.tempKeyUuid, queuedOrders: true };
    case "createTempKey":
    case "updateTempKey":
    case "useTempKey":
      return { lockId: command.lockId, tempKeyUuid: command.tempKeyUuid };
    case "openDoor": {
      const { tempKeyUuid, orderId, intent } = command;
      return { tempKeyUuid, orderId, ...(intent !== undefined && { intent: keyIntent(tempKeyUuid, intent) }) };
    }
    case "sendOrder":
    case "reportOrder":
    case "expireOrder":
      return { orderId: command.orderId };
    default:
      return command satisfies never;
  }
}

/** Decide one command. Pure: the same command, rows and time give the same events and answer. */
export function decide(command: Command, rows: Rows, now: number): Decision {
  switch (command.type) {
    case "createLock":
      return createLock(rows.lock(command.lockId), rows.lockIdOfUuid(command.uuid) !== undefined, command, now);
    case "setOwner":
      return setOwner(rows.lock(command.lockId), command, now);
    case "setOrganization":
      return setOrganization(rows.lock(command.lockId), command, now);
    case "changeLockUuid":
      return changeLockUuid(rows.lock(command.lockId), rows.lockIdOfUuid(command.newUuid) !== undefined, command, now);
    case "openLock":
      return openLock(rows.lock(command.lockId), earlier(command, rows), command, now);
    case "createTempKey":
      return createTempKey(rows.lock(command.lockId), rows.key(command.tempKeyUuid), command, now);
    case "updateTempKey":
      return updateTempKey(rows.lock(command.lockId), rows.key(command.tempKeyUuid), command, now);
    case "deleteTempKey": {
      const row = rows.key(command.tempKeyUuid);
      const queued = row?.state.queuedOrders.flatMap((id) => rows.order(id) ?? []) ?? [];
      return deleteTempKey(rows.lock(command.lockId), row, queued, command, now);
    }
    case "useTempKey":
      return useTempKey(rows.lock(command.lockId), rows.key(command.tempKeyUuid), command, now);
    case "openDoor":
      return openDoor(
        (lockId) => rows.lock(lockId),
        rows.key(command.tempKeyUuid),
        earlier(command, rows),
        command,
        now,
      );
    case "sendOrder":
      return sendOrder(orderRows(command.orderId, rows), now);
    case "reportOrder":
      return reportOrder(orderRows(command.orderId, rows), command.outcome, now);
    case "expireOrder":
      return expireOrder(orderRows(command.orderId, rows), now);
    default:
      return command satisfies never;
  }
}

function earlier(command: OpenLock | OpenDoor, rows: Rows): OrderState | undefined {
  const { intent } = needsOf(command);
  const asked = intent === undefined ? undefined : rows.orderOfIntent(intent);
  return asked ?? rows.order(command.orderId);
}

function orderRows(orderId: string, rows: Rows): OrderRows {
  const order = rows.order(orderId);
  return {
    order,
    lock: order && rows.lock(order.lockId),
    key: order && order.tempKeyUuid !== null ? rows.key(order.tempKeyUuid)?.state : undefined,
  };
}
