/** The reading half of the ledger on PostgreSQL: one statement where one reader looks for it. */
import { setImmediate as turn } from "node:timers/promises";
import type pg from "pg";
import type { LockState } from "../../domain/lock.ts";
import type { OrderState } from "../../domain/order.ts";
import type { TempKeyState } from "../../domain/temp-key.ts";
import { type ErasableColumns, erasableOf } from "../erasable-columns.ts";
import type { KeyToRevoke, LedgerReads, LockRecord, TempKeyRecord } from "../ledger.ts";
import { type RawEvent, storedEvent } from "../raw-event.ts";
import type { Queries } from "../../database/postgres/migrate.ts";
import { EVENT_COLUMNS } from "./statements.ts";
import { storeErrorOf } from "../../database/postgres/errors.ts";
import { follow, followedTo, newest } from "./follow.ts";
import { createChangeReads } from "./changes.ts";
import { streamsOfKey, versionAt } from "./key-streams.ts";

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

const BOUND_TO = "SELECT address, lock_id FROM device_bindings WHERE hub_id = $1";
const FREE_LOCK_ID = `SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM locks WHERE lock_id = 1) THEN 1 ELSE (
  SELECT l.lock_id + 1 FROM locks l WHERE NOT EXISTS (SELECT 1 FROM locks n WHERE n.lock_id = l.lock_id + 1)
  ORDER BY l.lock_id LIMIT 1) END AS "lockId"`;
const LOCKS = "SELECT state, version, updated_at, name FROM locks WHERE lock_id = ANY($1)";
const KEY = `SELECT ${KEY_COLUMNS} FROM temp_keys k WHERE uuid = $1`;
const KEYS = `SELECT ${KEY_COLUMNS} FROM temp_keys k WHERE uuid = ANY($1)`;
const KEYS_BY_PIN = `SELECT p.lock_id, p.pin_index AS by_index, ${KEY_COLUMNS}
  FROM (SELECT DISTINCT * FROM unnest($1::bigint[], $2::text[]) AS w (lock_id, pin_index)) w
  JOIN temp_key_pins p ON p.lock_id = w.lock_id AND p.pin_index = w.pin_index
  JOIN temp_keys k ON k.key_id = p.key_id`;
const ORDERS = "SELECT state FROM orders WHERE order_id = ANY($1)";
/** Of one statement. */
const MAX_ORDERS = 1_000;
const keysOfLock = (revoked: boolean) =>
  `SELECT ${KEY_COLUMNS} FROM temp_key_doors d JOIN temp_keys k ON k.key_id = d.key_id
   WHERE d.lock_id = $1 AND d.revoked = ${revoked} AND d.key_id < $2 ORDER BY d.key_id DESC LIMIT $3`;
const KEYS_OF_LOCK = keysOfLock(false);
const ALL_KEYS_OF_LOCK = `SELECT * FROM ((${keysOfLock(false)}) UNION ALL (${keysOfLock(true)})) k
  ORDER BY key_id DESC LIMIT $3`;
const keysOfCreator = (which: string) =>
  `SELECT ${KEY_COLUMNS} FROM temp_keys k WHERE k.created_by = $1 AND k.key_id < $2 ${which}
   ORDER BY k.key_id DESC LIMIT $3`;
const KEYS_OF_CREATOR = keysOfCreator("AND NOT k.revoked");
const ALL_KEYS_OF_CREATOR = keysOfCreator("");
const EVENTS = `SELECT ${EVENT_COLUMNS} FROM events WHERE lock_id = $1 AND version BETWEEN $2 AND $3 ORDER BY version`;
/** By the primary key, which no index of positions stands beside. */
const EVENTS_AT = `SELECT ${EVENT_COLUMNS.split(", ")
  .map((column) => `e.${column}`)
  .join(", ")}
  FROM unnest($1::bigint[], $2::bigint[]) AS w (lock_id, version)
  JOIN events e ON e.lock_id = w.lock_id AND e.version = w.version`;
