/** What decisions read of the current state, and which rows they need of it. */
import type { DeviceAddress } from "./device.ts";
import type { KeyRow } from "./erasable.ts";
import type { LockState } from "./lock.ts";
import type { OrderState } from "./order.ts";
import type { TempKeyState } from "./temp-key.ts";

/** The current state that a decision reads. What was not needed, or does not exist, is undefined. */
export interface Rows {
  lock(lockId: number): LockState | undefined;
  lockIdOfUuid(uuid: string): number | undefined;
  /** The lock that a device is bound to. */
  lockIdOfDevice(device: DeviceAddress): number | undefined;
  key(tempKeyUuid: string): KeyRow | undefined;
  /** The keys that have a PIN with this index at this lock. */
  keysWithPin(lockId: number, index: string): readonly TempKeyState[];
  /** The keys that open this lock and others, and were not taken back. */
  sharedKeys(lockId: number): readonly TempKeyState[];
  order(orderId: string): OrderState | undefined;
  orderOfIntent(intent: string): OrderState | undefined;
}

/**
 * The rows that a command names. Whoever loads them also loads what they point to: an order's key and lock, a
 * key's locks.
 */
export interface Needs {
  readonly lockIds?: readonly number[];
  readonly lockUuid?: string;
  readonly device?: DeviceAddress;
  readonly tempKeyUuid?: string;
  /** The key's waiting orders too. */
  readonly queuedOrders?: true;
  /** The keys that have these PINs at the locks named and at the key's. */
  readonly blindIndexes?: readonly string[];
  /** The keys that share the key's own PIN at these locks. */
  readonly heldPin?: true;
  /** The keys that open the locks named and others. */
  readonly sharedKeys?: true;
  readonly orderId?: string;
  readonly intent?: string;
}
