import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { type Actor, isEntitled, organizationOf, recordedAs, SCOPES } from "./actor.ts";
import { canonicalUserId } from "./ids.ts";

const SVEN = "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77";

describe("who may manage a lock", () => {
  const lock = { lockId: 7, ownerId: "olga", orgId: "agency" };
  const examples: readonly (readonly [Actor, entitled: boolean, recorded: string])[] = [
    [{ kind: "user", userId: "olga" }, true, "user:olga"],
    [{ kind: "user", userId: "agency" }, false, "user:agency"],
    [{ kind: "organization", scopes: SCOPES, orgId: "agency" }, true, "agency"],
    [{ kind: "organization", scopes: SCOPES, orgId: "agency", userId: SVEN }, true, SVEN],
    [{ kind: "organization", scopes: SCOPES, orgId: "other", userId: "olga" }, false, "user:olga"],
    [{ kind: "organization", scopes: SCOPES, orgId: "agency", limits: [7] }, true, "agency"],
    [{ kind: "organization", scopes: SCOPES, orgId: "agency", limits: [8] }, false, "agency"],
    [{ kind: "organization", scopes: SCOPES, orgId: "other", limits: [7] }, false, "other"],
    [{ kind: "member", orgId: "agency", userId: SVEN, role: "viewer" }, true, SVEN],
    [{ kind: "member", orgId: "other", userId: "olga", role: "owner" }, false, "user:olga"],
    [{ kind: "super", orgId: "maker" }, true, "maker"],
    [{ kind: "super", orgId: "maker", userId: "max" }, true, "user:max"],
    [{ kind: "operator" }, true, "operator"],
  ];
  for (const [actor, entitled, recorded] of examples) {
    it(inspect(actor, { breakLength: Infinity }), () => {
      assert.equal(isEntitled(actor, lock), entitled);
      assert.equal(recordedAs(actor), recorded);
    });
  }

  it("is never a limited key, of what is no lock", () => {
    const hub = { ownerId: null, orgId: "agency" };
    const key = { kind: "organization", scopes: SCOPES, orgId: "agency" } as const;
    assert.ok(isEntitled(key, hub));
    assert.ok(!isEntitled({ ...key, limits: [7] }, hub));
  });

  it("acts for an organisation only as its member or by its key", () => {
    const acting = examples.flatMap(([actor]) => organizationOf(actor) ?? []);
    assert.deepEqual(acting, ["agency", "agency", "other", "agency", "agency", "other", "agency", "other"]);
  });

  it("nobody but a super key or the operator, where the lock has neither owner nor organisation", () => {
    const nobodys = { ownerId: null, orgId: null };
    assert.deepEqual(
      examples.map(([actor]) => isEntitled(actor, nobodys)),
      examples.map(([actor]) => actor.kind === "super" || actor.kind === "operator"),
    );
  });
});

describe("the name of an actor in the record", () => {
  /** What somebody who wants to be taken for another would be called. */
  const id = fc.oneof(
    fc.constantFrom("operator", "Operator", "OPERATOR", "operator ", "oper\u200bator", "\uff4fperator"),
    fc.constantFrom(SVEN, SVEN.toUpperCase(), `${SVEN} `, `user:${SVEN}`, `organization:${SVEN}`, "user:", "USER:a"),
    fc.constantFrom("user:operator", "organization:operator", "organization:user:a", "organization:", "agency"),
    fc.uuid(),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  );
  const actor = fc.oneof(
    fc.constant<Actor>({ kind: "operator" }),
    id.map((userId): Actor => ({ kind: "user", userId })),
    id.map((orgId): Actor => ({ kind: "organization", scopes: SCOPES, orgId })),
    id.map((orgId): Actor => ({ kind: "super", orgId })),
    fc.tuple(id, id).map(([orgId, userId]): Actor => ({ kind: "member", orgId, userId, role: "owner" })),
    fc.tuple(id, id).map(([orgId, userId]): Actor => ({ kind: "organization", scopes: SCOPES, orgId, userId })),
  );
  it("is never that of somebody else", () => {
    fc.assert(
      fc.property(actor, actor, (a, b) => {
        assert.equal(recordedAs(a) === recordedAs(b), whoIs(a) === whoIs(b));
      }),
      { numRuns: 5_000 },
    );
  });

  it("is never the operator's, or one that looks like it, unless it is the operator", () => {
    fc.assert(
      fc.property(actor, (one) => {
        const seen = recordedAs(one).normalize("NFKC").replaceAll("\u200b", "").trim().toLowerCase();
        assert.equal(seen === "operator", one.kind === "operator");
      }),
    );
  });

  it("stays what it was for users with a UUID and organisations with a name", () => {
    assert.equal(recordedAs({ kind: "user", userId: SVEN }), SVEN);
    assert.equal(recordedAs({ kind: "user", userId: "operator" }), "user:operator");
    assert.equal(recordedAs({ kind: "organization", scopes: SCOPES, orgId: "acme" }), "acme");
    assert.equal(recordedAs({ kind: "super", orgId: SVEN }), `organization:${SVEN}`);
  });
});

/** Who it is, whatever they are called. A UUID is the same in any case. */
function whoIs(one: Actor): string {
  if (one.kind === "operator") return "operator";
  if (one.kind !== "user" && one.userId === undefined) return JSON.stringify(["organization", one.orgId]);
  return JSON.stringify(["user", canonicalUserId(one.userId!)]);
}
