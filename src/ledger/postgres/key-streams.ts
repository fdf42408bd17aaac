/**
 * Places in the log. No index leads from a key or a time to its events: most are openings, and one would slow every
 * one. Within a lock's stream positions rise with versions, and so do times unless a clock was set back.
 */
import type { TempKeyState } from "../../domain/temp-key.ts";
import type { KeyStreams } from "../ledger.ts";
import type { Queries } from "../../database/postgres/migrate.ts";

/** Events of one instant that are looked through for the key's first one; a commit has at most 512 commands. */
const MAX_LOOKED_AT = 4_096;

const KEY_UUID = `substr(data, strpos(data, '"tempKeyUuid":"') + 15, 36)`;

/** The last version of lock $1 whose `column` is less than $2, with everything before it: a search by halves. */
const lastBefore = (column: "at" | "position") => `WITH RECURSIVE halves (before, after) AS (
    SELECT 0::bigint, version + 1 FROM locks WHERE lock_id = $1
    UNION ALL
    SELECT CASE WHEN e.${column} < $2 THEN e.version ELSE before END,
           CASE WHEN e.${column} < $2 THEN after ELSE e.version END
    FROM halves JOIN events e ON e.lock_id = $1 AND e.version = (before + after) / 2
    WHERE after - before > 1
  ), found AS (SELECT max(before) AS version FROM halves)`;

const VERSION_AT = `${lastBefore("position")} SELECT coalesce(version, 0) AS version FROM found`;

/** What one transaction wrote is in one place, so all doors of a key are after the first position of its making. */
const BEFORE_CREATION = `${lastBefore("at")}
  SELECT min(position) - 1 AS after FROM events WHERE (era, xid) = (
    SELECT era, xid FROM events, found
    WHERE lock_id = $1 AND events.version > found.version AND events.version <= found.version + ${MAX_LOOKED_AT}
      AND at = $2 AND type = 'TempKeyCreated' AND ${KEY_UUID} = $3
    ORDER BY events.version LIMIT 1)`;

const ADDED_DOORS = `SELECT DISTINCT lock_id AS "lockId" FROM events
  WHERE ${KEY_UUID} = $1 AND type = 'TempKeyCreated' AND starts_with(context, '{"added":true,')`;

/** How many events of a lock stand at or before a position. */
export async function versionAt(db: Queries, lockId: number, position: number): Promise<number> {
  const { rows } = await db.query<{ version: number }>(VERSION_AT, [lockId, position + 1]);
  return rows[0]!.version;
}

/** Every lock that the key ever opened, and the position after which its events begin. */
export async function streamsOfKey(db: Queries, key: TempKeyState): Promise<KeyStreams> {
  const first = key.createdWith?.doors ?? key.doors;
  const added = await db.query<{ lockId: number }>(ADDED_DOORS, [key.uuid]);
  // The clock may have been set back, so what is found by time counts only when it is the event itself.
  const created = await db.query<{ after: number | null }>(BEFORE_CREATION, [
    first[0]!.lockId,
    key.createdAt,
    key.uuid,
  ]);
  const lockIds = new Set([...key.doors, ...first, ...added.rows].map(({ lockId }) => lockId));
  return { lockIds: [...lockIds].toSorted((a, b) => a - b), after: created.rows[0]?.after ?? 0 };
}
