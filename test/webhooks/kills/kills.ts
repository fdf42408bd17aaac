/**
 * Events at locks while servers are killed hard, told to receivers of every kind of badness; and what must hold at the end:
 * every event of the record came to each webhook that wants it and was answered as promised, those of a lock in order.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "../../../src/clock.ts";
import { loadConfig } from "../../../src/config.ts";
import { eventId } from "../../../src/ledger/chain.ts";
import { openStore } from "../../../src/store/open.ts";
import { publicTerms, request, startServer } from "../../harness.ts";
import { type Servers, startServers } from "../../torture/servers.ts";
import { type Heard, KIND_NAMES, startReceivers } from "./receivers.ts";

export interface KillsOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly processes: number;
  /** Of the record, at the least; each goes to one webhook. */
  readonly events: number;
  readonly kills: number;
}

export interface KillsTold {
  readonly wrong: readonly string[];
  readonly events: number;
  readonly requests: number;
  readonly kills: number;
  /** What became of deliveries, by state. */
  readonly states: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const LOCKS_OF_EACH = 4;
const TYPE = "TempKeyCreated";
const WRITERS = 4;
/** How long a server works between its kills; a part of it is over before it sends anything. */
const WORK_MS = [300, 1_500] as const;
/** Until a process that was killed is found out, and another one sends, on a busy machine. */
const SENDS_MS = 60_000;
const END_MS = 180_000;
const LEASE = "webhooks-delivering";
const PROGRAM = ["test/webhooks/kills/server.ts"];

interface Endpoint {
  readonly kind: string;
  readonly id: string;
  readonly lockIds: readonly number[];
}

export async function deliverThroughKills({ env: given, processes, events, kills }: KillsOptions): Promise<KillsTold> {
  const begun = performance.now();
  const dataDir = mkdtempSync(join(tmpdir(), "latchstring-kills-"));
  await using receivers = await startReceivers();
  const env = {
    DATA_DIR: dataDir,
    RATE_LIMIT: "off",
    LOG_LEVEL: "silent",
    OUTBOUND_ALLOW: "127.0.0.0/8",
    ...given,
  };
  const wrong: string[] = [];
  try {
    const apiKey = await prepare(dataDir, env);
    const servers = await startServers(processes, env, PROGRAM);
    const store = await openStore(loadConfig(env), systemClock);
    const sql = await store.webhooks();
    try {
      const endpoints = await addEndpoints(servers, apiKey, receivers.urlOf);
      // So that there is something to send between any two kills.
      const written = { count: 0, allowed: Math.ceil(events / (kills + 1)) };
      const writing = Promise.all(
        Array.from({ length: WRITERS }, (_, i) => write(servers, apiKey, endpoints, i, written, events)),
      );
      const heard = () => KIND_NAMES.reduce((sum, kind) => sum + receivers.heardBy(kind).length, 0);
      for (let killed = 0; killed < kills; killed++) {
        const before = heard();
        const sends = await until(async () => heard() > before, SENDS_MS);
        if (!sends) wrong.push(`nothing was sent before kill ${killed + 1}`);
        await wait(WORK_MS[0] + Math.random() * (WORK_MS[1] - WORK_MS[0]));
        const one = await delivererOf(sql, processes);
        await servers.kill(one);
        written.allowed = Math.ceil((events * (killed + 2)) / (kills + 1));
        await servers.start(one);
      }
      await writing;
      const waits = `SELECT count(*) AS count FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
        WHERE d.state = 'waiting' AND e.status = 'active'`;
      const log = await recordOf(store);
      const gone = endpoints.find(({ kind }) => kind === "is gone")!;
      const isDone = async () => {
        const [row] = await sql.read<{ readonly count: number }>(waits);
        if (row!.count > 0) return false;
        const came = new Set(KIND_NAMES.flatMap((kind) => receivers.heardBy(kind).map((one) => one.eventId)));
        return log.every(({ id, lane }) => gone.lockIds.includes(lane) || came.has(id));
      };
      await until(isDone, END_MS);
      await wait(500);
      const ends = await servers.stop();
      if (ends.some((end) => end !== 0)) wrong.push(`the processes ended with ${ends.join(", ")}`);
      const kept = await sql.read<Kept>(
        `SELECT endpoint_id AS "endpointId", event_id AS "eventId", state, attempts FROM webhook_deliveries WHERE lane > 0`,
      );
      const lanes = await sql.read<{ readonly waiting: number }>(
        "SELECT l.waiting FROM webhook_lanes l JOIN webhook_endpoints e ON e.id = l.endpoint_id WHERE e.status = 'active'",
      );
      if (lanes.length > 0) wrong.push(`${lanes.length} lanes wait though nothing waits in them`);
      if (receivers.followed() > 0) wrong.push(`${receivers.followed()} redirects were followed`);
      for (const endpoint of endpoints) {
        const wanted = log.filter(({ lane }) => endpoint.lockIds.includes(lane));
        const ofIt = kept.filter(({ endpointId }) => endpointId === endpoint.id);
        const problems = check(endpoint.kind, wanted, receivers.heardBy(endpoint.kind), ofIt, kills);
        wrong.push(...problems.slice(0, 5).map((problem) => `${endpoint.kind}: ${problem}`));
      }
      const states = Object.fromEntries(
        ["waiting", "delivered", "dead"].map((state) => [state, kept.filter((one) => one.state === state).length]),
      );
      const seconds = (performance.now() - begun) / 1_000;
      return { wrong, events: log.length, requests: heard(), kills, states, seconds };
    } finally {
      await store.close();
      await servers.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Kept {
  readonly endpointId: string;
  readonly eventId: string;
  readonly state: string;
  readonly attempts: number;
}

interface Recorded {
  readonly id: string;
  readonly lane: number;
  readonly version: number;
}

/** Sentences that say what must not be. */
function check(
  kind: string,
  wanted: readonly Recorded[],
  heard: readonly Heard[],
  kept: readonly Kept[],
  kills: number,
): string[] {
  const wrong: string[] = [];
  const stateOf = new Map(kept.map((one) => [one.eventId, one]));
  if (stateOf.size !== kept.length) wrong.push("an event is there twice");
  const last = new Map<string, Heard>();
  const finals = new Set<string>();
  const lanes = Map.groupBy(wanted, ({ lane }) => lane);
  /** How many of each lane, from its first, were answered for good. */
  const done = new Map<number, number>();
  for (const one of heard) {
    const ofLane = lanes.get(one.lane) ?? [];
    let from = done.get(one.lane) ?? 0;
    while (from < ofLane.length && finals.has(ofLane[from]!.id)) from++;
    done.set(one.lane, from);
    const place = ofLane.findIndex(({ id }) => id === one.eventId);
    if (place < 0) wrong.push(`${one.eventId} is on no record`);
    if (place > from) wrong.push(`lock ${one.lane}: ${one.version} came before ${ofLane[from]!.version} was answered`);
    const before = last.get(one.eventId);
    if (before?.notBefore && one.at - before.at < before.notBefore)
      wrong.push(`${one.eventId} came ${one.at - before.at} ms after an answer that asked for ${before.notBefore}`);
    last.set(one.eventId, one);
    if (one.meaning !== "again") finals.add(one.eventId);
  }
  if (kind === "is gone") {
    // It is disabled by its first answer; what was on its way in other lanes, or killed before it was written down, may come.
    if (heard.length > LOCKS_OF_EACH * (kills + 1)) wrong.push(`${heard.length} came after it said that it is gone`);
    if (kept.some(({ state }) => state === "delivered")) wrong.push("something is delivered");
    return wrong;
  }
  for (const { id, lane, version } of wanted) {
    const state = stateOf.get(id)?.state;
    const answer = last.get(id)?.meaning;
    const promised = answer === "taken" ? "delivered" : answer === "refused" ? "dead" : undefined;
    if (answer === undefined) wrong.push(`lock ${lane}, ${version} never came; it is ${state}`);
    else if (state !== promised) wrong.push(`lock ${lane}, ${version} is ${state}, and was answered ${answer}`);
  }
  if (kills === 0 && kind === "refuses")
    for (const { eventId: id, attempts } of kept)
      if (last.get(id)?.meaning === "refused" && attempts !== 1)
        wrong.push(`${id} was refused, and tried ${attempts} times`);
  return wrong;
}

async function prepare(dataDir: string, env: Readonly<Record<string, string>>): Promise<string> {
  const server = await startServer({ dataDir, env });
  const { apiKey } = await server.organization("acme");
  for (let lockId = 1; lockId <= LOCKS_OF_EACH * KIND_NAMES.length; lockId++)
    await server.lock(lockId, { orgId: "acme" });
  await server.close();
  return apiKey;
}

async function addEndpoints(
  servers: Servers,
  apiKey: string,
  urlOf: (kind: string) => string,
): Promise<readonly Endpoint[]> {
  const url = servers.urls[0]!;
  const path = "/organizations/acme/webhooks";
  const made: Endpoint[] = [];
  for (const [i, kind] of KIND_NAMES.entries()) {
    const lockIds = Array.from({ length: LOCKS_OF_EACH }, (_, n) => 1 + i * LOCKS_OF_EACH + n);
    const body = { url: urlOf(kind), events: [TYPE], lockIds: lockIds.map(String) };
    const { json, status, text } = await request(url, "POST", path, { apiKey, body });
    if (status !== 201) throw new Error(text);
    made.push({ kind, id: json.id as string, lockIds });
  }
  const areActive = async () => {
    const { json } = await request(url, "GET", path, { apiKey });
    return (json.webhooks as { status: string }[]).every(({ status }) => status === "active");
  };
  if (!(await until(areActive, SENDS_MS))) throw new Error("The webhooks were not confirmed");
  return made;
}

/** Make keys at all the locks in turn, through whichever process answers. */
async function write(
  { urls }: Servers,
  apiKey: string,
  endpoints: readonly Endpoint[],
  writer: number,
  written: { count: number; readonly allowed: number },
  events: number,
): Promise<void> {
  const locks = endpoints.flatMap(({ lockIds }) => lockIds);
  for (let turn = writer; written.count < events; turn++) {
    while (written.count >= written.allowed && written.count < events) await wait(20);
    const path = `/locks/${locks[turn % locks.length]}/create-temp-key`;
    try {
      const url = urls[turn % urls.length]!;
      const { status } = await request(url, "POST", path, { apiKey, body: publicTerms(Date.now()) });
      if (status === 200) written.count++;
      else await wait(50);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await wait(50);
    }
  }
}

/** The process that delivers, as the store has it. */
async function delivererOf(
  sql: Awaited<ReturnType<Awaited<ReturnType<typeof openStore>>["webhooks"]>>,
  processes: number,
) {
  const [row] = await sql.read<{ readonly holder: string }>("SELECT holder FROM feed_leases WHERE name = $1", LEASE);
  const place = Number(/^process-(\d+) /.exec(row?.holder ?? "")?.[1] ?? 0);
  return place < processes ? place : 0;
}

/** Every event that webhooks are told of, in order. */
async function recordOf(store: Awaited<ReturnType<typeof openStore>>): Promise<Recorded[]> {
  const { read } = await store.ledger();
  const all: Recorded[] = [];
  for (let cursor: string | undefined; ;) {
    const { events, cursor: next } = await read.follow(cursor, 1_000);
    if (events.length === 0) return all;
    cursor = next;
    for (const { event, lockId, version, hash } of events)
      if (event.type === TYPE) all.push({ id: eventId(hash), lane: lockId, version });
  }
}

async function until(is: () => Promise<boolean>, ms: number): Promise<boolean> {
  for (const late = Date.now() + ms; Date.now() < late; await wait(50)) if (await is()) return true;
  return false;
}
