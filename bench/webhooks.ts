/**
 * What webhooks cost and how soon they come, on SQLite, the server on one core and its load and receivers on the other:
 * `npm run bench:webhooks`, two to three minutes.
 *
 * - from an event's time, which is before its commit, to the receiver: 500 events a second to 50 endpoints, of which one is
 *   dead and one answers after two seconds
 * - how many waiting deliveries a second one process sends to one receiver, and what memory that needs
 * - creates and openings with 50 endpoints, each of which is sent what happens at five of the locks, with 50 that are sent all,
 *   and with none: how many a second, and the processor time of each, of all the server's threads, which others on the
 *   machine change less. Each server is measured alone: the others, and what they have still to send, are stopped meanwhile
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openSqliteSql } from "../src/database/sqlite/sql.ts";
import { enqueueing, type Queued } from "../src/webhooks/statements.ts";
import { installOnSqlite } from "./install.ts";
import { LOAD_CORE, median, pin, ratioRow, row } from "./measure.ts";
import type { Load } from "./load.ts";
import { create, inTurn, keyBody, makeKeys, open } from "./requests.ts";
import { forkOwn, type Installation, messageOf, type Server, startServer, stopServer } from "./server-process.ts";
import type { ReceiverAnswer, ReceiverRequest } from "./webhook-receiver.ts";
import { scriptOptions } from "../test/script-options.ts";

const LOCKS = 250;
const ENDPOINTS = 50;
const PER_SECOND = Number(process.env.BENCH_PER_SECOND ?? 500);
const LATENCY_S = Number(process.env.BENCH_LATENCY_S ?? 20);
const BACKLOG = Number(process.env.BENCH_BACKLOG ?? 240_000);
/**
 * Part of them after which the server is warm: by then it has compiled what it runs, SQLite's pages are in memory, and the
 * heap has grown to what V8 lets it have between two full collections, which is a multiple of what is in use.
 */
const WARM = 1 / 6;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const CONNECTIONS = 64;
const TICK_MS = 10;
const LONGEST_MS = 60_000;
const LONGEST_RATE_MS = 300_000;
/** Of Linux's /proc (USER_HZ). */
const TICKS_A_SECOND = 100;

process.env["OUTBOUND_ALLOW"] = "127.0.0.0/8";
const [only] = scriptOptions({ allowPositionals: true }).positionals;
const root = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
const pinned = pin(process.pid, LOAD_CORE);
const receiver = forkOwn(join(import.meta.dirname, "webhook-receiver.ts"), {});
const { port, slowPort } = await messageOf<{ port: number; slowPort: number }>(receiver);
const good = `http://127.0.0.1:${port}/`;
const slow = `http://127.0.0.1:${slowPort}/`;
/** Nobody listens there. */
const dead = "http://127.0.0.1:1/";

try {
  const table = [
    ...(only === undefined || only === "latency" ? await latency() : []),
    ...(only === undefined || only === "rate" ? await rate() : []),
    ...(only === undefined || only === "cost" ? await cost() : []),
  ];
  console.log(
    `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`,
    pinned ? "(pinned)" : "(not pinned: there is no taskset here)",
  );
  console.table(table);
  if (table.some(({ reached }) => !reached)) process.exitCode = 1;
} finally {
  receiver.kill();
  rmSync(root, { recursive: true, force: true });
}

async function latency() {
  const installation = await installOnSqlite(join(root, "latency"), LOCKS);
  const server = await startServer(installation);
  await addEndpoints(server, installation.dataDir, (i) => (i === 7 ? dead : i === 13 ? slow : good));
  const headers = { "x-api-key": server.apiKey, "content-type": "application/json" };
  const nextLock = inTurn(LOCKS);
  const failures: string[] = [];
  const make = async () => {
    const path = `/locks/${nextLock()}/create-temp-key`;
    const { status } = await fetch(server.url + path, { method: "POST", headers, body: keyBody() });
    if (status !== 200) failures.push(`create ${status}`);
  };
  const during = async (seconds: number) => {
    const sent: Promise<void>[] = [];
    const from = performance.now();
    while (performance.now() - from < seconds * 1_000) {
      const due = Math.floor(((performance.now() - from) / 1_000) * PER_SECOND);
      while (sent.length < due) sent.push(make());
      await wait(TICK_MS);
    }
    await Promise.all(sent);
    return sent.length / ((performance.now() - from) / 1_000);
  };
  await during(3);
  await wait(500);
  await latencies();
  const worked = workedSeconds(server);
  const events = await during(LATENCY_S);
  await wait(1_000);
  const sorted = (await latencies()).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]!;
  console.log(
    `${events.toFixed(0)} events a second, ${sorted.length} delivered in time; p50 ${at(0.5).toFixed(1)} ms, p90 ${at(0.9).toFixed(1)}, p99 ${at(0.99).toFixed(1)}, the latest ${sorted.at(-1)!.toFixed(0)}; ${failures.length} creates failed; ${((workedSeconds(server) - worked) / LATENCY_S).toFixed(2)} of a core`,
  );
  await stopServer(server);
  const whole = (sorted.length / (events * LATENCY_S)) * (ENDPOINTS / (ENDPOINTS - 2));
  return [
    row("from the event to the receiver, p50, ms", at(0.5), "<=", 20),
    row("from the event to the receiver, p99, ms", at(0.99), "<=", 100),
    row("of what good endpoints are to be sent, in time", whole, ">=", 0.99),
  ];
}

