/**
 * The figures that we promise, as ratios measured in one run: one server process pinned to one core, the load from
 * another. `npm run bench` prints the table and writes it to bench/results/; BENCH_KEYS and BENCH_SECONDS make it
 * smaller.
 */
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { hashApiKey, hintOf, newApiKey } from "../src/identity/api-keys.ts";
import { openSqliteDirectory } from "../src/identity/sqlite-directory.ts";
import { fillKeys, fillLocks } from "./fill.ts";
import { type Load, load } from "./load.ts";

const KEYS = Number(process.env.BENCH_KEYS ?? 1_000_000);
/** Of one load; the loads of a round follow each other, so that what the machine does meanwhile meets all of them. */
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const ROUNDS = 7;
const CONNECTIONS = 64;
const LOCKS = 256;
const SERVER_CORE = "0";
const LOAD_CORE = "1";
/** As in `npm start`. */
const COMPILE_CACHE = "node_modules/.cache/latchstring";

interface Server {
  readonly url: string;
  readonly process: ChildProcess;
  readonly startedInMs: number;
  readonly apiKey: string;
}

let turn = 0;
const nextLock = () => 1 + (turn++ % LOCKS);
const common = { seconds: SECONDS, connections: CONNECTIONS };

const root = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
const pinned = pin(process.pid, LOAD_CORE);

