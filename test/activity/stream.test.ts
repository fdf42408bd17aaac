/** Activity as it happens, with whole servers. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { type Item, listen, type Said, StreamRefused } from "./watching.ts";

/** A second or so, on a machine that is busy too. */
const SOON_MS = 10_000;

let server: TestServer;
let lastLock = 0;
before(async () => {
  server = await startServer();
});
after(() => server.close());

async function door(): Promise<{ readonly org: Credentials; readonly lock: number; readonly key: string }> {
  const orgId = `org-${randomUUID().slice(0, 8)}`;
  const org = await server.organization(orgId);
  const lock = ++lastLock;
  await server.lock(lock, { orgId });
  return { org, lock, key: await server.key(lock, org) };
}

const open = (key: string) => server.call("POST", `/temp-keys/${key}/open`);

/** Where a list is, for a stream to go on from. */
async function listedTo(as: Credentials, url = server.url): Promise<number> {
  for (;;) {
    const { lastEventId, upToDate } = (await (
      await fetch(`${url}/activity`, { headers: { "x-api-key": as.apiKey! } })
    ).json()) as { lastEventId: string; upToDate: boolean };
    if (upToDate) return Number(lastEventId);
  }
}

/** What is said until enough was. */
async function until(stream: AsyncGenerator<Said>, enough: (items: readonly Item[]) => boolean): Promise<Said[]> {
  const said: Said[] = [];
  for await (const one of stream) {
    said.push(one);
    if (enough(said.flatMap(({ item }) => item ?? []))) return said;
  }
  throw new assert.AssertionError({ message: `the stream ended after ${JSON.stringify(said)}` });
}

const opened = (times: number) => (items: readonly Item[]) =>
  new Set(items.filter(({ outcome }) => outcome === "opened").map(({ id }) => id)).size >= times;

/** How long a stream lasts. */
async function lasting(stream: AsyncGenerator<Said>): Promise<number> {
  const from = performance.now();
  for await (const _ of stream);
  return performance.now() - from;
}

