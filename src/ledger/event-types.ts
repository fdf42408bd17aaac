import type { LedgerEvent } from "../domain/events.ts";

const TYPES: Readonly<Record<LedgerEvent["type"], true>> = {
  LockCreated: true,
  OwnerSet: true,
  OrganizationSet: true,
  LockUuidChanged: true,
  LockTimeZoneChanged: true,
  PinRefused: true,
  DeviceBound: true,
  DeviceUnbound: true,
  DeviceOffline: true,
  DeviceOnline: true,
  BatteryLow: true,
  DoorAjar: true,
  DoorForced: true,
  LockJammed: true,
  ManualOperation: true,
  LockOpenRequested: true,
  LockOpenSent: true,
  LockOpened: true,
  LockOpenFailed: true,
  TempKeyCreated: true,
  TempKeyUpdated: true,
  TempKeyDeleted: true,
  TempKeyPaused: true,
  TempKeyResumed: true,
  TempKeyNoticeSent: true,
  TempKeyNoticeFailed: true,
  TempKeyUsed: true,
  TempKeyUseReleased: true,
  AdmissionRefused: true,
};

/** Every type of event that this program writes. */
export const EVENT_TYPES: readonly string[] = Object.keys(TYPES);

/** Whether a text is the type of an event that the ledger can hold. */
export function isEventType(type: string): type is LedgerEvent["type"] {
  return Object.hasOwn(TYPES, type);
}

/** Whether text is a list of types, separated by commas. */
export function areEventTypes(text: string): boolean {
  return text.split(",").every(isEventType);
}
