/** Proving the record of one SQLite file. Safe beside a running server: it reads one snapshot and writes nothing. */
import Database from "better-sqlite3";
import type { RowKind, StoredRow } from "../refold.ts";
import type { RawEvent } from "../raw-event.ts";
import type { PinRow } from "../verify-pins.ts";
import { openScratch } from "../scratch.ts";
import { type RecordSource, type Verified, type VerifyOptions, verifyRecord } from "../verify-record.ts";
import { openForReading, refuseOtherSchema } from "../../database/sqlite/database.ts";

/**
 * @throws Error when the file cannot be read or is of another schema; damage is returned, not thrown
 */
export async function verifyFile(file: string, options: VerifyOptions = {}): Promise<Verified> {
  const db = openForReading(file);
  const scratch = openScratch();
  try {
    refuseOtherSchema(db);
    db.exec("BEGIN");
    const [broken] = db.pragma("integrity_check(1)") as readonly { readonly integrity_check: string }[];
    if (broken && broken.integrity_check !== "ok") return damagedFile(broken.integrity_check);
    return await verifyRecord(recordOf(db), scratch.texts, options);
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) {
      return damagedFile(error.message);
    }
    throw error;
  } finally {
    scratch.close();
    db.close();
  }
}

function damagedFile(detail: string): Verified {
  return { ok: false, problem: `The database file itself is damaged: ${detail}` };
}

function recordOf(db: Database.Database): RecordSource {
  const events = db.prepare<[], RawEvent>(
    `SELECT position, lock_id AS lockId, version, previous, type, at, data, context, hash FROM events ORDER BY position`,
  );
  const locks = db.prepare<[], { id: number }>(
    "SELECT lock_id AS id, uuid, version, lower(hex(head)) AS head, last, updated_at, org_id, owner_id, state FROM locks",
  );
  const devices = db.prepare<[], { id: string }>("SELECT hub_id || ' ' || address AS id, lock_id FROM device_bindings");
  const keys = db.prepare<[], { id: string }>(
    "SELECT uuid AS id, uuid, created_by, revoked, revoke_at, state FROM temp_keys",
  );
  const doors = db.prepare<[], { id: string }>(
    `SELECT coalesce(k.uuid, 'number ' || d.key_id) || '/' || d.lock_id AS id, d.revoked, d.shared
     FROM temp_key_doors d LEFT JOIN temp_keys k ON k.key_id = d.key_id`,
  );
  const orders = db.prepare<[], { id: string }>("SELECT order_id AS id, intent, not_after, open, state FROM orders");
  const pins = db.prepare<[], PinRow>(
    `SELECT k.uuid, k.state, k.pin_index, k.pin_box,
       (SELECT group_concat(p.lock_id || ' ' || p.pin_index, char(10)) FROM temp_key_pins p WHERE p.key_id = k.key_id) AS lookups
     FROM temp_keys k WHERE k.pin_index IS NOT NULL OR k.pin_box IS NOT NULL`,
  );
  return {
    gapless: true,
    pins: () => pins.iterate(),
    events: () => events.iterate(),
    *rows() {
      yield* rowsOf("lock", locks);
      yield* rowsOf("device", devices);
      yield* rowsOf("key", keys);
      yield* rowsOf("door", doors);
      yield* rowsOf("order", orders);
    },
  };
}

function* rowsOf(kind: RowKind, statement: Database.Statement<[], { id: string | number }>): Iterable<StoredRow> {
  for (const { id, ...columns } of statement.iterate()) yield { kind, id: String(id), columns };
}
