/** The rows of a batch in memory, and what the batch changed of them. */
import { type DeviceAddress, deviceName } from "../domain/device.ts";
import { type Erasable, type KeyRow, NOTHING_ERASABLE, withErasable } from "../domain/erasable.ts";
import { fold, type StateRows } from "../domain/fold.ts";
import type { LockState } from "../domain/lock.ts";
import { isSettled, type OrderState } from "../domain/order.ts";
import type { Rows } from "../domain/rows.ts";
import { isSharedAt, opensBy, type TempKeyState } from "../domain/temp-key.ts";
import { type ChainLink, chainHash, GENESIS } from "./chain.ts";

/** A lock's row within a batch. */
export interface LockRow {
  readonly state: LockState | undefined;
  /** The state that the store holds, the same object until it changes. */
  readonly stored: LockState | undefined;
  readonly version: number;
  readonly head: Uint8Array;
  readonly updatedAt: number;
}

/** A key's row within a batch. */
export interface StoredKeyRow extends KeyRow {
  /** The state that the store holds, the same object until it changes. */
  readonly stored: TempKeyState | undefined;
  /** Whether what stands beside the state changed. */
  readonly erasableChanged: boolean;
}

/** An event that a batch adds, with its hash. */
export interface AppendedEvent extends ChainLink {
  readonly hash: Uint8Array;
}

const NO_STREAM: LockRow = { state: undefined, stored: undefined, version: 0, head: GENESIS, updatedAt: 0 };

const NEW_KEY = { ...NOTHING_ERASABLE, stored: undefined, erasableChanged: false } as const;

/** The rows that one batch reads and changes in memory; what changed is written at its end, together. */
export class WorkingSet implements Rows, StateRows {
  readonly #locks = new Map<number, LockRow>();
  readonly #lockUuids = new Map<string, number>();
  /** The locks that have, or had, a device, by its name. */
  readonly #devices = new Map<string, number>();
  readonly #keys = new Map<string, StoredKeyRow>();
  /** Keys by the lock and index of their PIN, as the store holds them. */
  readonly #storedPins = new Map<string, readonly string[]>();
  /** Keys that this batch changed, by the index of their PIN. */
  readonly #changedPins = new Map<string, Set<string>>();
  /** Keys over several doors by one of their locks, as the store holds them. */
  readonly #storedShared = new Map<number, readonly string[]>();
  readonly #orders = new Map<string, OrderState>();
  readonly #intents = new Map<string, string>();

  events: AppendedEvent[] = [];
  lockNames: (Erasable & { kind: "lock-name" })[] = [];
  /** Of keys, by their UUIDs; null where it is erased. */
  recipients = new Map<string, string | null>();
  openReasons: (Erasable & { kind: "open-reason" })[] = [];
  /** Ids of rows to write; true for those that the store does not hold yet. */
  readonly changedLocks = new Map<number, boolean>();
  readonly changedKeys = new Map<string, boolean>();
  readonly changedOrders = new Map<string, boolean>();

  // ---- loading, by the store

  /**
   * The changes are in the store now. The rows stay for the next batch, except those that are seldom asked for again:
   * new keys and settled orders.
   */
  committed(): void {
    for (const lockId of this.changedLocks.keys()) {
      const row = this.lockRow(lockId);
      this.#locks.set(lockId, { ...row, stored: row.state });
    }
    for (const [uuid, isNew] of this.changedKeys) {
      const row = this.key(uuid)!;
      if (isNew) this.#keys.delete(uuid);
      else this.#keys.set(uuid, { ...row, stored: row.state, erasableChanged: false });
    }
    this.#storedPins.clear();
    this.#storedShared.clear();
    this.#changedPins.clear();
    for (const orderId of this.changedOrders.keys()) {
      const order = this.#orders.get(orderId)!;
      if (!isSettled(order)) continue;
      this.#orders.delete(orderId);
      if (order.intent !== null) this.#intents.delete(order.intent);
    }
    this.events = [];
    this.lockNames = [];
    this.openReasons = [];
    this.recipients = new Map();
    this.changedLocks.clear();
    this.changedKeys.clear();
    this.changedOrders.clear();
  }

  loadLock(row: LockRow & { readonly state: LockState }): void {
    this.#locks.set(row.state.lockId, row);
    this.#lockUuids.set(row.state.uuid, row.state.lockId);
  }

  loadLockUuid(uuid: string, lockId: number): void {
    this.#lockUuids.set(uuid, lockId);
  }

  /** The lock that a device is bound to; it is loaded too. */
  loadDevice(device: DeviceAddress, lockId: number): void {
    this.#devices.set(deviceName(device), lockId);
  }

  loadKey(row: KeyRow): void {
    this.#keys.set(row.state.uuid, { ...row, stored: row.state, erasableChanged: false });
  }

  /** The keys that have a PIN with this index at this lock; they are loaded too. */
  loadPin(lockId: number, index: string, tempKeyUuids: readonly string[]): void {
    this.#storedPins.set(`${lockId}/${index}`, tempKeyUuids);
  }

  /** The keys that open this lock and others; they are loaded too. */
  loadShared(lockId: number, tempKeyUuids: readonly string[]): void {
    this.#storedShared.set(lockId, tempKeyUuids);
  }

