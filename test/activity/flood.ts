/**
 * Many write at several processes while others watch or pull events, are cut off and go on, at whichever process answers;
 * processes are killed and started again. Everything is told: no gap, no repeat, to all who pull in the same order.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Agent, request as send } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { eventId } from "../../src/ledger/chain.ts";
import { type Answer, publicTerms, request, startServer } from "../harness.ts";
import { type Servers, startServers } from "../torture/servers.ts";
import { pull, type Puller } from "./pulling.ts";
import { type Item, listen } from "./watching.ts";

const PROCESSES = 3;
const WRITERS = 32;
const WATCHERS = 6;
const LOCKS = 64;
const DOORS = 20;
/** How often each watcher is cut off, and how long it stays away, at the most, in milliseconds. */
const CUT_OFF_MS = 3_000;
const AWAY_MS = 500;
/** How long watchers may be told nothing, while they have not all, when nobody writes any more. */
const REST_MS = 60_000;
const TELL_MS = 60_000;
const TRIES = 5;

/** What came of it. */
export interface Figures {
  readonly events: number;
  readonly items: number;
  readonly seconds: number;
  readonly reconnects: number;
  readonly told: number;
  /** Events that were told to those who pull, and how often they were cut off. */
  readonly pulled: number;
  readonly cuts: number;
  /** How long after the last event the last one had all. */
  readonly restMs: number;
}

interface Watcher {
  readonly states: Map<string, Item>;
  last: number | undefined;
  told: number;
  reconnects: number;
}

/**
 * @param dataDir empty
 * @param store what says where its store is
 * @param events about how many are written
 * @param tell told once a minute how far it is
 */
export async function flood(
  dataDir: string,
  store: NodeJS.ProcessEnv,
  events: number,
  tell?: (progress: string) => void,
): Promise<Figures> {
  const made = await startServer({ dataDir });
  const { apiKey } = await made.organization("acme");
  const keys: string[] = [];
  for (let lockId = 1; lockId <= LOCKS; lockId++) {
    await made.lock(lockId, { orgId: "acme" });
    keys.push(await made.key(lockId, { apiKey }));
  }
  await made.close();
  const env = { DATA_DIR: dataDir, RATE_LIMIT: "off", SIMULATOR_TRAVEL_MS: "0", LOG_LEVEL: "silent" };
  const servers = await startServers(PROCESSES, { ...env, ...store });
  const agent = new Agent({ keepAlive: true, maxSockets: 2 * WRITERS });
  try {
    return await run(servers, agent, { apiKey, keys, events, tell });
  } finally {
    agent.destroy();
    await servers.stop();
  }
}

interface Flood {
  readonly apiKey: string;
  readonly keys: readonly string[];
  readonly events: number;
  readonly tell: ((progress: string) => void) | undefined;
}

