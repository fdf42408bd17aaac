import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { createSlots } from "./slots.ts";

it("gives nobody more than a share, nor all together more than there are, and takes them back", () => {
  const asked = fc.array(fc.record({ client: fc.nat(4), key: fc.nat(4), leaves: fc.boolean() }), { maxLength: 200 });
  fc.assert(
    fc.property(asked, (all) => {
      const slots = createSlots({ all: 10, each: 3 });
      const held: { holders: string[]; leave: () => void }[] = [];
      const of = (holder: string) => held.filter(({ holders }) => holders.includes(holder)).length;
      for (const { client, key, leaves } of all) {
        const holders = [`client ${client}`, `key ${key}`];
        const isFree = held.length < 10 && holders.every((holder) => of(holder) < 3);
        const leave = slots.take(...holders);
        assert.equal(leave !== undefined, isFree);
        if (leave) held.push({ holders, leave });
        const first = leaves ? held.shift() : undefined;
        first?.leave();
        first?.leave(); // a second time gives nothing back
      }
    }),
  );
});
