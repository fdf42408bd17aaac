/** Every command that the ledger takes: which rows it needs, and the decision that answers it. */
import { type BindDevice, bindDevice, type UnbindDevice, unbindDevice } from "./bind-device.ts";
import { type ChangeKey, changeKey, type UpdateTempKey, updateTempKey } from "./change-key.ts";
import {
  type ChangeLock,
  changeLock,
  type ChangeLockUuid,
  changeLockUuid,
  type SetOrganization,
  setOrganization,
  type SetOwner,
  setOwner,
} from "./change-lock.ts";
import { type CreateKey, createKey, type CreateTempKey, createTempKey } from "./create-key.ts";
import { type CreateLock, createLock } from "./create-lock.ts";
import type { Decision } from "./decision.ts";
import { type EraseBesideKey, eraseBesideKey } from "./erase-beside-key.ts";
import { type NoteDevice, noteDevice } from "./note-device.ts";
import { type NoteNotice, noteNotice } from "./guest-notice.ts";
import { keyIntent, type OpenDoor, openDoor } from "./open-door.ts";
import { lockIntent, type OpenLock, openLock } from "./open-lock.ts";
import { type OpenWithPin, openWithPin } from "./open-with-pin.ts";
import { expireOrder, type OrderRows, reportOrder, sendOrder } from "./order-decisions.ts";
import type { OpenOutcome, OrderState } from "./order.ts";
import { type PauseKey, pauseKey, type ResumeKey, resumeKey } from "./pause-key.ts";
import type { PinCandidate } from "./pin-choice.ts";
import { type RecordRefusals, recordRefusals } from "./record-refusals.ts";
import {
  type DeleteTempKey,
  deleteTempKey,
  type RevokeKey,
  revokeKey,
  type RevokePausedKey,
  revokePausedKey,
} from "./revoke-key.ts";
import type { Needs, Rows } from "./rows.ts";
import { type SetRecipient, setRecipient } from "./set-recipient.ts";
import { type UseTempKey, useTempKey } from "./use-temp-key.ts";

/** Everything that the ledger can be asked to do; `needsOf` names the rows that each decision reads. */
export type Command =
  | CreateLock
  | ChangeLock
  | SetOwner
  | SetOrganization
  | ChangeLockUuid
  | BindDevice
  | UnbindDevice
  | NoteDevice
  | OpenLock
  | CreateKey
  | ChangeKey
  | PauseKey
  | ResumeKey
  | RevokeKey
  | RevokePausedKey
  | EraseBesideKey
  | NoteNotice
  | SetRecipient
  | CreateTempKey
  | UpdateTempKey
  | DeleteTempKey
  | UseTempKey
  | OpenDoor
  | OpenWithPin
  | RecordRefusals
  | { readonly type: "sendOrder"; readonly orderId: string; readonly claim: string }
  | { readonly type: "reportOrder"; readonly orderId: string; readonly outcome: OpenOutcome }
  | { readonly type: "expireOrder"; readonly orderId: string };

