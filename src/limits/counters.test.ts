import assert from "node:assert/strict";
import { it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { createOwnCounters } from "./counters.ts";

it("counts in windows that begin with the first", async () => {
  const clock = new ManualClock(1_000);
  const counters = createOwnCounters(clock);
  assert.deepEqual(counters.count("a", 60_000), { count: 1, endsAt: 61_000 });
  await clock.advance(59_999);
  assert.deepEqual(counters.count("a", 60_000), { count: 2, endsAt: 61_000 });
  assert.deepEqual(await counters.countExactly("b", 60_000), { count: 1, endsAt: 120_999 });
  await clock.advance(1);
  assert.deepEqual(counters.count("a", 60_000), { count: 1, endsAt: 121_000 });
});

it("forgets the subject that was longest away, and no other", () => {
  const counters = createOwnCounters(new ManualClock(0));
  for (let i = 0; i < 10_000; i++) counters.count(`subject ${i}`, 60_000);
  assert.equal(counters.count("subject 0", 60_000).count, 2);
  counters.count("one more", 60_000);
  assert.equal(counters.count("subject 0", 60_000).count, 3);
  assert.equal(counters.count("subject 1", 60_000).count, 1);
});
