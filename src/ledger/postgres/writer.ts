/** Writing what a batch changed: all rows of a table in one statement. */
import type pg from "pg";
import { hasOwnSession } from "../../database/postgres/database.ts";
import { isSettled } from "../../domain/order.ts";
import { writeKeys } from "./key-writer.ts";
import type { LoadedRows } from "./loader.ts";
import { noteChanged, type Send, storable } from "./statements.ts";

/** Up to how many rows of a table a plan that is kept is used; for more, one is made that knows how many there are. */
const MAX_ROWS_KEPT = 128;

/** Of the statements that sessions keep, by their texts. */
const names = new Map<string, string>();

/**
 * Send the statements that write the changes, without waiting for them. A session of our own keeps them: to parse and
 * plan them anew takes it longer than to write a few rows.
 */
export function write(db: pg.ClientBase, rows: LoadedRows): readonly Promise<unknown>[] {
  const sent: Promise<unknown>[] = [];
  const keeps = hasOwnSession(db);
  const send: Send = (text, columns) => {
    if (columns[0]!.length === 0) return;
    const kept = keeps && columns.every(({ length }) => length <= MAX_ROWS_KEPT);
    sent.push(db.query({ text, values: [...columns], ...(kept && { name: nameOf(text) }) }));
  };
  writeEvents(rows, send);
  writeLocks(rows, send);
  writeDevices(rows, send);
  writeKeys(rows, send);
  writeOrders(rows, send);
  writeReasons(rows, send);
  writeRecipients(rows, send);
  return sent;
}

function nameOf(text: string): string {
  const name = names.get(text) ?? `write ${names.size + 1}`;
  names.set(text, name);
  return name;
}

function writeEvents({ events }: LoadedRows, send: Send): void {
  // Rows are made in the order of the arrays, so positions rise with versions.
  send(
    `INSERT INTO events (lock_id, version, at, type, data, context, hash)
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bytea[])`,
    [
      events.map(({ lockId }) => lockId),
      events.map(({ version }) => version),
      events.map(({ at }) => at),
      events.map(({ type }) => type),
      events.map(({ data }) => data),
      events.map(({ context }) => context),
      events.map(({ hash }) => hash),
    ],
  );
}

function writeLocks(rows: LoadedRows, send: Send): void {
  const ids = [...rows.changedLocks.keys()];
  const columns = (lockIds: readonly number[]) => {
    const all = lockIds.map((lockId) => rows.lockRow(lockId));
    return [
      lockIds,
      all.map(({ version }) => version),
      all.map(({ head }) => head),
      all.map(({ updatedAt }) => updatedAt),
      all.map(({ state, stored }) => (state === stored ? null : state!.uuid)),
      all.map(({ state, stored }) => (state === stored ? null : JSON.stringify(state))),
    ];
  };
  const unnested = "unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bigint[], $5::text[], $6::text[])";
  send(
    `UPDATE locks l SET version = u.version, head = u.head, updated_at = u.updated_at,
       uuid = coalesce(u.uuid, l.uuid), state = coalesce(u.state, l.state)
     FROM ${unnested} AS u (lock_id, version, head, updated_at, uuid, state) WHERE l.lock_id = u.lock_id`,
    columns(ids.filter((lockId) => !rows.changedLocks.get(lockId))),
  );
  send(
    `INSERT INTO locks (lock_id, version, head, updated_at, uuid, state) SELECT * FROM ${unnested}`,
    columns(ids.filter((lockId) => rows.changedLocks.get(lockId))),
  );
  writeSeldom(rows, ids, send);
}

/** Apart, so that what is written with every event names no column that is looked for or watched. */
function writeSeldom(rows: LoadedRows, ids: readonly number[], send: Send): void {
  const moved = ids
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

function writeOrders(rows: LoadedRows, send: Send): void {
  const ordersOf = (isNew: boolean) =>
    [...rows.changedOrders].flatMap(([orderId, now]) => (now === isNew ? [rows.order(orderId)!] : []));
  const made = ordersOf(true);
  send(
    `INSERT INTO orders (order_id, open, state, intent, not_after)
     SELECT * FROM unnest($1::text[], $2::boolean[], $3::text[], $4::text[], $5::bigint[])`,
    [
      made.map(({ orderId }) => orderId),
      made.map((order) => !isSettled(order)),
      made.map((order) => JSON.stringify(order)),
      made.map(({ intent }) => intent),
      made.map(({ notAfter }) => notAfter),
    ],
  );
  const changed = ordersOf(false);
  send(
    `UPDATE orders o SET open = u.open, state = u.state
     FROM unnest($1::text[], $2::boolean[], $3::text[]) AS u (order_id, open, state) WHERE o.order_id = u.order_id`,
    [
      changed.map(({ orderId }) => orderId),
      changed.map((order) => !isSettled(order)),
      changed.map((order) => JSON.stringify(order)),
    ],
  );
}
