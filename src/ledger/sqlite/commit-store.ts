/** The commit loop's transactions on SQLite. Synchronous: it is meant for a thread of its own. */
import Database from "better-sqlite3";
import type { LockState } from "../../domain/lock.ts";
import { isSettled, type OrderState } from "../../domain/order.ts";
import type { Needs } from "../../domain/rows.ts";
import { type Door, pinLocks, type TempKeyState } from "../../domain/temp-key.ts";
import { type BesideColumns, besideOf, columnsOf } from "../beside.ts";
import { type CommitStore, WorkingSet } from "../commit-loop.ts";

/** Codes of errors that a value of a command caused, not the state of the store. */
const CAUSED_BY_A_COMMAND = /^SQLITE_(CONSTRAINT|MISMATCH|RANGE|TOOBIG)/;
/** Characters of rows to keep from batch to batch. */
const MAX_KEPT = 4 * 1024 * 1024;

export function createCommitStore(db: Database.Database): CommitStore {
  const loader = prepareLoader(db);
  const writer = prepareWriter(db);
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  const dataVersion = db.prepare<[], number>("PRAGMA data_version").pluck();
  let kept: KeptRows | undefined;

  /**
   * The rows of earlier batches, as long as they are what the file holds: the write lock is held here, and the
   * number changes whenever another connection has committed (https://sqlite.org/pragma.html#pragma_data_version).
   */
  function rowsAtHand(): KeptRows {
    const version = dataVersion.get()!;
    if (kept?.dataVersion !== version || kept.weight > MAX_KEPT) kept = new KeptRows(version);
    return kept;
  }

  return {
    isFault: (error) => error instanceof Database.SqliteError && CAUSED_BY_A_COMMAND.test(error.code),
    transact(needs, decideAll) {
      begin.run();
      try {
        const rows = rowsAtHand();
        for (const need of needs) loader.load(rows, need);
        decideAll(rows);
        writer.write(rows);
        commit.run();
        rows.committed();
      } catch (error) {
        kept = undefined;
        if (db.inTransaction) rollback.run();
        throw error;
      }
    },
  };
}

/** Rows in memory, and where they are in the file. */
class KeptRows extends WorkingSet {
  /** What `PRAGMA data_version` was when the first of them was loaded. */
  readonly dataVersion: number;
  /** Positions of the streams' last events. */
  readonly lastEvents = new Map<number, number>();
  readonly keyIds = new Map<string, number>();
  /** Characters of the states that were loaded or made to stay, roughly. */
  weight = 0;

