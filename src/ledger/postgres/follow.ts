/** Following the log: every event once, in an order that never changes, however transactions overlap. */
import type { Followed } from "../ledger.ts";
import { type RawEvent, storedEvent } from "../raw-event.ts";
import type { Queries } from "./database.ts";

/**
 * Transactions commit in another order than they begin in, so an event may appear before others that are already
 * seen. What is below the oldest transaction that still runs is settled, and transactions' numbers never come again.
 */
const NEXT = `SELECT xid::text AS xid, position, lock_id AS "lockId", version, type, at, data, context, hash
  FROM events
  WHERE xid >= $1::xid8 AND (xid > $1::xid8 OR position > $2) AND xid < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY xid, position LIMIT $3`;

const BEGINNING = "0:0";

export async function follow(db: Queries, after: string = BEGINNING, limit: number): Promise<Followed> {
  const [, xid, position] = /^(\d{1,20}):(\d{1,16})$/.exec(after) ?? [];
  if (xid === undefined) throw new TypeError(`No place in the log: ${after}`);
  const { rows } = await db.query<RawEvent & { readonly xid: string }>(NEXT, [xid, position, limit]);
  const last = rows.at(-1);
  return { events: rows.map(storedEvent), cursor: last ? `${last.xid}:${last.position}` : after };
}
