/** Activity over HTTP, with whole servers. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { hashApiKey, hintOf, newApiKey } from "../../src/identity/api-keys.ts";
import { type Item, listen } from "./watching.ts";

let server: TestServer;
let lastLock = 0;
before(async () => {
  server = await startServer();
});
after(() => server.close());

async function organization(): Promise<Credentials & { readonly orgId: string }> {
  const orgId = `org-${randomUUID().slice(0, 8)}`;
  return { orgId, ...(await server.organization(orgId)) };
}

async function lockOf(of: { orgId?: string; ownerId?: string; name?: string }): Promise<number> {
  await server.lock(++lastLock, of);
  return lastLock;
}

/** A page that has all that was recorded; on a busy machine that may take more than one question. */
async function page(
  as: Credentials,
  query = "",
): Promise<{ readonly items: Item[]; readonly nextCursor: string | null; readonly lastEventId: string }> {
  for (const end = Date.now() + 15_000; ;) {
    const answer = await server.call("GET", `/activity${query}`, as);
    assert.equal(answer.status, 200, answer.text);
    if (answer.json.upToDate) return answer.json;
    assert.ok(Date.now() < end, "the activity is behind");
  }
}

async function activity(as: Credentials, query = ""): Promise<Item[]> {
  return (await page(as, query)).items;
}

const open = (key: string) =>
  server.call("POST", `/temp-keys/${key}/open`, { headers: { accept: "application/json" } });

async function settled(as: Credentials, query = ""): Promise<Item[]> {
  for (const end = Date.now() + 15_000; ; await wait(20)) {
    const items = await activity(as, query);
    if (items.every(({ outcome }) => outcome !== "requested")) return items;
    assert.ok(Date.now() < end, "an opening has no outcome");
  }
}

/** Texts do not compare: whole seconds have no fraction. */
function isWithin(time: string, from: string, to: string): boolean {
  return Date.parse(time) >= Date.parse(from) && Date.parse(time) < Date.parse(to);
}

const types = (items: readonly Item[]) => items.map(({ type }) => type);

