/**
 * The port to a kind of device. A driver is a folder of its own plus a run of the shared conformance suite
 * (`testing/conformance.ts`).
 *
 * A driver never queues an unlock, never retries one by itself, and never lets one happen at or after its
 * `notAfter`.
 */
import type { OpenOutcome } from "../domain/order.ts";

export interface LockDriver {
  /** One of `DRIVER_KINDS` (`kinds.ts`), as a lock's binding names it; for logs. */
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
  /** What is known of the device, with its time and source. Changes nothing. */
  snapshot(lockId: number): Promise<Snapshot>;
  /** Let go of all devices. Called once, at the end; the server waits for it for a second. */
  stop(): Promise<void>;
}

export interface UnlockCommand {
  /** Unique; a device that sees the same id again does nothing. */
  readonly orderId: string;
  /** The lock's number; which device that is, the driver knows. */
  readonly lockId: number;
  /** Milliseconds since the epoch; the door must not open at or after it. */
  readonly notAfter: number;
}

export interface Snapshot {
  /** Of the bolt; `jammed` when it was told to move and could not. */
  readonly state: "locked" | "unlocked" | "unlocking" | "jammed" | "unknown";
  /** Whether the device can be reached. */
  readonly online: boolean;
  /** When `state` was so, in milliseconds since the epoch. */
  readonly observedAt: number;
  /** Who says so: the device now, the device earlier, or nobody; the last two confirm nothing. */
  readonly source: "device" | "cached" | "assumed";
}
