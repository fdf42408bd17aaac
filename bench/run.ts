/**
 * The figures that we promise, as ratios measured in one run: one server process pinned to one core, the load from
 * another. `npm run bench` prints the table and writes it to bench/results/; BENCH_KEYS and BENCH_SECONDS make it
 * smaller.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fillKeys } from "./fill.ts";
import { installOnSqlite } from "./install.ts";
import { type Load, load } from "./load.ts";
import { LOAD_CORE, median, pin, report, row } from "./measure.ts";
import { create, inTurn, keyBody, makeKeys, open } from "./requests.ts";
import { type Installation, type Server, startServer, stopServer } from "./server-process.ts";

const KEYS = Number(process.env.BENCH_KEYS ?? 1_000_000);
/** Of one load; the loads of a round follow each other, so that what the machine does meanwhile meets all of them. */
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const ROUNDS = 7;
const CONNECTIONS = 64;
const LOCKS = 256;

const size = { seconds: SECONDS, connections: CONNECTIONS, locks: LOCKS };

const root = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
const pinned = pin(process.pid, LOAD_CORE);

try {
  const empty = await prepare("empty", 0);
  const full = await prepare("full", KEYS);
  const starts = await compareStarts(empty, full);
  const servers = { empty: await startServer(empty), full: await startServer(full) };

  const rounds: Record<"noop" | "create" | "open" | "createFull" | "openFull", Load>[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const figures = {
      noop: await noop(servers.empty),
      create: await create(servers.empty, size),
      open: await openNewKeys(servers.empty),
      createFull: await create(servers.full, size),
      openFull: await openNewKeys(servers.full),
    };
    report(round === 0 ? "warm-up" : `round ${round} of ${ROUNDS}`, figures);
    if (round > 0) rounds.push(figures);
  }
  await stopServer(servers.empty);
  await stopServer(servers.full);
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

async function prepare(name: string, keys: number): Promise<Installation> {
  const installation = await installOnSqlite(join(root, name), LOCKS);
  if (keys > 0) {
    const from = performance.now();
    await fillKeys(installation.dataDir, keys, LOCKS);
    console.log(`filled ${keys} keys and ${3 * keys} events in ${((performance.now() - from) / 1000).toFixed(0)} s`);
  }
  return installation;
}

/** Starts of the full folder ÷ starts of the empty one, in turn. */
async function compareStarts(empty: Installation, full: Installation): Promise<number> {
  const ratios: number[] = [];
  for (let i = 0; i < 5; i++) {
    const one = await startServer(empty);
    await stopServer(one);
    const other = await startServer(full);
    await stopServer(other);
    ratios.push(other.startedInMs / one.startedInMs);
  }
  return median(ratios);
}

function noop({ url, apiKey }: Server): Promise<Load> {
  const nextLock = inTurn(LOCKS);
  return load({
    ...size,
    url,
    headers: { "x-api-key": apiKey },
    expect: 200,
    next: () => ({ path: `/noop/${nextLock()}`, body: keyBody() }),
  });
}

/** Guests open their doors: four keys a lock, without limit, made before. */
async function openNewKeys(server: Server): Promise<Load> {
  return open(server, size, await makeKeys(server, 4 * LOCKS, LOCKS));
}

async function memoryAfter(creates: number): Promise<number> {
  const server = await startServer(await prepare("memory", 0));
  let made = 0;
  while (made < creates) made += (await create(server, size)).rate * SECONDS;
  const status = readFileSync(`/proc/${server.process.pid}/status`, "utf8");
  await stopServer(server);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1000;
}
