/** The reading half of the ledger on SQLite: one statement where one reader looks for it. */
import type Database from "better-sqlite3";
import type { LedgerEvent, StoredEvent } from "../../domain/events.ts";
import type { LockState } from "../../domain/lock.ts";
import type { OrderState } from "../../domain/order.ts";
import type { TempKeyState } from "../../domain/temp-key.ts";
import type { LedgerReads, LockRecord, TempKeyRecord } from "../ledger.ts";

interface KeySqlRow {
  readonly key_id: number;
  readonly state: string;
  readonly description: string | null;
  readonly labels: string | null;
  readonly pin_index: string | null;
  readonly pin_box: string | null;
}

const KEY_COLUMNS = "k.key_id, k.state, k.description, k.labels, k.pin_index, k.pin_box";

interface EventSqlRow {
  readonly position: number;
  readonly lock_id: number;
  readonly version: number;
  readonly previous: number | null;
  readonly type: string;
  readonly at: number;
  readonly data: string;
  readonly context: string | null;
  readonly hash: Buffer;
}

export function createReads(db: Database.Database): LedgerReads {
  const lock = db.prepare<[number], { state: string; version: number; updated_at: number; name: string | null }>(
    "SELECT state, version, updated_at, name FROM locks WHERE lock_id = ?",
  );
  const key = db.prepare<[string], KeySqlRow>(`SELECT ${KEY_COLUMNS} FROM temp_keys k WHERE uuid = ?`);
  const order = db.prepare<[string], string>("SELECT state FROM orders WHERE order_id = ?").pluck();
  const liveKeys = db.prepare<[number, number, number], KeySqlRow>(
    `SELECT ${KEY_COLUMNS} FROM temp_key_doors d JOIN temp_keys k ON k.key_id = d.key_id
     WHERE d.lock_id = ? AND d.revoked = 0 AND d.key_id < ? ORDER BY d.key_id DESC LIMIT ?`,
  );
  const revokedKeys = db.prepare<[number, number, number], KeySqlRow>(
    `SELECT ${KEY_COLUMNS} FROM temp_key_doors d JOIN temp_keys k ON k.key_id = d.key_id
     WHERE d.lock_id = ? AND d.revoked = 1 AND d.key_id < ? ORDER BY d.key_id DESC LIMIT ?`,
  );
  const keysOfCreator = db.prepare<[string, number, number, number], KeySqlRow>(
    `SELECT ${KEY_COLUMNS} FROM temp_keys k WHERE k.created_by = ? AND k.key_id < ?
     AND (? OR json_extract(k.state, '$.revokedAt') IS NULL) ORDER BY k.key_id DESC LIMIT ?`,
  );
  const event = db.prepare<[number], EventSqlRow>("SELECT * FROM events WHERE position = ?");
  const lastEvent = db.prepare<[number], number>("SELECT last FROM locks WHERE lock_id = ?").pluck();
  const indexedEvent = db
    .prepare<[number, number], number>(
      "SELECT position FROM events WHERE lock_id = ? AND version >= ? AND version % 64 = 0 ORDER BY version LIMIT 1",
    )
    .pluck();
  const overdue = db
    .prepare<[number, number], string>(
      "SELECT order_id FROM orders WHERE open = 1 AND not_after < ? ORDER BY not_after LIMIT ?",
    )
    .pluck();

  return {
    async lock(lockId) {
      const row = lock.get(lockId);
      if (!row) return undefined;
      const { version, updated_at: updatedAt, name } = row;
      return { state: JSON.parse(row.state) as LockState, version, updatedAt, name } satisfies LockRecord;
    },
    async tempKey(uuid) {
      const row = key.get(uuid);
      return row && keyRecord(row);
    },
    async order(orderId) {
      const text = order.get(orderId);
      return text === undefined ? undefined : (JSON.parse(text) as OrderState);
    },
    async tempKeysOfLock(lockId, { limit, before = Number.MAX_SAFE_INTEGER, withRevoked }) {
      const live = liveKeys.all(lockId, before, limit);
      if (!withRevoked) return live.map(keyRecord);
      const all = [...live, ...revokedKeys.all(lockId, before, limit)].toSorted((a, b) => b.key_id - a.key_id);
      return all.slice(0, limit).map(keyRecord);
    },
    async tempKeysCreatedBy(createdBy, { limit, before = Number.MAX_SAFE_INTEGER, withRevoked }) {
      return keysOfCreator.all(createdBy, before, withRevoked ? 1 : 0, limit).map(keyRecord);
    },
    async events(lockId, fromVersion, toVersion) {
      const found: StoredEvent[] = [];
      // Back from the nearest indexed event that is not before the last one asked for, or from the stream's end.
      let position = indexedEvent.get(lockId, toVersion) ?? lastEvent.get(lockId) ?? null;
      while (position !== null) {
        const row = event.get(position);
        if (!row || row.version < fromVersion) break;
        if (row.version <= toVersion) found.push(storedEvent(row));
        position = row.previous;
      }
      return found.toReversed();
    },
    async overdueOrders(at, limit) {
      return overdue.all(at, limit);
    },
  };
}

function keyRecord(row: KeySqlRow): TempKeyRecord {
  return { state: JSON.parse(row.state) as TempKeyState, ...besideOf(row), cursor: row.key_id };
}

/** What stands beside a key's state. */
export function besideOf({ description, labels, pin_index, pin_box }: Omit<KeySqlRow, "key_id" | "state">) {
  return {
    description,
    labels: labels === null ? {} : (JSON.parse(labels) as Record<string, string>),
    pin: pin_index === null || pin_box === null ? null : { index: pin_index, box: pin_box },
  };
}

function storedEvent(row: EventSqlRow): StoredEvent {
  const { position, lock_id: lockId, version, type, at, hash } = row;
  const parsed = {
    type,
    data: JSON.parse(row.data) as unknown,
    ...(row.context !== null && { context: JSON.parse(row.context) as unknown }),
  };
  return { position, lockId, version, at, event: parsed as LedgerEvent, hash };
}
