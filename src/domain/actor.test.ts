import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Actor, isEntitled, recordedAs } from "./actor.ts";

describe("who may manage a lock", () => {
  const lock = { ownerId: "olga", orgId: "agency" };
  const examples: readonly (readonly [Actor, entitled: boolean, recorded: string])[] = [
    [{ kind: "user", userId: "olga" }, true, "olga"],
    [{ kind: "user", userId: "agency" }, false, "agency"],
    [{ kind: "organization", orgId: "agency" }, true, "agency"],
    [{ kind: "organization", orgId: "agency", userId: "sven" }, true, "sven"],
    [{ kind: "organization", orgId: "other", userId: "olga" }, false, "olga"],
    [{ kind: "super", orgId: "maker" }, true, "maker"],
    [{ kind: "super", orgId: "maker", userId: "max" }, true, "max"],
    [{ kind: "operator" }, true, "operator"],
  ];
  for (const [actor, entitled, recorded] of examples) {
    it(JSON.stringify(actor), () => {
      assert.equal(isEntitled(actor, lock), entitled);
      assert.equal(recordedAs(actor), recorded);
    });
  }

  it("nobody but a super key or the operator, where the lock has neither owner nor organisation", () => {
    const nobodys = { ownerId: null, orgId: null };
    assert.deepEqual(
      examples.map(([actor]) => isEntitled(actor, nobodys)),
      examples.map(([actor]) => actor.kind === "super" || actor.kind === "operator"),
    );
  });
});
