import assert from "node:assert/strict";
import { it } from "node:test";
import { createPlaces } from "./places.ts";

/** Take all that it can have. */
function takeAll(places: ReturnType<typeof createPlaces>, orgId: string, endpoints: number): number {
  let taken = 0;
  for (let i = 0; i < endpoints; i++)
    for (; places.isFree(`${orgId} ${i}`, orgId); taken++) places.take(`${orgId} ${i}`, orgId);
  return taken;
}

it("one address has 16 places, and one organisation 48 however many addresses it has", () => {
  assert.equal(takeAll(createPlaces(), "one", 1), 16);
  assert.equal(takeAll(createPlaces(), "many", 50), 48);
});

it("however many slow addresses several organisations have, another one finds some places", () => {
  const places = createPlaces();
  const taken = Array.from({ length: 20 }, (_, i) => takeAll(places, `slow ${i}`, 50));
  assert.deepEqual([taken[0], taken[1], taken[2]], [48, 48, 32]);
  for (const few of taken.slice(3)) assert.equal(few, 4);
  assert.equal(takeAll(places, "quick", 1), 4);
});

it("a place that is given back is another's", () => {
  const places = createPlaces();
  takeAll(places, "one", 1);
  places.give("one 0", "one");
  assert.ok(places.isFree("one 0", "one"));
});