  constructor(dataVersion: number) {
    super();
    this.dataVersion = dataVersion;
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

interface KeySqlRow extends BesideColumns {
  readonly key_id: number;
  readonly state: string;
}

function prepareLoader(db: Database.Database) {
  const lockById = db.prepare<[number], LockSqlRow>(
    "SELECT version, head, last, updated_at, state FROM locks WHERE lock_id = ?",
  );
  const lockIdByUuid = db.prepare<[string], number>("SELECT lock_id FROM locks WHERE uuid = ?").pluck();
  const keyByUuid = db.prepare<[string], KeySqlRow>(
    "SELECT key_id, state, description, labels, pin_index, pin_box FROM temp_keys WHERE uuid = ?",
  );
  const keysByPin = db
    .prepare<[number, string], string>(
      "SELECT k.uuid FROM temp_key_pins p JOIN temp_keys k ON k.key_id = p.key_id WHERE p.lock_id = ? AND p.pin_index = ?",
    )
    .pluck();
  const sharedKeys = db
    .prepare<[number], string>(
      `SELECT k.uuid FROM temp_key_doors d JOIN temp_keys k ON k.key_id = d.key_id
       WHERE d.lock_id = ? AND d.revoked = 0 AND json_array_length(k.state, '$.doors') > 1`,
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
    if (rows.key(uuid)) return;
    const row = keyByUuid.get(uuid);
    if (!row) return;
    const state = rows.parse<TempKeyState>(row.state);
    rows.loadKey({ state, ...besideOf(row) });
    rows.keyIds.set(uuid, row.key_id);
    for (const door of state.doors) loadLock(rows, door.lockId);
  }

  function loadPins(rows: KeptRows, { lockIds = [], tempKeyUuid, heldPin }: Needs, indexes: readonly string[]): void {
    const row = tempKeyUuid === undefined ? undefined : rows.key(tempKeyUuid);
    const held = heldPin && row?.pin ? [row.pin.index] : [];
    const locks = new Set([...lockIds, ...(row?.state.doors ?? []).map((door) => door.lockId)]);
    for (const lockId of locks) {
      for (const index of [...held, ...indexes]) {
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
    load(rows: KeptRows, need: Needs): void {
      for (const lockId of need.lockIds ?? []) loadLock(rows, lockId);
      if (need.lockUuid !== undefined && rows.lockIdOfUuid(need.lockUuid) === undefined) {
        const lockId = lockIdByUuid.get(need.lockUuid);
        if (lockId !== undefined) rows.loadLockUuid(need.lockUuid, lockId);
      }
      if (need.tempKeyUuid !== undefined) {
        loadKey(rows, need.tempKeyUuid);
        const queued = need.queuedOrders && rows.tempKey(need.tempKeyUuid)?.queuedOrders;
        for (const orderId of queued ?? []) loadOrderById(rows, orderId);
      }
      if (need.sharedKeys) for (const lockId of need.lockIds ?? []) loadShared(rows, lockId);
      if (need.pinIndexes) loadPins(rows, need, need.pinIndexes);
      if (need.orderId !== undefined) loadOrderById(rows, need.orderId);
      const { intent } = need;
      if (intent !== undefined) loadOrder(rows, rows.orderOfIntent(intent), () => orderByIntent.get(intent));
    },
  };
}

function prepareWriter(db: Database.Database) {
  const insertEvent = db.prepare(
    "INSERT INTO events (lock_id, version, previous, type, at, data, context, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const insertLock = db.prepare(
    "INSERT INTO locks (uuid, version, head, last, updated_at, state, lock_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  // Indexed columns are named only where they change: naming one rewrites its index.
  const updateLock = db.prepare(
    "UPDATE locks SET version = ?, head = ?, last = ?, updated_at = ?, state = ? WHERE lock_id = ?",
  );
  const advanceLock = db.prepare("UPDATE locks SET version = ?, head = ?, last = ?, updated_at = ? WHERE lock_id = ?");
  const renameLock = db.prepare("UPDATE locks SET uuid = ? WHERE lock_id = ?");
  const insertKey = db.prepare("INSERT INTO temp_keys (uuid, state, created_by) VALUES (?, ?, ?)");
  const updateKey = db.prepare("UPDATE temp_keys SET state = ? WHERE key_id = ?");
  const setBeside = db.prepare(
    "UPDATE temp_keys SET description = ?, labels = ?, pin_index = ?, pin_box = ? WHERE key_id = ?",
  );
  const insertDoor = db.prepare("INSERT INTO temp_key_doors (lock_id, key_id) VALUES (?, ?)");
  const removeDoor = db.prepare("DELETE FROM temp_key_doors WHERE lock_id = ? AND revoked = 0 AND key_id = ?");
  const insertPin = db.prepare("INSERT INTO temp_key_pins (lock_id, pin_index, key_id) VALUES (?, ?, ?)");
  const removePins = db.prepare("DELETE FROM temp_key_pins WHERE key_id = ?");
  const revokeDoor = db.prepare(
    "UPDATE temp_key_doors SET revoked = 1 WHERE lock_id = ? AND revoked = 0 AND key_id = ?",
  );
  const revokeKey = db.prepare("UPDATE temp_keys SET revoked = 1 WHERE key_id = ?");
  const insertOrder = db.prepare(
    "INSERT INTO orders (intent, not_after, open, state, order_id) VALUES (?, ?, ?, ?, ?)",
  );
  const updateOrder = db.prepare("UPDATE orders SET open = ?, state = ? WHERE order_id = ?");
  const setLockName = db.prepare("UPDATE locks SET name = ? WHERE lock_id = ?");

  function writeEvents(rows: KeptRows): void {
    for (const { lockId, version, type, at, data, context, hash } of rows.events) {
      const previous = rows.lastEvents.get(lockId) ?? null;
      const { lastInsertRowid } = insertEvent.run(lockId, version, previous, type, at, data, context, hash);
      rows.lastEvents.set(lockId, Number(lastInsertRowid));
      if (type === "LockUuidChanged") renameLock.run(rows.lock(lockId)!.uuid, lockId);
    }
  }

  function writeLock(rows: KeptRows, lockId: number, isNew: boolean): void {
    const { state, version, head, updatedAt, stored } = rows.lockRow(lockId);
    const last = rows.lastEvents.get(lockId);
    if (state === stored) {
      advanceLock.run(version, head, last, updatedAt, lockId);
      return;
    }
    const text = JSON.stringify(state);
    if (isNew) {
      insertLock.run(state!.uuid, version, head, last, updatedAt, text, lockId);
      rows.weight += text.length;
    } else {
      updateLock.run(version, head, last, updatedAt, text, lockId);
    }
  }

  function writeKey(rows: KeptRows, uuid: string, isNew: boolean): void {
    const row = rows.key(uuid)!;
    const { state: key, stored, pin, besideChanged } = row;
    const text = JSON.stringify(key);
    const keyId = isNew ? Number(insertKey.run(uuid, text, key.createdBy).lastInsertRowid) : rows.keyIds.get(uuid)!;
    if (!isNew) updateKey.run(text, keyId);
    if (besideChanged) {
      const { description, labels, pin_index, pin_box } = columnsOf(row);
      setBeside.run(description, labels, pin_index, pin_box, keyId);
    }
    const doorsChanged = !sameDoors(key.doors, stored?.doors ?? []);
    if (doorsChanged) writeDoors(keyId, key.doors, stored?.doors ?? []);
    if (pin && (besideChanged || doorsChanged)) {
      if (!isNew) removePins.run(keyId);
      for (const lockId of pinLocks(key)) insertPin.run(lockId, pin.index, keyId);
    }
    if (key.revokedAt !== null && (stored?.revokedAt ?? null) === null) {
      revokeKey.run(keyId);
      for (const door of key.doors) revokeDoor.run(door.lockId, keyId);
    }
  }

  function writeDoors(keyId: number, doors: readonly Door[], before: readonly Door[]): void {
    for (const door of before) if (!has(doors, door)) removeDoor.run(door.lockId, keyId);
    for (const door of doors) if (!has(before, door)) insertDoor.run(door.lockId, keyId);
  }

  function writeOrder(rows: KeptRows, orderId: string, isNew: boolean): void {
    const order = rows.order(orderId)!;
    const open = isSettled(order) ? 0 : 1;
    const text = JSON.stringify(order);
    if (isNew) insertOrder.run(order.intent, order.notAfter, open, text, orderId);
    else updateOrder.run(open, text, orderId);
  }

  return {
    write(rows: KeptRows): void {
      writeEvents(rows);
      for (const [lockId, isNew] of rows.changedLocks) writeLock(rows, lockId, isNew);
      for (const [uuid, isNew] of rows.changedKeys) writeKey(rows, uuid, isNew);
      for (const [orderId, isNew] of rows.changedOrders) writeOrder(rows, orderId, isNew);
      for (const { lockId, name } of rows.lockNames) setLockName.run(name, lockId);
    },
  };
}

function has(doors: readonly Door[], door: Door): boolean {
  return doors.some(({ id }) => id === door.id);
}

function sameDoors(a: readonly Door[], b: readonly Door[]): boolean {
  return a === b || (a.length === b.length && a.every(({ id }, i) => id === b[i]!.id));
}
