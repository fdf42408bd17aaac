/** Events as programs pull them, with whole servers. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";
import { hashApiKey, hintOf, newApiKey } from "../../src/identity/api-keys.ts";
import { type Followed, streamEvents } from "./following.ts";

/** A second or so, on a machine that is busy too. */
const SOON_MS = 10_000;

let server: TestServer;
let lastLock = 0;
before(async () => {
  server = await startServer();
});
after(() => server.close());

type Org = Credentials & { readonly orgId: string };

async function organization(): Promise<Org> {
  const orgId = `org-${randomUUID().slice(0, 8)}`;
  return { orgId, ...(await server.organization(orgId)) };
}

async function lockOf(orgId: string): Promise<number> {
  await server.lock(++lastLock, { orgId });
  return lastLock;
}

async function limitedKey(orgId: string, lockId: number): Promise<Credentials> {
  const apiKey = newApiKey();
  const made = { keyId: randomUUID(), hash: hashApiKey(apiKey), hint: hintOf(apiKey), now: server.clock.now() };
  const limits = { lockIds: [lockId], siteIds: [] };
  const kept = { ...made, orgId, name: "Till", scopes: ["read"] as const, limits, createdBy: null, expiresAt: null };
  assert.equal(await server.organizations.keys.add(kept), "done");
  return { apiKey };
}

const use = (lock: number, key: string, as: Credentials) =>
  server.call("POST", `/locks/${lock}/use-temp-key`, { ...as, body: { tempKeyUuid: key } });

const events = (as: Credentials, query = "", headers = {}) => server.call("GET", `/events${query}`, { ...as, headers });

/** All from a cursor on, by pages. */
async function follow(as: Credentials, query: Record<string, string> = {}): Promise<Followed[]> {
  const all: Followed[] = [];
  for (let { after = "" } = query; ;) {
    const { status, json, text } = await events(
      as,
      `?${new URLSearchParams({ limit: "3", ...query, ...(after && { after }) })}`,
    );
    assert.equal(status, 200, text);
    all.push(...json.events);
    if (json.nextCursor === after) return all;
    after = json.nextCursor;
  }
}

async function now(as: Credentials): Promise<string> {
  for (const end = Date.now() + SOON_MS; ; await wait(50)) {
    const { status, json, text } = await events(as, "?after=now");
    if (status === 200) return json.nextCursor;
    assert.ok(status === 503 && Date.now() < end, text);
  }
}

function assertField({ status, json, text }: Answer, field: string): void {
  assert.equal(status, 400, text);
  assert.deepEqual(
    json.details.map((one: { field: string }) => one.field),
    [field],
  );
}

const made = (...held: unknown[]) => Buffer.from(JSON.stringify(held)).toString("base64url");
const types = (all: readonly Followed[]) => all.map(({ type }) => type);

