import assert from "node:assert/strict";
import { test } from "node:test";
import { givenWay, wayBody } from "./way-body.ts";

const NOTHING = { text: null, address: null, kind: null, hand: null, movesForS: null, floor: null, contact: null };

test("A way comes back from a form as it was", () => {
  const gate = { ...NOTHING, text: "Blue gate\nthen left", kind: "gate", movesForS: 20 } as const;
  const contact = { name: null, phone: "+30 210 1234567", email: null };
  const whole = { ...NOTHING, address: "Quay 12", hand: "pull", contact } as const;
  for (const way of [NOTHING, gate, whole, { ...NOTHING, kind: "lift", floor: "4" } as const])
    assert.deepEqual(wayBody(givenWay(way)), way);
});

test("What is of another kind of way is not sent", () => {
  const given = { ...givenWay(NOTHING), hand: "push", floor: "3", movesForS: "9", text: "  " };
  assert.deepEqual(wayBody({ ...given, kind: "gate" }), { ...NOTHING, kind: "gate", movesForS: 9 });
  assert.deepEqual(wayBody({ ...given, kind: "lift" }), { ...NOTHING, kind: "lift", floor: "3" });
  assert.deepEqual(wayBody({ ...given, kind: "door" }), { ...NOTHING, hand: "push" });
});
