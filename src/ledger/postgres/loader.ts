/** Loading the rows that a batch needs: what the commands name is asked for together, and then what that points to. */
import type pg from "pg";
import type { DeviceAddress } from "../../domain/device.ts";
import { isUuid } from "../../domain/ids.ts";
import type { LockState } from "../../domain/lock.ts";
import type { OrderState } from "../../domain/order.ts";
import type { Needs } from "../../domain/rows.ts";
import type { TempKeyState } from "../../domain/temp-key.ts";
import { type ErasableColumns, erasableOf } from "../erasable-columns.ts";
import { WorkingSet } from "../working-set.ts";
import type { Queries } from "../../database/postgres/migrate.ts";

/** The rows of one batch, and where they are. */
export class LoadedRows extends WorkingSet {
  readonly keyIds = new Map<string, number>();
  /** The locks that the commands name, and those that the rows of keys and orders point to. */
  readonly lockIds = new Set<number>();
}

/** The locks that are held when the statements of `begin` are done; these go out with those that read. */
interface Held {
  readonly begin: string;
  readonly lockIds: ReadonlySet<number>;
}

/** @param held without it only what leads to locks is looked up, not their own rows */
export async function load(db: Queries, needs: readonly Needs[], held?: Held): Promise<LoadedRows> {
  const rows = new LoadedRows();
  for (const { lockIds = [] } of needs) for (const lockId of lockIds) rows.lockIds.add(lockId);
  await lookUp(db, wantedOf(needs, [...(held?.lockIds ?? [])]), rows, held?.begin);
  await lookUp(db, wantedNext(needs, rows), rows);
  return rows;
}

/** The locks that the commands name themselves; undefined when one names none and has to be looked up. */
export function namedLocks(needs: readonly Needs[]): ReadonlySet<number> | undefined {
  const named = new Set<number>();
  for (const { lockIds = [] } of needs) {
    if (lockIds.length === 0) return undefined;
    for (const lockId of lockIds) named.add(lockId);
  }
  return named;
}

interface Wanted {
  readonly locks: readonly number[];
  readonly lockUuids: readonly string[];
  readonly devices: readonly DeviceAddress[];
  readonly keyUuids: readonly string[];
  readonly orderIds: readonly string[];
  readonly intents: readonly string[];
  /** Locks whose keys over several doors are wanted. */
  readonly shared: readonly number[];
  readonly pins: readonly Pin[];
}

interface Pin {
  readonly lockId: number;
  readonly blindIndex: string;
}

function wantedOf(needs: readonly Needs[], locks: readonly number[]): Wanted {
  return {
    locks,
    lockUuids: distinct(needs, ({ lockUuid }) => lockUuid),
    devices: needs.flatMap(({ device }) => device ?? []),
    keyUuids: distinct(needs, ({ tempKeyUuid }) => tempKeyUuid),
    orderIds: distinct(needs, ({ orderId }) => orderId),
    intents: distinct(needs, ({ intent }) => intent),
    shared: [...new Set(needs.flatMap((need) => (need.sharedKeys ? (need.lockIds ?? []) : [])))],
    pins: needs.flatMap(({ lockIds = [], blindIndexes = [] }) => pinsOf(lockIds, blindIndexes)),
  };
}

/** What only the keys tell: their waiting orders, and the PINs at their own doors. */
function wantedNext(needs: readonly Needs[], rows: LoadedRows): Wanted {
  const orderIds: string[] = [];
  const pins: Pin[] = [];
  for (const { tempKeyUuid, queuedOrders, blindIndexes, heldPin, lockIds = [] } of needs) {
    const row = tempKeyUuid === undefined ? undefined : rows.key(tempKeyUuid);
    if (!row) continue;
    if (queuedOrders) orderIds.push(...row.state.queuedOrders.filter((orderId) => !rows.order(orderId)));
    if (!blindIndexes) continue;
    const held = heldPin && row.pin ? [row.pin.blindIndex] : [];
    const own = row.state.doors.map(({ lockId }) => lockId);
    pins.push(...pinsOf(own, [...held, ...blindIndexes]), ...pinsOf(lockIds, held));
  }
  return { locks: [], lockUuids: [], devices: [], keyUuids: [], orderIds, intents: [], shared: [], pins };
}

function pinsOf(lockIds: readonly number[], blindIndexes: readonly string[]): Pin[] {
  return lockIds.flatMap((lockId) => blindIndexes.map((blindIndex) => ({ lockId, blindIndex })));
}

function distinct(needs: readonly Needs[], of: (need: Needs) => string | undefined): string[] {
  return [...new Set(needs.map(of).filter((one) => one !== undefined))];
}

interface LockRow {
  readonly state: string;
  readonly version: number;
  readonly head: Buffer;
  readonly updated_at: number;
}

interface KeyRow extends ErasableColumns {
  readonly key_id: number;
  readonly state: string;
}

/** With its key, if it has one. */
type OrderRow = { readonly order: string } & (KeyRow | { readonly state: null });

const LOCK_UUIDS = "SELECT uuid, lock_id FROM locks WHERE uuid = ANY($1::text[])";
const DEVICES = `SELECT b.hub_id AS "hubId", b.address, b.lock_id AS "lockId"
  FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) AS w (hub_id, address)) w
  JOIN device_bindings b ON b.hub_id = w.hub_id AND b.address = w.address`;
const KEY = "k.key_id, k.state, k.description, k.labels, k.pin_index, k.pin_box";
const ORDERS = `WITH o AS (
    SELECT state FROM orders WHERE order_id = ANY($1::text[]) UNION SELECT state FROM orders WHERE intent = ANY($2::text[])
  ) SELECT o.state AS "order", ${KEY} FROM o LEFT JOIN temp_keys k ON k.uuid = o.state::json ->> 'tempKeyUuid'`;
