/** The client's activity as it happens, over connections that are cut at any byte. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type ActivityEvent, type Client, createClient, isLatchstringError } from "../../client/src/index.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { type BadNetwork, startBadNetwork } from "./bad-network.ts";

const OPEN = { path: { id: 1 }, body: {} };
const CUTS = 10;
const OPENINGS = 60;
const TRIES = 200;

let server: TestServer;
let network: BadNetwork;
let org: Credentials & { readonly apiKey: string };
let client: Client;
before(async () => {
  server = await startServer();
  network = await startBadNetwork(server.url);
  org = await server.organization("acme");
  await server.lock(1, { orgId: "acme" });
  client = createClient({ baseUrl: network.url, apiKey: org.apiKey });
});
after(async () => {
  await network.close();
  await server.close();
});

/** Where the list is now. */
async function listedTo(): Promise<string> {
  for (;;) {
    const { lastEventId, upToDate } = await client.listActivity();
    if (upToDate) return lastEventId;
  }
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let tried = 0; !isSo(); tried++) {
    assert.ok(tried < TRIES, what);
    await wait(50);
  }
}

/** Numbers that look random and are the same each time. */
function sequence(seed: number): () => number {
  return () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe("the client follows what happens", { timeout: 120_000 }, () => {
  it("and tells it as it happens, without skipping or repeating anything, however often the connection is cut", async () => {
    const random = sequence(7);
    let cuts = 0;
    network.cutStreams(() => (cuts++, 40 + Math.floor(random() * 2_000)));
    const ending = new AbortController();
    const told: ActivityEvent[] = [];
    const followed = (async () => {
      const lastEventId = await listedTo();
      for await (const event of client.followActivity({ lastEventId, signal: ending.signal })) told.push(event);
    })();
    for (let i = 0; i < OPENINGS; i++) {
      await client.openLock(OPEN);
      await wait(200);
    }
    network.cutStreams(undefined);
    assert.ok(cuts >= CUTS, `${cuts} connections`);
    await listedTo();
    const { items } = await client.listActivity({ query: { limit: 200, outcome: "opened" } });
    assert.equal(items.length, OPENINGS);
    const newest = () => new Map(told.flatMap((event) => (event.type === "item" ? [[event.item.id, event.item]] : [])));
    await until(() => items.every(({ id }) => newest().get(id)?.outcome === "opened"), "the last of them");
    for (const item of items) assert.deepEqual(newest().get(item.id), item);
    ending.abort(new Error("enough"));
    await assert.rejects(followed, { message: "enough" });
    const ids = told.map(({ lastEventId }) => Number(lastEventId));
    assert.deepEqual(
      ids,
      [...new Set(ids)].toSorted((a, b) => a - b),
    );
  });

  it("and goes on where somebody else stopped", async () => {
    const lastEventId = await listedTo();
    for (let i = 0; i < 3; i++) await client.openLock(OPEN);
    const ids: string[] = [];
    for (let taken = 0, after = lastEventId; taken < 3; taken++)
      for await (const event of client.followActivity({ lastEventId: after })) {
        after = event.lastEventId;
        ids.push(after);
        break;
      }
    const whole: string[] = [];
    for await (const event of client.followActivity({ lastEventId })) {
      whole.push(event.lastEventId);
      if (whole.length === 3) break;
    }
    assert.deepEqual(ids, whole);
  });

  it("and leaves no connection behind, be it broken off or ended by a signal", async () => {
    const lastEventId = await listedTo();
    await client.openLock(OPEN);
    for await (const _ of client.followActivity({ lastEventId })) break;
    await until(() => network.streams === 0, "a connection that was broken off");
    const ending = new AbortController();
    const states: boolean[] = [];
    const follow = client.followActivity({
      signal: ending.signal,
      onConnection(isOpen) {
        states.push(isOpen);
        if (isOpen) ending.abort(new Error("enough"));
      },
    });
    await assert.rejects(follow.next(), { message: "enough" });
    await until(() => network.streams === 0, "a connection that was ended");
    assert.deepEqual(states, [true, false]);
    assert.deepEqual(await follow.next(), { done: true, value: undefined });
  });

  it("and heals when the server is away for a while, and tells that it does", async () => {
    const ending = new AbortController();
    const states: boolean[] = [];
    const lastEventId = await listedTo();
    await client.openLock(OPEN);
    network.next("unreached", { status: 503 }, { status: 502, body: "<h1>Bad Gateway</h1>" });
    const follow = client.followActivity({ lastEventId, signal: ending.signal, onConnection: (is) => states.push(is) });
    const { value } = await follow.next();
    assert.ok(value?.type === "item");
    assert.deepEqual(states, [true]);
    await follow.return();
  });

  it("and gives up with what was last answered when its patience ends, or when it may not follow", async () => {
    network.next(...Array<"unreached">(9).fill("unreached"));
    const impatient = client.followActivity({ patienceMs: 2_000 });
    await assert.rejects(impatient.next(), (error) => isLatchstringError(error) && error.kind === "no-answer");
    network.next();
    const stranger = createClient({ baseUrl: network.url, apiKey: "none" });
    await assert.rejects(
      stranger.followActivity().next(),
      (error) => isLatchstringError(error) && error.kind === "unauthenticated",
    );
  });

  it("and gets another token when the server ended the stream with the old one", async () => {
    const user = await server.user();
    await server.lock(2, { ownerId: user.userId });
    const given: (string | undefined)[] = [];
    const owner = createClient({
      baseUrl: network.url,
      async token(refused) {
        given.push(refused);
        if (refused === undefined) return user.token;
        await wait(2_000); // what ended the others is told in whole seconds
        return (await server.issuer!.sign({ userId: user.userId, ttlSeconds: 60 })).token;
      },
    });
    const states: boolean[] = [];
    const ending = new AbortController();
    const opened: unknown[] = [];
    const onConnection = (isOpen: boolean) => void states.push(isOpen);
    const followed = (async () => {
      for await (const event of owner.followActivity({ signal: ending.signal, onConnection }))
        if (event.type === "item" && event.item.outcome === "opened") opened.push(event.item.id);
    })();
    await until(() => states.length === 1, "a connection");
    await server.directory.endTokens(user.userId, Math.ceil(Date.now() / 1_000) + 1);
    await until(() => states.length === 3, "another connection");
    await owner.openLock({ path: { id: 2 }, body: {} });
    await until(() => opened.length === 1, "an opening");
    assert.deepEqual(given, [undefined, user.token]);
    assert.deepEqual(states, [true, false, true]);
    ending.abort(new Error("enough"));
    await assert.rejects(followed, { message: "enough" });
  });

  it("and tells when the server has another record than the one that was followed", async () => {
    const follow = client.followActivity({ lastEventId: "999999999" });
    const { value } = await follow.next();
    assert.equal(value?.type, "reset");
    await client.openLock(OPEN);
    assert.equal((await follow.next()).value?.type, "item");
    await follow.return();
  });

  it("and tells what happened while nobody took what was read", async () => {
    const lastEventId = await listedTo();
    const follow = client.followActivity({ lastEventId });
    await client.openLock(OPEN);
    const { value: first } = await follow.next();
    const firstId = first?.type === "item" ? first.item.id : undefined;
    for (let i = 0; i < 5; i++) await client.openLock(OPEN);
    const opened = new Set<string>();
    while (opened.size < 5) {
      const { value } = await follow.next();
      if (value?.type === "item" && value.item.outcome === "opened" && value.item.id !== firstId)
        opened.add(value.item.id);
    }
    await follow.return();
  });
});