  loadOrder(order: OrderState): void {
    this.#orders.set(order.orderId, order);
    if (order.intent !== null) this.#intents.set(order.intent, order.orderId);
  }

  // ---- reading, by decisions

  lock(lockId: number): LockState | undefined {
    return this.#locks.get(lockId)?.state;
  }

  lockRow(lockId: number): LockRow {
    return this.#locks.get(lockId) ?? NO_STREAM;
  }

  lockIdOfUuid(uuid: string): number | undefined {
    return this.#lockUuids.get(uuid);
  }

  lockIdOfDevice(named: DeviceAddress): number | undefined {
    const name = deviceName(named);
    const lockId = this.#devices.get(name);
    const device = lockId === undefined ? undefined : this.lock(lockId)?.device;
    return device && deviceName(device) === name ? lockId : undefined;
  }

  key(uuid: string): StoredKeyRow | undefined {
    return this.#keys.get(uuid);
  }

  keysWithPin(lockId: number, index: string): readonly TempKeyState[] {
    const stored = this.#storedPins.get(`${lockId}/${index}`) ?? [];
    const changed = this.#changedPins.get(index);
    const uuids = changed ? new Set([...stored, ...changed]) : stored;
    return [...uuids].flatMap((uuid) => {
      const { state, pin } = this.key(uuid)!;
      const opens = state.doors.some((door) => door.lockId === lockId && opensBy(door, "code"));
      return opens && pin?.blindIndex === index ? [state] : [];
    });
  }

  sharedKeys(lockId: number): readonly TempKeyState[] {
    const uuids = new Set([...(this.#storedShared.get(lockId) ?? []), ...this.changedKeys.keys()]);
    return [...uuids].map((uuid) => this.key(uuid)!.state).filter(isSharedAt(lockId));
  }

  tempKey(uuid: string): TempKeyState | undefined {
    return this.#keys.get(uuid)?.state;
  }

  order(orderId: string): OrderState | undefined {
    return this.#orders.get(orderId);
  }

  orderOfIntent(intent: string): OrderState | undefined {
    const orderId = this.#intents.get(intent);
    return orderId === undefined ? undefined : this.#orders.get(orderId);
  }

  version(lockId: number): number {
    return this.lockRow(lockId).version;
  }

  nextVersion(lockId: number): number {
    return this.version(lockId) + 1;
  }

  /** The locks whose device this batch changed, with the device that each has now. */
  changedDevices(): readonly { readonly lockId: number; readonly device: LockState["device"] }[] {
    return [...this.changedLocks.keys()].flatMap((lockId) => {
      const { state, stored } = this.lockRow(lockId);
      return state?.device === stored?.device ? [] : [{ lockId, device: state?.device }];
    });
  }

  // ---- changing, by the fold

  append(link: ChainLink, at: number, event: Parameters<typeof fold>[1]): void {
    const hash = chainHash(this.lockRow(link.lockId).head, link);
    fold(this, event, at);
    this.#locks.set(link.lockId, { ...this.lockRow(link.lockId), version: link.version, head: hash, updatedAt: at });
    if (!this.changedLocks.has(link.lockId)) this.changedLocks.set(link.lockId, false);
    this.events.push({ ...link, hash });
  }

  setLock(lock: LockState): void {
    const row = this.lockRow(lock.lockId);
    if (row.state === undefined) this.changedLocks.set(lock.lockId, true);
    else if (row.state.uuid !== lock.uuid) this.#lockUuids.delete(row.state.uuid);
    this.#lockUuids.set(lock.uuid, lock.lockId);
    if (lock.device && lock.device !== row.state?.device) this.#devices.set(deviceName(lock.device), lock.lockId);
    this.#locks.set(lock.lockId, { ...row, state: lock });
  }

  setTempKey(key: TempKeyState): void {
    const row = this.#keys.get(key.uuid);
    if (row?.state === key) return;
    this.#changeKey(row ? { ...row, state: key } : { ...NEW_KEY, state: key });
  }

  #changeKey(row: StoredKeyRow): void {
    const { uuid } = row.state;
    if (!this.changedKeys.has(uuid)) this.changedKeys.set(uuid, row.stored === undefined);
    this.#keys.set(uuid, row);
    if (!row.pin) return;
    const sharing = this.#changedPins.get(row.pin.blindIndex);
    if (sharing) sharing.add(uuid);
    else this.#changedPins.set(row.pin.blindIndex, new Set([uuid]));
  }

  setOrder(order: OrderState): void {
    if (!this.changedOrders.has(order.orderId)) this.changedOrders.set(order.orderId, !this.#orders.has(order.orderId));
    this.loadOrder(order);
  }

  keepErasable(erasable: Erasable): void {
    if (erasable.kind === "lock-name") {
      this.lockNames.push(erasable);
      return;
    }
    if (erasable.kind === "open-reason") {
      this.openReasons.push(erasable);
      return;
    }
    if (erasable.kind === "key-recipient") {
      this.recipients.set(erasable.tempKeyUuid, erasable.recipient);
      return;
    }
    if (erasable.kind === "key-erased" && erasable.recipient) this.recipients.set(erasable.tempKeyUuid, null);
    const row = this.key(erasable.tempKeyUuid);
    if (row) this.#changeKey({ ...withErasable(row, erasable), erasableChanged: true });
  }
}
