/** The state folded anew from the log, kept in a scratch store that may be larger than memory. */
import { canonicalJson } from "../domain/canonical-json.ts";
import { deviceName } from "../domain/device.ts";
import type { StateRows } from "../domain/fold.ts";
import type { LockState } from "../domain/lock.ts";
import { isSettled, type OrderState } from "../domain/order.ts";
import { revokeAt, type TempKeyState } from "../domain/temp-key.ts";
import { logHead } from "./chain.ts";

/** The state tables that `verify` folds anew. */
export type RowKind = "lock" | "device" | "key" | "door" | "order";

/** A row of a state table by its columns; `state` is the stored text. The id of a door is `keyUuid/lockId`, of a device its name. */
export interface StoredRow {
  readonly kind: RowKind;
  readonly id: string;
  readonly columns: Columns;
}

/** A row's columns beside its state, by name. */
export type Columns = Readonly<Record<string, string | number | null>>;

/** Texts by kind and id, for as long as one verification. */
export interface Scratch {
  get(kind: RowKind, id: string): string | undefined;
  put(kind: RowKind, id: string, text: string): void;
  /** Remove and return. */
  take(kind: RowKind, id: string): string | undefined;
  /** What is there, keys before their doors. */
  all(): Iterable<{ readonly kind: RowKind; readonly id: string }>;
}

interface Stream {
  readonly version: number;
  readonly hash: Uint8Array;
  /** Of its last event. */
  readonly position: number;
  readonly updatedAt: number;
}

/** Rows that are held as objects; the rest waits in the scratch as text. */
const HOT_ROWS = 20_000;

/** The fold's rows. Locks are held in memory (one small entry a lock), keys and orders go through a bounded cache. */
export class Refold implements StateRows {
  readonly #scratch: Scratch;
  readonly #locks = new Map<number, LockState>();
  readonly #streams = new Map<number, Stream>();
  readonly #keys: Cache<TempKeyState>;
  readonly #orders: Cache<OrderState>;

  constructor(scratch: Scratch) {
    this.#scratch = scratch;
    this.#keys = new Cache("key", scratch);
    this.#orders = new Cache("order", scratch);
  }

  lock(lockId: number): LockState | undefined {
    return this.#locks.get(lockId);
  }

  setLock(lock: LockState): void {
    const before = this.#locks.get(lock.lockId)?.device;
    if (before !== lock.device) {
      if (before) this.#scratch.take("device", deviceName(before));
      if (lock.device) this.#scratch.put("device", deviceName(lock.device), String(lock.lockId));
    }
    this.#locks.set(lock.lockId, lock);
  }

  tempKey(uuid: string): TempKeyState | undefined {
    return this.#keys.get(uuid);
  }

  setTempKey(key: TempKeyState): void {
    const before = this.#keys.get(key.uuid);
    if (before === key) return;
    this.#keys.set(key.uuid, key);
    if (before && before.revokedAt === key.revokedAt && before.doors.length === key.doors.length) return;
    for (const door of before?.doors ?? []) this.#scratch.take("door", `${key.uuid}/${door.lockId}`);
    const columns = `${key.revokedAt === null ? 0 : 1} ${key.doors.length > 1 ? 1 : 0}`;
    for (const door of key.doors) this.#scratch.put("door", `${key.uuid}/${door.lockId}`, columns);
  }

  order(orderId: string): OrderState | undefined {
    return this.#orders.get(orderId);
  }

  setOrder(order: OrderState): void {
    this.#orders.set(order.orderId, order);
  }

  stream(lockId: number): Stream | undefined {
    return this.#streams.get(lockId);
  }

  advance(lockId: number, stream: Stream): void {
    this.#streams.set(lockId, stream);
  }

