import assert from "node:assert/strict";
import { test } from "node:test";
import { isAdmissionRefusal, type RefusalReason, REFUSALS } from "../../domain/refusals.ts";
import { fieldErrors, statusOf } from "./errors.ts";

test("a refusal of a command says by its status whether the same is worth asking again", () => {
  for (const [reason, { helps }] of Object.entries(REFUSALS)) {
    if (isAdmissionRefusal(reason)) continue;
    const status = statusOf(reason as RefusalReason);
    assert.equal(status === 503 || status === 429, helps === "waiting", `${reason} is a ${status}`);
  }
});

const refused = (name: string, pattern: string) => {
  const found = { keyword: "pattern", params: { pattern }, message: "must match pattern" };
  return { ...found, instancePath: `/${name}`, schemaPath: `#/properties/${name}/pattern` };
};

test("a value that a pattern refuses is told what it should be, as the API's document has it", () => {
  const wait = { pattern: "^(\\d|[12]\\d|30)$", description: "Seconds; 0 to 30" };
  const schema = { properties: { wait, url: { pattern: "^mqtts?:" } } };
  assert.deepEqual(fieldErrors([refused("wait", wait.pattern), refused("url", "^mqtts?:")], schema), [
    { field: "wait", message: "must match pattern: Seconds; 0 to 30" },
    { field: "url", message: "must match pattern" },
  ]);
});
