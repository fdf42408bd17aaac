import assert from "node:assert/strict";
import { test } from "node:test";
import { isAdmissionRefusal, type RefusalReason, REFUSALS } from "../../domain/refusals.ts";
import { statusOf } from "./errors.ts";

test("a refusal of a command says by its status whether the same is worth asking again", () => {
  for (const [reason, { helps }] of Object.entries(REFUSALS)) {
    if (isAdmissionRefusal(reason)) continue;
    const status = statusOf(reason as RefusalReason);
    assert.equal(status === 503 || status === 429, helps === "waiting", `${reason} is a ${status}`);
  }
});