/** The rows that a decision of the command reads; those that it does not name are undefined to it. */
export function needsOf(command: Command): Needs {
  switch (command.type) {
    case "createLock":
      return {
        lockIds: [command.lockId],
        lockUuid: command.uuid,
        ...(command.device && { device: command.device.device }),
      };
    case "changeLockUuid":
      return { lockIds: [command.lockId], lockUuid: command.newUuid };
    case "bindDevice":
      return { lockIds: [command.lockId], device: command.device };
    case "changeLock":
    case "unbindDevice":
    case "noteDevice":
      return { lockIds: [command.lockId] };
    case "setOwner":
    case "setOrganization":
      return { lockIds: [command.lockId], sharedKeys: true };
    case "openLock": {
      const { lockId, orderId, requestId } = command;
      return { lockIds: [lockId], orderId, ...(requestId !== undefined && { intent: lockIntent(lockId, requestId) }) };
    }
    case "createKey": {
      const { doors, tempKeyUuid, pinCandidates } = command;
      return { lockIds: doors.map(({ lockId }) => lockId), tempKeyUuid, blindIndexes: blindIndexesOf(pinCandidates) };
    }
    case "changeKey": {
      const { addDoors = [], tempKeyUuid, pinCandidates, heldBlindIndexes } = command;
      const lockIds = addDoors.map(({ lockId }) => lockId);
      return {
        lockIds,
        tempKeyUuid,
        queuedOrders: true,
        blindIndexes: blindIndexesOf(pinCandidates, heldBlindIndexes),
        heldPin: true,
      };
    }
    case "pauseKey":
    case "revokeKey":
    case "revokePausedKey":
      return { tempKeyUuid: command.tempKeyUuid, queuedOrders: true };
    case "resumeKey":
    case "eraseBesideKey":
    case "noteNotice":
    case "setRecipient":
      return { tempKeyUuid: command.tempKeyUuid };
    case "deleteTempKey":
      return { lockIds: [command.lockId], tempKeyUuid: command.tempKeyUuid, queuedOrders: true };
    case "updateTempKey": {
      const { lockId, tempKeyUuid, pinCandidates, heldBlindIndexes } = command;
      return {
        lockIds: [lockId],
        tempKeyUuid,
        queuedOrders: true,
        blindIndexes: blindIndexesOf(pinCandidates, heldBlindIndexes),
        heldPin: true,
      };
    }
    case "createTempKey":
    case "useTempKey":
      return { lockIds: [command.lockId], tempKeyUuid: command.tempKeyUuid };
    case "recordRefusals":
      return { lockIds: [command.kind.lockId], tempKeyUuid: command.kind.tempKeyUuid };
    case "openWithPin":
      return { lockIds: [command.lockId], blindIndexes: command.blindIndexes, orderId: command.orderId };
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
      return createLock(
        rows.lock(command.lockId),
        {
          uuid: rows.lockIdOfUuid(command.uuid) !== undefined,
          device: command.device !== undefined && rows.lockIdOfDevice(command.device.device) !== undefined,
        },
        command,
        now,
      );
    case "changeLock":
      return changeLock(rows.lock(command.lockId), command, now);
    case "setOwner":
      return setOwner(rows, command, now);
    case "setOrganization":
      return setOrganization(rows, command, now);
    case "changeLockUuid":
      return changeLockUuid(rows.lock(command.lockId), rows.lockIdOfUuid(command.newUuid) !== undefined, command, now);
    case "bindDevice":
      return bindDevice(rows.lock(command.lockId), rows.lockIdOfDevice(command.device), command, now);
    case "unbindDevice":
      return unbindDevice(rows.lock(command.lockId), command, now);
    case "noteDevice":
      return noteDevice(rows.lock(command.lockId), command, now);
    case "openLock":
      return openLock(rows.lock(command.lockId), earlier(command, rows), command, now);
    case "createKey":
      return createKey(rows, command, now);
    case "changeKey":
      return changeKey(rows, queuedOrders(command.tempKeyUuid, rows), command, now);
    case "revokeKey":
      return revokeKey(rows, queuedOrders(command.tempKeyUuid, rows), command, now);
    case "revokePausedKey":
      return revokePausedKey(rows, queuedOrders(command.tempKeyUuid, rows), command, now);
    case "eraseBesideKey":
      return eraseBesideKey(rows.key(command.tempKeyUuid), command, now);
    case "noteNotice":
      return noteNotice(rows.key(command.tempKeyUuid)?.state, (lockId) => rows.lock(lockId), command, now);
    case "setRecipient":
      return setRecipient(rows, command, now);
    case "pauseKey":
      return pauseKey(rows, queuedOrders(command.tempKeyUuid, rows), command, now);
    case "resumeKey":
      return resumeKey(rows, command, now);
    case "createTempKey":
      return createTempKey(rows, command, now);
    case "updateTempKey":
      return updateTempKey(rows, queuedOrders(command.tempKeyUuid, rows), command, now);
    case "deleteTempKey":
      return deleteTempKey(rows, queuedOrders(command.tempKeyUuid, rows), command, now);
    case "useTempKey":
      return useTempKey(rows.lock(command.lockId), rows.key(command.tempKeyUuid), command, now);
    case "openDoor":
      return openDoor(rows, rows.key(command.tempKeyUuid), earlier(command, rows), command, now);
    case "openWithPin":
      return openWithPin(rows, command, now);
    case "recordRefusals":
      return recordRefusals(rows, command, now);
    case "sendOrder":
      return sendOrder(orderRows(command.orderId, rows), command.claim, now);
    case "reportOrder":
      return reportOrder(orderRows(command.orderId, rows), command.outcome, now);
    case "expireOrder":
      return expireOrder(orderRows(command.orderId, rows), now);
    default:
      return command satisfies never;
  }
}

function blindIndexesOf(candidates: readonly PinCandidate[] = [], held: readonly string[] = []): readonly string[] {
  return [...candidates.flatMap(({ blindIndexes }) => blindIndexes), ...held];
}

function queuedOrders(tempKeyUuid: string, rows: Rows): readonly OrderState[] {
  return rows.key(tempKeyUuid)?.state.queuedOrders.flatMap((id) => rows.order(id) ?? []) ?? [];
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
