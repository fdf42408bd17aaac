import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { chosenOf, eventsOf, GROUPS } from "./event-groups.ts";

const types = [...Object.values(GROUPS).flat(), "OwnerSet", "LockCreated"];

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
