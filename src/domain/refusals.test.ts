import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { explain, KEY_STATUSES } from "./admission.ts";
import { ADMISSION_REFUSALS, isAdmissionRefusal, REFUSALS } from "./refusals.ts";
import { KEY_UUID, keyCreated, lockCreated, NOW } from "./testing/given.ts";
import { InMemoryRows } from "./testing/in-memory-rows.ts";

describe("the table of refusals", () => {
  it("has the refusals of admission in the order of their rules, and each has one", () => {
    const rows = InMemoryRows.from([lockCreated, keyCreated()].map((event) => ({ at: NOW, event })));
    const { rules } = explain(rows.tempKey(KEY_UUID)!, { at: NOW, method: "key" });
    const ofRules = new Set(["unknown-key", ...rules.map(({ reason }) => reason)]);
    assert.deepEqual([...ofRules], Object.keys(ADMISSION_REFUSALS));
  });

  it("has nothing that no decision refuses", () => {
    const decisions = globSync(`${import.meta.dirname}/*.ts`).filter((file) => !/refusals\.ts$|\.test\.ts$/.test(file));
    const text = decisions.map((file) => readFileSync(file, "utf8")).join("\n");
    for (const reason of Object.keys(REFUSALS)) assert.ok(text.includes(`"${reason}"`), reason);
  });

  it("makes the published statuses of a key", () => {
    assert.deepEqual(KEY_STATUSES.toSorted(), ["expired", "not-yet-valid", "paused", "revoked", "used-up", "valid"]);
  });

  it("says something of each, and knows those of admission", () => {
    for (const [reason, { message }] of Object.entries(REFUSALS)) {
      assert.match(message, /^[A-Z].+[^.]$/, reason);
      assert.equal(isAdmissionRefusal(reason), reason in ADMISSION_REFUSALS, reason);
    }
    assert.equal(isAdmissionRefusal("toString"), false);
  });
});
