/** What the activity must be on every store, whatever the batches are in which the record is read. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { systemClock } from "../../clock.ts";
import type { Sql } from "../../database/sql.ts";
import type { LedgerEvent, StoredEvent } from "../../domain/events.ts";
import { createCursors } from "../../feed/stored-cursors.ts";
import { eventId } from "../../ledger/chain.ts";
import { silentLog } from "../../log.ts";
import type { Activity, ActivityFilter, ActivityItem, Outcome, Scope } from "../activity.ts";
import { bucketsOf } from "../buckets.ts";
import { createActivity } from "../stored-activity.ts";
import { toldBy } from "../told.ts";

export interface ActivityHarness {
  /** SQL on the same store each time; closed by whoever asked. */
  open(): Promise<Sql>;
  close(): Promise<void>;
}

/** What may happen at a lock. */
type Step =
  | { readonly does: "made" }
  | { readonly does: "owner" | "org"; readonly of: number }
  | { readonly does: "ask" | "refuse" | "note" }
  | { readonly does: "settle"; readonly outcome: "opened" | "failed" | "expired" | "unknown" };
interface Happening {
  readonly lock: number;
  /** Milliseconds after what was before; clocks are set back too. */
  readonly later: number;
  readonly step: Step;
}

const BEGIN = Date.UTC(2026, 9, 24, 20);
const LOCKS = 3;
const OWNERS = 3;
const HOUR = 3_600_000;

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constantFrom("owner" as const, "org" as const), of: fc.nat(OWNERS - 1) }),
  fc.record({ does: fc.constantFrom("ask" as const, "refuse" as const, "note" as const) }),
  fc.record({
    does: fc.constant("settle" as const),
    outcome: fc.constantFrom("opened" as const, "failed" as const, "expired" as const, "unknown" as const),
  }),
);
const happenings = fc.array(
  fc.record({ lock: fc.nat(LOCKS - 1), later: fc.integer({ min: -HOUR, max: 3 * HOUR }), step }),
  { minLength: 1, maxLength: 120 },
);

interface ModelItem {
  readonly id: string;
  readonly at: number;
  readonly lockId: number;
  outcome: Outcome | null;
}
interface Model {
  readonly events: readonly StoredEvent[];
  /** By the id of the organisation or the owner. */
  readonly items: ReadonlyMap<string, readonly ModelItem[]>;
}

const orgOf = (of: number) => `org-${of}`;

/** The record of what happens, and what each should be told of it. */
function recordOf(given: readonly Happening[]): Model {
  const events: StoredEvent[] = [];
  const items = new Map<string, ModelItem[]>();
  const owners = new Map<number, { readonly org?: string; readonly owner?: string }>();
  const open = new Map<number, { readonly orderId: string; readonly copies: readonly ModelItem[] }[]>();
  let at = BEGIN;
  const made = Array.from({ length: LOCKS }, (_, lock): Happening => ({ lock, later: 0, step: { does: "made" } }));
  for (const { lock, later, step } of [...made, ...given]) {
    const waiting = open.get(lock) ?? [];
    open.set(lock, waiting);
    if (step.does === "settle" && waiting.length === 0) continue;
    at += later;
    const orderId = randomUUID();
    const event = eventOf(step, lock + 1, step.does === "settle" ? waiting[0]!.orderId : orderId);
    const hash = Buffer.from(randomUUID().replaceAll("-", "").repeat(2), "hex");
    events.push({ position: events.length + 1, lockId: lock + 1, version: events.length, at, event, hash });
    if (step.does === "settle") {
      for (const copy of waiting.shift()!.copies) copy.outcome = step.outcome;
      continue;
    }
    const before = owners.get(lock) ?? {};
    const now = {
      ...before,
      ...(step.does === "owner" && { owner: String(step.of) }),
      ...(step.does === "org" && { org: orgOf(step.of) }),
    };
    owners.set(lock, now);
    const whose = new Set([before.org, before.owner, now.org, now.owner].filter((one) => one !== undefined));
    const copies = Array.from(whose, (name) => {
      const copy = { id: eventId(hash), at, lockId: lock + 1, outcome: toldBy(event)!.outcome ?? null };
      const those = items.get(name) ?? [];
      items.set(name, those);
      those.push(copy);
      return copy;
    });
    if (step.does === "ask") waiting.push({ orderId, copies });
  }
  return { events, items };
}

function eventOf(step: Step, lockId: number, orderId: string): LedgerEvent {
  const data = { lockId, uuid: randomUUID(), timestamp: "" };
  switch (step.does) {
    case "made":
      return { type: "LockCreated", data: { ...data, keys: [] }, context: { timeZone: "UTC", driver: null } };
    case "owner":
      return { type: "OwnerSet", data: { ...data, userId: String(step.of) } };
    case "org":
      return { type: "OrganizationSet", data: { ...data, orgId: orgOf(step.of) } };
    case "ask":
      return { type: "LockOpenRequested", data, context: { orderId, notAfter: 0, sent: true, driver: null } };
    case "refuse":
      return { type: "PinRefused", data, context: { reason: "unknown-pin", source: "", intervalMs: 0 } };
    case "note":
      return { type: "DoorForced", data: { ...data, hubId: "home", address: "1" } };
    case "settle": {
      if (step.outcome === "opened")
        return { type: "LockOpened", data: { ...data, orderId, stage: "executed", by: "ack", latencyMs: 1 } };
      return { type: "LockOpenFailed", data: { ...data, orderId, outcome: step.outcome, failure: "timeout" } };
    }
    default:
      return step satisfies never;
  }
}

