/** API keys that may do less than others of their organisation, beside those others. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Scope } from "../../src/domain/actor.ts";
import { hashApiKey, hintOf, newApiKey } from "../../src/identity/api-keys.ts";
import type { KeyLimits } from "../../src/identity/organization-keys.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

describe("an API key that may do less than others of its organisation", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await server.organization("theirs");
    await server.lock(1, { orgId: "operations" });
    await server.lock(2, { orgId: "theirs" });
    await server.lock(3, { orgId: "operations" });
  });
  after(() => server.close());

  async function apiKey(orgId: string, scopes: readonly Scope[], limits: KeyLimits | null = null) {
    const key = newApiKey();
    const now = server.clock.now();
    const kept = { keyId: randomUUID(), hash: hashApiKey(key), hint: hintOf(key), createdBy: null, now };
    const made = await server.organizations.keys.add({
      ...kept,
      orgId,
      name: "x",
      scopes,
      limits,
      expiresAt: null,
    });
    assert.equal(made, "done");
    return { apiKey: key };
  }

  const make = (lockId: number, as: Credentials, idempotencyKey: string) => {
    const headers = { "idempotency-key": idempotencyKey };
    return server.call("POST", `/locks/${lockId}/create-temp-key`, { ...as, headers, body: TERMS });
  };
  const TERMS = publicTerms(Date.now());

  const statuses = async (as: Credentials) => {
    const all = [1, 2, 3].map((lockId) => make(lockId, as, `retry-${lockId}`));
    return (await Promise.all(all)).map(({ status }) => status);
  };

  it("is no super key in an organisation that may act everywhere, and is told nothing that a super key was", async () => {
    const everywhere = await server.organization("operations", { super: true });
    const at = await apiKey("operations", ["keys", "read"]);
    for (const lockId of [1, 2, 3]) assert.equal((await make(lockId, everywhere, `retry-${lockId}`)).status, 200);
    const limited = await apiKey("operations", ["admin"], { lockIds: [1], siteIds: [] });
    assert.deepEqual(await statuses(at), [200, 404, 200]);
    assert.deepEqual(await statuses(limited), [200, 404, 404]);
    const rows = async (as: Credentials) => (await server.call("GET", "/temp-keys/rows", as)).json.total as number;
    assert.deepEqual([await rows(everywhere), await rows(at), await rows(limited)], [6, 5, 3]);
  });

  it("that is limited to a lock reads nothing of another, in no list, by no count and no search", async () => {
    const all = await server.organization("house");
    const { userId: hidden } = await server.user("Hidden Hannah");
    const { userId: manager } = await server.user("Manager Mona");
    assert.equal(await server.organizations.members.put("house", manager, "manager", server.clock.now()), "done");
    await server.lock(11, { orgId: "house", name: "Shown door" });
    await server.lock(12, { orgId: "house", name: "Hidden door" });
    await server.lock(13, { orgId: "house", name: "Hidden door 13" });
    const users = { accessMode: "user-whitelist", allowedUserIds: [hidden] };
    const ofHidden = await server.key(12, all, { description: "Hidden note", ...users });
    const shown = await server.key(11, all, { description: "Shown note" });
    const both = await server.call("POST", "/temp-keys", {
      ...all,
      body: {
        ...TERMS,
        description: "Note of both",
        doors: [{ lockId: "11" }, { lockId: "12", label: "Hidden label" }],
      },
    });
    assert.equal(both.status, 201, both.text);
    for (const key of [ofHidden, shown])
      await server.call("POST", `/temp-keys/${key}/open`, { headers: { accept: "application/json" } });
    for (const scopes of [["read"], ["keys"], ["locks"], ["admin"]] as const) {
      const limited = await apiKey("house", scopes, { lockIds: [11], siteIds: [] });
      const span = `from=${TERMS.validFrom}&until=${TERMS.validUntil}`;
      const paths = [
        "/locks",
        "/locks?search=hidden",
        "/locks?sort=canOpenNow",
        `/timeline?${span}`,
        `/timeline?${span}&lockId=11,12`,
        "/temp-keys",
        "/temp-keys/rows",
        "/temp-keys/rows/export",
        "/temp-keys/rows?search=hidden",
        `/temp-keys/rows?person=${hidden}`,
        "/temp-keys/rows?lockId=12",
        "/temp-keys?lockId=12",
        "/locks/12/temp-keys",
        "/locks/12/arrival",
        "/locks/12/basic-info",
        "/organizations/house/members",
        "/organizations/house/invitations",
        "/organizations/house/api-keys",
        "/organizations/house/sites",
        "/hubs",
        "/activity",
        "/activity?lockId=12",
        `/activity?tempKeyUuid=${ofHidden}`,
        "/organizations",
        "/locks/11/openers",
        "/locks/12/openers",
        "/locks/12/events",
        "/locks/12/events/export",
        "/locks/12/details",
        "/locks/12/device",
        `/temp-keys/${ofHidden}/events`,
        `/temp-keys/${ofHidden}/explain`,
      ];
      for (const path of paths) {
        const { status, text } = await server.call("GET", path, limited);
        assert.ok(status === 200 || status === 403 || status === 404 || status === 400, `${path}: ${status}`);
        assert.doesNotMatch(text, /hidden|"12"|mona/i, `${scopes.join()} ${path}`);
        assert.ok(!text.includes(ofHidden) || path.includes(ofHidden), path);
      }
      const { json: rows } = await server.call("GET", "/temp-keys/rows", limited);
      assert.deepEqual([rows.total, rows.rows.length], [2, 2]);
      const { json: locks } = await server.call("GET", "/locks", limited);
      assert.deepEqual([locks.total, locks.locks[0].lockId], [1, "11"]);
      const odd = Buffer.from('["opener",-5]').toString("base64url");
      assert.equal((await server.call("GET", `/locks/11/openers?cursor=${odd}`, limited)).status, 400);
    }
  });

  it("opens the doors of its sites, and is counted among those who do at these alone", async () => {
    const all = await server.organization("quay");
    for (const lockId of [21, 22, 23]) await server.lock(lockId, { orgId: "quay" });
    const now = server.clock.now();
    const { sites } = server.organizations;
    for (const [siteId, lockId] of [
      ["north", 21],
      ["south", 22],
    ] as const) {
      await sites.add(
        "quay",
        { siteId, name: siteId, address: null, timeZone: null, directions: null, checkIn: null, checkOut: null },
        now,
      );
      await sites.put("quay", lockId, siteId);
    }
    const ofSite = await apiKey("quay", ["locks"], { lockIds: [23], siteIds: ["north"] });
    await apiKey("quay", ["keys"], { lockIds: [22], siteIds: [] });
    const counted = async (lockId: number) =>
      (await server.call("GET", `/locks/${lockId}/openers`, all)).json.apiKeys as number;
    assert.deepEqual([await counted(21), await counted(22), await counted(23)], [2, 1, 2]);
    const open = async (lockId: number) =>
      (await server.call("POST", `/locks/${lockId}/OpenLock`, { ...ofSite, body: { reason: "x" } })).status;
    assert.deepEqual([await open(21), await open(22), await open(23)], [200, 404, 200]);
  });
});
