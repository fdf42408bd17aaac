/** A few histories of the torture suite; `npm run torture` has many. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sized } from "../size.ts";
import { strikeInTurn } from "./chaos.ts";
import { GROUNDS } from "./grounds.ts";
import { type Told, torture } from "./torture.ts";

/** Beside the one that has each kind of strike once. */
const SEEDS = [101, 102].slice(0, sized(0, 2));
/** So that each kind of strike meets clients at work, and these leave the processors to other tests. */
const REST_MS = sized(150, 10);

for (const { store, prepare } of GROUNDS) {
  describe(`histories with hard kills, pauses and a broken store, on ${store}`, () => {
    it("keep all that was acknowledged, and open nothing twice or late", { timeout: 240_000 }, async () => {
      const { ground, close } = await prepare();
      try {
        for (const seed of SEEDS) check(await torture(seed, ground));
        check(await torture(101, ground, { strikes: strikeInTurn, restMs: REST_MS }));
      } finally {
        await close();
      }
    });
  });
}

function check({ seed, wrong, events, opened, chaos }: Told): void {
  assert.deepEqual(wrong, [], `seed ${seed}: ${chaos.join("; ")}`);
  assert.ok(events > 100 && opened > 5, `seed ${seed} told little: ${events} events, ${opened} doors moved`);
}
