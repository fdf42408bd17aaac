/** The reading half of the ledger on SQLite: one statement where one reader looks for it. */
import type Database from "better-sqlite3";
import type { LockState } from "../../domain/lock.ts";
import type { OrderState } from "../../domain/order.ts";
import type { TempKeyState } from "../../domain/temp-key.ts";
import { type ErasableColumns, erasableOf } from "../erasable-columns.ts";
import type { KeyToRevoke, LedgerReads, LockRecord, TempKeyRecord } from "../ledger.ts";
import { type RawEvent, storedEvent } from "../raw-event.ts";
import { createChangeReads } from "./changes.ts";
import { createKeyStreams } from "./key-streams.ts";

interface LockSqlRow {
  readonly state: string;
  readonly version: number;
  readonly updated_at: number;
  readonly name: string | null;
}

interface KeySqlRow extends ErasableColumns {
  readonly key_id: number;
  readonly state: string;
}

const KEY_COLUMNS = "k.key_id, k.state, k.description, k.labels, k.pin_index, k.pin_box";

/** Reads on a connection of their own that never writes, so no commit holds them up. */
export function createReads(db: Database.Database): LedgerReads {
  const lock = db.prepare<[number], LockSqlRow>("SELECT state, version, updated_at, name FROM locks WHERE lock_id = ?");
  const locks = db.prepare<[string], LockSqlRow>(
    `SELECT state, version, updated_at, name FROM json_each(?) w CROSS JOIN locks ON lock_id = w.value`,
  );
  const key = db.prepare<[string], KeySqlRow>(`SELECT ${KEY_COLUMNS} FROM temp_keys k WHERE uuid = ?`);
  const keys = db.prepare<[string], KeySqlRow>(
    `SELECT ${KEY_COLUMNS} FROM json_each(?) w CROSS JOIN temp_keys k ON k.uuid = w.value`,
  );
  const keysByPin = db.prepare<[number, string], KeySqlRow>(
    `SELECT ${KEY_COLUMNS} FROM temp_key_pins p JOIN temp_keys k ON k.key_id = p.key_id
     WHERE p.lock_id = ? AND p.pin_index = ?`,
  );
  const order = db.prepare<[string], string>("SELECT state FROM orders WHERE order_id = ?").pluck();
  const liveKeys = db.prepare<[number, number, number], KeySqlRow>(
    `SELECT ${KEY_COLUMNS} FROM temp_key_doors d JOIN temp_keys k ON k.key_id = d.key_id
     WHERE d.lock_id = ? AND d.revoked = 0 AND d.key_id < ? ORDER BY d.key_id DESC LIMIT ?`,
  );
  const revokedKeys = db.prepare<[number, number, number], KeySqlRow>(
    `SELECT ${KEY_COLUMNS} FROM temp_key_doors d JOIN temp_keys k ON k.key_id = d.key_id
     WHERE d.lock_id = ? AND d.revoked = 1 AND d.key_id < ? ORDER BY d.key_id DESC LIMIT ?`,
  );
  const keysOfCreator = db.prepare<[string, 0 | 1, number, number], KeySqlRow>(
    `SELECT ${KEY_COLUMNS} FROM temp_keys k WHERE k.created_by = ? AND k.revoked = ? AND k.key_id < ?
     ORDER BY k.key_id DESC LIMIT ?`,
  );
  const event = db.prepare<[number], RawEvent & { previous: number | null }>(
    "SELECT position, lock_id AS lockId, version, previous, type, at, data, context, hash FROM events WHERE position = ?",
  );
  const eventsAt = db.prepare<[string], RawEvent>(
    `SELECT position, lock_id AS lockId, version, e.type, at, data, context, hash
     FROM json_each(?) w CROSS JOIN events e ON position = w.value`,
  );
  const link = db.prepare<[number], { version: number; previous: number | null }>(
    "SELECT version, previous FROM events WHERE position = ?",
  );
  const boundTo = db.prepare<[string], { address: string; lockId: number }>(
    "SELECT address, lock_id AS lockId FROM device_bindings WHERE hub_id = ?",
  );
  const freeLockId = db
    .prepare<[], number>(
      `SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM locks WHERE lock_id = 1) THEN 1 ELSE (
        SELECT l.lock_id + 1 FROM locks l WHERE NOT EXISTS (SELECT 1 FROM locks n WHERE n.lock_id = l.lock_id + 1)
        ORDER BY l.lock_id LIMIT 1) END`,
    )
    .pluck();
  const lastEvent = db.prepare<[number], number>("SELECT last FROM locks WHERE lock_id = ?").pluck();
  const indexedEvent = db
    .prepare<[number, number], number>(
      "SELECT position FROM events WHERE lock_id = ? AND version >= ? AND version % 64 = 0 ORDER BY version LIMIT 1",
    )
    .pluck();
  const positionOfIndexed = db
    .prepare<[number, number], number>(
      "SELECT position FROM events WHERE lock_id = ? AND version = ? AND version % 64 = 0",
    )
    .pluck();
  const following = db.prepare<[number, number], RawEvent>(
    `SELECT position, lock_id AS lockId, version, type, at, data, context, hash FROM events
     WHERE position > ? ORDER BY position LIMIT ?`,
  );
  const lastPosition = db.prepare<[], number | null>("SELECT max(position) FROM events").pluck();
  const streamsOfKey = createKeyStreams(db);
  const waiting = db
    .prepare<[number, number, number], string>(
      `SELECT state FROM orders WHERE open = 1 AND not_after > ? AND json_extract(state, '$.stage') = 'queued'
       AND json_extract(state, '$.requestedAt') < ? ORDER BY not_after LIMIT ?`,
    )
    .pluck();
  const overdue = db
    .prepare<[number, number], string>(
      "SELECT order_id FROM orders WHERE open = 1 AND not_after < ? ORDER BY not_after LIMIT ?",
    )
    .pluck();
  const ahead = db
    .prepare<[number, number], string>(
      "SELECT order_id FROM orders WHERE open = 1 AND not_after > ? ORDER BY not_after DESC LIMIT ?",
    )
    .pluck();

  const reasons = db.prepare<[string], { order_id: string; reason: string }>(
    "SELECT order_id, reason FROM open_reasons WHERE order_id IN (SELECT value FROM json_each(?))",
  );
  const toRevoke = db.prepare<[number, number], KeyToRevoke>(
    `SELECT uuid AS tempKeyUuid, revoke_at AS revokeAt FROM temp_keys WHERE revoke_at < ? ORDER BY revoke_at LIMIT ?`,
  );

  function rawEvents(lockId: number, fromVersion: number, toVersion: number): RawEvent[] {
    const found: RawEvent[] = [];
    // Back from the nearest indexed event that is not before the last one asked for, or from the stream's end.
    let position = indexedEvent.get(lockId, toVersion) ?? lastEvent.get(lockId) ?? null;
    while (position !== null) {
      const row = event.get(position);
      if (!row || row.version < fromVersion) break;
      if (row.version <= toVersion) found.push(row);
      position = row.previous;
    }
    return found.toReversed();
  }

  function versionAt(lockId: number, position: number): number {
    const stream = lock.get(lockId);
    if (!stream) return 0;
    // Positions rise with versions. `before` is the last indexed event that is known to stand there or before.
    let before = 0;
    let after = Math.floor(stream.version / 64) + 1;
    while (after - before > 1) {
      const middle = (before + after) >> 1;
      const at = positionOfIndexed.get(lockId, middle * 64);
      if (at !== undefined && at <= position) before = middle;
      else after = middle;
    }
    let next = positionOfIndexed.get(lockId, after * 64) ?? lastEvent.get(lockId) ?? null;
    while (next !== null && next > position) next = link.get(next)?.previous ?? null;
    return next === null ? 0 : (link.get(next)?.version ?? 0);
  }

  return {
    ...createChangeReads(db),
    async lock(lockId) {
      const row = lock.get(lockId);
      return row && lockRecord(row);
    },
    async locks(lockIds) {
      return new Map(
        locks
          .all(JSON.stringify(lockIds))
          .map(lockRecord)
          .map((one) => [one.state.lockId, one]),
      );
    },
    async freeLockId() {
      return freeLockId.get()!;
    },
    async boundTo(hubId) {
      return new Map(boundTo.all(hubId).map(({ address, lockId }) => [address, lockId]));
    },
    async tempKey(uuid) {
      const row = key.get(uuid);
      return row && keyRecord(row);
    },
    async tempKeys(uuids) {
      return keys.all(JSON.stringify(uuids)).map(keyRecord);
    },
    async keysWithPin(lockId, blindIndexes) {
      return blindIndexes.flatMap((index) => keysByPin.all(lockId, index)).map(keyRecord);
    },
    async order(orderId) {
      const text = order.get(orderId);
      return text === undefined ? undefined : (JSON.parse(text) as OrderState);
    },
    async tempKeysOfLock(lockId, { limit, before = Number.MAX_SAFE_INTEGER, withRevoked }) {
      const live = liveKeys.all(lockId, before, limit);
      return newestOf(live, withRevoked ? revokedKeys.all(lockId, before, limit) : [], limit);
    },
    async tempKeysCreatedBy(createdBy, { limit, before = Number.MAX_SAFE_INTEGER, withRevoked }) {
      const live = keysOfCreator.all(createdBy, 0, before, limit);
      return newestOf(live, withRevoked ? keysOfCreator.all(createdBy, 1, before, limit) : [], limit);
    },
    async events(lockId, fromVersion, toVersion) {
      return rawEvents(lockId, fromVersion, toVersion).map(storedEvent);
    },
    async rawEvents(lockId, fromVersion, toVersion) {
      return rawEvents(lockId, fromVersion, toVersion);
    },
    async eventsAt(places) {
      return eventsAt.all(JSON.stringify(places.map(({ position }) => position))).map(storedEvent);
    },
    async versionAt(lockId, position) {
      return versionAt(lockId, position);
    },
    async streamsOfKey(uuid) {
      const row = key.get(uuid);
      return row && streamsOfKey(JSON.parse(row.state) as TempKeyState);
    },
    async waitingOrders(since, at, limit) {
      return waiting.all(at, since, limit).map((text) => JSON.parse(text) as OrderState);
    },
    async overdueOrders(at, limit) {
      return overdue.all(at, limit);
    },
    async ordersAhead(at, limit) {
      return ahead.all(at, limit);
    },
    async openReasons(orderIds) {
      return new Map(reasons.all(JSON.stringify(orderIds)).map(({ order_id, reason }) => [order_id, reason]));
    },
    async keysToRevoke(at, limit) {
      return toRevoke.all(at, limit);
    },
    async follow(after = "0", limit) {
      // One writes at a time, so positions are in the order of commits.
      const events = following.all(Number(after), limit).map(storedEvent);
      return { events, cursor: String(events.at(-1)?.position ?? after) };
    },
    async followedTo() {
      return String(lastPosition.get() ?? 0);
    },
    async newest() {
      return String(lastPosition.get() ?? 0);
    },
  };
}

function lockRecord({ state, version, updated_at: updatedAt, name }: LockSqlRow): LockRecord {
  return { state: JSON.parse(state) as LockState, version, updatedAt, name };
}

/** The newest of both, which are in falling order each. */
function newestOf(live: readonly KeySqlRow[], revoked: readonly KeySqlRow[], limit: number): TempKeyRecord[] {
  const all = revoked.length === 0 ? live : [...live, ...revoked].toSorted((a, b) => b.key_id - a.key_id);
  return all.slice(0, limit).map(keyRecord);
}

function keyRecord(row: KeySqlRow): TempKeyRecord {
  // An object is copied fast only into one that is empty still.
  return { ...erasableOf(row), state: JSON.parse(row.state) as TempKeyState, cursor: row.key_id };
}