  head(): string {
    return logHead(this.#streams);
  }

  locks(): number {
    return this.#locks.size;
  }

  /** The columns that a row should have; each can be taken once. */
  take(kind: RowKind, id: string): Columns | undefined {
    switch (kind) {
      case "lock":
        return this.#takeLock(Number(id));
      case "device": {
        const lockId = this.#scratch.take("device", id);
        return lockId === undefined ? undefined : { lock_id: Number(lockId) };
      }
      case "key": {
        const key = this.#keys.take(id);
        return (
          key && {
            uuid: key.uuid,
            created_by: key.createdBy,
            revoked: key.revokedAt === null ? 0 : 1,
            revoke_at: revokeAt(key),
            state: canonicalJson(key),
          }
        );
      }
      case "door": {
        const [revoked, shared] = this.#scratch.take("door", id)?.split(" ") ?? [];
        return revoked === undefined ? undefined : { revoked: Number(revoked), shared: Number(shared) };
      }
      case "order": {
        const order = this.#orders.take(id);
        if (!order) return undefined;
        const { intent, notAfter } = order;
        return { intent, not_after: notAfter, open: isSettled(order) ? 0 : 1, state: canonicalJson(order) };
      }
      default:
        return kind satisfies never;
    }
  }

  /** Rows that nobody took. */
  *rest(): Iterable<{ readonly kind: RowKind; readonly id: string }> {
    for (const lockId of this.#locks.keys()) yield { kind: "lock", id: String(lockId) };
    this.#keys.flush();
    this.#orders.flush();
    yield* this.#scratch.all();
  }

  #takeLock(lockId: number): Columns | undefined {
    const [lock, stream] = [this.#locks.get(lockId), this.#streams.get(lockId)];
    if (!lock || !stream) return undefined;
    this.#locks.delete(lockId);
    const { version, hash, position, updatedAt } = stream;
    return {
      version,
      head: Buffer.from(hash).toString("hex"),
      last: position,
      uuid: lock.uuid,
      updated_at: updatedAt,
      org_id: lock.orgId,
      owner_id: lock.ownerId,
      state: canonicalJson(lock),
    };
  }
}

/** Names of columns that the store has and that differ; for a changed `state`, the fields within it. */
export function changedFields(stored: Columns, expected: Columns): string[] {
  return Object.keys(expected).flatMap((name) => {
    if (!(name in stored)) return [];
    const is = name === "state" ? canonicalText(stored[name]) : stored[name];
    if (is === expected[name]) return [];
    return name === "state" ? [changedInState(stored["state"], expected["state"])] : [name];
  });
}

/** Rows hold their state as JSON in any order of names; what is not JSON stays as it is. */
function canonicalText(stored: Columns[string] | undefined): Columns[string] | undefined {
  try {
    return canonicalJson(JSON.parse(String(stored)));
  } catch (error) {
    if (error instanceof SyntaxError) return stored;
    throw error;
  }
}

function changedInState(stored: Columns[string] | undefined, expected: Columns[string] | undefined): string {
  try {
    const [was, is] = [JSON.parse(String(stored)) as object, new Map(Object.entries(JSON.parse(String(expected))))];
    const other = Object.entries(was).find(
      ([name, value]) => canonicalJson(value) !== canonicalJson(is.get(name) ?? null),
    );
    return other ? `state (${other[0]})` : "state";
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return "state";
    throw error;
  }
}

/** The rows used last, as objects; older ones are written to the scratch. */
class Cache<T> {
  readonly #kind: RowKind;
  readonly #scratch: Scratch;
  readonly #hot = new Map<string, T>();

  constructor(kind: RowKind, scratch: Scratch) {
    this.#kind = kind;
    this.#scratch = scratch;
  }

  get(id: string): T | undefined {
    const hot = this.#hot.get(id);
    if (hot !== undefined) return hot;
    const text = this.#scratch.get(this.#kind, id);
    if (text === undefined) return undefined;
    const value = JSON.parse(text) as T;
    this.set(id, value);
    return value;
  }

  set(id: string, value: T): void {
    this.#hot.delete(id);
    this.#hot.set(id, value);
    if (this.#hot.size <= HOT_ROWS) return;
    const [oldest, row] = this.#hot.entries().next().value!;
    this.#hot.delete(oldest);
    this.#scratch.put(this.#kind, oldest, JSON.stringify(row));
  }

  take(id: string): T | undefined {
    const cold = this.#scratch.take(this.#kind, id);
    const hot = this.#hot.get(id);
    this.#hot.delete(id);
    return hot ?? (cold === undefined ? undefined : (JSON.parse(cold) as T));
  }

  flush(): void {
    for (const [id, row] of this.#hot) this.#scratch.put(this.#kind, id, JSON.stringify(row));
    this.#hot.clear();
  }
}
