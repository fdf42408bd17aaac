/** What organisations' feeds must be on every store, whatever the batches are in which the record is read. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { systemClock } from "../../clock.ts";
import { type Sql, statement } from "../../database/sql.ts";
import type { StoredEvent } from "../../domain/events.ts";
import { createCursors } from "../../feed/stored-cursors.ts";
import { silentLog } from "../../log.ts";
import type { OrgFeed, OrgFilter } from "../org-feed.ts";
import { createOrgFeed } from "../stored-org-feed.ts";

export interface OrgFeedHarness {
  /** SQL on the same store each time; closed by whoever asked. */
  open(): Promise<Sql>;
  close(): Promise<void>;
}

const LOCKS = 3;
const ORGS = ["a", "b"];

/** What happens, one after the other: a lock is given to an organisation, or to none, or something else happens there. */
const happenings = fc.array(
  fc.record({ lock: fc.integer({ min: 1, max: LOCKS }), to: fc.constantFrom("a", "b", "", undefined, undefined) }),
  { minLength: 1, maxLength: 60 },
);
type Happening = { readonly lock: number; readonly to: string | undefined };

/** The record, and what each organisation is to be told: the positions of its events. */
function recordOf(given: readonly Happening[]) {
  const events: StoredEvent[] = [];
  const told = new Map<string, number[]>(ORGS.map((org) => [org, []]));
  const owners = new Map<number, string>();
  const versions = new Map<number, number>();
  for (const [i, { lock: lockId, to }] of given.entries()) {
    const version = (versions.get(lockId) ?? 0) + 1;
    versions.set(lockId, version);
    const data = { lockId, uuid: randomUUID(), timestamp: "2026-12-24T12:00:00.000Z" };
    const event: StoredEvent["event"] =
      to === undefined
        ? { type: "LockOpened", data: { ...data, orderId: "o", stage: "executed", by: "ack", latencyMs: 1 } }
        : { type: "OrganizationSet", data: { ...data, orgId: to } };
    const position = i + 1;
    events.push({ position, lockId, version, at: i, event, hash: Buffer.alloc(32, i) });
    const before = owners.get(lockId) ?? "";
    owners.set(lockId, to ?? before);
    for (const org of new Set([before, to ?? before])) told.get(org)?.push(position);
  }
  return { events, told };
}

type RecordOf = ReturnType<typeof recordOf>;

/** Reads of that record, so many events at once; the store knows no more events than `written`. */
function readsOf({ events }: Pick<RecordOf, "events">, most = 500) {
  return {
    async follow(cursor = "0", limit: number) {
      const found = events.slice(Number(cursor), Number(cursor) + Math.min(limit, most));
      return { events: found, cursor: String(found.at(-1)?.position ?? cursor) };
    },
    newest: async () => String(events.length),
    eventsAt: async (places: readonly { readonly position: number }[]) =>
      places.map(({ position }) => events[position - 1]!).toReversed(),
  };
}

/** All that an organisation is told, by pages. */
async function allOf(feed: OrgFeed, orgId: string, filter: OrgFilter = {}, limit = 7): Promise<number[]> {
  const positions: number[] = [];
  for (let after = 0; ;) {
    const { events, next, isEnd } = await feed.page(orgId, after, filter, limit);
    for (const { n, stored } of events) {
      assert.ok(n > after && n <= next.n);
      positions.push(stored.position);
    }
    assert.ok(await feed.has(orgId, next));
    after = next.n;
    if (isEnd) return positions;
  }
}

export function orgFeedSuite(name: string, openHarness: () => Promise<OrgFeedHarness>): void {
  describe(`organisations' feeds on ${name}`, () => {
    let harness: OrgFeedHarness;
    before(async () => {
      harness = await openHarness();
    });
    after(() => harness.close());

    async function begin(): Promise<void> {
      const sql = await harness.open();
      const tables = ["org_feed", "org_feed_locks", "org_feed_seen", "org_feed_turns", "feed_cursors"];
      await sql.write(...tables.map((table) => statement(`DELETE FROM ${table}`)));
      await sql.close();
    }

    async function feedOf(reads: ReturnType<typeof readsOf>): Promise<OrgFeed> {
      const sql = await harness.open();
      const options = { sql, cursors: createCursors(await harness.open()), holder: randomUUID() };
      return createOrgFeed({ ...options, read: reads, clock: systemClock, log: silentLog });
    }

    it("have every event of a lock's organisation then, once, in the order of the record, and a change of it for both", async () => {
      await fc.assert(
        fc.asyncProperty(happenings, fc.integer({ min: 1, max: 20 }), async (given, most) => {
          await begin();
          const record = recordOf(given);
          const feed = await feedOf(readsOf(record, most));
          assert.equal(await feed.catchUp(20_000), true);
          for (const [org, positions] of record.told) {
            assert.deepEqual(await allOf(feed, org), positions);
            assert.equal((await feed.last(org)).n, positions.length, "numbers have no gaps");
            const opened = positions.filter((position) => record.events[position - 1]!.event.type === "LockOpened");
            assert.deepEqual(await allOf(feed, org, { types: ["LockOpened"] }, 2), opened);
            const ofTwo = positions.filter((position) => record.events[position - 1]!.lockId !== 2);
            assert.deepEqual(await allOf(feed, org, { lockIds: [1, 3] }, 2), ofTwo);
            const locks = new Set(positions.map((position) => record.events[position - 1]!.lockId));
            assert.deepEqual(await feed.seen(org, [1, 2, 3, 4]), locks);
          }
          await feed.close();
        }),
        { numRuns: 15 },
      );
    });

    it("go on after a cursor of before when the store was moved, whose log is read from its beginning", async () => {
      await begin();
      const given = Array.from({ length: 40 }, (_, i) => ({ lock: (i % 3) + 1, to: i < 3 ? "a" : undefined }));
      const record = recordOf(given);
      const first = await feedOf(readsOf({ events: record.events.slice(0, 30) }));
      await first.catchUp(20_000);
      const place = await first.last("a");
      await first.close();
      const sql = await harness.open();
      await sql.write(statement("DELETE FROM feed_cursors"), statement("DELETE FROM org_feed_turns"));
      await sql.close();
      const moved = await feedOf(readsOf(record));
      await moved.catchUp(20_000);
      assert.ok(await moved.has("a", place));
      assert.deepEqual(await allOf(moved, "a"), record.told.get("a"));
      const { events } = await moved.page("a", place.n, {}, 100);
      assert.deepEqual(
        events.map(({ n }) => n),
        Array.from({ length: 10 }, (_, i) => 31 + i),
      );
      const { scopes, revision } = await moved.changedScopes(0);
      assert.deepEqual([scopes, revision], [["a"], await moved.revision()]);
      await moved.close();
    });

    it("know what is no place of theirs", async () => {
      await begin();
      const record = recordOf([1, 2, 1].map((lock) => ({ lock, to: "a" })));
      const feed = await feedOf(readsOf(record));
      await feed.catchUp(20_000);
      assert.ok(await feed.has("a", { n: 0, lockId: 0, version: 0 }));
      assert.ok(await feed.has("a", { n: 3, lockId: 1, version: 2 }));
      for (const place of [
        { n: 3, lockId: 1, version: 1 },
        { n: 4, lockId: 1, version: 3 },
        { n: 0, lockId: 1, version: 0 },
      ])
        assert.equal(await feed.has("a", place), false);
      assert.equal(await feed.has("b", { n: 1, lockId: 1, version: 1 }), false);
      await feed.close();
    });
  });
}
