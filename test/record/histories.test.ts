/** The record over HTTP: histories of locks and of keys, with filters and cursors. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it, mock } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

interface ShownEvent {
  readonly aggregateId: string;
  readonly version: number;
  readonly type: string;
  readonly timestamp: string;
  readonly orgId: string;
  readonly event: { readonly data: Record<string, unknown>; readonly context?: Record<string, unknown> };
  readonly hash: string;
}

const start = Date.parse("2026-12-24T12:00:00Z");
const iso = (hour: number) => new Date(start + hour * 3_600_000).toISOString();

/** Events of a key as anybody would pick them out by hand. */
function ofKey(events: readonly ShownEvent[], uuid: string): ShownEvent[] {
  const orders = new Set<unknown>();
  return events.filter(({ type, event: { data, context = {} } }) => {
    const named = data.tempKeyUuid === uuid || context.tempKeyUuid === uuid;
    if (type === "LockOpenRequested" && named) orders.add(context.orderId);
    return named || orders.has(data.orderId);
  });
}

const places = (events: readonly ShownEvent[]) => events.map((one) => `${one.aggregateId}/${one.version} ${one.type}`);

describe("histories", () => {
  let server: TestServer;
  let acme: Credentials;
  let rival: Credentials;
  /** Has lock 3 beside its organisation, and no other. */
  let ownerId: string;
  let key: string;
  let other: string;
  /** How far the server's clock is ahead. */
  const time = new Float64Array(new SharedArrayBuffer(8));

  const get = (path: string, as = acme) => server.call("GET", path, as);
  const open = (uuid: string, door: number) => server.call("POST", `/temp-keys/${uuid}/doors/${door}/open`);

  before(async () => {
    time[0] = start;
    const clock = { ...systemClock, now: () => time[0]!, shared: time.buffer as SharedArrayBuffer };
    server = await startServer({ clock });
    acme = await server.organization("acme");
    rival = await server.organization("rival");
    ({ userId: ownerId } = await server.user());
    for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme" });
    await server.lock(3, { orgId: "acme", ownerId });
    await server.lock(4, { orgId: "rival" });
    const { validFrom, validUntil } = publicTerms(start);
    const create = async (doors: object[]) => {
      const made = await server.call("POST", "/temp-keys", { ...acme, body: { validFrom, validUntil, doors } });
      assert.equal(made.status, 201, made.text);
      return made.json.uuid as string;
    };
    key = await create([{ lockId: "1" }, { lockId: "2" }]);
    other = await create([{ lockId: "1" }, { lockId: "3" }]);
    for (let hour = 1; hour <= 6; hour++) {
      time[0] = start + hour * 3_600_000;
      for (const [uuid, door] of [
        [key, 1],
        [other, 1],
        [key, 2],
        [other, 2],
      ] as const) {
        const opened = await open(uuid, door);
        assert.equal(opened.status, 303);
        await server.call("GET", opened.headers.get("location")!);
      }
    }
    // One door fails, one opens without a key, and another request names the key in its text only.
    await server.fault(2, "jam");
    await server.call("GET", (await open(key, 2)).headers.get("location")!);
    await server.fault(2, "none");
    await server.call("POST", "/locks/1/OpenLock", { ...acme, body: { reason: `not by ${key}` } });
    // A door comes, a door goes, and the key ends; then somebody tries it.
    const changed = await server.call("PATCH", `/temp-keys/${key}`, {
      ...acme,
      body: { addDoors: [{ lockId: "3" }], removeDoors: [1] },
    });
    assert.equal(changed.status, 200, changed.text);
    assert.equal((await server.call("DELETE", `/temp-keys/${key}`, acme)).status, 200);
    assert.equal((await open(key, 2)).status, 400);
  });
  after(() => server.close());

  /** All events of a lock by its published pages. */
  async function whole(lockId: number): Promise<ShownEvent[]> {
    const { totalPages } = (await get(`/locks/${lockId}/events`)).json;
    const events: ShownEvent[] = [];
    for (let page = 1; page <= totalPages; page++)
      events.push(...(await get(`/locks/${lockId}/events?page=${page}`)).json.events);
    return events;
  }

  /** Every page from the first on, and by cursors where a page says so. */
  async function forward(path: string): Promise<ShownEvent[]> {
    const found: ShownEvent[] = [];
    let next = "page=1";
    for (let requests = 0; ; requests++) {
      assert.ok(requests < 50);
      const { status, json, text } = await get(`${path}${path.includes("?") ? "&" : "?"}${next}`);
      assert.equal(status, 200, text);
      assert.ok(json.events.length <= 10);
      found.push(...json.events);
      if (json.nextCursor === null) return found;
      next = `cursor=${json.nextCursor}`;
    }
  }

  async function backward(path: string): Promise<ShownEvent[]> {
    const found: ShownEvent[] = [];
    let url = path;
    for (let requests = 0; ; requests++) {
      assert.ok(requests < 50);
      const { json } = await get(url);
      found.unshift(...json.events);
      if (json.nextCursor === null) return found;
      url = `${path}${path.includes("?") ? "&" : "?"}cursor=${json.nextCursor}`;
    }
  }

  it("of a key: everything at all its doors, removed ones too, and nothing else, oldest first", async () => {
    for (const [uuid, lockIds] of [
      [key, [1, 2, 3]],
      [other, [1, 3]],
    ] as const) {
      const expected = (await Promise.all(lockIds.map(whole))).flatMap((events) => ofKey(events, uuid));
      const found = await forward(`/temp-keys/${uuid}/events`);
      assert.ok(found.length > 20);
      assert.deepEqual(new Set(places(found)), new Set(places(expected)));
      assert.equal(found.length, expected.length);
      const times = found.map(({ timestamp }) => Date.parse(timestamp));
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
      assert.equal(found[0]?.type, "TempKeyCreated");
      assert.ok(found.every(({ orgId }) => orgId === "acme"));
      assert.deepEqual(places(await backward(`/temp-keys/${uuid}/events`)), places(found));
    }
    const types = new Set((await forward(`/temp-keys/${key.toUpperCase()}/events`)).map(({ type }) => type));
    for (const type of ["LockOpenRequested", "TempKeyUsed", "LockOpened", "LockOpenFailed", "TempKeyUseReleased"])
      assert.ok(types.has(type), type);
    for (const type of ["TempKeyDeleted", "AdmissionRefused"]) assert.ok(types.has(type), type);
  });

  it("of a key: pages as a lock's history has them, the last ten without one", async () => {
    const all = places(await forward(`/temp-keys/${key}/events`));
    const last = (await get(`/temp-keys/${key}/events`)).json;
    assert.deepEqual([last.tempKeyUuid, last.page, last.pageSize], [key, null, 10]);
    assert.deepEqual(places(last.events), all.slice(-10));
    for (const page of [1, 2, 3, 99]) {
      const { json } = await get(`/temp-keys/${key}/events?page=${page}`);
      assert.deepEqual([json.page, places(json.events)], [page, all.slice((page - 1) * 10, page * 10)]);
    }
  });

  it("of a key: for those who may manage one of its locks, and of those locks only", async () => {
    const absent = await get(`/temp-keys/${randomUUID()}/events`);
    assert.equal(absent.status, 404);
    const foreign = await get(`/temp-keys/${key}/events`, rival);
    assert.deepEqual([foreign.status, foreign.text], [404, absent.text]);
    assert.equal((await server.call("GET", `/temp-keys/${key}/events`)).status, 401);
    assert.equal((await get("/temp-keys/x/events")).status, 400);
    const owner = await server.issuer!.sign({ userId: ownerId, ttlSeconds: 60 });
    const part = (await get(`/temp-keys/${key}/events`, owner)).json;
    assert.deepEqual(new Set(part.events.map((one: ShownEvent) => one.aggregateId)), new Set(["3"]));
    assert.equal((await get(`/locks/1/events`, owner)).status, 404);
  });

  it("filters by type, key and time, together and page by page", async () => {
    const all = await whole(1);
    const between = (from: number, to: number) => (one: ShownEvent) =>
      Date.parse(one.timestamp) >= start + from * 3_600_000 && Date.parse(one.timestamp) < start + to * 3_600_000;
    const opened = (one: ShownEvent) => ["LockOpened", "TempKeyUsed"].includes(one.type);
    const cases: [string, ShownEvent[]][] = [
      ["type=LockOpened", all.filter(({ type }) => type === "LockOpened")],
      ["type=LockOpened,TempKeyUsed", all.filter(opened)],
      ["type=LockOpened&type=TempKeyUsed", all.filter(opened)],
      ["type=PinRefused", []],
      [`tempKeyUuid=${key}`, ofKey(all, key)],
      [`tempKeyUuid=${key.toUpperCase()}&type=LockOpened,TempKeyUsed`, ofKey(all, key).filter(opened)],
      [`tempKeyUuid=${randomUUID()}`, []],
      [`from=${iso(2)}`, all.filter(between(2, 99))],
      [`to=${iso(2)}`, all.filter(between(-1, 2))],
      [`from=${iso(2)}&to=${iso(4)}&type=LockOpened,TempKeyUsed`, all.filter(between(2, 4)).filter(opened)],
    ];
    for (const [query, expected] of cases) {
      assert.deepEqual(await forward(`/locks/1/events?${query}`), expected, query);
      assert.deepEqual(await backward(`/locks/1/events?${query}`), expected, query);
      const { json } = await get(`/locks/1/events?${query}`);
      assert.deepEqual([json.totalEvents, json.pageSize], [all.length, 10]);
      const second = (await get(`/locks/1/events?${query}&page=2`)).json;
      assert.deepEqual([second.page, second.events], [2, expected.slice(10, 20)], query);
    }
    const ofBoth = await forward(`/temp-keys/${key}/events?type=LockOpened&from=${iso(3)}`);
    const both = [...ofKey(all, key), ...ofKey(await whole(2), key)];
    assert.equal(ofBoth.length, both.filter(({ type }) => type === "LockOpened").filter(between(3, 99)).length);
  });

  it("answers without filters exactly as published", async () => {
    for (const query of ["", "?page=1"]) {
      const { json } = await get(`/locks/1/events${query}`);
      assert.deepEqual(Object.keys(json).toSorted(), [
        "aggregateId",
        "events",
        "page",
        "pageSize",
        "totalEvents",
        "totalPages",
      ]);
    }
  });

  it("names every wrong value, once a field", async () => {
    const wrong = "page=0&type=LockOpened,Nonsense&from=yesterday&to=2026-02-30T00:00:00Z&cursor=x";
    for (const [path, fields] of [
      [`/locks/1/events?${wrong}&tempKeyUuid=1`, ["cursor", "from", "page", "tempKeyUuid", "to", "type"]],
      [`/temp-keys/${key}/events?${wrong}`, ["cursor", "from", "page", "to", "type"]],
      ["/locks/1/events?type=", ["type"]],
      ["/locks/1/events?type=LockOpened&type=", ["type"]],
      ["/locks/1/events?from=2026-12-24T12:00:00Z&from=2026-12-24T13:00:00Z", ["from"]],
      ["/locks/1/events?from=2026-12-24T12:00:00Z&to=2026-12-24T12:00:00Z", ["to"]],
      ["/locks/1/events?page=1&cursor=before.1.3", ["cursor"]],
      ["/locks/1/events?cursor=before.2.3", ["cursor"]],
      ["/locks/1/events?cursor=before.1.99999", ["cursor"]],
      ["/locks/1/events?cursor=after.1.3.1.10", ["cursor"]],
    ] as const) {
      const { status, json, text } = await get(path);
      assert.equal(status, 400, `${path} ${text}`);
      assert.deepEqual(json.details.map((one: { field: string }) => one.field).toSorted(), fields, path);
    }
    const { json } = await get("/locks/1/events?type=Nonsense");
    assert.match(json.details[0].message, /LockOpened, LockOpenFailed/);
  });

  it("looks at 10,000 events a request and goes on by the cursor", async () => {
    await server.lock(9, { orgId: "acme" });
    const owners = [randomUUID(), randomUUID()];
    const actor = { kind: "operator" } as const;
    for (let i = 0; i < 25_000; i += 500)
      await Promise.all(
        Array.from({ length: 500 }, (_, k) =>
          server.ledger.submit({ type: "setOwner", actor, lockId: 9, userId: owners[k % 2]! }),
        ),
      );
    const first = (await get("/locks/9/events?type=LockCreated,LockOpened&page=1")).json;
    assert.deepEqual([first.page, first.events.length, first.nextCursor], [1, 1, "after.9.10000.1.1"]);
    const newest = (await get("/locks/9/events?type=LockOpened")).json;
    assert.deepEqual([newest.events, newest.nextCursor], [[], "before.9.15003"]);
    assert.equal((await forward("/locks/9/events?type=LockCreated,LockOpened")).length, 1);
    assert.equal((await backward("/locks/9/events?type=LockCreated,LockOpened")).length, 1);
    const read = mock.method(server.ledger.read, "rawEvents");
    try {
      await get("/locks/9/events?type=LockOpened");
      const looked = await Promise.all(read.mock.calls.map(async ({ result }) => (await result!).length));
      const sum = looked.reduce((all, one) => all + one, 0);
      assert.ok(sum >= 10_000 && sum < 11_000, `${sum} events`);
    } finally {
      read.mock.restore();
    }
  });
});
