/** The whole state in memory, for tests of the domain: decide, append to a log, fold. */
import { type Command, decide, type Rows } from "./command.ts";
import type { Decision } from "./decision.ts";
import type { LedgerEvent } from "./events.ts";
import { fold, type StateRows } from "./fold.ts";
import type { LockState } from "./lock.ts";
import type { OrderState } from "./order.ts";
import type { KeyRow, TempKeyState } from "./temp-key.ts";

export interface LoggedEvent {
  readonly at: number;
  readonly event: LedgerEvent;
}

export class InMemoryRows implements Rows, StateRows {
  readonly log: LoggedEvent[] = [];
  readonly locks = new Map<number, LockState>();
  readonly keys = new Map<string, TempKeyState>();
  readonly orders = new Map<string, OrderState>();
  readonly #descriptions = new Map<string, string>();

  /** The same state from nothing but its log. */
  static from(log: readonly LoggedEvent[]): InMemoryRows {
    const rows = new InMemoryRows();
    for (const { at, event } of log) rows.append(event, at);
    return rows;
  }

  run(command: Command, now: number): Decision {
    const decision = decide(command, this, now);
    for (const event of decision.events) this.append(event, now);
    const { personal } = decision;
    if (personal?.kind === "key-description") this.#descriptions.set(personal.tempKeyUuid, personal.description);
    return decision;
  }

  append(event: LedgerEvent, at: number): void {
    fold(this, event, at);
    this.log.push({ at, event });
  }

  eraseDescription(tempKeyUuid: string): void {
    this.#descriptions.delete(tempKeyUuid);
  }

  lock(lockId: number): LockState | undefined {
    return this.locks.get(lockId);
  }

  lockIdOfUuid(uuid: string): number | undefined {
    return this.locks.values().find((lock) => lock.uuid === uuid)?.lockId;
  }

  key(uuid: string): KeyRow | undefined {
    const state = this.keys.get(uuid);
    return state && { state, description: this.#descriptions.get(uuid) ?? null };
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
