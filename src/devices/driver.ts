/**
 * The port to a kind of device: a hub is one connection (a broker, a Home Assistant, the simulator), and behind it are
 * devices with addresses. A driver is a folder of its own plus a run of the shared conformance suite
 * (`testing/conformance.ts`).
 *
 * A driver never queues an unlock, never retries one by itself, and never lets one happen at or after its
 * `notAfter`.
 */
import type { TObject } from "typebox";
import type { Clock } from "../clock.ts";
import type { OperationOrigin, UnlockAction } from "../domain/device.ts";
import type { OpenOutcome } from "../domain/order.ts";
import type { FieldError } from "../domain/refusals.ts";
import type { Log } from "../log.ts";
import type { Outbound } from "../outbound/outbound.ts";

/** A kind of hub: what it is configured with, and how one is opened. Each is one line in `kinds.ts`. */
export interface DriverKind<Settings = object, Secrets = object> {
  /** JSON schema of `HubOptions.settings`; unknown names are refused. */
  readonly settings: TObject;
  /** JSON schema of `HubOptions.secrets`, all of them texts; they go in and never come out. */
  readonly secrets: TObject;
  /** Settings that only the operator's hubs may have, because they open something at this machine. */
  readonly operatorSettings?: readonly string[];
  /** What is wrong with settings that their schema takes, of a hub of this owner; the operator's has none. */
  settingsFaults?(
    settings: Settings,
    owner: { readonly orgId: string | null; readonly ownerId: string | null },
  ): readonly FieldError[];
  /** One process at a time may hold such a hub; the others leave its orders to the holder. */
  readonly exclusive: boolean;
  /** One of an exclusive kind will probably be opened within seconds, or not at all: get ready. */
  warm?(): Promise<void>;
  /** What is wrong with an address of a device as people write it, in words; undefined when nothing is. */
  checkAddress(address: string, settings: Settings): string | undefined;
  /**
   * Open a hub. A hub that cannot be reached is opened nevertheless, and goes on trying with backoff until it is stopped.
   *
   * @throws Error for settings that can never work, and for a fault of the driver
   */
  open(hub: HubOptions<Settings, Secrets>): Promise<LockDriver>;
}

/** What a hub is opened with. */
export interface HubOptions<Settings = object, Secrets = object> {
  readonly hubId: string;
  readonly settings: Settings;
  readonly secrets: Secrets;
  /** A folder that is this hub's own; not there until the driver makes it. */
  readonly folder: string;
  /** What must outlive this process and is gone on with by whichever holds the hub next; only of an exclusive kind. */
  readonly state?: KeptState;
  readonly clock: Clock;
  readonly log: Log;
  /** Calls over HTTP to what the hub's owner configured; without it, public addresses only. */
  readonly outbound?: Outbound;
  /** Told what the driver sees by itself of the devices that it watches. Never throws, never waits. */
  observe(observation: Observation): void;
}

/** A text of some megabytes at most, kept encrypted where all processes have it. */
export interface KeptState {
  /** @throws Error in words when it cannot be read */
  read(): Promise<string | undefined>;
  /** @throws Error when it was not kept: the store is away, or another process holds the hub by now */
  write(state: string): Promise<void>;
}

/** The port of one hub's devices. Every driver passes its conformance suite. */
export interface LockDriver {
  /** One of `DRIVER_KINDS` (`kinds.ts`), as the hub names it; for logs. */
  readonly kind: string;
  /**
   * Carry out one unlock: at most once for an `orderId`, however often it is asked for.
   *
   * @param command which device, until when, and under what id
   * @param signal aborted at `notAfter`; the device must not move afterwards
   * @returns what became of it, by `notAfter` at the latest or soon after `signal` is aborted. `mayHaveExecuted` is false
   * only where the device surely did not move: the guest's use is given back then
   * @throws for a fault in the driver itself and never for anything that a device does; it counts as
   * `mayHaveExecuted`
   */
  unlock(command: UnlockCommand, signal: AbortSignal): Promise<OpenOutcome>;
  /**
   * What is known of a device, with its time and source. Changes nothing.
   *
   * @throws when `signal` is aborted
   */
  snapshot(address: string, signal: AbortSignal): Promise<Snapshot>;
  /**
   * The devices that could be bound, 1,000 at most.
   *
   * @throws HubUnreachableError when the hub cannot be asked, and when `signal` is aborted
   */
  discover(signal: AbortSignal): Promise<readonly FoundDevice[]>;
  /**
   * Whether the hub can be reached now, as whom, and what it is. Never throws for what the hub does.
   *
   * @throws when `signal` is aborted
   */
  check(signal: AbortSignal): Promise<HubCheck>;
  /** Observe these devices and no others from now on, beginning with what is known of each. */
  watch(addresses: readonly string[]): void;
  /**
   * Take a device in by its pairing code; left out where devices are known to the hub otherwise.
   *
   * @returns what of it can be bound
   * @throws HubUnreachableError that says why not, and when `signal` is aborted
   */
  commission?(code: string, signal: AbortSignal): Promise<readonly FoundDevice[]>;
  /** The hub is removed: let devices forget it. @throws HubUnreachableError when it cannot be asked */
  leave?(): Promise<void>;
  /** Let go of all devices. Called once, at the end; the server waits for it for a second. */
  stop(): Promise<void>;
}

