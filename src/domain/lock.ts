/** A lock: a door that a device can open. Its decisions are in `create-lock.ts`, `change-lock.ts` and `open-lock.ts`. */
import { type DeviceBinding, type DeviceEvent, type DeviceHealth, evolveHealth } from "./device.ts";
import type { LockFacts } from "./event-facts.ts";
import type { OrderEvent } from "./order.ts";
import { afterRightPin, afterWrongPin, type PinGuard } from "./pin-guard.ts";
import type { PinRefusal } from "./refusals.ts";
import type { TempKeyEvent } from "./temp-key.ts";

// ---- events

/** Everything that happens to a lock itself, as its stream records it. */
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
  | { readonly type: "OwnerSet"; readonly data: LockFacts & { readonly userId: string }; readonly context?: never }
  | {
      readonly type: "OrganizationSet";
      readonly data: LockFacts & { readonly orgId: string };
      readonly context?: never;
    }
  | {
      readonly type: "LockUuidChanged";
      readonly data: LockFacts & { readonly newUuid: string; readonly previousUuid: string };
      readonly context?: never;
    }
  /** Times at the door are shown in another zone: those of its keys stay the same instants. */
  | {
      readonly type: "LockTimeZoneChanged";
      readonly data: LockFacts & {
        readonly timeZone: string;
        readonly previousTimeZone: string;
        readonly changedBy: string;
      };
      readonly context?: never;
    }
  /** A PIN was entered that does not open the lock now. */
  | {
      readonly type: "PinRefused";
      readonly data: LockFacts;
      readonly context: {
        readonly reason: PinRefusal;
        /** Where it was entered: a keyed hash of the address. */
        readonly source: string;
        /** What it cost of the allowance, and for how long the source owes; see `PinCost`. */
        readonly intervalMs: number;
        readonly placeMs?: number;
        /** The key that has this PIN. */
        readonly tempKeyUuid?: string;
        /** ISO 8601: no PIN may be tried from there before. */
        readonly lockedUntil?: string;
      };
    };

/** A physical key that was handed over with the lock; kept as published, opens nothing here. */
export interface InitialKey {
  readonly uuid: string;
  readonly indexNumber?: number;
  readonly userId?: string;
}

// ---- state

/** The fold of a lock's events. */
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
  /** The kind of the driver that reaches the device; null when none is bound, and then nothing opens. */
  readonly driver: string | null;
  /** See `deviceOf`. */
  readonly device?: DeviceBinding;
  /** What was seen of the device; left out while there was nothing. */
  readonly health?: DeviceHealth;
  /** How long an unlock order may take, in milliseconds. */
  readonly openTimeoutMs: number;
  /** The order that is on its way to the device; a lock is given one at a time. */
  readonly inFlight: { readonly orderId: string; readonly notAfter: number } | null;
  /** When it last opened by an order, in milliseconds since the epoch; absent while it did not. */
  readonly lastOpenedAt?: number;
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

/**
 * The lock after an event of its stream.
 *
 * @param lock undefined before `LockCreated`
 * @param at when it happened, in milliseconds since the epoch
 * @throws Error for an event of a lock that was never created
 */
export function evolveLock(
  lock: LockState | undefined,
  event: LockEvent | OrderEvent | DeviceEvent | PinUsed,
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
    case "LockTimeZoneChanged":
      return { ...lock, timeZone: event.data.timeZone };
    case "DeviceBound": {
      const { hubId, address, driver, action, relockAfterS } = event.data;
      const { health: _, ...rest } = lock;
      const how = {
        ...(action !== undefined && { action }),
        ...(relockAfterS !== undefined && { relockAfterS }),
        ...event.context,
      };
      return { ...rest, driver, device: { hubId, address, ...how } };
    }
    case "DeviceUnbound": {
      const { device: _, health: __, ...rest } = lock;
      return { ...rest, driver: null };
    }
    case "DeviceOffline":
    case "DeviceOnline":
    case "BatteryLow":
    case "DoorAjar":
    case "DoorForced":
    case "LockJammed":
    case "ManualOperation":
      return { ...lock, health: evolveHealth(lock.health, event, at) };
    case "LockOpenRequested": {
      if (!event.context.sent) return lock;
      return { ...lock, inFlight: { orderId: event.context.orderId, notAfter: event.context.notAfter } };
    }
    case "LockOpenSent":
      return { ...lock, inFlight: { orderId: event.data.orderId, notAfter: event.context.notAfter } };
    case "LockOpened":
      return {
        ...lock,
        lastOpenedAt: at,
        inFlight: lock.inFlight?.orderId === event.data.orderId ? null : lock.inFlight,
      };
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