try {
  const empty = await prepare("empty", 0);
  const full = await prepare("full", KEYS);
  const starts = await compareStarts(empty, full);
  const servers = { empty: await start(empty), full: await start(full) };

  const rounds: Record<"noop" | "create" | "open" | "createFull" | "openFull", Load>[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const figures = {
      noop: await noop(servers.empty),
      create: await create(servers.empty),
      open: await open(servers.empty),
      createFull: await create(servers.full),
      openFull: await open(servers.full),
    };
    report(round === 0 ? "warm-up" : `round ${round} of ${ROUNDS}`, figures);
    if (round > 0) rounds.push(figures);
  }
  await stop(servers.empty);
  await stop(servers.full);
  const memoryMb = await memoryAfter(100_000);

  const ratio = (of: (round: (typeof rounds)[number]) => number) => median(rounds.map(of));
  const table = [
    row(
      "durable creates ÷ validated no-op",
      ratio((r) => r.create.rate / r.noop.rate),
      ">=",
      0.4,
    ),
    row(
      "durable admissions ÷ validated no-op",
      ratio((r) => r.open.rate / r.noop.rate),
      ">=",
      0.3,
    ),
    row(
      "p99 of creates ÷ p99 of the no-op",
      ratio((r) => r.create.p99 / r.noop.p99),
      "<=",
      4,
    ),
    row(
      "p99 of admissions ÷ p99 of the no-op",
      ratio((r) => r.open.p99 / r.noop.p99),
      "<=",
      4,
    ),
    row(
      `creates with ${KEYS} keys ÷ empty`,
      ratio((r) => r.createFull.rate / r.create.rate),
      ">=",
      0.9,
    ),
    row(
      `admissions with ${KEYS} keys ÷ empty`,
      ratio((r) => r.openFull.rate / r.open.rate),
      ">=",
      0.9,
    ),
    row(`start with ${KEYS} keys ÷ start when empty`, starts, "<=", 1.5),
    row("resident memory after 100,000 creates, MB", memoryMb, "<=", 200),
  ];
  const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`;
  const result = { at: new Date().toISOString(), machine, pinned, keys: KEYS, seconds: SECONDS, table, rounds };
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/latest.json", `${JSON.stringify(result, null, 2)}\n`);
  console.log(machine, pinned ? "(pinned)" : "(not pinned: there is no taskset here)");
  console.table(table);
  if (table.some(({ reached }) => !reached)) process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}

function row(what: string, value: number, bound: ">=" | "<=", floor: number) {
  const measured = Number(value.toFixed(3));
  return {
    what,
    measured,
    bound: `${bound} ${floor}`,
    reached: bound === ">=" ? measured >= floor : measured <= floor,
  };
}

async function prepare(name: string, keys: number): Promise<{ dataDir: string; apiKey: string }> {
  const dataDir = join(root, name);
  await fillLocks(dataDir, LOCKS, "bench");
  const directory = openSqliteDirectory(join(dataDir, "latchstring.db"));
  const apiKey = newApiKey();
  await directory.createOrganization({ orgId: "bench", super: false }, Date.now());
  await directory.addApiKey({
    hash: hashApiKey(apiKey),
    orgId: "bench",
    hint: hintOf(apiKey),
    createdAt: Date.now(),
    expiresAt: null,
  });
  await directory.close();
  if (keys > 0) {
    const from = performance.now();
    await fillKeys(dataDir, keys, LOCKS);
    console.log(`filled ${keys} keys and ${3 * keys} events in ${((performance.now() - from) / 1000).toFixed(0)} s`);
  }
  return { dataDir, apiKey };
}

async function start({ dataDir, apiKey }: { dataDir: string; apiKey: string }): Promise<Server> {
  const from = performance.now();
  const child = fork(join(import.meta.dirname, "server.ts"), {
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, DATA_DIR: dataDir },
    // As in `npm start`.
    execArgv: ["--max-semi-space-size=4"],
  });
  pin(child.pid!, SERVER_CORE);
  const [message] = (await once(child, "message")) as [{ url: string }];
  const ready = await fetch(`${message.url}/readyz`);
  if (ready.status !== 200) throw new Error(`not ready: ${ready.status}`);
  pin(child.pid!, SERVER_CORE);
  return { url: message.url, process: child, startedInMs: performance.now() - from, apiKey };
}

async function stop(server: Server): Promise<void> {
  server.process.kill("SIGTERM");
  if (server.process.exitCode === null) await once(server.process, "exit");
}

/** Starts of the full folder ÷ starts of the empty one, in turn. */
async function compareStarts(
  empty: { dataDir: string; apiKey: string },
  full: { dataDir: string; apiKey: string },
): Promise<number> {
  const ratios: number[] = [];
  for (let i = 0; i < 5; i++) {
    const one = await start(empty);
    await stop(one);
    const other = await start(full);
    await stop(other);
    ratios.push(other.startedInMs / one.startedInMs);
  }
  return median(ratios);
}

/** A key without limit; the server makes its UUID. */
function keyBody(): string {
  const now = Date.now();
  return JSON.stringify({
    accessMode: "public",
    validFrom: new Date(now - 60_000).toISOString(),
    validUntil: new Date(now + 86_400_000).toISOString(),
    maxUses: null,
    description: "Anna, room 4",
  });
}

function noop({ url, apiKey }: Server): Promise<Load> {
  const headers = { "x-api-key": apiKey };
  return load({
    ...common,
    url,
    headers,
    expect: 200,
    next: () => ({ path: `/noop/${nextLock()}`, body: keyBody() }),
  });
}

function create({ url, apiKey }: Server): Promise<Load> {
  const headers = { "x-api-key": apiKey };
  return load({ ...common, url, headers, expect: 200, next: nextCreate });
}

function nextCreate() {
  return { path: `/locks/${nextLock()}/create-temp-key`, body: keyBody() };
}

/** Guests open their doors: four keys a lock, without limit, made before. */
async function open(server: Server): Promise<Load> {
  const headers = { "x-api-key": server.apiKey, "content-type": "application/json" };
  const keys: string[] = [];
  for (let i = 0; i < 4 * LOCKS; i++) {
    const path = `/locks/${nextLock()}/create-temp-key`;
    const answer = await fetch(server.url + path, { method: "POST", headers, body: keyBody() });
    if (answer.status !== 200) throw new Error(`could not make a key: ${answer.status}`);
    keys.push(((await answer.json()) as { tempKeyUuid: string }).tempKeyUuid);
  }
  let guest = 0;
  const next = () => ({ path: `/temp-keys/${keys[guest++ % keys.length]}/open` });
  return load({ ...common, url: server.url, expect: 303, next });
}

async function memoryAfter(creates: number): Promise<number> {
  const server = await start(await prepare("memory", 0));
  let made = 0;
  while (made < creates) made += (await create(server)).rate * SECONDS;
  const status = readFileSync(`/proc/${server.process.pid}/status`, "utf8");
  await stop(server);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1000;
}

/** Whether the process now runs on that core only. */
function pin(pid: number, core: string): boolean {
  try {
    execFileSync("taskset", ["-acp", core, String(pid)], { stdio: "ignore" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function report(name: string, round: Record<string, Load>): void {
  const rates = Object.entries(round).map(([what, { rate, p99 }]) => `${what} ${rate.toFixed(0)}/s (p99 ${p99} ms)`);
  console.log(`${name}: ${rates.join(", ")}`);
}