describe("activity as it happens", { timeout: 90_000 }, () => {
  it("tells an opening and what becomes of it, under rising ids", async () => {
    const { org, key, lock } = await door();
    const after = await listedTo(org);
    const stream = until(listen(server.url, org, { after }), opened(3));
    for (let i = 0; i < 3; i++) {
      await open(key);
      await wait(300);
    }
    const said = await stream;
    const ids = said.flatMap(({ id }) => id ?? []);
    assert.deepEqual(
      ids,
      [...new Set(ids)].toSorted((a, b) => a - b),
    );
    const items = said.flatMap(({ item }) => item ?? []);
    assert.ok(items.every((item) => item.type === "LockOpenRequested" && item.door.lockId === String(lock)));
    assert.deepEqual(
      items.flatMap(({ outcome }) => (outcome === "opened" ? [] : outcome)),
      items.filter(({ outcome }) => outcome === "requested").map(() => "requested"),
    );
  });

  it("goes on after an id, and begins with now without one", async () => {
    const { org, key } = await door();
    const after = await listedTo(org);
    for (let i = 0; i < 4; i++) await open(key);
    const all = (await until(listen(server.url, org, { after }), opened(4))).filter(({ item }) => item);
    // Whoever was away is told each item as it is now.
    const last = all.filter(({ item }, i) => !all.slice(i + 1).some((later) => later.item!.id === item!.id));
    for (const { id } of all.slice(0, -1)) {
      const missed = last.filter((one) => one.id! > id!).map((one) => one.id);
      const rest = await until(listen(server.url, org, { after: id! }), (items) => items.length >= missed.length);
      assert.deepEqual(
        rest.flatMap(({ item, id: of }) => (item ? [of] : [])),
        missed,
      );
    }
    const fresh = until(listen(server.url, org), opened(1));
    await wait(500);
    await open(key);
    const ids = new Set((await fresh).flatMap(({ item }) => item?.id ?? []));
    assert.equal(ids.size, 1);
    assert.ok(!all.some(({ item }) => ids.has(item!.id)));
  });

  it("says so where the id is of another record", async () => {
    const { org } = await door();
    const [first] = await until(listen(server.url, org, { after: 10 ** 14 }), () => true);
    assert.equal(first!.event, "reset");
    assert.ok(first!.id! <= (await listedTo(org)));
  });

  it("tells nobody of others", async () => {
    const [ours, theirs] = [await door(), await door()];
    const after = await listedTo(ours.org);
    await open(theirs.key);
    await open(ours.key);
    const items = (await until(listen(server.url, ours.org, { after }), opened(1))).flatMap(({ item }) => item ?? []);
    assert.deepEqual(new Set(items.map((item) => item.door.lockId)), new Set([String(ours.lock)]));
    assert.equal((await server.call("GET", "/activity", { headers: { accept: "text/event-stream" } })).status, 401);
  });

  it("refuses an id that is none, and filters", async () => {
    const { org } = await door();
    const headers = { accept: "text/event-stream" };
    const wrong = { ...headers, "last-event-id": "x" };
    assert.equal((await server.call("GET", "/activity", { ...org, headers: wrong })).status, 400);
    assert.equal((await server.call("GET", "/activity?lockId=1", { ...org, headers })).status, 400);
  });

  it("ends when the token does, when it is made void, and when the key is not good any more", async () => {
    const { userId, token } = await server.user();
    const short = await server.issuer!.sign({ userId, ttlSeconds: 2 });
    const { org } = await door();
    const streams = [
      listen(server.url, { token: short.token }),
      listen(server.url, { token }),
      listen(server.url, org),
    ];
    for (const stream of streams) await stream.next();
    const ends = streams.map(lasting);
    const now = server.clock.now();
    await server.directory.endTokens(userId, Math.ceil(now / 1_000) + 1);
    await server.sql("UPDATE api_keys SET expires_at = ?", now - 1);
    for (const [i, ms] of (await Promise.all(ends)).entries()) assert.ok(ms < SOON_MS, `stream ${i}: ${ms} ms`);
    await server.sql("UPDATE api_keys SET expires_at = NULL");
    await assert.rejects(listen(server.url, { token }).next(), StreamRefused);
  });

  it("ends when a member is paused or removed, or their session ends, and goes on with another role", async () => {
    const { members } = server.organizations;
    const { sessions, tokens } = await server.store.accounts();
    const now = server.clock.now();
    const orgId = `org-${randomUUID().slice(0, 8)}`;
    await server.organization(orgId);
    const lock = ++lastLock;
    await server.lock(lock, { orgId });
    const member = async () => {
      const { userId } = await server.user();
      assert.equal(await members.put(orgId, userId, "manager", now), "done");
      const { sessionId } = await sessions.begin(userId, {});
      const session = { sessionId, userId, provedAt: now, expiresAt: now + 86_400_000 };
      return { userId, sessionId, token: (await tokens.sign(session, orgId)).token };
    };
    const [paused, removed, ended, lowered] = [await member(), await member(), await member(), await member()];
    const streams = [paused, removed, ended].map(({ token }) => listen(server.url, { token }));
    for (const stream of streams) await stream.next();
    const goesOn = until(listen(server.url, { token: lowered.token }), (items) => items.length > 0);
    const ends = streams.map(lasting);
    await members.change(orgId, paused.userId, { paused: true });
    await members.remove(orgId, removed.userId);
    await members.change(orgId, lowered.userId, { role: "viewer" });
    await server.sql("DELETE FROM sessions WHERE id = ?", ended.sessionId);
    for (const [i, ms] of (await Promise.all(ends)).entries()) assert.ok(ms < SOON_MS, `stream ${i}: ${ms} ms`);
    await server.call("POST", `/locks/${lock}/OpenLock`, {
      apiKey: (await server.organization("ops", { super: true })).apiKey,
    });
    await goesOn;
  });

  it("has as many of one organisation as are good for it, and room for others", async () => {
    const [{ org }, other] = [await door(), await door()];
    const ending = new AbortController();
    const streams = Array.from({ length: 50 }, () => listen(server.url, org, { signal: ending.signal }));
    for (const stream of streams) await stream.next();
    await assert.rejects(listen(server.url, org).next(), (error: StreamRefused) => error.status === 503);
    const one = new AbortController();
    await listen(server.url, other.org, { signal: one.signal }).next();
    one.abort();
    ending.abort();
    for (const end = Date.now() + SOON_MS; ; await wait(50)) {
      assert.ok(Date.now() < end, "streams that were left are counted still");
      const again = new AbortController();
      const there = await listen(server.url, org, { signal: again.signal })
        .next()
        .then(
          () => true,
          () => false,
        );
      again.abort();
      if (there) break;
    }
  });

  it("reads for a client that takes nothing no more than fits, and goes on where it left", async () => {
    const { org, lock } = await door();
    const after = await listedTo(org);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.pause();
    const head = [
      "GET /activity HTTP/1.1",
      `Host: ${hostname}`,
      "Accept: text/event-stream",
      `X-API-Key: ${org.apiKey}`,
    ];
    socket.write(`${[...head, `Last-Event-ID: ${after}`].join("\r\n")}\r\n\r\n`);
    const key = await server.key(lock, org);
    const uses = 800;
    for (let i = 0; i < uses; i += 100)
      await Promise.all(
        Array.from({ length: 100 }, () =>
          server.call("POST", `/locks/${lock}/use-temp-key`, { ...org, body: { tempKeyUuid: key } }),
        ),
      );
    // Another one beside it is not held up, and the slow one has all of it in the end.
    const seen = await until(listen(server.url, org, { after }), (items) => items.length > uses);
    let text = "";
    socket.setEncoding("utf8").on("data", (part: string) => (text += part));
    socket.resume();
    const told = () => [...text.matchAll(/^id: (\d+)\ndata:/gm)].map(([, id]) => Number(id));
    for (const end = Date.now() + 4 * SOON_MS; told().length < uses + 1; await wait(50))
      assert.ok(Date.now() < end, `${told().length} of ${uses + 1}`);
    assert.deepEqual(
      told(),
      seen.flatMap(({ item, id }) => (item ? [id] : [])),
    );
    socket.destroy();
  });

  it("is told by every process on the store", async () => {
    const { org, key } = await door();
    const other = await startServer({ dataDir: server.dataDir });
    try {
      const after = await listedTo(org, other.url);
      const stream = until(listen(other.url, org, { after }), opened(1));
      await open(key);
      await stream;
      // Whoever asks the other one sees at once what this one was told.
      await open(key);
      const answer = await other.call("GET", "/activity?limit=1", org);
      assert.equal(answer.json.items[0].type, "LockOpenRequested");
    } finally {
      await other.close();
    }
  });

  it("ends with its process", async () => {
    const other = await startServer({ dataDir: server.dataDir });
    const { org } = await door();
    const stream = listen(other.url, org);
    await stream.next();
    const ended = lasting(stream);
    await other.close();
    assert.ok((await ended) < SOON_MS);
  });
});
