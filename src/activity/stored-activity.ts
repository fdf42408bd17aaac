/** Activity in any store, beside the record: tables that a reader of the feed writes, and what is read of them. */
import type { Clock } from "../clock.ts";
import type { Sql } from "../database/sql.ts";
import type { Cursors } from "../feed/cursors.ts";
import { createReader, type ReaderMeasure } from "../feed/reader.ts";
import type { LedgerReads } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";
import {
  type Activity,
  type ActivityItem,
  type ActivityPage,
  type ActivityPlace,
  type LockCount,
  type Outcome,
  type QuarterCount,
  scopeName,
} from "./activity.ts";
import { conditionsOf } from "./conditions.ts";
import { changesOf, lastRevisionOf } from "./projection.ts";
import { readKnown, writesOf } from "./writes.ts";

/** What activity is made of. */
export interface ActivityOptions {
  /** Closed with it. */
  readonly sql: Sql;
  /** In the same store, closed with it. */
  readonly cursors: Cursors;
  readonly read: Pick<LedgerReads, "follow" | "newest">;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly measure?: ReaderMeasure;
}

/** Of the feed's cursor. */
const READER = "activity";
const COLUMNS = `event_id AS "id", at, seq, revision, lock_id AS "lockId", type, outcome, reason, settled_at AS "settledAt",
  method, temp_key AS "tempKeyUuid", person AS "personId", comment, repeats AS "count"`;
/** Items that are looked at for a page, some at a time: whoever filters for what is rare is given a place to go on. */
const LOOKED_AT = 10_000;
const LOOKS = 5;

const CHANGES = `SELECT ${COLUMNS} FROM activity WHERE scope = $1 AND revision > $2 ORDER BY revision LIMIT $3`;
const CHANGED = "SELECT scope, revision FROM activity_scopes WHERE revision > $1";
const COUNTS = `SELECT quarter, outcome, items FROM activity_counts
  WHERE scope = $1 AND quarter >= $2 AND quarter < $3 AND items > 0 ORDER BY quarter, outcome`;

const COUNTS_BY_LOCK = `SELECT lock_id AS "lockId", type, outcome, CAST(sum(coalesce(repeats, 1)) AS bigint) AS items
  FROM activity WHERE scope = $1 AND at >= $2 AND at < $3 GROUP BY lock_id, type, outcome ORDER BY lock_id`;

/** @returns activity that has not begun to follow the record */
export function createActivity(options: ActivityOptions): Activity {
  const { sql, cursors, ...following } = options;
  const { elements } = sql.words;
  const NOTES = `SELECT uuid, description FROM temp_keys WHERE uuid IN ${elements("$1")} AND description IS NOT NULL`;
  const PEOPLE = `SELECT id, name FROM users WHERE id IN ${elements("$1")} AND name IS NOT NULL
    UNION ALL SELECT org_id AS id, name FROM organizations WHERE org_id IN ${elements("$1")} AND name IS NOT NULL`;

  const reader = createReader({
    ...following,
    name: READER,
    cursors,
    async take(events, turn) {
      return writesOf(sql.words, changesOf(events, turn, await readKnown(sql, events)));
    },
  });

  async function page(...[scope, filter, limit, before]: Parameters<Activity["page"]>): Promise<ActivityPage> {
    const { from = 0, to = Number.MAX_SAFE_INTEGER } = filter;
    let place: ActivityPlace = before && before.at < to ? before : { at: to, seq: 0 };
    const { indexed, others } = conditionsOf(sql.words, filter, 5);
    const most = 5 + indexed.given.length;
    // Where there is a better index, none that begins with the scope is to be taken.
    const scoped = indexed.text === "" ? "scope" : "scope || ''";
    // One bound of the time, so that SQLite begins at the place.
    const WITHIN = `FROM activity WHERE ${scoped} = $1 AND at >= $2 AND at <= $3 AND (at < $3 OR seq < $4) ${indexed.text}
      ORDER BY at DESC, seq DESC LIMIT`;
    const values = () => [scopeName(scope), from, place.at, place.seq, ...indexed.given];
    const items: ActivityItem[] = [];
    for (let look = 0; look < LOOKS; look++) {
      const wanted = limit + 1 - items.length;
      const found =
        others.text === ""
          ? await sql.read<ActivityItem>(`SELECT ${COLUMNS} ${WITHIN} $${most}`, ...values(), wanted)
          : await sql.read<ActivityItem>(
              `SELECT ${COLUMNS} FROM (SELECT * ${WITHIN} $${most}) looked WHERE true ${others.text}
               ORDER BY at DESC, seq DESC LIMIT $${most + 1 + others.given.length}`,
              ...values(),
              LOOKED_AT,
              ...others.given,
              wanted,
            );
      items.push(...found);
      if (items.length > limit) {
        const { at, seq } = items[limit - 1]!;
        return { items: items.slice(0, limit), next: { at, seq } };
      }
      if (others.text === "") break;
      const LAST = `SELECT at, seq ${WITHIN} 1 OFFSET $${most}`;
      const [last] = await sql.read<ActivityPlace>(LAST, ...values(), LOOKED_AT - 1);
      if (!last) break;
      place = last;
      if (look === LOOKS - 1) return { items, next: place };
    }
    return { items, next: undefined };
  }

  return {
    begin: () => reader.begin(),
    catchUp: (ms) => reader.catchUp(ms),
    page,
    changes: (scope, after, limit) => sql.read<ActivityItem>(CHANGES, scopeName(scope), after, limit),
    async revision() {
      return lastRevisionOf((await cursors.place(READER)).turn);
    },
    async changedScopes(after) {
      const rows = await sql.read<{ readonly scope: string; readonly revision: number }>(CHANGED, after);
      const revision = rows.reduce((greatest, row) => Math.max(greatest, row.revision), after);
      return { scopes: rows.map(({ scope }) => scope), revision };
    },
    async counts(scope, from, to) {
      const rows = await sql.read<QuarterCount & { readonly outcome: Outcome | "" }>(
        COUNTS,
        scopeName(scope),
        from,
        to,
      );
      return rows.map(({ quarter, outcome, items }) => ({ quarter, outcome: outcome || null, items }));
    },
    countsByLock: (scope, from, to) => sql.read<LockCount>(COUNTS_BY_LOCK, scopeName(scope), from, to),
    async names({ tempKeyUuids, personIds }) {
      const [notes, people] = await Promise.all([
        sql.read<{ uuid: string; description: string }>(NOTES, JSON.stringify(tempKeyUuids)),
        sql.read<{ id: string; name: string }>(PEOPLE, JSON.stringify(personIds)),
      ]);
      return {
        notes: new Map(notes.map(({ uuid, description }) => [uuid, description])),
        people: new Map(people.map(({ id, name }) => [id, name])),
      };
    },
    async close() {
      await reader.stop();
      await cursors.close();
      await sql.close();
    },
  };
}