/** A log that is read in pieces of these lengths. */
function readIn(events: readonly StoredEvent[], pieces: readonly number[]) {
  let read = 0;
  return {
    async follow(cursor = "0", limit: number) {
      const size = Math.min(limit, pieces[read++ % pieces.length]!);
      const found = events.slice(Number(cursor), Number(cursor) + size);
      return { events: found, cursor: String(Number(cursor) + found.length) };
    },
    newest: async () => String(events.length),
  };
}

function shown(items: readonly (ModelItem | ActivityItem)[]): string[] {
  return items.map(({ id, at, lockId, outcome }) => `${id} ${at} ${lockId} ${outcome}`).toSorted();
}

function isNewestFirst(items: readonly ActivityItem[]): boolean {
  return items.every(({ at, seq }, i) => {
    const newer = items[i - 1];
    return !newer || at < newer.at || (at === newer.at && seq < newer.seq);
  });
}

function tally(of: readonly { readonly outcome: Outcome | null; readonly items?: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { outcome, items = 1 } of of) sums.set(String(outcome), (sums.get(String(outcome)) ?? 0) + items);
  return new Map([...sums].toSorted());
}

async function everything(
  activity: Activity,
  scope: Scope,
  filter: ActivityFilter,
  limit: number,
): Promise<ActivityItem[]> {
  const found: ActivityItem[] = [];
  for (let before; ;) {
    const { items, next } = await activity.page(scope, filter, limit, before);
    found.push(...items);
    if (!next) return found;
    before = next;
  }
}

const SCOPES: ReadonlyMap<string, Scope> = new Map(
  Array.from({ length: OWNERS }, (_, of): [string, Scope][] => [
    [orgOf(of), { orgId: orgOf(of) }],
    [String(of), { ownerId: String(of) }],
  ]).flat(),
);

export function activitySuite(name: string, openHarness: () => Promise<ActivityHarness>): void {
  describe(`activity on ${name}`, () => {
    let harness: ActivityHarness;
    before(async () => {
      harness = await openHarness();
    });
    after(() => harness.close());

    /** Made from a record, with nothing of an earlier one. */
    async function withActivity(read: ReturnType<typeof readIn>, use: (activity: Activity) => Promise<void>) {
      const sql = await harness.open();
      const tables = ["", "_openings", "_locks", "_scopes", "_counts"].map((table) => `activity${table}`);
      for (const table of [...tables, "feed_cursors"]) await sql.write({ text: `DELETE FROM ${table}`, values: [] });
      const cursors = createCursors(sql);
      const activity = createActivity({ sql, cursors, read, holder: "test", clock: systemClock, log: silentLog });
      try {
        for (const until = Date.now() + 60_000; !(await activity.catchUp(10_000));)
          assert.ok(Date.now() < until, "it does not catch up");
        await use(activity);
      } finally {
        await activity.close();
      }
    }

    it("is of whose each lock was, whatever the batches; what changed and what is counted are its list's", async () => {
      const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
      const zones = fc.constantFrom("Europe/Athens", "Asia/Kathmandu", "Australia/Lord_Howe");
      const limits = fc.integer({ min: 1, max: 30 });
      const property = fc.asyncProperty(happenings, pieces, limits, zones, async (given, sizes, limit, timeZone) => {
        const { events, items } = recordOf(given);
        await withActivity(readIn(events, sizes), async (activity) => {
          for (const [of, scope] of SCOPES) {
            const list = await everything(activity, scope, {}, limit);
            assert.deepEqual(shown(list), shown(items.get(of) ?? []));
            assert.ok(isNewestFirst(list));
            const filter = { lockIds: [1, 3], outcomes: ["opened", "refused"] };
            assert.deepEqual(
              await everything(activity, scope, filter, limit),
              list.filter(({ lockId, outcome }) => lockId !== 2 && (outcome === "opened" || outcome === "refused")),
            );
            assert.deepEqual(
              await everything(activity, scope, { lockIds: [2], outcomes: ["opened"] }, limit),
              list.filter(({ lockId, outcome }) => lockId === 2 && outcome === "opened"),
            );
            assert.deepEqual(
              await everything(activity, scope, { lockIds: [2] }, limit),
              list.filter(({ lockId }) => lockId === 2),
            );
            const changes = await activity.changes(scope, 0, 1_000);
            assert.deepEqual(shown(changes), shown(list));
            assert.ok(changes.every(({ revision }, i) => i === 0 || revision > changes[i - 1]!.revision));
            const times = events.map(({ at }) => at);
            const buckets = bucketsOf(Math.min(...times), Math.max(...times) + 1, "day", timeZone);
            for (const { start, end } of buckets) {
              const counts = await activity.counts(scope, start / 900_000, end / 900_000);
              const within = await everything(activity, scope, { from: start, to: end }, 50);
              assert.deepEqual(tally(counts), tally(within));
            }
          }
        });
      });
      await fc.assert(property, { numRuns: 15 });
    });

    it("gives a place to go on where a filter finds little among much", async () => {
      const many = Array.from({ length: 51_000 }, (): Happening => ({ lock: 0, later: 1, step: { does: "note" } }));
      const org: Happening = { lock: 0, later: 1, step: { does: "org", of: 0 } };
      const refused: Happening = { lock: 0, later: 1, step: { does: "refuse" } };
      const { events } = recordOf([org, refused, ...many]);
      await withActivity(readIn(events, [500]), async (activity) => {
        const [scope, filter] = [{ orgId: orgOf(0) }, { outcomes: ["refused"] }];
        const first = await activity.page(scope, filter, 10);
        assert.ok(first.items.length === 0 && first.next);
        const second = await activity.page(scope, filter, 10, first.next);
        assert.deepEqual([second.items.length, second.next], [1, undefined]);
      });
    });
  });
}
