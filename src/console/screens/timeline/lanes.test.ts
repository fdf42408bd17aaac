import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { gapAt, lanesOf, type Span } from "./lanes.ts";

const spans = fc
  .array(fc.record({ from: fc.nat(100), for: fc.integer({ min: 1, max: 30 }) }), { maxLength: 40 })
  .map((all) =>
    all.map((one): Span => ({ from: one.from, until: one.from + one.for })).toSorted((a, b) => a.from - b.from),
  );
const meet = (a: Span, b: Span) => a.from < b.until && b.from < a.until;

it("put no key over another, use no more lanes than may be, and lose none", () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 10 }), (all, most, least) => {
      const { laneOf, count, more } = lanesOf(all, most, least);
      const drawn = all.map(({ from, until }) => ({ from, until: Math.max(until, from + least) }));
      for (const [i, lane] of laneOf.entries())
        for (let j = i + 1; j < all.length; j++)
          assert.ok(lane === undefined || lane !== laneOf[j] || !meet(drawn[i]!, drawn[j]!));
      assert.ok(count <= most && laneOf.every((lane) => lane === undefined || lane < count));
      const hidden = drawn.filter((_, i) => laneOf[i] === undefined);
      assert.equal(
        more.reduce((sum, one) => sum + one.count, 0),
        hidden.length,
      );
      for (const one of hidden) assert.ok(more.some(({ from, until }) => from <= one.from && one.until <= until));
      assert.ok(more.every((one, i) => i === 0 || more[i - 1]!.until <= one.from));
    }),
  );
});

it("hide no key while there is room for it", () => {
  fc.assert(
    fc.property(spans, (all) => {
      const { laneOf } = lanesOf(all, 4, 0);
      for (const [i, lane] of laneOf.entries()) {
        if (lane !== undefined) continue;
        const { from } = all[i]!;
        const there = all.filter((one, j) => j < i && laneOf[j] !== undefined && one.from <= from && from < one.until);
        assert.equal(there.length, 4);
      }
    }),
  );
});

it("leave a gap for a new key where none is", () => {
  const all = [
    { from: 10, until: 20 },
    { from: 30, until: 40 },
  ];
  assert.deepEqual(gapAt(all, 25, { from: 15, until: 35 }), { from: 20, until: 30 });
  assert.deepEqual(gapAt(all, 45, { from: 44, until: 50 }), { from: 44, until: 50 });
  assert.deepEqual(gapAt([], 45, { from: 44, until: 50 }), { from: 44, until: 50 });
  assert.equal(gapAt(all, 30, { from: 29, until: 31 }), undefined);
  fc.assert(
    fc.property(spans, fc.nat(130), (taken, at) => {
      const gap = gapAt(taken, at, { from: at - 5, until: at + 8 });
      assert.ok(
        gap
          ? gap.until > gap.from && !taken.some((one) => meet(one, gap))
          : taken.some(({ from, until }) => from <= at && at < until),
      );
    }),
  );
});
