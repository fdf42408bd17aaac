/** Lists of the client, over all their pages. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Client, createClient } from "../../client/src/index.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

const LOCK = { path: { id: 1 } };
const MANY = 7;

let server: TestServer;
let org: Credentials & { readonly apiKey: string };
let client: Client;
let uuids: string[];
before(async () => {
  server = await startServer();
  org = await server.organization("acme");
  client = createClient({ baseUrl: server.url, apiKey: org.apiKey });
  for (let lockId = 1; lockId <= MANY; lockId++) await server.lock(lockId, { orgId: "acme" });
  uuids = [];
  for (let i = 0; i < MANY; i++) uuids.push(await server.key(1, org));
  for (let i = 0; i < 12; i++) await client.openLock({ ...LOCK, body: {} });
});
after(() => server.close());

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const got: T[] = [];
  for await (const item of items) got.push(item);
  return got;
}

const LONG_AGO = { from: "2000-01-01T00:00:00Z", until: "2000-02-01T00:00:00Z" };

describe("the client's lists go over all pages", () => {
  it("of keys, locks, timelines, openers and hubs, each once, in order", async () => {
    const limit = { limit: 2 };
    const lists: Readonly<Record<string, readonly [AsyncIterable<unknown>, count: number]>> = {
      listKeyRows: [client.listKeyRows.each({ query: { ...limit, sort: "createdAt" } }), MANY],
      listKeys: [client.listKeys.each({ query: limit }), MANY],
      listTempKeys: [client.listTempKeys.each({ ...LOCK, query: limit }), MANY],
      listLocks: [client.listLocks.each({ query: limit }), MANY],
      getTimeline: [client.getTimeline.each({ query: { ...limit, ...LONG_AGO } }), MANY],
      listOpeners: [client.listOpeners.each({ ...LOCK, query: limit }), MANY],
      listHubs: [client.listHubs.each({ query: { limit: 1 } }), 1],
    };
    for (const [name, [list, count]] of Object.entries(lists)) {
      const got = (await all(list)).map((one) => JSON.stringify(one));
      assert.deepEqual([name, got.length, new Set(got).size], [name, count, count]);
    }
  });

  it("of a record from its beginning, with filters and without, each event once", async () => {
    const events = await all(client.listLockEvents.each(LOCK));
    const { totalEvents } = await client.listLockEvents(LOCK);
    const versions = Array.from({ length: totalEvents }, (_, i) => i + 1);
    assert.ok(totalEvents > 30);
    assert.deepEqual(
      events.map(({ version }) => version),
      versions,
    );
    const opened = await all(client.listLockEvents.each({ ...LOCK, query: { type: "LockOpened" } }));
    assert.deepEqual(
      opened.map(({ version }) => version),
      events.filter(({ type }) => type === "LockOpened").map(({ version }) => version),
    );
    assert.equal(opened.length, 12);
    const late = await all(client.listLockEvents.each({ ...LOCK, query: { page: 3 } }));
    assert.deepEqual(
      late.map(({ version }) => version),
      versions.slice(20),
    );
    const ofKey = await all(client.listKeyEvents.each({ path: { uuid: uuids[0]! } }));
    assert.deepEqual(
      ofKey.map(({ type }) => type),
      ["TempKeyCreated"],
    );
  });

  it("of activity, and of pages on which nothing was found", async () => {
    const items = await all(client.listActivity.each({ query: { limit: 3, outcome: "opened" } }));
    assert.equal(new Set(items.map(({ id }) => id)).size, 12);
    assert.deepEqual(await all(client.listActivity.each({ query: { outcome: "failed" } })), []);
  });

  it("from the place that is asked for", async () => {
    const whole = await all(client.listKeyRows.each());
    const part = await all(client.listKeyRows.each({ query: { offset: 3, limit: 2 } }));
    assert.deepEqual(
      part.map(({ uuid }) => uuid),
      whole.slice(3).map(({ uuid }) => uuid),
    );
  });

  it("while others are made between the pages: none that was there is left out or told twice", async () => {
    const got: string[] = [];
    for await (const { uuid } of client.listKeyRows.each({ query: { limit: 2, sort: "createdAt", order: "desc" } })) {
      got.push(uuid);
      if (got.length === 3)
        await client.createTempKey({ ...LOCK, body: { ...publicTerms(Date.now()), accessMode: "public" } });
    }
    for (const uuid of uuids) assert.equal(got.filter((one) => one === uuid).length, 1);
  });

  it("a page only when it is needed, and none after an end", async () => {
    let asked = 0;
    const counting = createClient({
      baseUrl: server.url,
      apiKey: org.apiKey,
      fetch: (...of) => (asked++, fetch(...of)),
    });
    for await (const _ of counting.listKeyRows.each({ query: { limit: 2 } })) break;
    assert.equal(asked, 1);
    const signal = AbortSignal.abort(new Error("enough"));
    await assert.rejects(all(counting.listKeyRows.each({ query: { limit: 2 }, signal })), { message: "enough" });
    assert.equal(asked, 1);
  });

  it("and not without end where a server goes round in a circle", async () => {
    const circle = createClient({
      baseUrl: server.url,
      fetch: async () => Response.json({ rows: [], nextCursor: "again" }),
    });
    await assert.rejects(all(circle.listKeyRows.each()), /its cursor stays the same/);
  });
});
