/** A few histories of the torture suite; `npm run torture` has many. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GROUNDS } from "./torture/grounds.ts";
import { torture } from "./torture/torture.ts";

const SEEDS = [101, 102, 103];

for (const { store, prepare } of GROUNDS) {
  describe(`histories with hard kills, pauses and a broken store, on ${store}`, () => {
    it("keep all that was acknowledged, and open nothing twice or late", { timeout: 240_000 }, async () => {
      const { ground, close } = await prepare();
      try {
        for (const seed of SEEDS) {
          const { wrong, events, opened, chaos } = await torture(seed, ground);
          assert.deepEqual(wrong, [], `seed ${seed}: ${chaos.join("; ")}`);
          assert.ok(events > 100 && opened > 5, `seed ${seed} told little: ${events} events, ${opened} doors moved`);
        }
      } finally {
        await close();
      }
    });
  });
}