const SHARED = `SELECT d.lock_id, ${KEY} FROM temp_key_doors d JOIN temp_keys k ON k.key_id = d.key_id
  WHERE d.lock_id = ANY($1::bigint[]) AND NOT d.revoked AND d.shared`;
const PINS = `SELECT p.lock_id, p.pin_index AS found_by, ${KEY}
  FROM (SELECT DISTINCT * FROM unnest($1::bigint[], $2::text[]) AS w (lock_id, pin_index)) w
  JOIN temp_key_pins p ON p.lock_id = w.lock_id AND p.pin_index = w.pin_index
  JOIN temp_keys k ON k.key_id = p.key_id`;

/** Without parameters, so that it can stand beside other statements: only numbers get into the text. */
function selectLocks(lockIds: readonly number[]): string {
  const ids = lockIds.map(Number).join();
  return `SELECT state, version, head, updated_at FROM locks WHERE lock_id = ANY('{${ids}}'::bigint[])`;
}

/** The same; only UUIDs get into the text, and nothing else is a key's. */
function selectKeys(uuids: readonly string[]): string {
  return `SELECT ${KEY} FROM temp_keys k WHERE k.uuid = ANY('{${uuids.filter(isUuid).join()}}'::text[])`;
}

/**
 * Sent together, a statement for each kind of rows. Each sees what is committed when it begins: what belongs to locks that
 * are held is the same for all of them, and whatever else is found leads to a lock that is not.
 *
 * @param begin statements to run before
 */
async function lookUp(db: Queries, wanted: Wanted, rows: LoadedRows, begin = ""): Promise<void> {
  const { locks, lockUuids, devices, keyUuids, orderIds, intents, shared, pins } = wanted;
  const found = <Row extends object>(text: string, ...columns: readonly (readonly unknown[])[]) =>
    columns.every(({ length }) => length === 0) ? [] : db.query<Row>(text, [...columns]).then((result) => result.rows);
  const [{ lockRows, keyRows }, uuids, bound, orders, sharedRows, pinRows] = await Promise.all([
    foundTogether(db, locks, keyUuids, begin),
    found<{ readonly uuid: string; readonly lock_id: number }>(LOCK_UUIDS, lockUuids),
    found<DeviceAddress & { readonly lockId: number }>(
      DEVICES,
      devices.map(({ hubId }) => hubId),
      devices.map(({ address }) => address),
    ),
    found<OrderRow>(ORDERS, orderIds, intents),
    found<KeyRow & { readonly lock_id: number }>(SHARED, shared),
    found<KeyRow & { readonly lock_id: number; readonly found_by: string }>(
      PINS,
      pins.map(({ lockId }) => lockId),
      pins.map(({ blindIndex }) => blindIndex),
    ),
  ]);
  for (const { state: text, version, head, updated_at: updatedAt } of lockRows) {
    const state = JSON.parse(text) as LockState;
    rows.loadLock({ state, stored: state, version, head, updatedAt });
  }
  for (const { uuid, lock_id } of uuids) rows.loadLockUuid(uuid, lock_id);
  for (const { lockId, ...device } of bound) {
    rows.loadDevice(device, lockId);
    rows.lockIds.add(lockId);
  }
  for (const row of orders) {
    keepOrder(JSON.parse(row.order) as OrderState, rows);
    if (row.state !== null) keepKey(row, rows);
  }
  for (const row of keyRows) keepKey(row, rows);
  for (const [lockId, found] of Map.groupBy(sharedRows, ({ lock_id }) => lock_id)) {
    rows.loadShared(lockId, keepKeys(found, rows));
  }
  for (const found of Map.groupBy(pinRows, ({ lock_id, found_by }) => `${lock_id}/${found_by}`).values()) {
    const { lock_id, found_by } = found[0]!;
    rows.loadPin(lock_id, found_by, keepKeys(found, rows));
  }
}

/** What almost every batch needs, in one message: each is something more to send, to begin and to answer. */
async function foundTogether(db: Queries, lockIds: readonly number[], keyUuids: readonly string[], begin: string) {
  const locks = lockIds.length > 0 ? selectLocks(lockIds) : "";
  const keys = keyUuids.length > 0 ? selectKeys(keyUuids) : "";
  const asked = [begin, locks, keys].filter((text) => text !== "");
  const answer: unknown = asked.length === 0 ? [] : await db.query(asked.join("; "));
  // One result for each statement; where there is one statement, no list.
  const results = [answer].flat() as pg.QueryResult[];
  const keyRows = keys === "" ? [] : (results.pop()!.rows as KeyRow[]);
  const lockRows = locks === "" ? [] : (results.pop()!.rows as LockRow[]);
  return { lockRows, keyRows };
}

function keepKeys(found: readonly KeyRow[], rows: LoadedRows): string[] {
  return found.map((row) => keepKey(row, rows));
}

function keepKey(row: KeyRow, rows: LoadedRows): string {
  const state = JSON.parse(row.state) as TempKeyState;
  if (rows.key(state.uuid)) return state.uuid;
  rows.loadKey({ state, ...erasableOf(row) });
  rows.keyIds.set(state.uuid, row.key_id);
  for (const { lockId } of state.doors) rows.lockIds.add(lockId);
  return state.uuid;
}

function keepOrder(order: OrderState, rows: LoadedRows): void {
  rows.loadOrder(order);
  rows.lockIds.add(order.lockId);
}
