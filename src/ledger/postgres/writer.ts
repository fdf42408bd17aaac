/** Writing what a batch changed: all rows of a table in one statement. */
import type pg from "pg";
import { hasOwnSession } from "../../database/postgres/database.ts";
import { isSettled, type OrderState } from "../../domain/order.ts";
import { binaryArray, elementTypes } from "./binary-arrays.ts";
import { keysIn, partsOfKeys, writeMoved } from "./key-writer.ts";
import type { LoadedRows } from "./loader.ts";
import { noteChanged, type Part, type Send, storable, together } from "./statements.ts";

/** Up to how many rows of a table a plan that is kept is used; for more, one is made that knows how many there are. */
const MAX_ROWS_KEPT = 128;

/** What is known of a statement by its text. */
interface Known {
  /** In the sessions that keep it. */
  readonly name: string;
  readonly types: ReturnType<typeof elementTypes>;
}

const statements = new Map<string, Known>();

/**
 * Send the statements that write the changes, without waiting for them. A session of our own keeps them: to parse and
 * plan them anew takes it longer than to write a few rows.
 */
export function write(db: pg.ClientBase, rows: LoadedRows): readonly Promise<unknown>[] {
  const sent: Promise<unknown>[] = [];
  const keeps = hasOwnSession(db);
  const send: Send = (text, columns) => {
    if (!columns[0]?.length) return;
    const kept = keeps && columns.every(({ length }) => length <= MAX_ROWS_KEPT);
    const { name, types } = knownOf(text);
    const values = columns.map((column, i) => binaryArray(types[i]!, column));
    sent.push(db.query({ text, values, ...(kept && { name }) }));
  };
  const keys = keysIn(rows);
  send(...together([partOfLocks(rows), partOfEvents(rows), ...partsOfKeys(keys), ...partsOfOrders(rows)]));
  writeNewLocks(rows, send);
  writeSeldom(rows, send);
  writeDevices(rows, send);
  writeMoved(keys, send);
  writeReasons(rows, send);
  writeRecipients(rows, send);
  return sent;
}

function knownOf(text: string): Known {
  let known = statements.get(text);
  if (!known) {
    known = { name: `write ${statements.size + 1}`, types: elementTypes(text) };
    statements.set(text, known);
  }
  return known;
}

function partOfEvents({ events }: LoadedRows): Part {
  return {
    name: "events_added",
    // Rows are made in the order of the arrays, so positions rise with versions.
    text: `INSERT INTO events (lock_id, version, at, type, data, context, hash)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bytea[])`,
    columns: [
      events.map(({ lockId }) => lockId),
      events.map(({ version }) => version),
      events.map(({ at }) => at),
      events.map(({ type }) => type),
      events.map(({ data }) => data),
      events.map(({ context }) => context),
      events.map(({ hash }) => hash),
    ],
  };
}

const LOCK_COLUMNS = "unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bigint[], $5::text[], $6::text[])";

function locksIn(rows: LoadedRows, isNew: boolean) {
  const lockIds = [...rows.changedLocks].flatMap(([lockId, now]) => (now === isNew ? [lockId] : []));
  const all = lockIds.map((lockId) => rows.lockRow(lockId));
  return [
    lockIds,
    all.map(({ version }) => version),
    all.map(({ head }) => head),
    all.map(({ updatedAt }) => updatedAt),
    all.map(({ state, stored }) => (state === stored ? null : state!.uuid)),
    all.map(({ state, stored }) => (state === stored ? null : JSON.stringify(state))),
  ];
}

function partOfLocks(rows: LoadedRows): Part {
  return {
    name: "locks_changed",
    text: `UPDATE locks l SET version = u.version, head = u.head, updated_at = u.updated_at,
        uuid = coalesce(u.uuid, l.uuid), state = coalesce(u.state, l.state)
      FROM ${LOCK_COLUMNS} AS u (lock_id, version, head, updated_at, uuid, state) WHERE l.lock_id = u.lock_id`,
    columns: locksIn(rows, false),
  };
}

/** Apart and afterwards: a new lock may have the UUID that another one gave up. */
function writeNewLocks(rows: LoadedRows, send: Send): void {
  send(
    `INSERT INTO locks (lock_id, version, head, updated_at, uuid, state) SELECT * FROM ${LOCK_COLUMNS}`,
    locksIn(rows, true),
  );
}