async function run(servers: Servers, agent: Agent, { apiKey, keys, events, tell }: Flood): Promise<Figures> {
  const watchers: Watcher[] = Array.from({ length: WATCHERS }, () => ({
    states: new Map<string, Item>(),
    last: 0,
    told: 0,
    reconnects: 0,
  }));
  const stopping = new AbortController();
  const watching = watchers.map((watcher, i) => watch(watcher, i));
  const pullers = (["wait", "poll", "stream"] as const).map((how) =>
    pull(how, servers.urls, { apiKey }, stopping.signal),
  );
  const from = performance.now();
  const written = { events: 0 };
  const pulled = () => pullers.reduce((total, { count }) => total + count, 0);
  const telling = setInterval(() => {
    const seconds = ((performance.now() - from) / 1_000).toFixed(0);
    tell?.(`${seconds} s: ${written.events} written, ${pulled()} told to ${pullers.length} who pull`);
  }, TELL_MS);

  /** A watcher is cut off now and then; one of them reads slowly. */
  async function watch(watcher: Watcher, number: number): Promise<void> {
    while (!stopping.signal.aborted) {
      const cut = AbortSignal.any([stopping.signal, AbortSignal.timeout(Math.ceil(Math.random() * CUT_OFF_MS))]);
      try {
        for await (const said of listen(some(servers.urls), { apiKey }, { after: watcher.last, signal: cut })) {
          assert.notEqual(said.event, "reset");
          if (said.id === undefined) continue;
          if (said.item) take(watcher, said.id, said.item);
          watcher.last = said.id;
          if (number === 0 && watcher.told % 50 === 0) await wait(1);
        }
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        // Cut off, or the process was killed.
      }
      watcher.reconnects++;
      await wait(Math.random() * AWAY_MS);
    }
  }

  function take(watcher: Watcher, id: number, item: Item): void {
    assert.ok(watcher.last === undefined || id > watcher.last, `${id} comes after ${watcher.last}`);
    const before = watcher.states.get(item.id);
    assert.ok(before === undefined || before.outcome === "requested", `${item.id} is told again`);
    watcher.states.set(item.id, item);
    watcher.told++;
  }

  function post(path: string, body: unknown): Promise<number | undefined> {
    return new Promise((resolve) => {
      const headers = { "content-type": "application/json", accept: "application/json", "x-api-key": apiKey };
      const asked = send(some(servers.urls) + path, { method: "POST", agent, headers }, (answer) => {
        answer.resume().once("close", () => resolve(answer.complete ? answer.statusCode : undefined));
      });
      asked.once("error", () => resolve(undefined)).end(JSON.stringify(body));
    });
  }

  async function writeOne(): Promise<void> {
    const lock = Math.floor(Math.random() * LOCKS);
    const by = Math.random();
    const { validFrom, validUntil } = publicTerms(Date.now());
    const doors = Array.from({ length: DOORS }, (_, i) => ({ lockId: String(((lock + i) % LOCKS) + 1) }));
    const [path, body, amount] =
      by < 0.65
        ? [`/temp-keys/${keys[lock]}/open`, { intent: randomUUID() }, 3]
        : by < 0.8
          ? [`/locks/${lock + 1}/use-temp-key`, { tempKeyUuid: keys[lock] }, 1]
          : ["/temp-keys", { validFrom, validUntil, doors }, DOORS];
    const status = await post(path, body);
    if (status !== undefined && status < 400) written.events += amount;
    else await wait(20);
  }

  const kills = (async () => {
    for (const [share, one] of [
      [0.2, 0],
      [0.5, 1],
      [0.8, 2],
    ] as const) {
      while (written.events < events * share) await wait(20);
      await servers.kill(one);
      await wait(500);
      await servers.start(one);
    }
  })();
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      while (written.events < events) await writeOne();
    }),
  );
  await kills;
  const end = performance.now();
  const sum = (of: (watcher: Watcher) => number) => watchers.reduce((total, one) => total + of(one), 0);
  let expected = await recorded(servers.urls[0]!, apiKey);
  const hasAll = ({ versions }: Puller) =>
    [...expected.versions].every(([lockId, version]) => versions.get(lockId) === version);
  const isDone = ({ states }: Watcher) =>
    states.size >= expected.items.size && [...states.values()].every(({ outcome }) => outcome !== "requested");
  // One that was cut off in the middle is settled some seconds after its deadline.
  let [told, until] = [0, 0];
  let isSettled = false;
  while (!watchers.every(isDone) || !isSettled || !pullers.every(hasAll)) {
    if (!isSettled && watchers.every(isDone)) {
      // What was settled late came to the record after it was read.
      expected = await recorded(servers.urls[0]!, apiKey);
      isSettled = true;
    }
    const now = sum((watcher) => watcher.told) + pulled();
    if (now > told) [told, until] = [now, Date.now() + REST_MS];
    if (Date.now() > until) break;
    await wait(50);
  }
  clearInterval(telling);
  const restMs = Math.round(performance.now() - end);
  stopping.abort();
  await Promise.all([...watching, ...pullers.map(({ ended }) => ended)]);
  for (const { versions } of pullers) assert.deepEqual(new Map([...versions].toSorted()), expected.versions);
  assert.equal(new Set(pullers.map((one) => one.digest())).size, 1, "all were told in the same order");
  for (const { states } of watchers) {
    const missing = [...expected.items].filter((id) => !states.has(id));
    assert.deepEqual([missing.slice(0, 3), missing.length, states.size - expected.items.size], [[], 0, 0]);
    const open = [...states.values()].filter(({ outcome }) => outcome === "requested");
    assert.equal(open.length, 0, "outcomes that were not told");
  }
  await assertListed(servers.urls[1]!, apiKey, watchers[0]!.states);
  return {
    events: expected.events,
    items: expected.items.size,
    seconds: Math.round((end - from) / 100) / 10,
    reconnects: sum(({ reconnects }) => reconnects),
    told: sum((watcher) => watcher.told),
    pulled: pulled(),
    cuts: pullers.reduce((total, { cuts }) => total + cuts, 0),
    restMs,
  };
}

function some<T>(of: readonly T[]): T {
  return of[Math.floor(Math.random() * of.length)]!;
}

/** While this process compares a million events it sends nothing on connections that it has opened: those are answered 408. */
async function read(url: string, path: string, apiKey: string): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await request(url, "GET", path, { apiKey });
    if (answer.status !== 408 || tries === TRIES) return answer;
  }
}

/** The items that the record itself tells of, by their ids. */
async function recorded(
  url: string,
  apiKey: string,
): Promise<{
  readonly events: number;
  readonly items: ReadonlySet<string>;
  /** The last version of each lock. */
  readonly versions: ReadonlyMap<string, number>;
}> {
  const items = new Set<string>();
  const versions = new Map<string, number>();
  let events = 0;
  for (let lockId = 1; lockId <= LOCKS; lockId++) {
    const { text, status } = await read(url, `/locks/${lockId}/events/export?format=jsonl`, apiKey);
    assert.equal(status, 200, text);
    for (const line of text.trim().split("\n")) {
      const { type, hash, context } = JSON.parse(line) as Readonly<Record<string, string | undefined>>;
      if (type === undefined || hash === undefined) continue;
      events++;
      versions.set(String(lockId), (versions.get(String(lockId)) ?? 0) + 1);
      const isPart = /^(LockOpened|LockOpenFailed|LockOpenSent|TempKeyUseReleased)$/.test(type);
      // Before the organisation has the lock, nothing is its.
      if (isPart || type === "LockCreated" || (type === "TempKeyUsed" && context?.includes("orderId"))) continue;
      items.add(eventId(Buffer.from(hash, "hex")));
    }
  }
  return { events, items, versions: new Map([...versions].toSorted()) };
}

/** The list has the same as whoever watched was told in the end. */
async function assertListed(url: string, apiKey: string, states: ReadonlyMap<string, Item>): Promise<void> {
  let cursor = "";
  let count = 0;
  do {
    const { json, text } = await read(url, `/activity?limit=200${cursor && `&cursor=${cursor}`}`, apiKey);
    assert.ok(json?.items, text);
    for (const item of json.items as Item[]) assert.deepEqual(item, states.get(item.id));
    count += json.items.length;
    cursor = json.nextCursor;
  } while (cursor !== null);
  assert.equal(count, states.size);
}
