import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { createTimers } from "./timers.ts";

test("timers ring at their own times, whatever the order in which they were set, with one sleep for all", async () => {
  const clock = new ManualClock(0);
  const timers = createTimers(clock);
  const rung: [string, number][] = [];
  const set = (name: string, time: number) => timers.at(time, () => rung.push([name, clock.now()]));
  set("b", 200);
  const cancel = set("cancelled", 150);
  set("a", 100);
  timers.at(100, () => set("nested", 120));
  set("past", -1);
  assert.equal(clock.sleeping, 0, "the one in the past is not slept for");
  cancel();
  await clock.advance(500);
  assert.deepEqual(rung, [
    ["past", 0],
    ["a", 100],
    ["nested", 120],
    ["b", 200],
  ]);
  assert.equal(clock.sleeping, 0);
});

test("nothing rings after close, and no sleep is left", async () => {
  const clock = new ManualClock(0);
  const timers = createTimers(clock);
  timers.at(100, () => assert.fail("rang"));
  assert.equal(clock.sleeping, 1);
  timers.close();
  timers.at(50, () => assert.fail("rang"));
  assert.equal(clock.sleeping, 0);
  await clock.advance(500);
});

test("a timer rings when its time has passed, though the clock was set back meanwhile; one is set by what the clock says then", async () => {
  const clock = new ManualClock(10_000_000);
  const timers = createTimers(clock);
  const rung: string[] = [];
  timers.at(clock.now() + 10_000, () => rung.push("before"));
  await clock.advance(3_000);
  clock.setBack(3_600_000);
  timers.at(clock.now() + 10_000, () => rung.push("after"));
  await clock.advance(6_999);
  assert.deepEqual(rung, []);
  await clock.advance(1);
  assert.deepEqual(rung, ["before"]);
  await clock.advance(3_000);
  assert.deepEqual(rung, ["before", "after"]);
  assert.equal(clock.sleeping, 0);
});