async function rate() {
  const installation = await installOnSqlite(join(root, "rate"), LOCKS);
  const first = await startServer(installation);
  const id = await addEndpoint(first, good, ["1"]);
  await stopServer(first);
  await fillWith(installation, id, BACKLOG);
  const before = await counted();
  const server = await startServer(installation);
  const memory: number[] = [];
  const from = performance.now();
  let sent = 0;
  let fromHere = 0;
  let fromTime = 0;
  let worked = 0;
  const cold = residentMb(server);
  while (sent < BACKLOG && performance.now() - from < LONGEST_RATE_MS) {
    await wait(200);
    sent = (await counted()) - before;
    if (fromTime === 0 && sent > BACKLOG * WARM)
      [fromTime, fromHere, worked] = [performance.now(), sent, workedSeconds(server)];
    if (fromTime > 0) memory.push(residentMb(server));
  }
  const perSecond = (sent - fromHere) / ((performance.now() - fromTime) / 1_000);
  const perWorked = (sent - fromHere) / (workedSeconds(server) - worked);
  await stopServer(server);
  const third = Math.ceil(memory.length / 3);
  const grown = median(memory.slice(-third)) / median(memory.slice(0, third));
  console.log(
    `${sent} of ${BACKLOG} sent; ${perSecond.toFixed(0)} a second, ${perWorked.toFixed(0)} in a second of the server's own time; ${cold.toFixed(0)} MB at first, ${twelve(memory).map(Math.round).join(" ")} from the ${fromHere}th to the last`,
  );
  return [
    row("sent to one receiver by one process, a second", perSecond, ">=", 3_000),
    row(`memory of the last third ÷ of the first, of the ${sent - fromHere} sent when it is warm`, grown, "<=", 1.1),
  ];
}

/** So many of them at even distances, the last one too. */
function twelve(values: readonly number[]): readonly number[] {
  return Array.from({ length: 12 }, (_, i) => values[Math.round((i * (values.length - 1)) / 11)]!);
}

async function cost() {
  const start = async (name: string) => startServer(await installOnSqlite(join(root, name), LOCKS));
  const none = await start("none");
  const some = await start("some");
  const all = await start("all");
  await addEndpoints(some, join(root, "some"), () => good);
  for (let i = 0; i < ENDPOINTS; i++) await addEndpoint(all, good, null);
  const servers = [none, some, all];
  const keys = new Map<Server, string[]>();
  for (const server of servers) keys.set(server, await makeKeys(server, LOCKS, LOCKS));
  const size = { seconds: SECONDS, connections: CONNECTIONS, locks: LOCKS };
  const alone = async (server: Server, load: () => Promise<Load>) => {
    for (const other of servers) if (other !== server) other.process.kill("SIGSTOP");
    const [worked, sent] = [workedSeconds(server), await counted()];
    const { rate, answers } = await load();
    const used = workedSeconds(server) - worked;
    const perSecond = ((await counted()) - sent) / SECONDS;
    for (const other of servers) if (other !== server) other.process.kill("SIGCONT");
    return { rate, processor: (used * 1e6) / answers, share: used / SECONDS, perSecond };
  };
  type One = Awaited<ReturnType<typeof alone>>;
  const rounds: { readonly what: "creates" | "openings"; readonly measured: ReadonlyMap<Server, One> }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const what of ["creates", "openings"] as const) {
      const measured = new Map<Server, One>();
      // Whoever is first finds the machine as the one before left it.
      for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
        const load = () => (what === "creates" ? create(server, size) : open(server, size, keys.get(server)!));
        measured.set(server, await alone(server, load));
      }
      const texts = servers.map((server) => {
        const { rate, processor, share, perSecond } = measured.get(server)!;
        return `${rate.toFixed(0)} (${processor.toFixed(0)} µs each, ${share.toFixed(2)} of a core, ${perSecond.toFixed(0)} sent)`;
      });
      console.log(`${round === 0 ? "warm-up" : `round ${round} of ${ROUNDS}`}: ${what} a second ${texts.join(", ")}`);
      if (round > 0) rounds.push({ what, measured });
    }
  }
  const from = performance.now();
  let before = -1;
  for (let now = await counted(); now !== before && performance.now() - from < LONGEST_MS; now = await counted()) {
    before = now;
    await wait(2_000);
  }
  console.log(
    `what was left was delivered, or ${LONGEST_MS / 1_000} s over, in ${((performance.now() - from) / 1_000).toFixed(0)} s`,
  );
  for (const server of servers) await stopServer(server);
  return (["creates", "openings"] as const).flatMap((what) => {
    const own = rounds.filter((one) => one.what === what).map(({ measured }) => measured);
    return [["", some] as const, [" that want all", all] as const].flatMap(([which, server]) => {
      const ratios = (of: (one: One) => number) =>
        own.map((measured) => of(measured.get(server)!) / of(measured.get(none)!));
      const [rates, processors] = [ratios(({ rate }) => rate), ratios(({ processor }) => processor)];
      return [
        ratioRow(`${what} with 50 endpoints${which} ÷ with none`, rates, ">=", 0.9),
        ratioRow("the same, µs of processor each", processors, "<=", 1.11),
      ];
    });
  });
}