describe("activity", () => {
  it("shows an opening at once, as one item whose outcome comes", async () => {
    const org = await organization();
    const lock = await lockOf({ orgId: org.orgId, name: "Street door" });
    const key = await server.key(lock, org, { description: "Anna, room 4" });
    for (let i = 0; i < 5; i++) {
      assert.equal((await open(key)).status, 303);
      const [first] = await activity(org);
      assert.equal(first!.type, "LockOpenRequested");
      assert.ok(["requested", "opened"].includes(first!.outcome!), first!.outcome!);
    }
    const items = await settled(org);
    assert.deepEqual(
      items.map(({ type, outcome }) => [type, outcome]),
      [
        ...Array.from({ length: 5 }, () => ["LockOpenRequested", "opened"]),
        ["TempKeyCreated", null],
        ["OrganizationSet", null],
      ],
    );
    assert.deepEqual(items[0]!.door, { lockId: String(lock), name: "Street door", timeZone: "Europe/Athens" });
    assert.deepEqual(items[0]!.key, { uuid: key, note: "Anna, room 4" });
    const { json } = await server.call("GET", `/locks/${lock}/events`, org);
    assert.ok(
      json.events.some(({ id }: { id: string }) => id === items[0]!.id),
      "the id is the event's",
    );
  });

  it("says why a door did not open, or was refused", async () => {
    const org = await organization();
    const lock = await lockOf({ orgId: org.orgId });
    const key = await server.key(lock, org, { maxUses: 1 });
    await server.fault(lock, "jam");
    await open(key);
    await settled(org);
    await server.fault(lock, "none");
    await open(key);
    await settled(org);
    await open(key);
    const told = (await settled(org)).map(({ outcome, reason }) => [outcome, reason]);
    assert.deepEqual(told.slice(0, 3), [
      ["refused", "used-up"],
      ["opened", null],
      ["failed", "jammed"],
    ]);
  });

  it("names who opened and why, and forgets names with the directory", async () => {
    const org = await organization();
    const { userId, token } = await server.user("Maria Petrou");
    const lock = await lockOf({ orgId: org.orgId });
    const as = { ...org, token };
    await server.call("POST", `/locks/${lock}/OpenLock`, { ...as, body: { reason: "The plumber is here" } });
    const [item] = await settled(as);
    assert.deepEqual(item!.person, { id: userId, name: "Maria Petrou" });
    assert.equal(item!.comment, "The plumber is here");
    await server.sql("UPDATE users SET name = NULL WHERE id = ?", userId);
    assert.deepEqual((await activity(org))[0]!.person, { id: userId, name: null });
  });

  it("is of whose the lock was at that moment", async () => {
    const [ours, theirs] = [await organization(), await organization()];
    const { userId: ownerId, token } = await server.user();
    const lock = await lockOf({ orgId: ours.orgId, ownerId, name: "Ours" });
    const key = await server.key(lock, ours);
    await open(key);
    await settled(ours);
    const revoked = await server.call("POST", `/locks/${lock}/delete-temp-key`, {
      ...ours,
      body: { tempKeyUuid: key },
    });
    assert.equal(revoked.status, 200, revoked.text);
    const given = await server.call("POST", `/locks/${lock}/SetOrganization`, {
      ...ours,
      body: { orgId: theirs.orgId },
    });
    assert.equal(given.status, 200, given.text);
    const key2 = await server.key(lock, theirs);
    await open(key2);
    assert.deepEqual(types(await settled(theirs)), ["LockOpenRequested", "TempKeyCreated", "OrganizationSet"]);
    const before = ["OrganizationSet", "TempKeyDeleted", "LockOpenRequested", "TempKeyCreated", "OrganizationSet"];
    assert.deepEqual(types(await activity(ours)), before);
    // What the door and its keys are called there now is told to nobody who had them.
    assert.deepEqual(new Set((await activity(ours)).map(({ door }) => door.name)), new Set([null]));
    assert.deepEqual(new Set((await activity(ours)).map(({ door }) => door.timeZone)), new Set([null]));
    await server.sql("UPDATE temp_keys SET description = ? WHERE uuid = ?", "Anna's lawyer", key);
    assert.deepEqual(new Set((await activity(ours)).map((item) => item.key?.note ?? null)), new Set([null]));
    assert.ok((await activity({ token })).some((item) => item.key?.note === "Anna's lawyer"));
    // The owner's, whoever's organisation it is.
    assert.equal((await settled({ token })).length, 8);
    const { token: other } = await server.user();
    assert.deepEqual(await activity({ token: other }), []);
  });

  it("is of its locks alone for a key that is limited to some", async () => {
    const org = await organization();
    const [near, far] = [await lockOf({ orgId: org.orgId }), await lockOf({ orgId: org.orgId })];
    for (const lock of [near, far]) await open(await server.key(lock, org));
    const apiKey = newApiKey();
    const made = { keyId: randomUUID(), hash: hashApiKey(apiKey), hint: hintOf(apiKey), now: server.clock.now() };
    const limits = { lockIds: [near], siteIds: [] };
    const scopes = ["read"] as const;
    const kept = { ...made, orgId: org.orgId, name: "Till", scopes, limits, createdBy: null, expiresAt: null };
    assert.equal(await server.organizations.keys.add(kept), "done");
    const doors = async (query = "") => new Set((await settled({ apiKey }, query)).map((item) => item.door.lockId));
    assert.deepEqual(await doors(), new Set([String(near)]));
    assert.deepEqual(await doors(`?lockId=${far}`), new Set());
    const days = "from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z&by=day";
    assert.equal((await server.call("GET", `/activity/counts?${days}`, { apiKey })).status, 403);
    const told: string[] = [];
    const after = (await page({ apiKey })).lastEventId;
    for (const lock of [far, near, far, near]) await open(await server.key(lock, org));
    for await (const { item } of listen(server.url, { apiKey }, { after: Number(after) })) {
      if (item) told.push(item.door.lockId);
      if (told.length >= 4) break;
    }
    assert.deepEqual(new Set(told), new Set([String(near)]));
  });

  it("is filtered by door, key, person, type, outcome and time, and comes by pages", async () => {
    const org = await organization();
    const { token, userId } = await server.user();
    const [one, two] = [await lockOf({ orgId: org.orgId }), await lockOf({ orgId: org.orgId })];
    const [a, b] = [await server.key(one, org), await server.key(two, { ...org, token })];
    for (const key of [a, b, a, b, a]) await open(key);
    const all = await settled(org);
    const expected: Record<string, (item: Item) => boolean> = {
      [`?lockId=${two}`]: ({ door }) => door.lockId === String(two),
      [`?tempKeyUuid=${a.toUpperCase()}`]: ({ key }) => key?.uuid === a,
      [`?personId=${userId}`]: ({ person }) => person?.id === userId,
      "?type=TempKeyCreated,OrganizationSet": ({ type }) => type !== "LockOpenRequested",
      "?type=TempKeyCreated&type=OrganizationSet": ({ type }) => type !== "LockOpenRequested",
      "?outcome=opened": ({ outcome }) => outcome === "opened",
      [`?outcome=opened,refused&lockId=${one}`]: ({ outcome, door }) => outcome !== null && door.lockId === String(one),
      [`?from=${all[3]!.time}&to=${all[0]!.time}`]: ({ time }) => isWithin(time, all[3]!.time, all[0]!.time),
      "?outcome=failed": () => false,
    };
    for (const [query, matches] of Object.entries(expected)) {
      assert.deepEqual(await activity(org, query), all.filter(matches), query);
      const paged: Item[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const { items, nextCursor } = await page(org, `${query}&limit=2${cursor && `&cursor=${cursor}`}`);
        assert.ok(items.length <= 2);
        paged.push(...items);
        cursor = nextCursor;
      }
      assert.deepEqual(paged, all.filter(matches), query);
    }
  });

  it("refuses what it does not understand", async () => {
    const org = await organization();
    for (const query of [
      "?limit=0",
      "?limit=201",
      "?cursor=x",
      "?lockId=0",
      "?lockId=9999999999999999",
      "?outcome=nothing",
      "?outcome=",
      "?type=Nothing",
      "?personId=",
      "?tempKeyUuid=x",
      "?from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z",
      "?door=1",
      "/counts?from=2026-01-01T00:00:00Z&to=2026-02-02T00:00:00Z&by=hour",
      "/counts?from=2026-01-01T00:00:00Z&to=2027-06-02T00:00:00Z&by=day",
      "/counts?from=1999-12-31T00:00:00Z&to=2000-01-02T00:00:00Z&by=day",
      "/counts?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&by=week",
      "/counts?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&by=day&timeZone=Mars/Olympus",
      "/counts?to=2026-01-02T00:00:00Z&by=day",
    ])
      assert.equal((await server.call("GET", `/activity${query}`, org)).status, 400, query);
  });
});

