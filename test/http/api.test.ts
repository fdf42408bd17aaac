import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { apiFlows, assertErrorBody, flowCallers } from "../contract/api-flows.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

describe("the published operations", async () => {
  const server = await startServer();
  after(() => server.close());
  for (const { name, run } of apiFlows(server.url, await flowCallers(server))) it(name, run);
});

describe("what goes beyond the published operations", () => {
  let server: TestServer;
  let owner: Credentials & { userId: string };
  let stranger: Credentials & { userId: string };
  let ours: Credentials;
  let theirs: Credentials;

  before(async () => {
    server = await startServer();
    owner = await server.user();
    stranger = await server.user("Paul");
    ours = await server.organization("ours");
    theirs = await server.organization("theirs");
    for (const lockId of [1, 2, 3]) await server.lock(lockId, { ownerId: owner.userId, orgId: "ours" });
    await server.lock(4, { orgId: "theirs" });
  });
  after(() => server.close());

  const create = (lockId: number, as: Credentials, terms: object = {}) =>
    server.call("POST", `/locks/${lockId}/create-temp-key`, { ...as, body: { ...publicTerms(Date.now()), ...terms } });

  const open = (requestId: string) => server.call("POST", "/locks/3/OpenLock", { ...owner, body: { requestId } });
  const events = async (query = "") => (await server.call("GET", `/locks/3/events${query}`, owner)).json;

  it("says in a word why a lock did not open", async () => {
    await server.fault(2, "jam");
    const { status, json } = await server.call("POST", "/locks/2/OpenLock", owner);
    assert.deepEqual([status, json.details], [502, [{ field: "outcome", message: "jammed" }]]);
  });

  it("makes a random UUID and the guest's link when the UUID is left out", async () => {
    const { status, json } = await create(1, owner);
    assert.equal(status, 200);
    assert.match(json.tempKeyUuid, /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(json.event.data.tempKeyUuid, json.tempKeyUuid);
    assert.equal(new URL(json.url).pathname, `/temp-keys/${json.tempKeyUuid}`);
    assert.notEqual((await create(1, owner)).json.tempKeyUuid, json.tempKeyUuid);
  });

  it("takes UUIDs of versions 4 and 7 in any case and keeps lower case", async () => {
    for (const tempKeyUuid of [randomUUID().toUpperCase(), "0198C0DE-7A11-7ABC-9DEF-0123456789AB"]) {
      const { status, json } = await create(1, owner, { tempKeyUuid });
      assert.equal(status, 200);
      assert.equal(json.tempKeyUuid, tempKeyUuid.toLowerCase());
    }
  });

  it('takes "null" and null as no limit of uses', async () => {
    for (const maxUses of ["null", null]) {
      const { status, json } = await create(1, owner, { maxUses });
      assert.deepEqual([status, json.event.data.maxUses], [200, null]);
    }
    const { json } = await create(1, owner, { maxUses: 2 });
    const { tempKeyUuid } = json;
    const updated = await server.call("POST", "/locks/1/update-temp-key", {
      ...owner,
      body: { tempKeyUuid, maxUses: "null" },
    });
    assert.deepEqual(updated.json.event.data.changes, { maxUses: null });
  });

  it("lets the organisation decide and records the user when both credentials come", async () => {
    const both = await create(1, { ...ours, token: stranger.token! });
    assert.deepEqual([both.status, both.json.event?.data.createdBy], [200, stranger.userId]);
    assert.equal((await create(1, ours)).json.event.data.createdBy, "ours");
    assert.equal((await create(1, { ...theirs, token: owner.token! })).status, 404);
  });

  it("does not find a key through a lock that it does not open", async () => {
    const { tempKeyUuid } = (await create(4, theirs)).json;
    for (const operation of ["update-temp-key", "delete-temp-key", "use-temp-key"]) {
      const body = { tempKeyUuid, ...(operation === "update-temp-key" && { maxUses: 9 }) };
      const there = await server.call("POST", `/locks/1/${operation}`, { ...owner, body });
      const absent = await server.call("POST", `/locks/1/${operation}`, {
        ...owner,
        body: { ...body, tempKeyUuid: randomUUID() },
      });
      assert.deepEqual([there.status, there.text], [404, absent.text]);
    }
  });

  it("lists keys in pages, newest first, and revoked ones on request", async () => {
    const uuids: string[] = [];
    for (let i = 0; i < 5; i++) uuids.unshift(await server.key(2, owner, { description: `key ${i}` }));
    await server.call("POST", "/locks/2/delete-temp-key", { ...owner, body: { tempKeyUuid: uuids[1] } });
    const kept = uuids.filter((uuid) => uuid !== uuids[1]);

    const walk = async (query: string) => {
      const seen: string[] = [];
      let cursor: string | null = "";
      for (let page = 0; cursor !== null && page < 10; page++) {
        const next = cursor === "" ? "" : `&cursor=${cursor}`;
        const { json } = await server.call("GET", `/locks/2/temp-keys?limit=2${query}${next}`, owner);
        assert.ok(json.tempKeys.length <= 2);
        seen.push(...json.tempKeys.map((key: { uuid: string }) => key.uuid));
        cursor = json.nextCursor;
      }
      return seen;
    };
    assert.deepEqual(await walk(""), kept);
    assert.deepEqual(await walk("&revoked=false"), kept);
    assert.deepEqual(await walk("&revoked=true"), uuids);

    const all = (await server.call("GET", "/locks/2/temp-keys?revoked=true", owner)).json;
    assert.equal(all.nextCursor, null);
    assert.partialDeepStrictEqual(all.tempKeys[1], { uuid: uuids[1], status: "revoked", description: "key 3" });
    assert.ok(Date.parse(all.tempKeys[1].revokedAt) > 0);
    assert.equal(all.tempKeys[0].revokedAt, null);
  });

  it("refuses pages that cannot be", async () => {
    for (const query of [
      "limit=0",
      "limit=1001",
      "limit=ten",
      "limit=1&limit=2",
      "cursor=0",
      "cursor=x",
      "revoked=1",
    ]) {
      const answer = await server.call("GET", `/locks/2/temp-keys?${query}`, owner);
      assert.equal(answer.status, 400, query);
      assertErrorBody(answer);
      assert.deepEqual(
        answer.json.details.map((detail: { field: string }) => detail.field),
        [query.split("=")[0]],
      );
    }
    for (const page of ["0", "-1", "1.5", "x", ""]) {
      const answer = await server.call("GET", `/locks/2/events?page=${page}`, owner);
      assert.deepEqual([answer.status, answer.json.details?.[0].field], [400, "page"], page);
    }
  });

  it("gives the last 10 events without a page, and full pages for ever the same", async () => {
    const few = await events();
    assert.deepEqual([few.page, few.totalPages, few.events.length], [1, 1, few.totalEvents]);
    for (let i = 0; i < 6; i++) assert.equal((await open(`call-${i}`)).status, 200);
    const first = await events("?page=1");
    const last = await events();
    const total = last.totalEvents;
    assert.equal(total, few.totalEvents + 12);
    assert.deepEqual(
      last.events.map((event: { version: number }) => event.version),
      Array.from({ length: 10 }, (_, i) => total - 9 + i),
    );
    await open("one more");
    assert.deepEqual((await events("?page=1")).events, first.events);
    const beyond = await events("?page=99");
    assert.deepEqual([beyond.page, beyond.events], [99, []]);
  });

  it("says over HTTP that the process runs and the record can be written", async () => {
    for (const path of ["/healthz", "/readyz", "/.well-known/jwks.json"]) {
      const { status, headers } = await server.call("GET", path);
      assert.deepEqual([status, headers.get("content-type")], [200, "application/json; charset=utf-8"]);
    }
    const { keys } = (await server.call("GET", "/.well-known/jwks.json")).json;
    assert.ok(keys.length > 0);
    for (const key of keys) assert.deepEqual([key.kty, key.d], ["OKP", undefined]);
  });
});
