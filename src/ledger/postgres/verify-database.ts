/** Proving the record of one PostgreSQL database. Safe beside running servers: it reads one snapshot and writes nothing. */
import type pg from "pg";
import type { RowKind, StoredRow } from "../refold.ts";
import type { RawEvent } from "../raw-event.ts";
import type { PinRow } from "../verify-pins.ts";
import { openScratch } from "../scratch.ts";
import { type RecordSource, type Verified, type VerifyOptions, verifyRecord } from "../verify-record.ts";
import { connectForReading, type DatabaseOptions } from "../../database/postgres/database.ts";
import { refuseOtherSchema } from "../../database/postgres/migrate.ts";
import { EVENT_COLUMNS } from "./statements.ts";
import { codeOf } from "../../database/postgres/errors.ts";

const FETCH = 1_000;
/** How long writers may be held up for the snapshot, in milliseconds, and how often it is tried. */
const QUIET_MS = 1_000;
const TRIES = 20;
const LOCK_NOT_AVAILABLE = "55P03";

const LOCKS = `SELECT lock_id AS id, uuid, version, encode(head, 'hex') AS head, updated_at, org_id, owner_id, state
  FROM locks`;
const DEVICES = "SELECT hub_id || ' ' || address AS id, lock_id FROM device_bindings";
const KEYS = "SELECT uuid AS id, uuid, created_by, revoked::int AS revoked, revoke_at, state FROM temp_keys";
const DOORS = `SELECT coalesce(k.uuid, 'number ' || d.key_id) || '/' || d.lock_id AS id, d.revoked::int AS revoked,
    d.shared::int AS shared
  FROM temp_key_doors d LEFT JOIN temp_keys k ON k.key_id = d.key_id`;
const ORDERS = "SELECT order_id AS id, intent, not_after, open::int AS open, state FROM orders";
const PINS = `SELECT k.uuid, k.state, k.pin_index, k.pin_box,
    (SELECT string_agg(p.lock_id || ' ' || p.pin_index, E'\\n') FROM temp_key_pins p WHERE p.key_id = k.key_id) AS lookups
  FROM temp_keys k WHERE k.pin_index IS NOT NULL OR k.pin_box IS NOT NULL`;

/**
 * @throws Error when the database cannot be read or is of another schema; damage is returned, not thrown
 */
export async function verifyDatabase(database: DatabaseOptions, options: VerifyOptions = {}): Promise<Verified> {
  const db = await connectForReading(database);
  const scratch = openScratch();
  try {
    await refuseOtherSchema(db);
    await takeSnapshot(db, database);
    return await verifyRecord(recordOf(db), scratch.texts, options);
  } finally {
    scratch.close();
    await db.end();
  }
}

/**
 * Begin to read at a moment when nobody writes. Transactions commit in another order than their positions; one that is
 * left out here and comes later with a lower position would make the head that is told now a head of no record.
 */
async function takeSnapshot(db: pg.Client, database: DatabaseOptions): Promise<void> {
  const gate = await connectForReading(database);
  try {
    for (let left = TRIES; ; left--) {
      await gate.query(`BEGIN; SET LOCAL lock_timeout = ${QUIET_MS}`);
      try {
        await gate.query("LOCK TABLE events IN SHARE MODE");
        break;
      } catch (error) {
        await gate.query("ROLLBACK");
        if (left === 0 || codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
      }
    }
    // The first query after it takes the snapshot, not the beginning.
    await db.query(
      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
    );
    await db.query("SELECT FROM events LIMIT 1");
  } finally {
    await gate.end();
  }
}

function recordOf(db: pg.Client): RecordSource {
  return {
    gapless: false,
    pins: () => stream<PinRow>(db, PINS),
    events: () => stream<RawEvent>(db, `SELECT ${EVENT_COLUMNS} FROM events ORDER BY position`),
    async *rows() {
      yield* rowsOf(db, "lock", LOCKS);
      yield* rowsOf(db, "device", DEVICES);
      yield* rowsOf(db, "key", KEYS);
      yield* rowsOf(db, "door", DOORS);
      yield* rowsOf(db, "order", ORDERS);
    },
  };
}

async function* rowsOf(db: pg.Client, kind: RowKind, text: string): AsyncIterable<StoredRow> {
  for await (const { id, ...columns } of stream<{ readonly id: string | number }>(db, text))
    yield { kind, id: String(id), columns };
}

/** All rows of a query, some at a time: neither side holds them all. */
async function* stream<Row extends object>(db: pg.Client, text: string): AsyncIterable<Row> {
  await db.query(`DECLARE next_rows NO SCROLL CURSOR FOR ${text}`);
  for (;;) {
    const { rows } = await db.query<Row>(`FETCH ${FETCH} FROM next_rows`);
    yield* rows;
    if (rows.length < FETCH) break;
  }
  await db.query("CLOSE next_rows");
}
