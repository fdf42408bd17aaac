/** What the reader of the feed reads and writes of the activity's tables; each statement is of all rows at once. */
import { type Sql, type Statement, statement, type Words } from "../database/sql.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { Owners } from "../domain/lock-owners.ts";
import type { Changes, Known, OpenItem } from "./projection.ts";

type Columns = Readonly<Record<string, "number" | "text">>;

const PLACE = { scope: "text", at: "number", seq: "number" } as const;
const ITEM = {
  ...PLACE,
  revision: "number",
  lock_id: "number",
  event_id: "text",
  type: "text",
  outcome: "text",
  reason: "text",
  settled_at: "number",
  method: "text",
  temp_key: "text",
  person: "text",
  comment: "text",
  repeats: "number",
} as const;
const OUTCOME = { ...PLACE, outcome: "text", reason: "text", settled_at: "number", revision: "number" } as const;
const OPENING = { order_id: "text", at: "number", seq: "number", scopes: "text" } as const;
const OWNERS = { lock_id: "number", org_id: "text", owner_id: "text" } as const;
const REVISION = { scope: "text", revision: "number" } as const;
const COUNT = { scope: "text", quarter: "number", outcome: "text", items: "number" } as const;

type Row<C extends Columns> = { readonly [K in keyof C]: (C[K] extends "number" ? number : string) | null };

/** What is known of the locks and orders that events are about. */
export async function readKnown(sql: Sql, events: readonly StoredEvent[]): Promise<Known> {
  const { elements, records } = sql.words;
  const lockIds = [...new Set(events.map(({ lockId }) => lockId))];
  const orders = events.flatMap(({ event }) =>
    event.type === "LockOpened" || event.type === "LockOpenFailed" ? [event.data.orderId] : [],
  );
  const requested = events.flatMap(({ event }) =>
    event.type === "LockOpenRequested" && event.context.tempKeyUuid === undefined ? [event.context.orderId] : [],
  );
  const locks = JSON.stringify(lockIds.map((lock_id) => ({ lock_id })));
  const [owners, open, reasons] = await Promise.all([
    sql.read<Owners & { readonly lockId: number }>(
      `SELECT l.lock_id AS "lockId", l.org_id AS "orgId", l.owner_id AS "ownerId"
       FROM ${records("$1", { lock_id: "number" })} r JOIN activity_locks l ON l.lock_id = r.lock_id`,
      locks,
    ),
    orders.length === 0
      ? []
      : sql.read<Omit<OpenItem, "scopes"> & { readonly scopes: string }>(
          `SELECT order_id AS "orderId", at, seq, scopes FROM activity_openings WHERE order_id IN ${elements("$1")}`,
          JSON.stringify(orders),
        ),
    requested.length === 0
      ? []
      : sql.read<{ readonly orderId: string; readonly reason: string }>(
          `SELECT order_id AS "orderId", reason FROM open_reasons WHERE order_id IN ${elements("$1")}`,
          JSON.stringify(requested),
        ),
  ]);
  return {
    reasons: new Map(reasons.map(({ orderId, reason }) => [orderId, reason])),
    owners: new Map(owners.map(({ lockId, orgId, ownerId }) => [lockId, { orgId, ownerId }])),
    open: new Map(
      open.map(({ orderId, at, seq, scopes }) => [
        orderId,
        { orderId, at, seq, scopes: JSON.parse(scopes) as string[] },
      ]),
    ),
  };
}

/** The statements that write what a batch changes. */
export function writesOf(words: Words, changes: Changes): Statement[] {
  const { added, settled, opened, closed, owners, revisions, counts } = changes;
  const from = (columns: Columns) => `FROM ${words.records("$1", columns)} r`;
  const insert = (table: string, columns: Columns) => {
    const values = Object.keys(columns).map((name) => `r.${name}`);
    // Without a condition SQLite would take what comes after for a join's.
    return `INSERT INTO ${table} (${Object.keys(columns).join(", ")}) SELECT ${values.join(", ")} ${from(columns)} WHERE 1 = 1`;
  };
  return [
    ...once<typeof ITEM>(
      insert("activity", ITEM),
      added.map((item) => ({
        scope: item.scope,
        at: item.at,
        seq: item.seq,
        revision: item.revision,
        lock_id: item.lockId,
        event_id: item.id,
        type: item.type,
        outcome: item.outcome,
        reason: item.reason,
        settled_at: item.settledAt,
        method: item.method,
        temp_key: item.tempKeyUuid,
        person: item.personId,
        comment: item.comment,
        repeats: item.count,
      })),
    ),
    ...once<typeof OUTCOME>(
      `UPDATE activity SET outcome = r.outcome, reason = r.reason, settled_at = r.settled_at, revision = r.revision
       ${from(OUTCOME)} WHERE activity.scope = r.scope AND activity.at = r.at AND activity.seq = r.seq`,
      settled.map(({ settledAt: settled_at, ...rest }) => Object.assign(rest, { settled_at })),
    ),
    ...once<typeof OPENING>(
      insert("activity_openings", OPENING),
      opened.map(({ orderId: order_id, at, seq, scopes }) => ({ order_id, at, seq, scopes: JSON.stringify(scopes) })),
    ),
    ...(closed.length === 0
      ? []
      : [statement(`DELETE FROM activity_openings WHERE order_id IN ${words.elements("$1")}`, JSON.stringify(closed))]),
    ...once<typeof OWNERS>(
      `${insert("activity_locks", OWNERS)}
       ON CONFLICT (lock_id) DO UPDATE SET org_id = excluded.org_id, owner_id = excluded.owner_id`,
      Array.from(owners, ([lock_id, { orgId: org_id, ownerId: owner_id }]) => ({ lock_id, org_id, owner_id })),
    ),
    ...once<typeof REVISION>(
      `${insert("activity_scopes", REVISION)}
       ON CONFLICT (scope) DO UPDATE SET revision = excluded.revision`,
      Array.from(revisions, ([scope, revision]) => ({ scope, revision })),
    ),
    ...once<typeof COUNT>(
      `${insert("activity_counts", COUNT)}
       ON CONFLICT (scope, quarter, outcome) DO UPDATE SET items = activity_counts.items + excluded.items`,
      counts,
    ),
  ];
}

/** One statement for all rows; none for none. */
function once<C extends Columns>(text: string, rows: readonly Row<C>[]): Statement[] {
  return rows.length === 0 ? [] : [statement(text, JSON.stringify(rows, storable))];
}

/** PostgreSQL's texts hold every character but U+0000, which only what people wrote may have. */
function storable(_name: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "\ufffd") : value;
}
