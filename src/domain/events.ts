import type { DeviceEvent } from "./device.ts";
import type { LockEvent } from "./lock.ts";
import type { OrderEvent } from "./order.ts";
import type { TempKeyEvent } from "./temp-key.ts";

/**
 * Every event of the record. `data` is the published payload where the type is a published one, to the field;
 * what we know beyond it travels in `context`. `lockId` in `data` names the stream.
 */
export type LedgerEvent = LockEvent | OrderEvent | DeviceEvent | TempKeyEvent;

/** An event as the log holds it. */
export interface StoredEvent {
  /** Position in the whole log, from 1, without gaps in one store. */
  readonly position: number;
  readonly lockId: number;
  /** Position in the lock's own stream, from 1, without gaps. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: LedgerEvent;
  /** SHA-256 over the previous event's hash of the stream and this event; see `ledger/chain.ts`. */
  readonly hash: Uint8Array;
}
