/**
 * Which device of which hub a lock is (its binding), and what was seen of it that people must be able to look up later.
 * The decisions are in `bind-device.ts` and `note-device.ts`.
 */
import type { LockFacts } from "./event-facts.ts";

/** To unlatch pulls the latch too, so that the door can be pushed; not every device can. */
export const UNLOCK_ACTIONS = ["unlock", "unlatch"] as const;
/** One of `UNLOCK_ACTIONS`. */
export type UnlockAction = (typeof UNLOCK_ACTIONS)[number];

/** A device, by its hub and within it. */
export interface DeviceAddress {
  /** The hub that reaches it, by its id. */
  readonly hubId: string;
  /** The device within its hub. */
  readonly address: string;
}

/** A lock's device. One device is of one lock at a time. */
export interface DeviceBinding extends DeviceAddress {
  readonly action?: UnlockAction;
  /** It is asked to lock again after so many seconds. */
  readonly relockAfterS?: number;
  /** It locks again by itself. */
  readonly relocks?: true;
  /** One process at a time holds the hub, and only that one carries orders to it. */
  readonly held?: true;
}

/** What a lock and an order know of their device. */
export interface OfDevice {
  readonly lockId: number;
  /** The kind of the driver that reaches it; null when none is bound, and then nothing opens. */
  readonly driver: string | null;
  /** Left out where the device has the lock's own number at the hub that is called like its kind. */
  readonly device?: DeviceBinding;
}

/** The device of a lock or of an order, simulated where nothing else was said; null when there is none. */
export function deviceOf({ lockId, driver, device }: OfDevice): DeviceBinding | null {
  if (driver === null) return null;
  return device ?? { hubId: driver, address: String(lockId), relocks: true };
}

/** Whether an order of the first would reach the device of the second, in the same way. */
export function isSameDevice(a: OfDevice, b: OfDevice): boolean {
  const [one, other] = [deviceOf(a), deviceOf(b)];
  return (
    one?.hubId === other?.hubId &&
    one?.address === other?.address &&
    one?.action === other?.action &&
    one?.relockAfterS === other?.relockAfterS
  );
}

/** The name under which a device is found: a hub's id has no space. */
export function deviceName({ hubId, address }: DeviceAddress): string {
  return `${hubId} ${address}`;
}

type AtDevice = LockFacts & DeviceAddress;

/** Everything about a lock's device that is on the record. */
export type DeviceEvent =
  /** The lock is this device from now on, and no other. */
  | {
      readonly type: "DeviceBound";
      readonly data: AtDevice & {
        readonly driver: string;
        readonly action?: UnlockAction;
        readonly relockAfterS?: number;
        readonly boundBy: string;
      };
      readonly context?: { readonly held?: true; readonly relocks?: true };
    }
  /** The lock has no device, and opens nothing. */
  | {
      readonly type: "DeviceUnbound";
      readonly data: AtDevice & { readonly unboundBy: string };
      readonly context?: never;
    }
  | DeviceFactEvent;

/** Seen by a driver; not more often than `NOT_AGAIN_MS` says. */
export type DeviceFactEvent =
  /** The device cannot be reached; with `surely` an order would be in vain. */
  | { readonly type: "DeviceOffline"; readonly data: AtDevice & { readonly surely?: true }; readonly context?: never }
  | { readonly type: "DeviceOnline"; readonly data: AtDevice; readonly context?: never }
  /** `battery` in percent, where it is known. */
  | { readonly type: "BatteryLow"; readonly data: AtDevice & { readonly battery?: number }; readonly context?: never }
  | { readonly type: "DoorAjar"; readonly data: AtDevice; readonly context?: never }
  | { readonly type: "DoorForced"; readonly data: AtDevice; readonly context?: never }
  | { readonly type: "LockJammed"; readonly data: AtDevice; readonly context?: never }
  /** The bolt was moved by something else than an order of ours. */
  | {
      readonly type: "ManualOperation";
      readonly data: AtDevice & { readonly action: "locked" | "unlocked"; readonly origin: OperationOrigin };
      readonly context?: never;
    };

/** Who moved a bolt: somebody through the hub, by hand, with a code at the lock, or the lock by itself. */
export const OPERATION_ORIGINS = ["remote", "manual", "keypad", "auto", "schedule"] as const;
/** One of `OPERATION_ORIGINS`. */
export type OperationOrigin = (typeof OPERATION_ORIGINS)[number];

/** What a driver saw, as it comes into the record. */
export type DeviceFact = {
  [E in DeviceFactEvent["type"]]: { readonly type: E } & Omit<
    Extract<DeviceFactEvent, { readonly type: E }>["data"],
    keyof AtDevice
  >;
}[DeviceFactEvent["type"]];

const HOUR_MS = 3_600_000;

/**
 * How long after one of its kind a fact is not told again, in milliseconds: drivers of several processes see the same,
 * and a device may say it again and again.
 */
export const NOT_AGAIN_MS: Readonly<Record<DeviceFactEvent["type"], number>> = {
  // Told when it changes.
  DeviceOffline: 0,
  DeviceOnline: 0,
  BatteryLow: 24 * HOUR_MS,
  DoorAjar: HOUR_MS / 4,
  DoorForced: 60_000,
  LockJammed: 60_000,
  ManualOperation: 3_000,
};

/** What of a device's facts its lock keeps. */
export interface DeviceHealth {
  /** Since when it cannot be reached, in milliseconds since the epoch, and whether that is certain. */
  readonly offline?: { readonly since: number; readonly surely: boolean };
  /** When each kind of fact was recorded last, in milliseconds since the epoch. */
  readonly recordedAt: Readonly<Partial<Record<DeviceFactEvent["type"], number>>>;
  /** What the last manual operation was. */
  readonly moved?: "locked" | "unlocked";
}

/** @param at when the event happened, in milliseconds since the epoch */
export function evolveHealth(health: DeviceHealth | undefined, event: DeviceFactEvent, at: number): DeviceHealth {
  const { offline, moved } = health ?? { recordedAt: {} };
  const recordedAt = { ...health?.recordedAt, [event.type]: at };
  if (event.type === "DeviceOffline") {
    const since = offline?.since ?? at;
    return { recordedAt, offline: { since, surely: event.data.surely === true }, ...(moved && { moved }) };
  }
  if (event.type === "DeviceOnline") return { recordedAt, ...(moved && { moved }) };
  const last = event.type === "ManualOperation" ? event.data.action : moved;
  return { recordedAt, ...(offline && { offline }), ...(last && { moved: last }) };
}

/** Why nothing can be opened at a lock, whoever asks; undefined when an order would be tried. */
export function deviceRefusal(lock: OfDevice & { readonly health?: DeviceHealth }): DeviceRefusal | undefined {
  if (deviceOf(lock) === null) return "not-bound";
  return lock.health?.offline?.surely ? "offline" : undefined;
}

/** Why no order would be tried. */
export type DeviceRefusal = "not-bound" | "offline";