const OVERDUE = "SELECT order_id FROM orders WHERE open AND not_after < $1 ORDER BY not_after LIMIT $2";
const AHEAD = "SELECT order_id FROM orders WHERE open AND not_after > $1 ORDER BY not_after DESC LIMIT $2";
const REASONS = "SELECT order_id, reason FROM open_reasons WHERE order_id = ANY($1)";
const TO_REVOKE = `SELECT uuid AS "tempKeyUuid", revoke_at AS "revokeAt" FROM temp_keys
  WHERE revoke_at < $1 ORDER BY revoke_at LIMIT $2`;
const WAITING = `SELECT state FROM orders WHERE open AND not_after > $1 AND state::json ->> 'stage' = 'queued'
  AND (state::json ->> 'requestedAt')::bigint < $2 ORDER BY not_after LIMIT $3`;

/** Every read throws `StoreUnavailableError` when the database does not answer. */
export function createReads(pool: pg.Pool): LedgerReads {
  const db = {
    async query(text: string, values: unknown[]) {
      try {
        return await pool.query(text, values);
      } catch (error) {
        throw storeErrorOf(error);
      }
    },
  } as Queries;

  async function rawEvents(lockId: number, fromVersion: number, toVersion: number): Promise<RawEvent[]> {
    return (await db.query<RawEvent>(EVENTS, [lockId, fromVersion, toVersion])).rows;
  }

  async function locks(lockIds: readonly number[]): Promise<LockRecord[]> {
    const { rows } = await db.query<LockSqlRow>(LOCKS, [lockIds]);
    return rows.map(({ state, version, updated_at: updatedAt, name }) => ({
      state: JSON.parse(state) as LockState,
      version,
      updatedAt,
      name,
    }));
  }

  async function keys(text: string, values: unknown[]): Promise<TempKeyRecord[]> {
    return (await db.query<KeySqlRow>(text, values)).rows.map(keyRecord);
  }

  return {
    ...createChangeReads(db),
    async lock(lockId) {
      return (await locks([lockId]))[0];
    },
    async locks(lockIds) {
      return new Map((await locks(lockIds)).map((one) => [one.state.lockId, one]));
    },
    async freeLockId() {
      return (await db.query<{ lockId: number }>(FREE_LOCK_ID, [])).rows[0]!.lockId;
    },
    async boundTo(hubId) {
      const { rows } = await db.query<{ address: string; lock_id: number }>(BOUND_TO, [hubId]);
      return new Map(rows.map(({ address, lock_id: lockId }) => [address, lockId]));
    },
    async tempKey(uuid) {
      return (await keys(KEY, [uuid]))[0];
    },
    tempKeys: (uuids) => keys(KEYS, [uuids]),
    keysWithPin: pinReader(db),
    order: orderReader(db),
    tempKeysOfLock: (lockId, { limit, before = Number.MAX_SAFE_INTEGER, withRevoked }) =>
      keys(withRevoked ? ALL_KEYS_OF_LOCK : KEYS_OF_LOCK, [lockId, before, limit]),
    tempKeysCreatedBy: (createdBy, { limit, before = Number.MAX_SAFE_INTEGER, withRevoked }) =>
      keys(withRevoked ? ALL_KEYS_OF_CREATOR : KEYS_OF_CREATOR, [createdBy, before, limit]),
    async events(lockId, fromVersion, toVersion) {
      return (await rawEvents(lockId, fromVersion, toVersion)).map(storedEvent);
    },
    rawEvents,
    async eventsAt(places) {
      const values = [places.map(({ lockId }) => lockId), places.map(({ version }) => version)];
      return (await db.query<RawEvent>(EVENTS_AT, values)).rows.map(storedEvent);
    },
    versionAt: (lockId, position) => versionAt(db, lockId, position),
    async streamsOfKey(uuid) {
      const [key] = await keys(KEY, [uuid]);
      return key && streamsOfKey(db, key.state);
    },
    async waitingOrders(since, at, limit) {
      const { rows } = await db.query<{ state: string }>(WAITING, [at, since, limit]);
      return rows.map(({ state }) => JSON.parse(state) as OrderState);
    },
    async overdueOrders(at, limit) {
      return (await db.query<{ order_id: string }>(OVERDUE, [at, limit])).rows.map(({ order_id }) => order_id);
    },
    async ordersAhead(at, limit) {
      return (await db.query<{ order_id: string }>(AHEAD, [at, limit])).rows.map(({ order_id }) => order_id);
    },
    async openReasons(orderIds) {
      const { rows } = await db.query<{ order_id: string; reason: string }>(REASONS, [orderIds]);
      return new Map(rows.map(({ order_id, reason }) => [order_id, reason]));
    },
    async keysToRevoke(at, limit) {
      return (await db.query<KeyToRevoke>(TO_REVOKE, [at, limit])).rows;
    },
    follow: (after, limit) => follow(db, after, limit),
    followedTo: () => followedTo(db),
    newest: () => newest(db),
  };
}