describe("events that are pulled", { timeout: 90_000 }, () => {
  it("are those of the record, each once, in order, from the beginning and from any cursor on", async () => {
    const org = await organization();
    const [one, two] = [await lockOf(org.orgId), await lockOf(org.orgId)];
    const keys = [await server.key(one, org), await server.key(two, org)] as const;
    for (let i = 0; i < 4; i++) assert.equal((await use(i % 2 ? two : one, keys[i % 2]!, org)).status, 200);
    const all = await follow(org);
    assert.deepEqual(types(all), [
      "OrganizationSet",
      "OrganizationSet",
      "TempKeyCreated",
      "TempKeyCreated",
      ...Array.from({ length: 4 }, () => "TempKeyUsed"),
    ]);
    for (const lock of [one, two]) {
      const { json } = await server.call("GET", `/locks/${lock}/events`, org);
      const own = all.filter(({ lockId }) => lockId === String(lock));
      assert.deepEqual(
        own.map(({ id, version }) => [id, version]),
        json.events.slice(1).map(({ id, version }: { id: string; version: number }) => [id, version]),
      );
    }
    for (const [i, { cursor }] of all.entries())
      assert.deepEqual(await follow(org, { after: cursor }), all.slice(i + 1));
    assert.deepEqual(await follow(org, { types: "TempKeyUsed", limit: "1" }), all.slice(4));
    assert.deepEqual(
      await follow(org, { lockId: String(two) }),
      all.filter(({ lockId }) => lockId === String(two)),
    );
    // What a published type has no field for is told to nobody, as by webhooks.
    assert.deepEqual(
      all.flatMap(({ context }) => context ?? []),
      [],
    );
  });

  it("begin with now where that is asked for, and an answer waits for the next one", async () => {
    const org = await organization();
    const lock = await lockOf(org.orgId);
    const key = await server.key(lock, org);
    const cursor = await now(org);
    const begun = Date.now();
    const nothing = await events(org, `?after=${cursor}&wait=1`);
    assert.deepEqual(nothing.json, { events: [], nextCursor: cursor });
    assert.ok(Date.now() - begun >= 950);
    const waiting = events(org, `?after=${cursor}&wait=30`);
    await wait(300);
    await use(lock, key, org);
    const { json } = await waiting;
    assert.deepEqual(types(json.events), ["TempKeyUsed"]);
    assert.ok(Date.now() - begun < SOON_MS);
    // What the filter leaves out ends no waiting, and is not looked at again.
    const other = events(org, `?after=${json.nextCursor}&wait=2&types=LockOpened`);
    await wait(300);
    await use(lock, key, org);
    const left = (await other).json;
    assert.deepEqual(left.events, []);
    assert.notEqual(left.nextCursor, json.nextCursor);
    assert.deepEqual(await follow(org, { after: left.nextCursor }), []);
  });

  it("are of whoever had the lock then", async () => {
    const [ours, theirs] = [await organization(), await organization()];
    const lock = await lockOf(ours.orgId);
    const given = await server.call("POST", `/locks/${lock}/SetOrganization`, {
      ...ours,
      body: { orgId: theirs.orgId },
    });
    assert.equal(given.status, 200, given.text);
    await server.key(lock, theirs);
    assert.deepEqual(types(await follow(theirs)), ["OrganizationSet", "TempKeyCreated"]);
    // A lock that was theirs may be asked for still.
    assert.deepEqual(types(await follow(ours, { lockId: String(lock) })), ["OrganizationSet", "OrganizationSet"]);
  });

  it("refuse what they do not understand, by its name", async () => {
    const [ours, theirs] = [await organization(), await organization()];
    const [lock, other] = [await lockOf(ours.orgId), await lockOf(theirs.orgId)];
    const cursor = await now(theirs);
    assert.equal((await events(theirs, `?after=${cursor}`)).status, 200);
    assertField(await events(ours, `?after=${cursor}`), "after");
    const [, n, lockId, version] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    for (const held of [
      [theirs.orgId, n + 1, lockId, version],
      [theirs.orgId, n, lockId + 1, version],
      [theirs.orgId, -1, lockId, version],
      [theirs.orgId, n],
      [theirs.orgId, String(n), lockId, version],
    ])
      assertField(await events(theirs, `?after=${made(...held)}`), "after");
    for (const [query, field] of [
      ["after=x", "after"],
      ["after=", "after"],
      [`after=${cursor}%20`, "after"],
      ["types=Nothing", "types"],
      ["types=", "types"],
      [`lockId=${other}`, "lockId"],
      [`lockId=${lock},${other}`, "lockId"],
      ["lockId=99999999", "lockId"],
      ["lockId=9999999999999999", "lockId"],
      ["lockId=x", "lockId"],
      ["limit=0", "limit"],
      ["limit=201", "limit"],
      ["wait=31", "wait"],
      ["wait=-1", "wait"],
      ["format=xml", "format"],
      ["since=now", "since"],
    ])
      assertField(await events(ours, `?${query}`), field!);
    const { token } = await server.user();
    assert.equal((await events({ token })).status, 403);
    const stream = { accept: "text/event-stream" };
    assertField(await events(ours, "", { ...stream, "last-event-id": cursor }), "last-event-id");
    assertField(await events(ours, "?wait=1", stream), "wait");
  });

  it("are of its locks alone for a key that is limited to some", async () => {
    const org = await organization();
    const [near, far] = [await lockOf(org.orgId), await lockOf(org.orgId)];
    for (const lock of [near, far]) await server.key(lock, org);
    const limited = await limitedKey(org.orgId, near);
    assert.deepEqual(new Set((await follow(limited)).map(({ lockId }) => lockId)), new Set([String(near)]));
    assertField(await events(limited, `?lockId=${far}`), "lockId");
  });

  it("are CloudEvents where that is asked for, alone in a batch or in the answer", async () => {
    const org = await organization();
    const lock = await lockOf(org.orgId);
    await server.key(lock, org);
    const all = await follow(org);
    const { json } = await events(org, "?format=cloudevents");
    assert.deepEqual(
      json.events.map(({ id, type, data }: { id: string; type: string; data: { version: number } }) => [
        id,
        type,
        data.version,
      ]),
      all.map(({ id, type, version }) => [id, `latchstring.${type}`, version]),
    );
    const accept = "application/cloudevents-batch+json";
    const ids: string[] = [];
    for (let query = "?limit=1&lockId=" + lock; ;) {
      const answer = await events(org, query, { accept });
      assert.equal(answer.headers.get("content-type")?.split(";")[0], accept);
      const batch = JSON.parse(answer.text) as { id: string }[];
      if (batch.length === 0) break;
      ids.push(...batch.map(({ id }) => id));
      query = /^<(\?[^>]+)>; rel="next"$/.exec(answer.headers.get("link")!)![1]!;
    }
    assert.deepEqual(
      ids,
      all.map(({ id }) => id),
    );
  });

  it("come as a stream, which goes on after the last id that was taken", async () => {
    const org = await organization();
    const lock = await lockOf(org.orgId);
    const key = await server.key(lock, org);
    const all = await follow(org);
    const take = async (last: string | undefined, count: number, query = "") => {
      const ending = new AbortController();
      const taken: { id: string; event: Followed }[] = [];
      for await (const { id, event } of streamEvents(server.url, org, { last, query, signal: ending.signal })) {
        if (event) taken.push({ id: id!, event });
        if (taken.length >= count) break;
      }
      ending.abort();
      return taken;
    };
    const begin = await take(undefined, all.length);
    assert.deepEqual(
      begin.map(({ event }) => event),
      all,
    );
    assert.ok(begin.every(({ id, event }) => id === event.cursor));
    const next = take(begin[0]!.id, all.length + 1);
    await wait(300);
    for (let i = 0; i < 2; i++) await use(lock, key, org);
    const rest = (await next).map(({ event }) => event);
    assert.deepEqual(rest, (await follow(org, { after: begin[0]!.id })).slice(0, rest.length));
    const used = await take(undefined, 2, "?types=TempKeyUsed");
    assert.deepEqual(
      used.map(({ event }) => event.type),
      ["TempKeyUsed", "TempKeyUsed"],
    );
  });

  it("are waited for by as many of one caller as are good for it, and no longer than they may see them", async () => {
    const [org, other] = [await organization(), await organization()];
    const { userId, token } = await server.user();
    const { members } = server.organizations;
    assert.equal(await members.put(org.orgId, userId, "viewer", server.clock.now()), "done");
    const { sessions, tokens } = await server.store.accounts();
    const { sessionId } = await sessions.begin(userId, {});
    const session = { sessionId, userId, provedAt: 0, expiresAt: server.clock.now() + 86_400_000 };
    const member = { token: (await tokens.sign(session, org.orgId)).token };
    assert.notEqual(member.token, token);
    const cursor = await now(org);
    const asMember = events(member, `?after=${cursor}&wait=30`);
    const answered: Answer[] = [];
    const all = Array.from({ length: 60 }, async () => {
      const answer = await events(org, `?after=${cursor}&wait=30`);
      answered.push(answer);
      return answer;
    });
    for (const end = Date.now() + SOON_MS; answered.length < 10; await wait(50))
      assert.ok(Date.now() < end, `${answered.length} of 10 were refused`);
    for (const { status, headers } of answered) assert.deepEqual([status, headers.get("retry-after")], [503, "1"]);
    assert.equal((await events(org, `?after=${cursor}`)).status, 200);
    assert.equal((await events(other, "?wait=1&after=now")).status, 200);
    const begun = Date.now();
    await members.remove(org.orgId, userId);
    assert.equal((await asMember).status, 403);
    await server.sql("UPDATE api_keys SET expires_at = ? WHERE org_id = ?", server.clock.now() - 1, org.orgId);
    const refused = (await Promise.all(all)).filter((answer) => !answered.slice(0, 10).includes(answer));
    for (const answer of refused) assert.equal(answer.status, 401, answer.text);
    assert.ok(Date.now() - begun < SOON_MS);
  });

  it("are told by every process on the store, and those who wait are answered when theirs stops", async () => {
    const org = await organization();
    const lock = await lockOf(org.orgId);
    const key = await server.key(lock, org);
    const cursor = await now(org);
    const other = await startServer({ dataDir: server.dataDir });
    const waiting = other.call("GET", `/events?after=${cursor}&wait=30`, org);
    await wait(300);
    await use(lock, key, org);
    const { json } = await waiting;
    assert.deepEqual(types(json.events), ["TempKeyUsed"]);
    const last = other.call("GET", `/events?after=${json.nextCursor}&wait=30`, org);
    await wait(300);
    await other.close();
    assert.deepEqual((await last).json, { events: [], nextCursor: json.nextCursor });
  });

  it("are described, each with an example, in a document of all ways out", async () => {
    const { status, json } = await server.call("GET", "/asyncapi.json");
    assert.deepEqual([status, json.asyncapi], [200, "3.0.0"]);
    assert.deepEqual(Object.keys(json.channels), ["webhook", "events", "lockEvents", "lockState"]);
    assert.equal(json.servers.api.host, new URL(server.publicUrl).host);
    const { TempKeyUsed } = Object.fromEntries(
      Object.keys(json.channels.lockEvents.messages).map((name) => [name.replace("Published", ""), name]),
    );
    assert.equal(json.components.messages[TempKeyUsed!].examples[0].payload["detail-type"], "TempKeyUsed");
  });
});
