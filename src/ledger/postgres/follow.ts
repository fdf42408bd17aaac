/** Following the log: every event once, in an order that never changes, however transactions overlap. */
import type { Followed } from "../ledger.ts";
import { type RawEvent, storedEvent } from "../raw-event.ts";
import type { Queries } from "../../database/postgres/migrate.ts";
import { EVENT_COLUMNS } from "./statements.ts";

/**
 * Transactions commit in another order than they begin in, so an event may appear before others that are already
 * seen. What is below the oldest transaction that still runs is settled, and so is everything of an earlier era.
 *
 * The rest of an era and those after it are asked for apart: of a comparison of rows PostgreSQL estimates the first
 * column alone, which is nearly always the same, and reads the whole table.
 */
const NEXT = `SELECT e.era, e.xid::text AS xid, ${EVENT_COLUMNS} FROM (
    (SELECT * FROM events
      WHERE era = $1::smallint AND xid >= $2::xid8 AND (xid > $2::xid8 OR position > $3)
        AND xid < CASE WHEN $1::smallint < (SELECT era FROM log_era) THEN '${2n ** 64n - 1n}'::xid8
          ELSE pg_snapshot_xmin(pg_current_snapshot()) END
      ORDER BY era, xid, position LIMIT $4)
    UNION ALL
    (SELECT * FROM events
      WHERE era > $1::smallint
        AND (era < (SELECT era FROM log_era) OR xid < pg_snapshot_xmin(pg_current_snapshot()))
      ORDER BY era, xid, position LIMIT $4)
  ) e ORDER BY e.era, e.xid, e.position LIMIT $4`;

const BEGINNING = "0:0:0";

/**
 * Events after a cursor that can no longer be overtaken by a transaction still open.
 *
 * @throws TypeError for a cursor of another store
 */
export async function follow(db: Queries, after: string = BEGINNING, limit: number): Promise<Followed> {
  const cursor = /^(\d{1,4}):(\d{1,20}):(\d{1,16})$/.exec(after)?.slice(1);
  if (!cursor) throw new TypeError(`No cursor of the log: ${after}`);
  const { rows } = await db.query<RawEvent & { readonly era: number; readonly xid: string }>(NEXT, [...cursor, limit]);
  const last = rows.at(-1);
  return { events: rows.map(storedEvent), cursor: last ? `${last.era}:${last.xid}:${last.position}` : after };
}

/** Before the oldest transaction that still runs: whatever is older can be read. */
const NOW = "SELECT era, pg_snapshot_xmin(pg_current_snapshot())::text AS xid FROM log_era";

/** A cursor that passes over nothing that a read after this may not see yet; some of what it sees may come again. */
export async function followedTo(db: Queries): Promise<string> {
  const { rows } = await db.query<{ readonly era: number; readonly xid: string }>(NOW);
  return `${rows[0]!.era}:${rows[0]!.xid}:0`;
}

/** In the order of numbers, which is not that of their texts. What others commit meanwhile may have an earlier place, and is of transactions that are told first. */
const NEWEST = `SELECT e.era, e.xid::text AS xid, e.position FROM events e
  ORDER BY e.era DESC, e.xid DESC, e.position DESC LIMIT 1`;

/** The cursor of the last event, in the order of transactions, of all that are committed. */
export async function newest(db: Queries): Promise<string> {
  const { rows } = await db.query<{ readonly era: number; readonly xid: string; readonly position: number }>(
    NEWEST,
    [],
  );
  return rows[0] ? `${rows[0].era}:${rows[0].xid}:${rows[0].position}` : BEGINNING;
}