describe("counts of activity", () => {
  it("are the list's, by hours and days of a zone", async () => {
    const org = await organization();
    const lock = await lockOf({ orgId: org.orgId });
    const key = await server.key(lock, org);
    for (let i = 0; i < 7; i++) await open(key);
    const items = await settled(org);
    const now = Date.parse(items[0]!.time);
    for (const timeZone of ["Europe/Athens", "Asia/Kathmandu", "America/St_Johns"])
      for (const by of ["hour", "day"]) {
        const [from, to] = [now - 30 * 86_400_000, now + 3_600_000].map((at) => new Date(at).toISOString());
        const query = `from=${from}&to=${to}&by=${by}&timeZone=${encodeURIComponent(timeZone)}`;
        const { status, json, text } = await server.call("GET", `/activity/counts?${query}`, org);
        assert.equal(status, 200, text);
        let total = 0;
        for (const { start, end, ...count } of json.counts) {
          const within = items.filter(({ time }) => isWithin(time, start, end));
          total += within.length;
          assert.equal(count.total, within.length, `${start} ${end}`);
          assert.equal(count.opened, within.filter(({ outcome }) => outcome === "opened").length);
          assert.equal(count.other, within.filter(({ outcome }) => outcome === null).length);
        }
        assert.equal(total, items.length);
      }
  });
});
