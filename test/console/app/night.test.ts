/** A console that is left open: a short night; a whole one is in `npm run test:console`. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { spendNight } from "./night.ts";

it("misses nothing of what happens while its connection is cut again and again", async () => {
  const { missed, streams, faults } = await spendNight({ events: 300, cuts: 6 });
  assert.equal(missed, 0);
  assert.ok(streams >= 6, `${streams} streams`);
  assert.deepEqual(faults, []);
});
