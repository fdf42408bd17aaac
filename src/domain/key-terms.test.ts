import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explain } from "./admission.ts";
import type { ChangeKey } from "./change-key.ts";
import type { CreateKey } from "./create-key.ts";
import { type KeyTerms, sameTerms, type Term, termsOf } from "./key-terms.ts";
import { KEY_UUID, lockCreated, MINUTE, NOW, OWNER } from "./testing/given.ts";
import { InMemoryRows } from "./testing/in-memory-rows.ts";

const TERMS: KeyTerms = {
  accessMode: "user-whitelist",
  allowedUserIds: ["gina", "hugo"],
  validFrom: NOW,
  validUntil: NOW + 60 * MINUTE,
  maxUses: null,
  maxUsesPerDoor: null,
};
/** Another value of each. */
const OTHER: KeyTerms = {
  accessMode: "public",
  allowedUserIds: ["gina"],
  validFrom: NOW + MINUTE,
  validUntil: NOW + 61 * MINUTE,
  maxUses: 3,
  maxUsesPerDoor: 2,
};
/** The rule of admission that looks at it. */
const RULES: Readonly<Record<Term, string>> = {
  accessMode: "user-known",
  allowedUserIds: "user-allowed",
  validFrom: "begun",
  validUntil: "not-ended",
  maxUses: "uses-left",
  maxUsesPerDoor: "uses-left-at-door",
};
const create = (terms: KeyTerms): CreateKey => ({
  type: "createKey",
  actor: OWNER,
  tempKeyUuid: KEY_UUID,
  doors: [{ lockId: 1, method: "key" }],
  ...terms,
});
const made = (terms: KeyTerms) => {
  const rows = InMemoryRows.from([{ at: NOW, event: lockCreated }]);
  assert.ok(rows.run(create(terms), NOW).answer.ok);
  return rows;
};
const stateOf = (rows: InMemoryRows) => termsOf(rows.tempKey(KEY_UUID)!);

for (const term of Object.keys(TERMS) as Term[]) {
  const another: KeyTerms = { ...TERMS, [term]: OTHER[term] };

  describe(`the term ${term}`, () => {
    it("has a rule of admission that compares it", () => {
      const { rules } = explain(made(TERMS).tempKey(KEY_UUID)!, { at: NOW, method: "key" });
      const rule = rules.find((one) => one.rule === RULES[term]);
      assert.ok(rule && (term in rule.compared || term === "allowedUserIds"), RULES[term]);
    });

    it("comes through the event that makes the key", () => {
      assert.deepEqual(stateOf(made(TERMS)), TERMS);
      assert.deepEqual(stateOf(made(another)), another);
    });

    it("makes a repeat with another value of it another key", () => {
      for (const [first, again] of [
        [TERMS, another],
        [another, TERMS],
      ] as const) {
        assert.equal(sameTerms(first, again), false);
        const { answer } = made(first).run(create(again), NOW);
        assert.equal(!answer.ok && answer.reason, "already-exists");
        assert.ok(made(first).run(create(first), NOW).answer.ok);
      }
    });

    it("is changed there and back, and the first creation is still known", () => {
      const rows = made(TERMS);
      const change: ChangeKey = { type: "changeKey", actor: OWNER, tempKeyUuid: KEY_UUID };
      assert.equal(rows.run({ ...change, [term]: OTHER[term] }, NOW).events.length, 1);
      assert.deepEqual(stateOf(rows), another);
      assert.deepEqual(rows.run({ ...change, [term]: OTHER[term] }, NOW).events, []);
      assert.ok(rows.run(create(TERMS), NOW).answer.ok);
      assert.equal(rows.run({ ...change, [term]: TERMS[term] }, NOW).events.length, 1);
      assert.deepEqual(stateOf(rows), TERMS);
      assert.deepEqual(stateOf(InMemoryRows.from(rows.log)), TERMS);
    });
  });
}
