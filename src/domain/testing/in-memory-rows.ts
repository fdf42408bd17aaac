/** The whole state in memory, for tests of the domain: decide, append to a log, fold. */
import { type Command, decide } from "../command.ts";
import { type DeviceAddress, deviceName, deviceOf } from "../device.ts";
import type { Decision } from "../decision.ts";
import { type Erasable, type KeyRow, NOTHING_ERASABLE, withErasable } from "../erasable.ts";
import type { LedgerEvent } from "../events.ts";
import { fold, type StateRows } from "../fold.ts";
import type { LockState } from "../lock.ts";
import type { OrderState } from "../order.ts";
import type { Rows } from "../rows.ts";
import { isSharedAt, opensBy, type TempKeyState } from "../temp-key.ts";

export interface LoggedEvent {
  readonly at: number;
  readonly event: LedgerEvent;
}

export class InMemoryRows implements Rows, StateRows {
  readonly log: LoggedEvent[] = [];
  readonly locks = new Map<number, LockState>();
  readonly keys = new Map<string, TempKeyState>();
  readonly orders = new Map<string, OrderState>();
  readonly #erasable = new Map<string, Omit<KeyRow, "state">>();

  /** The same state from nothing but its log. */
  static from(log: readonly LoggedEvent[]): InMemoryRows {
    const rows = new InMemoryRows();
    for (const { at, event } of log) rows.append(event, at);
    return rows;
  }

  run(command: Command, now: number): Decision {
    const decision = decide(command, this, now);
    for (const event of decision.events) this.append(event, now);
    for (const erasable of decision.erasable ?? []) this.#keep(erasable);
    return decision;
  }

  append(event: LedgerEvent, at: number): void {
    fold(this, event, at);
    this.log.push({ at, event });
  }

  eraseTexts(tempKeyUuid: string): void {
    this.#erasable.delete(tempKeyUuid);
  }

  #keep(erasable: Erasable): void {
    if (erasable.kind === "lock-name" || erasable.kind === "open-reason" || erasable.kind === "key-recipient") return;
    this.#erasable.set(erasable.tempKeyUuid, withErasable(this.#erasableOf(erasable.tempKeyUuid), erasable));
  }

  #erasableOf(uuid: string): Omit<KeyRow, "state"> {
    return this.#erasable.get(uuid) ?? NOTHING_ERASABLE;
  }

  lock(lockId: number): LockState | undefined {
    return this.locks.get(lockId);
  }

  lockIdOfUuid(uuid: string): number | undefined {
    return this.locks.values().find((lock) => lock.uuid === uuid)?.lockId;
  }

  lockIdOfDevice(named: DeviceAddress): number | undefined {
    const isThere = (lock: LockState) => {
      const device = deviceOf(lock);
      return device !== null && deviceName(device) === deviceName(named);
    };
    return this.locks.values().find(isThere)?.lockId;
  }

  key(uuid: string): KeyRow | undefined {
    const state = this.keys.get(uuid);
    return state && { state, ...this.#erasableOf(uuid) };
  }

  keysWithPin(lockId: number, index: string): readonly TempKeyState[] {
    const isThere = ({ uuid, doors }: TempKeyState) =>
      this.#erasableOf(uuid).pin?.blindIndex === index &&
      doors.some((door) => door.lockId === lockId && opensBy(door, "code"));
    return this.keys.values().filter(isThere).toArray();
  }

  sharedKeys(lockId: number): readonly TempKeyState[] {
    return this.keys.values().filter(isSharedAt(lockId)).toArray();
  }

  tempKey(uuid: string): TempKeyState | undefined {
    return this.keys.get(uuid);
  }

  order(orderId: string): OrderState | undefined {
    return this.orders.get(orderId);
  }

  orderOfIntent(intent: string): OrderState | undefined {
    return this.orders.values().find((order) => order.intent === intent);
  }

  setLock(lock: LockState): void {
    this.locks.set(lock.lockId, lock);
  }

  setTempKey(key: TempKeyState): void {
    this.keys.set(key.uuid, key);
  }

  setOrder(order: OrderState): void {
    this.orders.set(order.orderId, order);
  }
}
