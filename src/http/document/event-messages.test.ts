import assert from "node:assert/strict";
import { it } from "node:test";
import { Compile } from "typebox/schema";
import { EVENT_TYPES } from "../../ledger/event-types.ts";
import { eventMessages } from "./event-messages.ts";

it("every type of event has a message in each form, whose example its schema takes, and no other type's", () => {
  for (const form of ["published", "cloudevents", "event"] as const) {
    const messages = eventMessages(form);
    assert.deepEqual(messages.map(({ type }) => type).toSorted(), EVENT_TYPES.toSorted());
    for (const { type, payload } of messages) {
      const check = Compile(payload as object);
      for (const { type: other, example } of messages)
        assert.equal(check.Check(example), type === other, `${form}: ${type} and the example of ${other}`);
    }
  }
});
