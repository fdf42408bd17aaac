/** A console that is left open for a whole night: nothing is missed, and nothing kept. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { spendNight } from "./night.ts";

/** MiB: what is kept on purpose, and no more with every event. */
const GROWN = 2;

it("misses nothing of 10,000 events over 200 cuts, and its memory stays as it was", async () => {
  const { missed, streams, activityGrew, tonightGrew, faults } = await spendNight({ events: 10_000, cuts: 200 });
  console.log(`${streams} streams; MiB more: Activity ${activityGrew.toFixed(2)}, Tonight ${tonightGrew.toFixed(2)}`);
  assert.equal(missed, 0);
  assert.ok(streams >= 200, `${streams} streams`);
  assert.ok(activityGrew <= GROWN && tonightGrew <= GROWN, `${activityGrew}, ${tonightGrew}`);
  assert.deepEqual(faults, []);
});
