import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { EVENTS } from "../../../../http/api/record/events.ts";
import { chosenOf, eventsOf, GROUPS } from "./event-groups.ts";

const types = Object.keys(EVENTS);

it("has every type of the catalogue in one group", () => {
  assert.deepEqual(Object.values<readonly string[]>(GROUPS).flat().toSorted(), types.toSorted());
});

it("keeps whatever events were chosen, by whom ever", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...types), { minLength: 1 }), (events) => {
      assert.deepEqual(eventsOf(chosenOf(events)).toSorted(), events.toSorted());
    }),
  );
  assert.deepEqual(eventsOf(chosenOf(["*"])), ["*"]);
});

it("has a group chosen only where all of it is", () => {
  assert.deepEqual(chosenOf(["TempKeyCreated", "LockOpened"]), {
    all: false,
    groups: ["made"],
    others: ["LockOpened"],
  });
});
