/** Reads the rows that commands need, for the commit loop. */
import type Database from "better-sqlite3";
import type { LockState } from "../../domain/lock.ts";
import type { OrderState } from "../../domain/order.ts";
import type { Needs } from "../../domain/rows.ts";
import type { TempKeyState } from "../../domain/temp-key.ts";
import { type ErasableColumns, erasableOf } from "../erasable-columns.ts";
import { WorkingSet } from "../working-set.ts";

/** Rows in memory, and where they are in the file. */
export class KeptRows extends WorkingSet {
  /** What `PRAGMA data_version` was when the first of them was loaded. */
  readonly dataVersion: number;
  /** Positions of the streams' last events. */
  readonly lastEvents = new Map<number, number>();
  readonly keyIds = new Map<string, number>();
  /** No key in the file has a greater UUID. Most new keys have: theirs rise with time, and need not be looked for. */
  greatestKey: string;
  /** Of the newest event in the file: those that are written follow it without gaps. */
  lastPosition: number;
  /** Characters of the states that were loaded or made to stay, roughly. */
  weight = 0;

  constructor(dataVersion: number, greatestKey: string, lastPosition: number) {
    super();
    this.dataVersion = dataVersion;
    this.greatestKey = greatestKey;
    this.lastPosition = lastPosition;
  }

  parse<T>(text: string): T {
    this.weight += text.length;
    return JSON.parse(text) as T;
  }
}

interface LockSqlRow {
  readonly version: number;
  readonly head: Buffer;
  readonly last: number;
  readonly updated_at: number;
  readonly state: string;
}

interface KeySqlRow extends ErasableColumns {
  readonly key_id: number;
  readonly state: string;
}

/** Loads what a command needs, unless it is at hand. The write lock is held. */
export function prepareLoader(db: Database.Database) {
  const lockById = db.prepare<[number], LockSqlRow>(
    "SELECT version, head, last, updated_at, state FROM locks WHERE lock_id = ?",
  );
  const lockIdByUuid = db.prepare<[string], number>("SELECT lock_id FROM locks WHERE uuid = ?").pluck();
  const lockIdByDevice = db
    .prepare<[string, string], number>("SELECT lock_id FROM device_bindings WHERE hub_id = ? AND address = ?")
    .pluck();
  const keyByUuid = db.prepare<[string], KeySqlRow>(
    "SELECT key_id, state, description, labels, pin_index, pin_box FROM temp_keys WHERE uuid = ?",
  );
  const greatestKey = db.prepare<[], string | null>("SELECT max(uuid) FROM temp_keys").pluck();
  const lastPosition = db.prepare<[], number | null>("SELECT max(position) FROM events").pluck();
  const keysByPin = db
    .prepare<[number, string], string>(
      "SELECT k.uuid FROM temp_key_pins p JOIN temp_keys k ON k.key_id = p.key_id WHERE p.lock_id = ? AND p.pin_index = ?",
    )
    .pluck();
  const sharedKeys = db
    .prepare<[number], string>(
      `SELECT k.uuid FROM temp_key_doors d JOIN temp_keys k ON k.key_id = d.key_id
       WHERE d.lock_id = ? AND d.revoked = 0 AND d.shared = 1`,
    )
    .pluck();
  const orderById = db.prepare<[string], string>("SELECT state FROM orders WHERE order_id = ?").pluck();
  const orderByIntent = db.prepare<[string], string>("SELECT state FROM orders WHERE intent = ?").pluck();

  function loadLock(rows: KeptRows, lockId: number): void {
    if (rows.lock(lockId)) return;
    const row = lockById.get(lockId);
    if (!row) return;
    const state = rows.parse<LockState>(row.state);
    rows.loadLock({ state, stored: state, version: row.version, head: row.head, updatedAt: row.updated_at });
    rows.lastEvents.set(lockId, row.last);
  }

  function loadKey(rows: KeptRows, uuid: string): void {
    if (rows.key(uuid) || uuid > rows.greatestKey) return;
    const row = keyByUuid.get(uuid);
    if (!row) return;
    const state = rows.parse<TempKeyState>(row.state);
    rows.loadKey({ state, ...erasableOf(row) });
    rows.keyIds.set(uuid, row.key_id);
    for (const door of state.doors) loadLock(rows, door.lockId);
  }

  function loadPins(
    rows: KeptRows,
    { lockIds = [], tempKeyUuid, heldPin }: Needs,
    blindIndexes: readonly string[],
  ): void {
    const row = tempKeyUuid === undefined ? undefined : rows.key(tempKeyUuid);
    const held = heldPin && row?.pin ? [row.pin.blindIndex] : [];
    const locks = new Set([...lockIds, ...(row?.state.doors ?? []).map((door) => door.lockId)]);
    for (const lockId of locks) {
      for (const index of [...held, ...blindIndexes]) {
        const uuids = keysByPin.all(lockId, index);
        for (const uuid of uuids) loadKey(rows, uuid);
        rows.loadPin(lockId, index, uuids);
      }
    }
  }

  function loadShared(rows: KeptRows, lockId: number): void {
    const uuids = sharedKeys.all(lockId);
    for (const uuid of uuids) loadKey(rows, uuid);
    rows.loadShared(lockId, uuids);
  }

  /** An order at hand, or as it is stored. Its key is not always at hand with it: new ones are not kept. */
  function loadOrder(rows: KeptRows, atHand: OrderState | undefined, stored: () => string | undefined): void {
    const text = atHand ? undefined : stored();
    const order = text === undefined ? atHand : rows.parse<OrderState>(text);
    if (!order) return;
    if (!atHand) rows.loadOrder(order);
    loadLock(rows, order.lockId);
    if (order.tempKeyUuid !== null) loadKey(rows, order.tempKeyUuid);
  }

  function loadOrderById(rows: KeptRows, orderId: string): void {
    loadOrder(rows, rows.order(orderId), () => orderById.get(orderId));
  }

  return {
    /** Nothing at hand yet. */
    begin: (version: number) => new KeptRows(version, greatestKey.get() ?? "", lastPosition.get() ?? 0),
    load(rows: KeptRows, need: Needs): void {
      for (const lockId of need.lockIds ?? []) loadLock(rows, lockId);
      if (need.lockUuid !== undefined && rows.lockIdOfUuid(need.lockUuid) === undefined) {
        const lockId = lockIdByUuid.get(need.lockUuid);
        if (lockId !== undefined) rows.loadLockUuid(need.lockUuid, lockId);
      }
      if (need.device !== undefined) {
        const { hubId, address } = need.device;
        const lockId = lockIdByDevice.get(hubId, address);
        if (lockId !== undefined) {
          loadLock(rows, lockId);
          if (rows.lockIdOfDevice(need.device) === undefined) rows.loadDevice(need.device, lockId);
        }
      }
      if (need.tempKeyUuid !== undefined) {
        loadKey(rows, need.tempKeyUuid);
        const queued = need.queuedOrders && rows.tempKey(need.tempKeyUuid)?.queuedOrders;
        for (const orderId of queued ?? []) loadOrderById(rows, orderId);
      }
      if (need.sharedKeys) for (const lockId of need.lockIds ?? []) loadShared(rows, lockId);
      if (need.blindIndexes) loadPins(rows, need, need.blindIndexes);
      if (need.orderId !== undefined) loadOrderById(rows, need.orderId);
      const { intent } = need;
      if (intent !== undefined) loadOrder(rows, rows.orderOfIntent(intent), () => orderByIntent.get(intent));
    },
  };
}
