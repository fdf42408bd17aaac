/** Lists of locks, who could open one, the timeline of doors, and what meets a new key there. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { type Clock, systemClock } from "../../src/clock.ts";
import { isoTime } from "../../src/domain/ids.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const HOUR = 3_600_000;
const BEGIN = Date.parse("2026-12-01T12:00:00Z");
const iso = (hours: number) => isoTime(BEGIN + hours * HOUR);

describe("lists of locks", () => {
  const shared = new SharedArrayBuffer(8);
  const time = new Float64Array(shared);
  time[0] = BEGIN;
  const clock: Clock = { ...systemClock, now: () => time[0]!, shared };
  let server: TestServer;
  let org: Credentials;
  const users = [randomUUID(), randomUUID()];
  const operator = { kind: "operator" } as const;

  before(async () => {
    server = await startServer({ clock });
    org = await server.organization("acme");
    for (const [i, userId] of users.entries())
      await server.directory.createUser({
        userId,
        email: `guest${i}@example.test`,
        name: `Guest ${i}`,
        firstName: null,
        lastName: null,
        createdAt: BEGIN,
      });
    for (let lockId = 1; lockId <= 12; lockId++)
      await server.lock(lockId, { orgId: "acme", name: lockId % 2 === 0 ? `Room ${lockId}` : `Cellar ${lockId}` });
  });
  after(() => server.close());

  const get = async (path: string, query: object = {}) => {
    const answer = await server.call("GET", `${path}?${new URLSearchParams(query as never)}`, org);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };

  async function create(lockIds: readonly number[], from: number, until: number, more: object = {}): Promise<string> {
    const tempKeyUuid = randomUUID();
    const answer = await server.ledger.submit({
      type: "createKey",
      actor: operator,
      tempKeyUuid,
      doors: lockIds.map((lockId) => ({ lockId, method: "key" })),
      accessMode: "public",
      allowedUserIds: [],
      validFrom: BEGIN + from * HOUR,
      validUntil: BEGIN + until * HOUR,
      maxUses: null,
      maxUsesPerDoor: null,
      ...more,
    });
    assert.ok(answer.ok, JSON.stringify(answer));
    return tempKeyUuid;
  }

  const names = async (query: object) => (await get("/locks", query)).locks.map(({ name }: { name: string }) => name);

  it("tell of each lock who can open it now, the next arrival and the last opening", async () => {
    const now = await create([1, 2], -1, 5);
    const later = await create([1], 3, 6, { description: "Anna" });
    await create([1], 4, 6);
    const named = { accessMode: "user-whitelist", allowedUserIds: [users[0]!] };
    await create([2], 0, 9, named);
    const revoked = await create([1], 0, 9);
    await server.ledger.submit({ type: "revokeKey", actor: operator, tempKeyUuid: revoked });
    const opened = await server.call("POST", `/temp-keys/${now}/doors/1/open`);
    assert.equal(opened.status, 303);
    await server.call("GET", opened.headers.get("location")!);
    const { locks, total } = await get("/locks", { sort: "lockId" });
    assert.equal(total, 12);
    assert.deepEqual(
      locks.slice(0, 3).map((lock: Record<string, unknown>) => lock["canOpenNow"]),
      [1, 2, 0],
    );
    assert.deepEqual(locks[0].nextArrival, { at: iso(3), tempKeyUuid: later, note: "Anna" });
    assert.equal(locks[0].lastOpenedAt, iso(0));
    assert.equal(locks[1].lastOpenedAt, null);
    assert.deepEqual([locks[0].device.hubId, locks[0].attention], ["simulator", []]);
  });

  it("find, sort and page them", async () => {
    assert.deepEqual(await names({ search: "room 1" }), ["Room 10", "Room 12"]);
    assert.equal((await names({ hub: "simulator" })).length, 12);
    assert.deepEqual(await names({ hub: "home" }), []);
    assert.deepEqual(await names({ lockId: "10,1,999", search: "room" }), ["Room 10"]);
    assert.deepEqual(await names({ sort: "canOpenNow", order: "desc", limit: "2" }), ["Room 2", "Cellar 1"]);
    assert.deepEqual(await names({ sort: "nextArrival", limit: "1" }), ["Cellar 1"]);
    assert.deepEqual(await names({ sort: "lastOpenedAt", order: "desc", limit: "1" }), ["Cellar 1"]);
    const all = await names({});
    const numbers = [1, 3, 5, 7, 9, 11];
    assert.deepEqual(all, [...numbers.map((n) => `Cellar ${n}`), ...numbers.map((n) => `Room ${n + 1}`)]);
    assert.deepEqual(await names({ offset: "10" }), all.slice(10));
    const paged: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await get("/locks", { limit: "5", ...(cursor !== undefined && { cursor }) });
      paged.push(...page.locks.map(({ name }: { name: string }) => name));
      cursor = page.nextCursor;
    }
    assert.deepEqual(paged, all);
  });

  it("name those that somebody must look after", async () => {
    await server.ledger.submit({ type: "unbindDevice", actor: operator, lockId: 12 });
    const { locks, total } = await get("/locks", { attention: "any" });
    assert.deepEqual([total, locks[0].lockId, locks[0].attention], [1, "12", ["not-bound"]]);
    assert.equal((await get("/locks", { attention: "none" })).total, 11);
    assert.equal((await get("/locks", { attention: "offline,battery-low" })).total, 0);
    assert.equal((await get("/locks", { state: "unknown" })).total, 12);
  });

  it("tell who could open a door at an instant as explain does, for every key", async () => {
    const made: string[] = [];
    const step = fc.record({
      kind: fc.constantFrom("public", "named", "once", "per-door"),
      locks: fc.constantFrom([3], [3, 4], [4, 3, 5]),
      from: fc.integer({ min: -2, max: 6 }),
      span: fc.integer({ min: 3, max: 12 }),
      after: fc.constantFrom("nothing", "revoke", "pause", "use", "nothing"),
      at: fc.integer({ min: -3, max: 14 }),
    });
    await fc.assert(
      fc.asyncProperty(step, async ({ kind, locks, from, span, after: next, at }) => {
        const uuid = await create(locks, from, Math.max(from + span, 1), {
          ...(kind === "named" && { accessMode: "user-whitelist", allowedUserIds: users }),
          ...(kind === "once" && { maxUses: 1 }),
          ...(kind === "per-door" && { maxUsesPerDoor: 1 }),
        });
        made.push(uuid);
        if (next === "revoke") await server.ledger.submit({ type: "revokeKey", actor: operator, tempKeyUuid: uuid });
        if (next === "pause") await server.call("POST", `/temp-keys/${uuid}/pause`, { ...org, body: {} });
        if (next === "use")
          await server.ledger.submit({ type: "useTempKey", actor: operator, lockId: 3, tempKeyUuid: uuid });
        const answer = await get("/locks/3/openers", { at: iso(at), limit: "200" });
        const told = new Map<string, Record<string, any>>( // oxlint-disable-line typescript/no-explicit-any -- as answered
          answer.keys.map((key: { tempKeyUuid: string }) => [key.tempKeyUuid, key]),
        );
        assert.equal(answer.total, told.size);
        for (const key of made.slice(-25)) {
          const record = await server.ledger.read.tempKey(key);
          const door = record!.state.doors.find(({ lockId }) => lockId === 3)!.id;
          const asks = record!.state.accessMode === "public" ? [{}] : users.map((user) => ({ user }));
          const admitted = [];
          for (const ask of asks)
            admitted.push((await get(`/temp-keys/${key}/explain`, { door, at: iso(at), ...ask })).admitted);
          assert.equal(told.has(key), admitted.includes(true), key);
          if (told.has(key)) assert.equal(told.get(key)!["until"], isoTime(record!.state.validUntil));
        }
        if (at === 0) assert.equal((await get("/locks", { sort: "lockId" })).locks[2].canOpenNow, told.size);
      }),
      { numRuns: 40 },
    );
    const [first] = (await get("/locks/3/openers", { limit: "1" })).keys;
    const { pathname, searchParams } = new URL(first.explain, "http://x");
    assert.equal((await get(pathname, Object.fromEntries(searchParams))).admitted, true);
  });

  it("tell who opens it without a key, by which role", async () => {
    const userId = users[1]!;
    assert.equal(await server.organizations.members.put("acme", userId, "manager", BEGIN), "done");
    await server.organizations.members.put("acme", users[0]!, "viewer", BEGIN);
    const { roles, apiKeys } = await get("/locks/3/openers");
    const person = { id: userId, name: "Guest 1", email: "guest1@example.test" };
    assert.deepEqual([roles, apiKeys], [[{ role: "manager", person, operation: "openLock" }], 1]);
  });

  it("show the keys of each door in a time, and where they overlap", async () => {
    const [a, b, c] = [await create([7], 1, 4), await create([7, 8], 3, 6), await create([7], 6, 8)];
    const gone = await create([7], 2, 7);
    await server.ledger.submit({ type: "revokeKey", actor: operator, tempKeyUuid: gone });
    const { locks } = await get("/timeline", { from: iso(0), until: iso(24), lockId: "7,8" });
    assert.deepEqual(
      locks[0].keys.map((key: Record<string, unknown>) => [key["tempKeyUuid"], key["overlaps"]]),
      [
        [a, true],
        [b, true],
        [c, false],
      ],
    );
    assert.deepEqual(locks[0].overlaps, [{ from: iso(3), until: iso(4), keys: 2 }]);
    assert.deepEqual([locks[1].keys.length, locks[1].overlaps], [1, []]);
    const all: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { from: iso(0), until: iso(1), limit: "5", ...(cursor !== undefined && { cursor }) };
      const page = await get("/timeline", query);
      all.push(...page.locks.map(({ lockId }: { lockId: string }) => lockId));
      cursor = page.nextCursor;
    }
    assert.deepEqual(
      all,
      Array.from({ length: 12 }, (_, i) => String(i + 1)),
    );
    const long = await server.call("GET", `/timeline?from=${iso(0)}&until=${iso(24 * 93)}`, org);
    assert.equal(long.status, 400);
  });

  it("warn of other keys of the doors, in a dry run that makes nothing and in the making", async () => {
    const other = await create([9], 1, 4, { description: "Bert" });
    const body = {
      validFrom: iso(2),
      validUntil: iso(5),
      doors: [{ lockId: "9", accessMethod: "both" }, { lockId: "10" }],
    };
    const before = (await get("/temp-keys/rows")).total;
    const tried = await server.call("POST", "/temp-keys?dryRun=true", { ...org, body });
    assert.equal(tried.status, 200, tried.text);
    assert.deepEqual([tried.json.isThere, tried.json.overlaps.total], [false, 1]);
    assert.deepEqual([tried.json.overlaps.keys[0].uuid, tried.json.overlaps.keys[0].note], [other, "Bert"]);
    assert.equal((await get("/temp-keys/rows")).total, before);
    const made = await server.call("POST", "/temp-keys?overlaps=true", { ...org, body });
    assert.deepEqual([made.status, made.json.overlaps.total], [201, 1]);
    assert.equal((await server.call("POST", "/temp-keys", { ...org, body })).json.overlaps, undefined);
  });

  it("refuse in a dry run what would be refused", async () => {
    const good = { validFrom: iso(2), validUntil: iso(5), doors: [{ lockId: "9" }] };
    await server.lock(99, {});
    for (const [change, status] of [
      [{ validUntil: iso(1) }, 400],
      [{ doors: [{ lockId: "98" }] }, 404],
      [{ doors: [{ lockId: "9" }, { lockId: "99" }] }, 403],
      [{ accessMode: "user-whitelist", allowedUserIds: [randomUUID()] }, 400],
      [{ tempKeyUuid: (await get("/temp-keys/rows")).rows[0].uuid }, 409],
    ] as const) {
      const body = { ...good, ...change };
      const [tried, made] = [
        await server.call("POST", "/temp-keys?dryRun=true", { ...org, body }),
        await server.call("POST", "/temp-keys", { ...org, body }),
      ];
      assert.deepEqual([tried.status, tried.json], [made.status, made.json]);
      assert.equal(tried.status, status, tried.text);
    }
  });
});
