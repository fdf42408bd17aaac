import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "./manual-clock.ts";

test("sleepers wake in order of time, each at its own instant", async () => {
  const clock = new ManualClock(1_000);
  const woken: [string, number][] = [];
  const sleep = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push([name, clock.now()]);
  };
  const all = [sleep("late", 300), sleep("early", 100), sleep("then", 100).then(() => sleep("nested", 50))];
  await clock.advance(299);
  assert.deepEqual(woken, [
    ["early", 1_100],
    ["then", 1_100],
    ["nested", 1_150],
  ]);
  await clock.advance(1);
  await Promise.all(all);
  assert.deepEqual(woken.at(-1), ["late", 1_300]);
  assert.equal(new Float64Array(clock.shared)[0], 1_300);
  assert.equal(clock.sleeping, 0);
});

test("an aborted sleep rejects with the reason and is forgotten", async () => {
  const clock = new ManualClock(0);
  const abort = new AbortController();
  const sleep = clock.sleep(10, abort.signal);
  abort.abort(new Error("enough"));
  await assert.rejects(sleep, /enough/);
  assert.equal(clock.sleeping, 0);
  await assert.rejects(clock.sleep(10, abort.signal), /enough/);
});

test("a jump wakes whoever is due once, at its end", async () => {
  const clock = new ManualClock(0);
  const woken: number[] = [];
  const every = async (ms: number) => {
    for (let i = 0; i < 2; i++) {
      await clock.sleep(ms);
      woken.push(clock.now());
    }
  };
  const all = every(100);
  await clock.jump(1_000);
  assert.deepEqual(woken, [1_000]);
  await clock.jump(99);
  assert.deepEqual(woken, [1_000]);
  await clock.jump(1);
  await all;
  assert.deepEqual(woken, [1_000, 1_100]);
});