/** Apart, so that what is written with every event names no column that is looked for or watched. */
function writeSeldom(rows: LoadedRows, send: Send): void {
  const moved = [...rows.changedLocks.keys()]
    .map((lockId) => rows.lockRow(lockId))
    .filter(({ state, stored }) => state?.orgId !== stored?.orgId || state?.ownerId !== stored?.ownerId);
  send(
    `UPDATE locks l SET org_id = u.org_id, owner_id = u.owner_id
     FROM unnest($1::bigint[], $2::text[], $3::text[]) AS u (lock_id, org_id, owner_id) WHERE l.lock_id = u.lock_id`,
    [
      moved.map(({ state }) => state!.lockId),
      moved.map(({ state }) => state!.orgId),
      moved.map(({ state }) => state!.ownerId),
    ],
  );
  const names = [...new Map(rows.lockNames.map(({ lockId, name }) => [lockId, storable(name)]))];
  send(
    `WITH named AS (
       UPDATE locks l SET name = u.name FROM unnest($1::bigint[], $2::text[]) AS u (lock_id, name)
       WHERE l.lock_id = u.lock_id RETURNING l.lock_id
     )
     ${noteChanged("lock", "lock_id", "named")}`,
    [names.map(([lockId]) => lockId), names.map(([, name]) => name)],
  );
}

/** All are taken away first: a device may have gone from one lock to another. */
function writeDevices(rows: LoadedRows, send: Send): void {
  const changed = rows.changedDevices();
  send("DELETE FROM device_bindings WHERE lock_id = ANY($1::bigint[])", [changed.map(({ lockId }) => lockId)]);
  const bound = changed.flatMap(({ lockId, device }) => (device ? [{ lockId, ...device }] : []));
  send(
    "INSERT INTO device_bindings (hub_id, address, lock_id) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])",
    [bound.map(({ hubId }) => hubId), bound.map(({ address }) => address), bound.map(({ lockId }) => lockId)],
  );
}

function writeReasons({ openReasons }: LoadedRows, send: Send): void {
  send(
    `INSERT INTO open_reasons (order_id, lock_id, user_id, reason, at)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])`,
    [
      openReasons.map(({ orderId }) => orderId),
      openReasons.map(({ lockId }) => lockId),
      openReasons.map(({ userId }) => userId),
      openReasons.map(({ reason }) => storable(reason)),
      openReasons.map(({ at }) => at),
    ],
  );
}

function writeRecipients({ recipients }: LoadedRows, send: Send): void {
  const [kept, gone] = [
    [...recipients].filter(([, one]) => one !== null),
    [...recipients].filter(([, one]) => one === null),
  ];
  send("DELETE FROM key_recipients WHERE uuid = ANY($1::text[])", [gone.map(([uuid]) => uuid)]);
  send(
    `INSERT INTO key_recipients (uuid, recipient) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (uuid) DO UPDATE SET recipient = excluded.recipient`,
    [kept.map(([uuid]) => uuid), kept.map(([, recipient]) => recipient)],
  );
}

function partsOfOrders(rows: LoadedRows): Part[] {
  const ordersOf = (isNew: boolean) =>
    [...rows.changedOrders].flatMap(([orderId, now]) => (now === isNew ? [rows.order(orderId)!] : []));
  const [made, changed] = [ordersOf(true), ordersOf(false)];
  return [
    {
      name: "orders_made",
      text: `INSERT INTO orders (order_id, open, state, intent, not_after)
        SELECT * FROM unnest($1::text[], $2::boolean[], $3::text[], $4::text[], $5::bigint[])`,
      columns: [...orderColumns(made), made.map(({ intent }) => intent), made.map(({ notAfter }) => notAfter)],
    },
    {
      name: "orders_changed",
      text: `UPDATE orders o SET open = u.open, state = u.state
        FROM unnest($1::text[], $2::boolean[], $3::text[]) AS u (order_id, open, state) WHERE o.order_id = u.order_id`,
      columns: orderColumns(changed),
    },
  ];
}

function orderColumns(orders: readonly OrderState[]) {
  return [
    orders.map(({ orderId }) => orderId),
    orders.map((order) => !isSettled(order)),
    orders.map((order) => JSON.stringify(order)),
  ];
}
