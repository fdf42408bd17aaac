/** How an event changes the state rows: the one place that both the commit loop and `verify` go through. */
import type { LedgerEvent } from "./events.ts";
import { evolveLock, type LockState } from "./lock.ts";
import { evolveOrder, type OrderState } from "./order.ts";
import { evolveTempKey, type TempKeyState } from "./temp-key.ts";

/** Where the fold reads and keeps the state; an absent row is undefined. */
export interface StateRows {
  lock(lockId: number): LockState | undefined;
  setLock(lock: LockState): void;
  tempKey(uuid: string): TempKeyState | undefined;
  setTempKey(key: TempKeyState): void;
  order(orderId: string): OrderState | undefined;
  setOrder(order: OrderState): void;
}

/** @param at when the event happened, in milliseconds since the epoch */
export function fold(rows: StateRows, event: LedgerEvent, at: number): void {
  switch (event.type) {
    case "LockCreated":
    case "OwnerSet":
    case "OrganizationSet":
    case "LockUuidChanged":
    case "LockTimeZoneChanged":
    case "PinRefused":
    case "DeviceBound":
    case "DeviceUnbound":
    case "DeviceOffline":
    case "DeviceOnline":
    case "BatteryLow":
    case "DoorAjar":
    case "DoorForced":
    case "LockJammed":
    case "ManualOperation":
      rows.setLock(evolveLock(rows.lock(event.data.lockId), event, at));
      return;
    case "LockOpenRequested":
      rows.setLock(evolveLock(rows.lock(event.data.lockId), event, at));
      rows.setOrder(evolveOrder(undefined, event, at));
      return;
    case "LockOpenSent":
      if (event.context.tempKeyUuid !== undefined) {
        rows.setTempKey(evolveTempKey(rows.tempKey(event.context.tempKeyUuid), event, at));
      }
      rows.setLock(evolveLock(rows.lock(event.data.lockId), event, at));
      rows.setOrder(evolveOrder(rows.order(event.data.orderId), event, at));
      return;
    case "LockOpened":
    case "LockOpenFailed":
      rows.setLock(evolveLock(rows.lock(event.data.lockId), event, at));
      rows.setOrder(evolveOrder(rows.order(event.data.orderId), event, at));
      return;
    case "TempKeyUsed":
      if (event.context.source !== undefined) {
        rows.setLock(evolveLock(rows.lock(event.data.lockId), event, at));
      }
      rows.setTempKey(evolveTempKey(rows.tempKey(event.data.tempKeyUuid), event, at));
      return;
    case "TempKeyCreated":
    case "TempKeyUpdated":
    case "TempKeyDeleted":
    case "TempKeyPaused":
    case "TempKeyResumed":
    case "TempKeyNoticeSent":
    case "TempKeyNoticeFailed":
    case "TempKeyUseReleased":
    case "AdmissionRefused":
      rows.setTempKey(evolveTempKey(rows.tempKey(event.data.tempKeyUuid), event, at));
      return;
    default:
      event satisfies never;
  }
}
