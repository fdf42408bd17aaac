/** Users over HTTP: made known by others, one for an address, and what is wrong with a request. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Credentials, startServer, type TestServer } from "./harness.ts";

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
      [{ userId: id, firstName: "" }, "firstName"],
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
    assert.equal((await find({ email: "a@example.test", searchOnly: "true" })).status, 404);
  });

  it("show the guest their name as host, and leave nothing of it in the record", async () => {
    const userId = randomUUID();
    await create(userId, { userId, email: "hanna@example.test", firstName: "Hanna", lastName: "Berg" });
    await server.lock(9, { ownerId: userId });
    const { token } = await server.issuer!.sign({ userId, ttlSeconds: 60 });
    const uuid = await server.key(9, { token });
    assert.match((await server.call("GET", `/temp-keys/${uuid}`)).text, /Hanna Berg lends you/);
    assert.doesNotMatch(JSON.stringify(await server.ledger.read.events(9, 1, 99)), /Hanna|Berg|hanna@/);
  });
});
