import assert from "node:assert/strict";
import { it } from "node:test";
import Type from "typebox";
import { fieldFaults } from "./fields.ts";

const SCHEMA = Type.Object({
  url: Type.String({ pattern: "^mqtts?:", description: "The broker: mqtt://HOST" }),
  events: Type.Object({ format: Type.Union([Type.Literal("published"), Type.Literal("cloudevents")]) }),
});

it("says of each setting what it should be", async () => {
  assert.deepEqual(await fieldFaults("settings", SCHEMA, { url: "http://broker.example", events: { format: "xml" } }), [
    { field: "settings.url", message: 'must match pattern "^mqtts?:": The broker: mqtt://HOST' },
    { field: "settings.events.format", message: "must be one of: published, cloudevents" },
  ]);
});
