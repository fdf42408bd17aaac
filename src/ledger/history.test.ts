import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { canonicalJson } from "../domain/canonical-json.ts";
import type { OrderState } from "../domain/order.ts";
import { type HistoryFilter, type HistorySearch, searchHistory } from "./history.ts";
import type { LedgerReads } from "./ledger.ts";
import type { RawEvent } from "./raw-event.ts";

const KEYS = ["5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b", "7a8b9c0d-1e2f-4a3b-8c4d-5e6f7a8b9c0d"] as const;

/** An event of a made-up log: what it is, at which lock, of which key, and how the clock went on before it. */
interface Made {
  readonly type: (typeof MADE)[number];
  readonly lockId: number;
  readonly key: number;
  readonly step: number;
}

const MADE = ["OwnerSet", "TempKeyUsed", "LockOpenRequested", "LockOpened", "PinRefused", "AdmissionRefused"] as const;

/** A log in memory, with the key of each event by its position. */
function logOf(made: readonly Made[]) {
  const streams = new Map<number, RawEvent[]>();
  const keyAt = new Map<number, string | undefined>();
  let at = 1_000;
  let looked = 0;
  for (const [i, { type, lockId, key, step }] of made.entries()) {
    const position = i + 1;
    const tempKeyUuid = KEYS[key];
    at += step;
    const ofKey = type.startsWith("TempKey") || type === "AdmissionRefused";
    const data = {
      lockId,
      ...(ofKey && { tempKeyUuid }),
      ...(type === "LockOpened" && { orderId: `order ${position}` }),
      // A key's UUID in somebody's text makes it no event of that key.
      ...(type === "OwnerSet" && { userId: KEYS[0] }),
    };
    const context = type === "LockOpenRequested" || type === "PinRefused" ? canonicalJson({ tempKeyUuid }) : null;
    const stream = streams.get(lockId) ?? [];
    streams.set(lockId, stream);
    const hash = Buffer.alloc(32, position);
    stream.push({ position, lockId, version: stream.length + 1, type, at, data: canonicalJson(data), context, hash });
    keyAt.set(position, type === "OwnerSet" ? undefined : tempKeyUuid);
  }
  const read: Pick<LedgerReads, "lock" | "rawEvents" | "versionAt" | "order"> = {
    lock: async (lockId) => ({ version: streams.get(lockId)?.length ?? 0 }) as never,
    rawEvents: async (lockId, from, to) => {
      const found = (streams.get(lockId) ?? []).filter(({ version }) => from <= version && version <= to);
      looked += found.length;
      return found;
    },
    versionAt: async (lockId, position) =>
      (streams.get(lockId) ?? []).filter((event) => event.position <= position).length,
    order: async (id) => ({ tempKeyUuid: keyAt.get(Number(id.split(" ")[1])) ?? null }) as OrderState,
  };
  return { read, keyAt, all: [...streams.values()].flat(), looked: () => looked };
}

function expected({ all, keyAt }: ReturnType<typeof logOf>, lockIds: readonly number[], filter: HistoryFilter) {
  const { types, tempKeyUuid, from = -Infinity, to = Infinity } = filter;
  return all
    .filter(({ lockId }) => lockIds.includes(lockId))
    .filter(({ type, at, position }) => {
      if (types && !types.has(type)) return false;
      if (tempKeyUuid !== undefined && keyAt.get(position) !== tempKeyUuid) return false;
      return from <= at && at < to;
    })
    .map(({ position }) => position)
    .toSorted((a, b) => a - b);
}

const made = fc.array(
  fc.record({
    type: fc.constantFrom(...MADE),
    lockId: fc.integer({ min: 1, max: 3 }),
    key: fc.integer({ min: 0, max: 1 }),
    step: fc.integer({ min: -20, max: 50 }),
  }),
  { maxLength: 120 },
);
const filters: fc.Arbitrary<HistoryFilter> = fc.record(
  {
    types: fc.array(fc.constantFrom(...MADE), { minLength: 1 }).map((types) => new Set<string>(types)),
    tempKeyUuid: fc.constantFrom(...KEYS),
    from: fc.integer({ min: 900, max: 3_000 }),
    to: fc.integer({ min: 1_000, max: 4_000 }),
  },
  { requiredKeys: [] },
);
const locks = fc.subarray([1, 2, 3], { minLength: 1 });

describe("searching the record", () => {
  it("finds, step by step and in both directions, what a plain filter finds, and ends", async () => {
    await fc.assert(
      fc.asyncProperty(
        made,
        filters,
        locks,
        fc.constantFrom("forward" as const, "backward" as const),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        async (events, filter, lockIds, direction, limit, bound) => {
          const log = logOf(events);
          const found: number[] = [];
          let start: HistorySearch["start"];
          for (let steps = 0; ; steps++) {
            assert.ok(steps <= events.length, "it does not end");
            const search = { lockIds, filter, direction, limit, ...(start && { start }) };
            const page = await searchHistory(log.read, search, bound);
            assert.ok(page.events.length <= limit);
            const positions = page.events.map(({ position }) => position);
            if (direction === "forward") found.push(...positions);
            else found.unshift(...positions);
            if (!page.next) break;
            start = page.next;
          }
          assert.deepEqual(found, expected(log, lockIds, filter));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("skips matches, and says how many it met", async () => {
    const log = logOf(Array.from({ length: 60 }, () => ({ type: "TempKeyUsed", lockId: 1, key: 0, step: 1 })));
    const search = { lockIds: [1], filter: {}, direction: "forward", limit: 10, skip: 25 } as const;
    const whole = await searchHistory(log.read, search);
    assert.deepEqual([whole.skipped, whole.events[0]?.version, whole.next?.version], [25, 26, 35]);
    const part = await searchHistory(log.read, search, 20);
    assert.deepEqual([part.skipped, part.events.length, part.next?.version], [20, 0, 20]);
  });

  it("looks at 10,000 events at the most, and at none before the position it is told", async () => {
    const log = logOf(
      Array.from({ length: 30_000 }, (_, i) => ({ type: "OwnerSet", lockId: 1 + (i % 2), key: 0, step: 1 })),
    );
    const filter = { types: new Set(["TempKeyUsed"]) };
    for (const direction of ["forward", "backward"] as const) {
      const before = log.looked();
      const page = await searchHistory(log.read, { lockIds: [1, 2], filter, direction, limit: 10 });
      assert.deepEqual(
        page.next,
        direction === "forward" ? { lockId: 2, version: 5_000 } : { lockId: 1, version: 10_001 },
      );
      assert.ok(log.looked() - before <= 10_200);
    }
    const before = log.looked();
    const late = await searchHistory(log.read, {
      lockIds: [1, 2],
      filter,
      direction: "forward",
      limit: 10,
      after: 29_990,
    });
    assert.equal(late.next, null);
    assert.equal(log.looked() - before, 10);
  });
});