/** Each of some of the locks. */
async function addEndpoints(server: Server, dataDir: string, urlOf: (i: number) => string): Promise<void> {
  const ids: string[] = [];
  for (let i = 0; i < ENDPOINTS; i++) {
    const lockIds = Array.from({ length: LOCKS / ENDPOINTS }, (_, n) => String(1 + i + n * ENDPOINTS));
    // What never answered is sent nothing, so each is a good one at first.
    ids.push(await addEndpoint(server, good, lockIds));
  }
  const wrong = ids.map((id, i) => ({ id, url: urlOf(i) })).filter(({ url }) => url !== good);
  if (wrong.length === 0) return;
  const sql = openSqliteSql(join(dataDir, "latchstring.db"));
  for (const { id, url } of wrong)
    await sql.write({
      text: "UPDATE webhook_endpoints SET url = $2, updated_at = updated_at + 1 WHERE id = $1",
      values: [id, url],
    });
  await sql.close();
}

async function addEndpoint({ url, apiKey }: Server, to: string, lockIds: readonly string[] | null): Promise<string> {
  const path = `${url}/organizations/bench/webhooks`;
  const headers = { "x-api-key": apiKey, "content-type": "application/json" };
  const body = JSON.stringify({ url: to, events: ["*"], ...(lockIds && { lockIds }) });
  const answer = await fetch(path, { method: "POST", headers, body });
  if (answer.status !== 201) throw new Error(`could not make a webhook: ${answer.status} ${await answer.text()}`);
  const { id } = (await answer.json()) as { readonly id: string };
  for (;;) {
    const { status } = (await (await fetch(`${path}/${id}`, { headers })).json()) as { readonly status: string };
    if (status === "active") return id;
    await wait(20);
  }
}

async function fillWith({ dataDir }: Installation, endpointId: string, count: number): Promise<void> {
  const sql = openSqliteSql(join(dataDir, "latchstring.db"));
  const now = Date.now();
  const some = { endpointId, orderId: null, type: "TempKeyCreated", at: now, madeAt: now, state: "waiting" } as const;
  const body = (id: string) => JSON.stringify({ id, time: new Date(now).toISOString(), detail: keyBody() + keyBody() });
  for (let i = 0; i < count; i += 1_000) {
    const rows = Array.from({ length: 1_000 }, (_, n): Queued => {
      const eventId = `event-${i + n}`;
      return { ...some, eventId, lane: 1 + ((i + n) % LOCKS), body: body(eventId) };
    });
    await sql.write(...enqueueing(sql.words, rows, now));
  }
  await sql.close();
}

async function ask(what: ReceiverRequest): Promise<ReceiverAnswer> {
  const answer = messageOf<ReceiverAnswer>(receiver);
  receiver.send(what);
  return answer;
}

async function counted(): Promise<number> {
  const answer = await ask("count");
  return "count" in answer ? answer.count : 0;
}

async function latencies(): Promise<readonly number[]> {
  const answer = await ask("latencies");
  return "latencies" in answer ? answer.latencies : [];
}

/** How long it has worked, in seconds, whatever else the machine does meanwhile. */
function workedSeconds({ process: { pid } }: Server): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

function residentMb({ process: { pid } }: Server): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1_000;
}
