/** The commit loop's transactions on SQLite. Synchronous: it is meant for a thread of its own. */
import Database from "better-sqlite3";
import type { Needs } from "../../domain/command.ts";
import type { LockState } from "../../domain/lock.ts";
import { isSettled, type OrderState } from "../../domain/order.ts";
import type { KeyRow, TempKeyState } from "../../domain/temp-key.ts";
import { type CommitStore, WorkingSet } from "../commit-loop.ts";

/** Codes of errors that a value of a command caused, not the state of the store. */
const CAUSED_BY_A_COMMAND = /^SQLITE_(CONSTRAINT|MISMATCH|RANGE|TOOBIG)/;

export function createCommitStore(db: Database.Database): CommitStore {
  const loader = prepareLoader(db);
  const writer = prepareWriter(db);
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  return {
    isFault: (error) => error instanceof Database.SqliteError && CAUSED_BY_A_COMMAND.test(error.code),
    transact(needs, decideAll) {
      begin.run();
      try {
        const rows = new WorkingSet();
        for (const need of needs) loader.load(rows, need);
        decideAll(rows);
        writer.write(rows);
        commit.run();
      } catch (error) {
        if (db.inTransaction) rollback.run();
        throw error;
      }
    },
  };
}

interface LockSqlRow {
  readonly version: number;
  readonly head: Buffer;
  readonly updated_at: number;
  readonly state: string;
}

function prepareLoader(db: Database.Database) {
  const lockById = db.prepare<[number], LockSqlRow>(
    "SELECT version, head, updated_at, state FROM locks WHERE lock_id = ?",
  );
  const lockIdByUuid = db.prepare<[string], number>("SELECT lock_id FROM locks WHERE uuid = ?").pluck();
  const keyByUuid = db.prepare<[string], { state: string; description: string | null }>(
    "SELECT state, description FROM temp_keys WHERE uuid = ?",
  );
  const orderById = db.prepare<[string], string>("SELECT state FROM orders WHERE order_id = ?").pluck();
  const orderByIntent = db.prepare<[string], string>("SELECT state FROM orders WHERE intent = ?").pluck();

  function loadLock(rows: WorkingSet, lockId: number): void {
    if (rows.lock(lockId)) return;
    const row = lockById.get(lockId);
    if (!row) return;
    const state = JSON.parse(row.state) as LockState;
    rows.loadLock({ state, stored: state, version: row.version, head: row.head, updatedAt: row.updated_at });
  }

  function loadKey(rows: WorkingSet, uuid: string): void {
    if (rows.key(uuid)) return;
    const row = keyByUuid.get(uuid);
    if (!row) return;
    const state = JSON.parse(row.state) as TempKeyState;
    rows.loadKey({ state, description: row.description });
    for (const door of state.doors) loadLock(rows, door.lockId);
  }

  function loadOrder(rows: WorkingSet, text: string | undefined): void {
    if (text === undefined) return;
    const order = JSON.parse(text) as OrderState;
    if (rows.order(order.orderId)) return;
    rows.loadOrder(order);
    loadLock(rows, order.lockId);
    if (order.tempKeyUuid !== null) loadKey(rows, order.tempKeyUuid);
  }

  return {
    load(rows: WorkingSet, need: Needs): void {
      if (need.lockId !== undefined) loadLock(rows, need.lockId);
      if (need.lockUuid !== undefined) {
        const lockId = lockIdByUuid.get(need.lockUuid);
        if (lockId !== undefined) rows.loadLockUuid(need.lockUuid, lockId);
      }
      if (need.tempKeyUuid !== undefined) {
        loadKey(rows, need.tempKeyUuid);
        const queued = need.queuedOrders && rows.tempKey(need.tempKeyUuid)?.queuedOrders;
        for (const orderId of queued ?? []) loadOrder(rows, orderById.get(orderId));
      }
      if (need.orderId !== undefined) loadOrder(rows, orderById.get(need.orderId));
      if (need.intent !== undefined) loadOrder(rows, orderByIntent.get(need.intent));
    },
  };
}

