import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Actor, type Role, ROLES, type Scope, SCOPES } from "./actor.ts";
import { isOperation, type Operation, PERMISSIONS, refusalOf } from "./permissions.ts";

const OPERATIONS = Object.keys(PERMISSIONS) as Operation[];

const member = (role: Role): Actor => ({ kind: "member", orgId: "agency", userId: "olga", role });
const key = (...scopes: Scope[]): Actor => ({ kind: "organization", orgId: "agency", scopes });
const limited: Actor = { kind: "organization", orgId: "agency", scopes: SCOPES, limits: [1] };
const person: Actor = { kind: "user", userId: "olga" };
const may = (operation: Operation, actor: Actor) => refusalOf(operation, actor) === undefined;

describe("the table of permissions", () => {
  it("lets whoever is more do all that those who are less may", () => {
    for (const operation of OPERATIONS) {
      const byRole = ROLES.map((role) => may(operation, member(role)));
      assert.deepEqual(byRole, byRole.toSorted(), `${operation}: ${byRole}`);
      for (const scope of SCOPES) {
        if (may(operation, key("read"))) assert.ok(may(operation, key(scope)), `${operation} by ${scope}`);
        if (may(operation, key(scope))) assert.ok(may(operation, key("admin")), `${operation} by admin`);
      }
    }
  });

  it("lets a key with several scopes do what one of them may", () => {
    for (const operation of OPERATIONS) {
      const either = may(operation, key("keys")) || may(operation, key("locks"));
      assert.equal(may(operation, key("keys", "locks")), either, operation);
    }
  });

  it("lets a key without a scope do nothing, and a limited one nothing more than another", () => {
    for (const operation of OPERATIONS) {
      assert.ok(!may(operation, key()), operation);
      assert.ok(!may(operation, limited) || may(operation, key(...SCOPES)), operation);
    }
  });

  it("lets a viewer and a key with the scope read do nothing but read, leave and choose what they are told", () => {
    const reads = OPERATIONS.filter((operation) => may(operation, member("viewer")) || may(operation, key("read")));
    assert.deepEqual(
      reads.filter((operation) => !/^(get|list|count|watch|explain|export|leave|chooseNotices)/.test(operation)),
      [],
    );
  });

  it("names the role, the scope or the kind of caller that would do", () => {
    const examples: readonly (readonly [Operation, Actor, RegExp])[] = [
      ["createKey", member("viewer"), /role manager; yours is viewer/],
      ["createHub", member("manager"), /role owner; yours is manager/],
      ["createKey", key("read"), /scope keys or admin; this one has read/],
      ["setBrand", key("keys", "locks"), /scope admin; this one has keys, locks/],
      ["bindLockDevice", limited, /limited to some locks/],
      ["setBrand", person, /API key, or a token of one of its members/],
      ["changeLockUuid", member("owner"), /super key/],
      ["createOrganization", member("owner"), /token without one/],
      ["createApiKey", { kind: "super", orgId: "maker" }, /the organisation itself/],
    ];
    for (const [operation, actor, message] of examples) assert.match(refusalOf(operation, actor)!, message);
  });

  it("lets super keys do all that organisations may, but say who may act for one", () => {
    const theirs: Operation[] = ["changeMember", "removeMember", "leaveOrganization", "endOrganization"];
    theirs.push("createInvitation", "resendInvitation", "revokeInvitation", "joinOrganization");
    theirs.push(
      "createApiKey",
      "rotateApiKey",
      "revokeApiKey",
      "erasePersonalData",
      "getNoticeChoices",
      "chooseNotices",
    );
    for (const operation of OPERATIONS) {
      assert.equal(may(operation, { kind: "super", orgId: "maker" }), !theirs.includes(operation), operation);
      assert.ok(may(operation, { kind: "operator" }), operation);
    }
  });

  it("asks for a fresh proof wherever it is said who may act, how hubs are reached, where events go, and whose data are erased", () => {
    const fresh = OPERATIONS.filter((operation) => PERMISSIONS[operation].fresh);
    assert.deepEqual(fresh.toSorted(), [
      "changeHub",
      "changeMember",
      "changeWebhook",
      "changeWebhookUrl",
      "createApiKey",
      "createHub",
      "createInvitation",
      "createOrganization",
      "createTenantApiKey",
      "createTenantWebhook",
      "createWebhook",
      "endOrganization",
      "erasePersonalData",
      "registerTenant",
      "removeHub",
      "removeMember",
      "removeTenantWebhook",
      "removeWebhook",
      "replaceTenantWebhook",
      "resendInvitation",
      "revokeApiKey",
      "revokeInvitation",
      "rotateApiKey",
      "rotateWebhookSecret",
    ]);
  });

  it("knows no operation that has no line, whatever it is called", () => {
    for (const name of ["", "openEverything", "constructor", "__proto__", "toString", undefined])
      assert.ok(!isOperation(name), name);
  });
});
