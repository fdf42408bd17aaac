import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { Texts } from "./texts.ts";

it("finds a word in the same texts as looking through each of them does, however they change", () => {
  const text = fc.stringMatching(/^[ab ]{0,6}$/);
  const change = fc.record({ slot: fc.nat(1_300), text });
  const word = fc.stringMatching(/^[ab]{1,3}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.array(change, { maxLength: 40 }), word), { maxLength: 6 }), (steps) => {
      const [texts, all] = [new Texts(), new Map<number, string>()];
      const wanted = Uint8Array.from({ length: 1_301 }, (_, slot) => (slot % 3 === 0 ? 0 : 1));
      for (const [changes, looked] of steps) {
        for (const one of changes) {
          texts.put(one.slot, one.text);
          all.set(one.slot, one.text);
        }
        const found: number[] = [];
        texts.search(looked, wanted, (slot) => found.push(slot));
        const expected = [...all]
          .filter(([slot, one]) => wanted[slot] === 1 && one.includes(looked))
          .map(([slot]) => slot);
        assert.deepEqual(
          found,
          expected.toSorted((a, b) => a - b),
        );
      }
    }),
  );
});