function prepareWriter(db: Database.Database) {
  const insertEvent = db.prepare(
    "INSERT INTO events (lock_id, version, type, at, data, context, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const insertLock = db.prepare(
    "INSERT INTO locks (uuid, version, head, updated_at, state, lock_id) VALUES (?, ?, ?, ?, ?, ?)",
  );
  // Indexed columns are named only where they change: naming one rewrites its index.
  const updateLock = db.prepare("UPDATE locks SET version = ?, head = ?, updated_at = ?, state = ? WHERE lock_id = ?");
  const advanceLock = db.prepare("UPDATE locks SET version = ?, head = ?, updated_at = ? WHERE lock_id = ?");
  const renameLock = db.prepare("UPDATE locks SET uuid = ? WHERE lock_id = ?");
  const insertKey = db.prepare("INSERT INTO temp_keys (uuid, state, description) VALUES (?, ?, ?)");
  const updateKey = db
    .prepare<[string, string], number>("UPDATE temp_keys SET state = ? WHERE uuid = ? RETURNING key_id")
    .pluck();
  const insertDoor = db.prepare("INSERT OR IGNORE INTO temp_key_doors (lock_id, key_id) VALUES (?, ?)");
  const revokeDoor = db.prepare(
    "UPDATE temp_key_doors SET revoked = 1 WHERE lock_id = ? AND revoked = 0 AND key_id = ?",
  );
  const insertOrder = db.prepare(
    "INSERT INTO orders (intent, not_after, open, state, order_id) VALUES (?, ?, ?, ?, ?)",
  );
  const updateOrder = db.prepare("UPDATE orders SET open = ?, state = ? WHERE order_id = ?");
  const setLockName = db.prepare("UPDATE locks SET name = ? WHERE lock_id = ?");

  function writeLock(lockId: number, isNew: boolean, rows: WorkingSet): void {
    const { state, version, head, updatedAt, stored } = rows.lockRow(lockId);
    if (isNew) insertLock.run(state!.uuid, version, head, updatedAt, JSON.stringify(state), lockId);
    else if (state === stored) advanceLock.run(version, head, updatedAt, lockId);
    else updateLock.run(version, head, updatedAt, JSON.stringify(state), lockId);
  }

  function writeKey({ state: key, description }: KeyRow, isNew: boolean): void {
    const text = JSON.stringify(key);
    const keyId = isNew
      ? Number(insertKey.run(key.uuid, text, description).lastInsertRowid)
      : updateKey.get(text, key.uuid)!;
    if (isNew) for (const door of key.doors) insertDoor.run(door.lockId, keyId);
    if (key.revokedAt !== null) for (const door of key.doors) revokeDoor.run(door.lockId, keyId);
  }

  function writeOrder(order: OrderState, isNew: boolean): void {
    const open = isSettled(order) ? 0 : 1;
    const text = JSON.stringify(order);
    if (isNew) insertOrder.run(order.intent, order.notAfter, open, text, order.orderId);
    else updateOrder.run(open, text, order.orderId);
  }

  return {
    write(rows: WorkingSet): void {
      for (const { lockId, version, type, at, data, context, hash } of rows.events) {
        insertEvent.run(lockId, version, type, at, data, context, hash);
        if (type === "LockUuidChanged") renameLock.run(rows.lock(lockId)!.uuid, lockId);
      }
      for (const [lockId, isNew] of rows.changedLocks) writeLock(lockId, isNew, rows);
      for (const [uuid, isNew] of rows.changedKeys) writeKey(rows.key(uuid)!, isNew);
      for (const [orderId, isNew] of rows.changedOrders) writeOrder(rows.order(orderId)!, isNew);
      for (const { lockId, name } of rows.lockNames) setLockName.run(name, lockId);
    },
  };
}
