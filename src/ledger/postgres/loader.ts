/** Loading the rows that a batch needs: one statement for what the commands name, at most one more for what that points to. */
import type { DeviceAddress } from "../../domain/device.ts";
import type { LockState } from "../../domain/lock.ts";
import type { OrderState } from "../../domain/order.ts";
import type { Needs } from "../../domain/rows.ts";
import type { TempKeyState } from "../../domain/temp-key.ts";
import { erasableOf } from "../erasable-columns.ts";
import { WorkingSet } from "../working-set.ts";
import type { Queries } from "../../database/postgres/migrate.ts";

/** The rows of one batch, and where they are. */
export class LoadedRows extends WorkingSet {
  readonly keyIds = new Map<string, number>();
  /** The locks that the commands name, and those that the rows of keys and orders point to. */
  readonly lockIds = new Set<number>();
}

/**
 * @param locks the locks whose rows are wanted. Without them only what leads to locks is looked up.
 */
export async function load(db: Queries, needs: readonly Needs[], locks: readonly number[] = []): Promise<LoadedRows> {
  const rows = new LoadedRows();
  for (const { lockIds = [] } of needs) for (const lockId of lockIds) rows.lockIds.add(lockId);
  await lookUp(db, wantedOf(needs, locks), rows);
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

/** One shape for all kinds of rows, so that one statement answers with all of them. */
interface FoundRow {
  readonly kind: "lock" | "uuid" | "device" | "key" | "order" | "pin" | "shared";
  /** Of the lock, or of the key. */
  readonly id: number;
  /** Of the lock where the row of a key is found by one. */
  readonly lock_id: number;
  /** The UUID, or the PIN by which the key was found. */
  readonly name: string;
  readonly state: string;
  readonly version: number;
  readonly head: Buffer;
  readonly updated_at: number;
  readonly description: string | null;
  readonly labels: string | null;
  readonly pin_index: string | null;
  readonly pin_box: string | null;
}

const NO_ROW = `SELECT NULL::text AS kind, NULL::bigint AS id, NULL::bigint AS lock_id, NULL::text AS name,
  NULL::text AS state, NULL::bigint AS version, NULL::bytea AS head, NULL::bigint AS updated_at,
  NULL::text AS description, NULL::text AS labels, NULL::text AS pin_index, NULL::text AS pin_box WHERE false`;
const KEY_COLUMNS = "k.state, NULL, NULL, NULL, k.description, k.labels, k.pin_index, k.pin_box";
const NO_MORE = "NULL, NULL, NULL, NULL, NULL, NULL, NULL";

async function lookUp(db: Queries, wanted: Wanted, rows: LoadedRows): Promise<void> {
  const { text, values } = statementOf(wanted);
  if (values.length === 0) return;
  const found = await db.query<FoundRow>(text, values);
  keep(found.rows, rows);
}

function statementOf({ locks, lockUuids, devices, keyUuids, orderIds, intents, shared, pins }: Wanted) {
  const values: unknown[] = [];
  const parts: string[] = [NO_ROW];
  const array = (value: readonly unknown[], type: string) => `$${values.push(value)}::${type}[]`;
  if (locks.length > 0) {
    parts.push(`SELECT 'lock', lock_id, NULL, NULL, state, version, head, updated_at, NULL, NULL, NULL, NULL
      FROM locks WHERE lock_id = ANY(${array(locks, "bigint")})`);
  }
  if (lockUuids.length > 0) {
    parts.push(`SELECT 'uuid', lock_id, NULL, uuid, ${NO_MORE}, NULL
      FROM locks WHERE uuid = ANY(${array(lockUuids, "text")})`);
  }
  if (devices.length > 0) {
    const hubs = array(devices.map(({ hubId }) => hubId), "text"); // prettier-ignore
    const addresses = array(devices.map(({ address }) => address), "text"); // prettier-ignore
    parts.push(`SELECT 'device', b.lock_id, NULL, b.hub_id || ' ' || b.address, ${NO_MORE}, NULL
      FROM (SELECT DISTINCT * FROM unnest(${hubs}, ${addresses}) AS w (hub_id, address)) w
      JOIN device_bindings b ON b.hub_id = w.hub_id AND b.address = w.address`);
  }
  const withOrders = orderIds.length > 0 || intents.length > 0;
  const keysOfOrders = " UNION SELECT state::json ->> 'tempKeyUuid' FROM found_orders";
  if (withOrders) parts.push(`SELECT 'order', NULL, NULL, NULL, state, ${NO_MORE} FROM found_orders`);
  if (withOrders || keyUuids.length > 0) {
    // The UUIDs are gathered into an array first: an index answers that, and not a subquery beside other conditions.
    const uuids = `SELECT unnest(${array(keyUuids, "text")})${withOrders ? keysOfOrders : ""}`;
    parts.push(`SELECT 'key', k.key_id, NULL, k.uuid, ${KEY_COLUMNS}
      FROM temp_keys k WHERE k.uuid = ANY(ARRAY(${uuids}))`);
  }
  if (shared.length > 0) {
    parts.push(`SELECT 'shared', k.key_id, d.lock_id, k.uuid, ${KEY_COLUMNS}
      FROM temp_key_doors d JOIN temp_keys k ON k.key_id = d.key_id
      WHERE d.lock_id = ANY(${array(shared, "bigint")}) AND NOT d.revoked AND d.shared`);
  }
  if (pins.length > 0) {
    const lockIds = array(pins.map(({ lockId }) => lockId), "bigint"); // prettier-ignore
    const blindIndexes = array(pins.map(({ blindIndex }) => blindIndex), "text"); // prettier-ignore
    parts.push(`SELECT 'pin', k.key_id, p.lock_id, p.pin_index, ${KEY_COLUMNS}
      FROM (SELECT DISTINCT * FROM unnest(${lockIds}, ${blindIndexes}) AS w (lock_id, pin_index)) w
      JOIN temp_key_pins p ON p.lock_id = w.lock_id AND p.pin_index = w.pin_index
      JOIN temp_keys k ON k.key_id = p.key_id`);
  }
  const orders = withOrders
    ? `WITH found_orders AS MATERIALIZED (
         SELECT state FROM orders WHERE order_id = ANY(${array(orderIds, "text")})
         UNION SELECT state FROM orders WHERE intent = ANY(${array(intents, "text")})) `
    : "";
  return { text: orders + parts.join(" UNION ALL "), values };
}

function keep(found: readonly FoundRow[], rows: LoadedRows): void {
  const pins = new Map<string, { readonly pin: Pin; readonly uuids: string[] }>();
  const shared = new Map<number, string[]>();
  for (const row of found) {
    switch (row.kind) {
      case "lock": {
        const state = JSON.parse(row.state) as LockState;
        rows.loadLock({ state, stored: state, version: row.version, head: row.head, updatedAt: row.updated_at });
        break;
      }
      case "uuid":
        rows.loadLockUuid(row.name, row.id);
        break;
      case "device":
        rows.loadDevice(deviceNamed(row.name), row.id);
        rows.lockIds.add(row.id);
        break;
      case "key":
        keepKey(row, rows);
        break;
      case "order":
        keepOrder(JSON.parse(row.state) as OrderState, rows);
        break;
      case "pin": {
        const uuid = keepKey(row, rows);
        const pin = { lockId: row.lock_id, blindIndex: row.name };
        const name = `${pin.lockId}/${pin.blindIndex}`;
        const same = pins.get(name);
        if (same) same.uuids.push(uuid);
        else pins.set(name, { pin, uuids: [uuid] });
        break;
      }
      case "shared": {
        const uuid = keepKey(row, rows);
        const others = shared.get(row.lock_id);
        if (others) others.push(uuid);
        else shared.set(row.lock_id, [uuid]);
        break;
      }
      default:
        row.kind satisfies never;
    }
  }
  for (const { pin, uuids } of pins.values()) rows.loadPin(pin.lockId, pin.blindIndex, uuids);
  for (const [lockId, uuids] of shared) rows.loadShared(lockId, uuids);
}

function deviceNamed(name: string): DeviceAddress {
  const end = name.indexOf(" ");
  return { hubId: name.slice(0, end), address: name.slice(end + 1) };
}

function keepKey(row: FoundRow, rows: LoadedRows): string {
  const state = JSON.parse(row.state) as TempKeyState;
  if (rows.key(state.uuid)) return state.uuid;
  rows.loadKey({ state, ...erasableOf(row) });
  rows.keyIds.set(state.uuid, row.id);
  for (const { lockId } of state.doors) rows.lockIds.add(lockId);
  return state.uuid;
}

function keepOrder(order: OrderState, rows: LoadedRows): void {
  rows.loadOrder(order);
  rows.lockIds.add(order.lockId);
}
