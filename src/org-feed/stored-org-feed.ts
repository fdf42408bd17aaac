/** Organisations' feeds in any store, beside the record: tables that a reader of the feed writes, and what is read of them. */
import type { Clock } from "../clock.ts";
import type { Sql, SqlValue } from "../database/sql.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { Cursors } from "../feed/cursors.ts";
import type { Pace } from "../feed/pace.ts";
import { createReader, type ReaderMeasure } from "../feed/reader.ts";
import type { LedgerReads } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";
import { type Known, numbered } from "./numbering.ts";
import { BEGINNING, type OrgFeed, type OrgFilter, type OrgPage, type OrgPlace } from "./org-feed.ts";
import { writesOf } from "./writes.ts";

/** What the feeds are made of. */
export interface OrgFeedOptions {
  /** Closed with them. */
  readonly sql: Sql;
  /** In the same store, closed with them. */
  readonly cursors: Cursors;
  readonly read: Pick<LedgerReads, "follow" | "newest" | "eventsAt">;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly measure?: ReaderMeasure;
  readonly pace?: Pace;
}

/** Of the feed's cursor. */
const READER = "org-feed";
/** Events that are looked at for a page. */
const LOOKED_AT = 5_000;

const PLACE = `SELECT n, lock_id AS "lockId", version FROM org_feed WHERE org_id = $1`;
const CHANGED = `SELECT org_id AS "orgId", turn FROM org_feed_turns WHERE turn > $1`;

const numbers = (lockIds: readonly number[]) => JSON.stringify(lockIds.map((lock_id) => ({ lock_id })));

/** @returns feeds that have not begun to follow the record */
export function createOrgFeed(options: OrgFeedOptions): OrgFeed {
  const { sql, cursors, read, ...following } = options;
  const { elements, records } = sql.words;
  const LOCKS = `SELECT l.lock_id AS "lockId", l.org_id AS "orgId", l.version
    FROM ${records("$1", { lock_id: "number" })} r JOIN org_feed_locks l ON l.lock_id = r.lock_id`;
  const LASTS = `SELECT r.org_id AS "orgId",
      (SELECT f.n FROM org_feed f WHERE f.org_id = r.org_id ORDER BY f.n DESC LIMIT 1) AS n
    FROM ${records("$1", { org_id: "text" })} r`;

  const reader = createReader({
    ...following,
    read,
    name: READER,
    cursors,
    take: async (events, turn) => writesOf(sql.words, numbered(events, await knownOf(events)), turn),
  });

  async function knownOf(events: readonly StoredEvent[]): Promise<Known> {
    const lockIds = [...new Set(events.map(({ lockId }) => lockId))];
    const locks = await sql.read<{ readonly lockId: number; readonly orgId: string | null; readonly version: number }>(
      LOCKS,
      numbers(lockIds),
    );
    const given = events.flatMap(({ event }) => (event.type === "OrganizationSet" ? [event.data.orgId] : []));
    const orgIds = [...new Set([...locks.map(({ orgId }) => orgId), ...given])].filter(Boolean);
    const rows = await sql.read<{ readonly orgId: string; readonly n: number | null }>(
      LASTS,
      JSON.stringify(orgIds.map((org_id) => ({ org_id }))),
    );
    return {
      locks: new Map(locks.map(({ lockId, ...told }) => [lockId, told])),
      lasts: new Map(rows.map(({ orgId, n }) => [orgId, n ?? 0])),
    };
  }

  async function last(orgId: string): Promise<OrgPlace> {
    const [row] = await sql.read<OrgPlace>(`${PLACE} ORDER BY n DESC LIMIT 1`, orgId);
    return row ?? BEGINNING;
  }

  async function placeAt(orgId: string, n: number): Promise<OrgPlace | undefined> {
    if (n === 0) return BEGINNING;
    const [row] = await sql.read<OrgPlace>(`${PLACE} AND n = $2`, orgId, n);
    return row;
  }

  async function page(...[orgId, after, filter, limit]: Parameters<OrgFeed["page"]>): Promise<OrgPage> {
    const newest = await last(orgId);
    if (newest.n <= after) return { events: [], next: newest, isEnd: true };
    // Numbers have no gaps, so what is looked at ends at one that is known.
    const to = Math.min(newest.n, after + LOOKED_AT);
    const { text, values } = conditionsOf(sql, filter);
    const rows = await sql.read<OrgPlace & { readonly position: number }>(
      `SELECT n, lock_id AS "lockId", version, position FROM org_feed
       WHERE org_id = $1 AND n > $2 AND n <= $3 ${text} ORDER BY n LIMIT $4`,
      orgId,
      after,
      to,
      limit,
      ...values,
    );
    const found = rows.length === 0 ? [] : await read.eventsAt(rows);
    const stored = new Map(found.map((event) => [event.position, event]));
    const next = rows.length === limit ? rows.at(-1)! : ((await placeAt(orgId, to)) ?? newest);
    return {
      events: rows.map(({ n, position }) => ({ n, stored: stored.get(position)! })),
      next: { n: next.n, lockId: next.lockId, version: next.version },
      isEnd: next.n >= newest.n,
    };
  }

  return {
    begin: () => reader.begin(),
    catchUp: (ms) => reader.catchUp(ms),
    page,
    last,
    async has(orgId, { n, lockId, version }) {
      const there = await placeAt(orgId, n);
      return there?.lockId === lockId && there.version === version;
    },
    async seen(orgId, lockIds) {
      const rows = await sql.read<{ readonly lockId: number }>(
        `SELECT s.lock_id AS "lockId" FROM ${records("$2", { lock_id: "number" })} r
         JOIN org_feed_seen s ON s.org_id = $1 AND s.lock_id = r.lock_id`,
        orgId,
        numbers(lockIds),
      );
      return new Set(rows.map(({ lockId }) => lockId));
    },
    async revision() {
      return (await cursors.place(READER)).turn;
    },
    async changedScopes(after) {
      const rows = await sql.read<{ readonly orgId: string; readonly turn: number }>(CHANGED, after);
      const revision = rows.reduce((greatest, { turn }) => Math.max(greatest, turn), after);
      return { scopes: rows.map(({ orgId }) => orgId), revision };
    },
    async close() {
      await reader.stop();
      await cursors.close();
      await sql.close();
    },
  };

  /** After the four values of a page. */
  function conditionsOf({ words }: Sql, { types, lockIds }: OrgFilter): { text: string; values: readonly SqlValue[] } {
    const values: SqlValue[] = [];
    const place = (value: SqlValue) => `$${4 + values.push(value)}`;
    const ofLocks = lockIds && place(numbers(lockIds));
    const ofTypes = types && place(JSON.stringify(types));
    const text = [
      ofLocks && `AND lock_id IN (SELECT r.lock_id FROM ${words.records(ofLocks, { lock_id: "number" })} r)`,
      ofTypes && `AND type IN ${elements(ofTypes)}`,
    ];
    return { text: text.filter(Boolean).join(" "), values };
  }
}
