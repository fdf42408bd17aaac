import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { ManualClock } from "../../test/manual-clock.ts";
import { type Counters, createOwnCounters, type Kind, MAX_SUBJECTS } from "./counters.ts";

it("counts in windows that begin with the first", async () => {
  const clock = new ManualClock(1_000);
  const counters = createOwnCounters(clock);
  assert.deepEqual(counters.count("page", "a", 60_000), { count: 1, endsAt: 61_000 });
  await clock.advance(59_999);
  assert.deepEqual(counters.count("page", "a", 60_000), { count: 2, endsAt: 61_000 });
  assert.deepEqual(await counters.countExactly("page", "b", 60_000), { count: 1, endsAt: 120_999 });
  await clock.advance(1);
  assert.deepEqual(counters.count("page", "a", 60_000), { count: 1, endsAt: 121_000 });
});

it("begins anew where the clock was set back, and not where clocks are a little apart", () => {
  const clock = new ManualClock(10_000_000);
  const counters = createOwnCounters(clock);
  for (let i = 0; i < 5; i++) counters.count("page", "a", 60_000);
  clock.setBack(60_000);
  assert.equal(counters.count("page", "a", 60_000).count, 6);
  clock.setBack(1);
  assert.deepEqual(counters.count("page", "a", 60_000), { count: 1, endsAt: 9_999_999 });
});

it("gives back what was counted, within its window, and never more", async () => {
  const clock = new ManualClock(0);
  const counters = createOwnCounters(clock);
  for (let i = 0; i < 3; i++) counters.count("page", "a", 60_000);
  counters.giveBack("page", "a", 60_000);
  assert.deepEqual(counters.look("page", "a"), { count: 2, endsAt: 60_000 });
  for (let i = 0; i < 5; i++) counters.giveBack("page", "a", 60_000);
  assert.equal(counters.count("page", "a", 60_000).count, 1);
  counters.giveBack("page", "never", 60_000);
  assert.equal(counters.count("page", "never", 60_000).count, 1);
  await clock.advance(60_000);
  counters.giveBack("page", "a", 60_000);
  assert.equal(counters.count("page", "a", 60_000).count, 1);
});

const MINUTE = 60_000;

/** Count many others, each so often. */
function crowd(counters: Counters, kind: Kind, many: number, each = 1): void {
  for (let i = 0; i < many; i++) for (let n = 0; n < each; n++) counters.count(kind, `other ${i}`, MINUTE);
}

it("counts what is of one kind apart from all others, however much of them there is", async () => {
  const kinds = Object.keys(MAX_SUBJECTS) as Kind[];
  const counters = createOwnCounters(new ManualClock(0));
  for (const kind of kinds) counters.count(kind, "anna", MINUTE);
  for (const kind of kinds.slice(0, 3)) crowd(counters, kind, 2 * MAX_SUBJECTS[kind]);
  for (const kind of kinds.slice(3)) assert.equal(counters.count(kind, "anna", MINUTE).count, 2, kind);
});

it("never lets anybody begin anew by pushing out what was counted, within the window", () => {
  for (const counted of [2, 5, 600]) {
    const counters = createOwnCounters(new ManualClock(0));
    for (let n = 0; n < counted; n++) counters.count("page", "anna", MINUTE);
    crowd(counters, "page", 30_000);
    assert.ok(counters.count("page", "anna", MINUTE).count > counted, String(counted));
  }
});

it("begins with what was forgotten, so that to be forgotten is worth nothing, until it is over", async () => {
  const clock = new ManualClock(0);
  const counters = createOwnCounters(clock);
  crowd(counters, "page", 10_000, 7);
  const { count } = counters.count("page", "anna", MINUTE);
  assert.equal(count, 8);
  for (let i = 0; i < 10_000; i++) assert.ok(counters.count("page", `other ${i}`, MINUTE).count >= 8);
  await clock.advance(2 * MINUTE);
  assert.equal(counters.count("page", "bert", MINUTE).count, 1);
});

it("refuses nobody new before half a table was counted to the limit", () => {
  const counters = createOwnCounters(new ManualClock(0));
  crowd(counters, "page", 200_000);
  // 200,000 counts over 5,000 subjects are 40.
  assert.ok(counters.count("page", "anna", MINUTE).count <= 41);
});

it("holds so many subjects and no more, in any order of any counts", () => {
  const subject = fc.integer({ min: 0, max: 20_000 });
  fc.assert(
    fc.property(fc.array(subject, { minLength: 25_000, maxLength: 30_000 }), (subjects) => {
      const counters = createOwnCounters(new ManualClock(0));
      const real = new Map<number, number>();
      for (const one of subjects) {
        real.set(one, (real.get(one) ?? 0) + 1);
        const { count } = counters.count("page", String(one), MINUTE);
        assert.ok(count >= real.get(one)!, "nobody is counted less than they did");
      }
      const known = [...real.keys()].filter((one) => counters.look("page", String(one)));
      assert.ok(known.length <= MAX_SUBJECTS.page);
    }),
    { numRuns: 5 },
  );
});

it("counts nothing of what turned out not to be there", () => {
  const counters = createOwnCounters(new ManualClock(0));
  counters.count("key-opening", "made up", MINUTE);
  counters.forget("key-opening", "made up");
  assert.equal(counters.look("key-opening", "made up"), undefined);
  assert.equal(counters.count("key-opening", "made up", MINUTE).count, 1);
});
