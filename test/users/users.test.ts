/** Users over HTTP: made known by others, one for an address, and what is wrong with a request. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

describe("users", () => {
  let server: TestServer;
  let org: Credentials;

  before(async () => {
    server = await startServer();
    org = await server.organization("acme");
  });
  after(() => server.close());

  const create = (id: string, body: object) => server.call("POST", `/users/${id}/CreateUser`, { ...org, body });
  const find = (query: Record<string, string>, to = server) =>
    to.call("GET", `/users/by-email?${new URLSearchParams(query)}`, org);

  it("are one for an address, however many ask together, in several processes", async () => {
    const other = await startServer({ dataDir: server.dataDir });
    try {
      const asked = Array.from({ length: 40 }, (_, i) =>
        find({ email: i % 3 ? "Gina@Example.test" : "gina@example.test" }, i % 2 ? other : server),
      );
      const found = await Promise.all(asked);
      assert.deepEqual(new Set(found.map(({ status }) => status)), new Set([200]));
      assert.equal(new Set(found.map(({ json }) => json.uuid)).size, 1);
      assert.equal(found[0]!.json.email, "gina@example.test");
      assert.ok(Math.abs(Date.parse(found[0]!.json.created_at) - Date.now()) < 60_000);
    } finally {
      await other.close();
    }
  });

  it("may have no address, and two have not the same", async () => {
    const [anna, ben, carl] = [randomUUID(), randomUUID(), randomUUID()];
    assert.equal((await create(anna, { userId: anna })).status, 201);
    assert.equal((await create(ben, { userId: ben })).status, 201);
    assert.equal((await create(carl, { userId: carl, email: "carl@example.test" })).status, 201);
    const taken = await create(randomUUID().replace(/^.{8}/, "00000000"), {});
    assert.equal(taken.status, 400);
    const dora = randomUUID();
    const clash = await create(dora, { userId: dora, email: "CARL@example.test" });
    assert.deepEqual([clash.status, clash.json.details[0].field], [409, "email"]);
    assert.equal((await create(carl.toUpperCase(), { userId: carl })).json.event, null);
  });

  it("are told what is wrong, by field", async () => {
    const id = randomUUID();
    for (const [body, field] of [
      [{ userId: "me" }, "userId"],
      [{ userId: randomUUID() }, "userId"],
      [{ userId: id, email: "anna" }, "email"],
      [{ userId: id, phoneNumber: "12345" }, "phoneNumber"],
      [{ userId: id, firstName: "A".repeat(121) }, "firstName"],
      [{ userId: id, lastName: "Berg\nowes you" }, "lastName"],
      [{}, "userId"],
    ] as const) {
      const { status, json } = await create(id, body);
      assert.deepEqual([status, json.details[0].field], [400, field], JSON.stringify(body));
    }
    for (const [query, field] of [
      [{}, "email"],
      [{ email: "nobody" }, "email"],
      [{ email: "a@example.test", uuid: "7" }, "uuid"],
      [{ email: "a@example.test", searchOnly: "yes" }, "searchOnly"],
    ] as const) {
      const { status, json } = await find(query);
      assert.deepEqual([status, json.details[0].field], [400, field], JSON.stringify(query));
    }
    const all = { userId: randomUUID(), email: "anna", phoneNumber: "+0123456" };
    const { json } = await create(id, all);
    assert.deepEqual(
      json.details.map((one: { field: string }) => one.field),
      ["userId", "email", "phoneNumber"],
    );
    assert.equal((await create(id, { userId: id, firstName: "", lastName: " " })).status, 201);
    assert.equal((await find({ email: "a@example.test", searchOnly: "true" })).status, 404);
  });

  it("are made by no HEAD, and their answers are not kept on the way", async () => {
    assert.equal((await server.call("HEAD", "/users/by-email?email=head@example.test", org)).status, 405);
    assert.equal((await find({ email: "head@example.test", searchOnly: "true" })).status, 404);
    assert.equal((await find({ email: "kept@example.test" })).headers.get("cache-control"), "no-store");
  });

  it("keep the numbers of their phones to themselves", async () => {
    const userId = randomUUID();
    assert.equal((await create(userId, { userId, phoneNumber: "0048999888777" })).status, 201);
    assert.doesNotMatch(JSON.stringify(await server.directory.user(userId)), /999888777/);
  });

  it("may make only themselves known; others need an organisation's key", async () => {
    const { token, userId } = await server.user();
    const other = randomUUID();
    const post = (id: string, as: Credentials) =>
      server.call("POST", `/users/${id}/CreateUser`, { ...as, body: { userId: id, email: `${id}@evil.test` } });
    const get = (query: string, as: Credentials) => server.call("GET", `/users/by-email?${query}`, as);
    assert.equal((await post(other, { token })).status, 403);
    assert.equal((await post(userId.toUpperCase(), { token })).status, 409, "with another address than theirs");
    assert.equal((await get(`email=owner@example.test&uuid=${other}`, { token })).status, 403);
    assert.equal((await get("email=owner@example.test&searchOnly=true", { token })).status, 404);
    assert.equal((await get("email=made@example.test", { token })).status, 200);
    assert.equal((await post(other, { ...org, token })).status, 201);
  });

  it("keep the address that they have, and whoever gives another one is told", async () => {
    const userId = randomUUID();
    const at = (email?: string) => ({ userId, ...(email && { email }) });
    assert.equal((await create(userId, at("theirs@example.test"))).status, 201);
    for (const email of [undefined, "THEIRS@example.test"])
      assert.equal((await create(userId, at(email))).json.event, null);
    const other = await create(userId, at("mine@example.test"));
    assert.deepEqual([other.status, other.json.details[0].field], [409, "email"]);
    assert.equal((await server.directory.user(userId))?.email, "theirs@example.test");
  });

  it("show the guest their name as host, and leave nothing of it in the record", async () => {
    const userId = randomUUID();
    await create(userId, { userId, email: "hanna@example.test", firstName: "Hanna", lastName: "Berg" });
    await server.lock(9, { ownerId: userId });
    const { token } = await server.issuer!.sign({ userId, ttlSeconds: 60 });
    const uuid = await server.key(9, { token });
    assert.match((await server.call("GET", `/temp-keys/${uuid}`)).text, /Key from Hanna Berg/);
    assert.doesNotMatch(JSON.stringify(await server.ledger.read.events(9, 1, 99)), /Hanna|Berg|hanna@/);
  });
});