/** One unlock for one device. */
export interface UnlockCommand {
  /** Unique; a device that sees the same id again does nothing. */
  readonly orderId: string;
  /** The device within its hub. */
  readonly address: string;
  /** Refused as `unsupported` where the device cannot. */
  readonly action: UnlockAction;
  /** Milliseconds since the epoch; the door must not open at or after it. */
  readonly notAfter: number;
  /** The device locks again by itself after so many seconds; only where it can, else it is passed over. */
  readonly relockAfterS?: number;
}

/** Where the bolt is, as the device says. */
export type LockPosition =
  | "locked"
  | "unlocked"
  | "unlatched"
  | "locking"
  | "unlocking"
  | "not_fully_locked"
  | "jammed"
  | "unknown";
/** Whether the door itself is open. */
export type DoorPosition = "open" | "closed" | "ajar" | "unknown";

/** What is known of a device at a moment. */
export interface Snapshot {
  /** Of the bolt; `jammed` when it was told to move and could not. */
  readonly state: LockPosition;
  /** Of the door itself; left out where the device has no contact. */
  readonly door?: DoorPosition;
  /** Left in the battery, 0 to 100 %. */
  readonly battery?: number;
  /** The device itself says that its battery must be changed. */
  readonly batteryCritical?: boolean;
  /** Whether the device can be reached. */
  readonly online: boolean;
  /** It surely cannot be reached: an order would be in vain. Only with `online: false`, and never a guess. */
  readonly surelyOffline?: boolean;
  /** When it was so, in milliseconds since the epoch by the server's clock, whatever the device's own clock says. */
  readonly observedAt: number;
  /** Who says so: the device now, the device earlier, or nobody; the last two confirm nothing. */
  readonly source: "device" | "cached" | "assumed";
}

/** What a driver sees by itself. `at` is the server's clock, in milliseconds since the epoch. */
export type Observation = {
  readonly address: string;
  readonly at: number;
} & (
  | { readonly type: "state"; readonly snapshot: Snapshot }
  /** The bolt was moved by something else than an order of ours. */
  | {
      readonly type: "operation";
      readonly action: "locked" | "unlocked";
      readonly origin: OperationOrigin;
    }
  | { readonly type: "alarm"; readonly alarm: "jammed" | "wrong-code" | "forced" | "door-ajar" | "tamper" }
);

/** A device that could be bound. */
export interface FoundDevice {
  readonly address: string;
  readonly name: string;
  /** What it is, in the hub's own words: `lock`, `cover`, `Yale YRD256`. */
  readonly kind: string;
  /** Where it is, as the hub says: "Hall". */
  readonly area?: string;
  /** What it can be told to do; never empty. */
  readonly actions: readonly UnlockAction[];
  /** It locks again by itself after an opening. */
  readonly relocks?: boolean;
  readonly snapshot: Snapshot;
}

/** Whether a hub can be reached with its settings and secrets. */
export type HubCheck =
  | {
      readonly ok: true;
      /** Whom the hub takes us for: a user, a client id. */
      readonly as?: string;
      /** Its product and version. */
      readonly version?: string;
      /** One question and its answer, in milliseconds. */
      readonly latencyMs: number;
      /** What works, but should be looked at: rights that are too wide, no encryption. */
      readonly warnings?: readonly string[];
    }
  | { readonly ok: false; readonly failure: "offline" | "auth" | "unsupported" | "internal"; readonly detail: string };

/** The hub cannot be asked now. `message` is for people and holds no secret. */
export class HubUnreachableError extends Error {
  override readonly name = "HubUnreachableError";
}
