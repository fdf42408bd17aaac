/**
 * The port to a kind of device. A driver is a folder of its own plus a run of the shared conformance suite
 * (`testing/conformance.ts`).
 *
 * A driver never queues an unlock, never retries one by itself, and never lets one happen at or after its
 * `notAfter`.
 */
import type { OpenOutcome } from "../domain/order.ts";

export interface LockDriver {
  readonly kind: string;
  /**
   * Carry out one unlock. Resolves with what became of it, by `notAfter` at the latest or soon after `signal` is
   * aborted; it does not reject for anything that a device does.
   */
  unlock(command: UnlockCommand, signal: AbortSignal): Promise<OpenOutcome>;
  /** What is known of the device, with its time and source; a `cached` state confirms nothing. */
  snapshot(lockId: number): Promise<Snapshot>;
  stop(): Promise<void>;
}

export interface UnlockCommand {
  /** Unique; a device that sees the same id again does nothing. */
  readonly orderId: string;
  readonly lockId: number;
  /** Milliseconds since the epoch; the door must not open at or after it. */
  readonly notAfter: number;
}

export interface Snapshot {
  readonly state: "locked" | "unlocked" | "unlocking" | "jammed" | "unknown";
  readonly online: boolean;
  /** Milliseconds since the epoch. */
  readonly observedAt: number;
  readonly source: "device" | "cached" | "assumed";
}
