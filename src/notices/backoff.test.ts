import assert from "node:assert/strict";
import { it } from "node:test";
import { waitAfter } from "./backoff.ts";

it("a notice that is not taken is tried again for half a day, and then given up", () => {
  const waits: number[] = [];
  for (let wait = waitAfter(1, 0.5); wait !== undefined; wait = waitAfter(waits.length + 1, 0.5)) waits.push(wait);
  assert.deepEqual(
    waits,
    waits.toSorted((a, b) => a - b),
  );
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000;
  assert.ok(hours > 11 && hours < 13, `${hours} h`);
  assert.ok(waitAfter(1, 0)! < waitAfter(1, 1)!);
});