/**
 * Reads orders: those that are asked for in one turn of the event loop in one statement. Many who wait for openings that
 * other processes carry out look at the same moment, again and again.
 */
function orderReader(db: Queries): LedgerReads["order"] {
  let asked: { readonly ids: Set<string>; readonly found: Promise<Map<string, OrderState>> } | undefined;

  async function ask(ids: ReadonlySet<string>): Promise<Map<string, OrderState>> {
    await turn();
    if (asked?.ids === ids) asked = undefined;
    const { rows } = await db.query<{ state: string }>(ORDERS, [[...ids]]);
    const orders = rows.map(({ state }) => JSON.parse(state) as OrderState);
    return new Map(orders.map((order) => [order.orderId, order]));
  }

  return async (orderId) => {
    if (!asked || asked.ids.size >= MAX_ORDERS) {
      const ids = new Set<string>();
      asked = { ids, found: ask(ids) };
    }
    asked.ids.add(orderId);
    return (await asked.found).get(orderId);
  };
}

/**
 * Reads keys by their PINs, one statement at a time: those that are asked for meanwhile share the next one. Whoever
 * guesses PINs from many addresses at once takes one connection and no more.
 */
function pinReader(db: Queries): LedgerReads["keysWithPin"] {
  interface Asked {
    readonly lockIds: number[];
    readonly blindIndexes: string[];
    readonly found: Promise<Map<string, TempKeyRecord[]>>;
  }
  let next: Asked | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  async function ask(before: Promise<unknown>, lockIds: readonly number[], blindIndexes: readonly string[]) {
    await before.catch(() => {});
    await turn();
    next = undefined;
    const { rows } = await db.query<KeySqlRow & { lock_id: number; by_index: string }>(KEYS_BY_PIN, [
      lockIds,
      blindIndexes,
    ]);
    const found = new Map<string, TempKeyRecord[]>();
    for (const row of rows) {
      const lookup = `${row.lock_id} ${row.by_index}`;
      found.set(lookup, [...(found.get(lookup) ?? []), keyRecord(row)]);
    }
    return found;
  }

  return async (lockId, blindIndexes) => {
    if (!next) {
      const [lockIds, ofPins]: [number[], string[]] = [[], []];
      next = { lockIds, blindIndexes: ofPins, found: ask(underWay, lockIds, ofPins) };
      underWay = next.found;
    }
    for (const index of blindIndexes) {
      next.lockIds.push(lockId);
      next.blindIndexes.push(index);
    }
    const found = await next.found;
    return blindIndexes.flatMap((index) => found.get(`${lockId} ${index}`) ?? []);
  };
}

function keyRecord(row: KeySqlRow): TempKeyRecord {
  return { state: JSON.parse(row.state) as TempKeyState, ...erasableOf(row), cursor: row.key_id };
}
