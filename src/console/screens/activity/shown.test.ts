import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isoTime } from "../../../domain/ids.ts";
import type { ActivityItem } from "../../api/types.ts";
import { firstPage, MAX_HELD, MAX_ROOM, type Shown, withNews, withOlder } from "./shown.ts";

const item = (at: number, more: Partial<ActivityItem> = {}): ActivityItem => ({
  id: `item-${at}`,
  time: isoTime(at),
  type: "LockOpenRequested",
  door: { lockId: "1", name: "Front door", timeZone: "Europe/Athens" },
  key: null,
  person: null,
  outcome: "requested",
  reason: null,
  settledAt: null,
  method: "key",
  comment: null,
  count: null,
  ...more,
});
const page = (from: number, count: number, nextCursor: string | null = null) => ({
  items: Array.from({ length: count }, (_, i) => item(from - i)),
  nextCursor,
});
const times = (shown: Shown) => shown.items.map(({ time }) => Date.parse(time));

describe("the activity that is shown", () => {
  it("has what is new on top, and changes what it has in its place", () => {
    const first = firstPage(page(10, 3));
    const next = withNews(first, [item(11), item(9, { outcome: "opened" })], {}, false);
    assert.deepEqual(times(next), [11, 10, 9, 8]);
    assert.equal(next.items[2]!.outcome, "opened");
    assert.equal(next.items[1], first.items[0]);
  });

  it("orders by times, not by their texts: one on a whole second is written without a fraction", () => {
    const shown = withNews(firstPage(page(12_000, 1, "1.1")), [item(12_500), item(12_001)], {}, false);
    assert.deepEqual(times(shown), [12_500, 12_001, 12_000]);
  });

  it("holds what is new while one reads further down, and shows all of it afterwards", () => {
    const held = withNews(firstPage(page(10, 3)), [item(11), item(10, { outcome: "failed" })], {}, true);
    assert.deepEqual([times(held), held.held.length], [[10, 9, 8], 1]);
    assert.equal(held.items[0]!.outcome, "failed");
    const settled = withNews(held, [item(11, { outcome: "opened" })], {}, true);
    assert.equal(settled.held[0]!.outcome, "opened");
    const shown = withNews(settled, [], {}, false);
    assert.deepEqual([times(shown), shown.held.length], [[11, 10, 9, 8], 0]);
  });

  it("leaves to older pages what is on one of them", () => {
    assert.deepEqual(times(withNews(firstPage(page(10, 3, "1.1")), [item(2)], {}, false)), [10, 9, 8]);
    assert.deepEqual(times(withNews(firstPage(page(10, 3)), [item(2)], {}, false)), [10, 9, 8, 2]);
  });

  it("shows only what is wanted, and no more of what is so no longer", () => {
    const wanted = { lockId: "1", outcomes: ["requested"], types: ["LockOpenRequested"], from: 5, to: 20 };
    const first = firstPage(page(10, 2));
    const others = [
      item(11, { door: { lockId: "2", name: null, timeZone: null } }),
      item(12, { outcome: "refused", type: "AdmissionRefused" }),
      item(20),
      item(4),
      item(10, { outcome: "opened" }),
    ];
    assert.deepEqual(times(withNews(first, others, wanted, false)), [9]);
    assert.deepEqual(times(withNews(first, [item(13)], { tempKeyUuid: "x" }, false)), [10, 9]);
  });

  it("never keeps more than it has room for, and finds what was left out again", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.boolean()), { maxLength: 12 }), (bursts) => {
        let [shown, now] = [firstPage(page(1_000, 50, "1.1")), 2_000];
        for (const [count, isHolding] of bursts) {
          const news = Array.from({ length: count }, () => item(++now));
          shown = withNews(shown, news, {}, isHolding);
          assert.ok(shown.items.length <= MAX_ROOM && shown.held.length <= MAX_HELD);
          assert.equal(new Set(shown.items.map(({ id }) => id)).size, shown.items.length);
          assert.deepEqual(
            times(shown),
            times(shown).toSorted((a, b) => b - a),
          );
        }
      }),
      { numRuns: 60 },
    );
    const many = withNews(firstPage(page(1_000, 50, "1.1")), page(5_000, 300).items, {}, false);
    assert.equal(many.items.length, 200);
    assert.deepEqual(many.older, { before: new Date(Date.parse(many.items.at(-1)!.time) + 1).toISOString() });
    const more = withOlder(many, { items: [many.items.at(-1)!, item(4_000)], nextCursor: "7.7" });
    assert.deepEqual([more.items.length, more.older], [201, { cursor: "7.7" }]);
  });

  it("says so when too much waits to be kept", () => {
    assert.equal(withNews(firstPage(page(10, 3)), page(900, 201).items, {}, true).isOverfull, true);
    assert.equal(withNews(firstPage(page(10, 3)), page(900, 200).items, {}, true).isOverfull, false);
  });
});
