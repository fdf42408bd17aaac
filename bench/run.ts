/**
 * How near the server comes to its limits, as ratios of what one run measured: on all cores, as users run it, and with the
 * server pinned to one core, the load to another. `npm run bench` prints the tables and writes them to bench/results/;
 * BENCH_KEYS, BENCH_SECONDS and BENCH_ROUNDS make it smaller, and BENCH_BEFORE, the folder of another checkout with
 * its packages, puts that one beside it in every round.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fillKeys } from "./fill.ts";
import { installOnSqlite } from "./install.ts";
import { prepareLedgerBesideBare } from "./ledger.ts";
import { type Load, load } from "./load.ts";
import { loadRow, type Measured, measured, residentMb } from "./measured.ts";
import { ALL_CORES, median, pin, ratioRow, report, row } from "./measure.ts";
import { create, inTurn, keyBody, makeKeys, open } from "./requests.ts";
import { type Installation, type Server, startServer, stopServer, useCores } from "./server-process.ts";
import { scriptOptions } from "../test/script-options.ts";

scriptOptions({});

const KEYS = Number(process.env.BENCH_KEYS ?? 1_000_000);
/** Of one load; the loads of a round follow each other, so that what the machine does meanwhile meets all of them. */
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const BEFORE = process.env["BENCH_BEFORE"];
const CONNECTIONS = 64;
const LOCKS = 256;
/** What waits together in the ledger at that load, or about so much. */
const BATCH = 30;

/** After which memory is looked at. */
const CREATES = Math.min(KEYS, 100_000);

const size = { seconds: SECONDS, connections: CONNECTIONS, locks: LOCKS };

const root = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
const isPinned = pin(process.pid, ALL_CORES);

try {
  const empty = await prepare("empty", 0);
  const full = await prepare("full", KEYS);
  const starts = await compareStarts(empty, full);
  const servers = { empty: await startServer(empty), full: await startServer(full) };
  const earlier = BEFORE === undefined ? undefined : await startEarlier(BEFORE);
  const every = [servers.empty, servers.full, ...(earlier ? [earlier] : [])];
  mkdirSync(join(root, "ledger"));
  const ledger = await prepareLedgerBesideBare(join(root, "ledger"), { batch: BATCH, batches: SECONDS * 200 });

  async function round() {
    useCores("all", every);
    const all = {
      noop: await measured(servers.empty, () => noop(servers.empty)),
      create: await measured(servers.empty, () => create(servers.empty, size)),
      open: await openNewKeys(servers.empty),
      createFull: await measured(servers.full, () => create(servers.full, size)),
      openFull: await openNewKeys(servers.full),
      ...(earlier && {
        createBefore: await measured(earlier, () => create(earlier, size), false),
        openBefore: await openNewKeys(earlier, false),
      }),
    };
    useCores("one", every);
    const pinned = {
      noop: await measured(servers.empty, () => noop(servers.empty)),
      create: await measured(servers.empty, () => create(servers.empty, size)),
      open: await openNewKeys(servers.empty),
    };
    return { all, pinned, ledger: await ledger.round() };
  }

  const rounds: Awaited<ReturnType<typeof round>>[] = [];
  for (let i = 0; i <= ROUNDS; i++) {
    const figures = await round();
    report(i === 0 ? "warm-up" : `round ${i} of ${ROUNDS}`, figures.all);
    if (i > 0) rounds.push(figures);
  }
  const memory = { now: residentMb(servers.empty), before: earlier && residentMb(earlier) };
  for (const server of every) await stopServer(server);
  ledger.close();
  useCores("all", []);
  const memoryMb = await memoryAfter(CREATES);

  type Round = (typeof rounds)[number];
  const ratios = (of: (r: Round) => number) => rounds.map(of);
  const table = [
    ratioRow(
      `ledger ÷ bare loop of the same rows, batches of ${BATCH}`,
      ratios((r) => r.ledger.ours.rate / r.ledger.bare.rate),
      ">=",
      0.8,
    ),
    ratioRow(
      "creates ÷ no-op, all cores",
      ratios(({ all }) => all.create.rate / all.noop.rate),
      ">=",
      0.5,
    ),
    ratioRow(
      "openings ÷ no-op, all cores",
      ratios(({ all }) => all.open.rate / all.noop.rate),
      ">=",
      0.3,
    ),
    ratioRow(
      "p99 ÷ p50 of openings, all cores",
      ratios(({ all }) => all.open.p99 / all.open.p50),
      "<=",
      2.5,
    ),
    ratioRow(
      `creates with ${KEYS} keys ÷ empty`,
      ratios(({ all }) => all.createFull.rate / all.create.rate),
      ">=",
      0.9,
    ),
    ratioRow(
      `openings with ${KEYS} keys ÷ empty`,
      ratios(({ all }) => all.openFull.rate / all.open.rate),
      ">=",
      0.9,
    ),
    ...(memory.before === undefined
      ? []
      : [
          ratioRow(
            "creates ÷ before",
            ratios(({ all }) => all.create.rate / all.createBefore!.rate),
            ">=",
            1.2,
          ),
          ratioRow(
            "openings ÷ before",
            ratios(({ all }) => all.open.rate / all.openBefore!.rate),
            ">=",
            1.2,
          ),
          row("memory under load ÷ before", memory.now / memory.before, "<=", 1.1),
        ]),
    ratioRow(`start with ${KEYS} keys ÷ start when empty`, starts, "<=", 1.5),
    row(`resident memory after ${CREATES} creates, MB`, memoryMb, "<=", 200),
  ];
  const loads = (["all", "pinned"] as const).flatMap((cores) =>
    Object.keys(rounds[0]![cores]).map((what) =>
      loadRow(
        `${what}, ${cores === "all" ? "all cores" : "pinned to one"}`,
        rounds.map((r) => (r[cores] as Readonly<Record<string, Measured>>)[what]!),
      ),
    ),
  );
  for (const who of ["ours", "bare"] as const) {
    const of = (figure: "rate" | "processor") => median(rounds.map(({ ledger: { [who]: one } }) => one[figure]));
    loads.push({
      load: `rows of a create, ${who}`,
      rate: Math.round(of("rate")),
      µs: Number(of("processor").toFixed(1)),
    });
  }
  const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`;
  const result = {
    at: new Date().toISOString(),
    machine,
    isPinned,
    keys: KEYS,
    seconds: SECONDS,
    table,
    loads,
    rounds,
  };
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/latest.json", `${JSON.stringify(result, null, 2)}\n`);
  console.log(machine, isPinned ? "" : "(not pinned: there is no taskset here)");
  console.table(loads);
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

/** Installed and started by that checkout: its tables may be others. */
async function startEarlier(checkout: string): Promise<Server> {
  const { installOnSqlite: install } = (await import(resolve(checkout, "bench/install.ts"))) as {
    readonly installOnSqlite: typeof installOnSqlite;
  };
  return startServer(await install(join(root, "before"), LOCKS), resolve(checkout));
}

/** Starts of the full folder ÷ starts of the empty one, in turn. */
async function compareStarts(empty: Installation, full: Installation): Promise<number[]> {
  const ratios: number[] = [];
  for (let i = 0; i < 5; i++) {
    const one = await startServer(empty);
    await stopServer(one);
    const other = await startServer(full);
    await stopServer(other);
    ratios.push(other.startedInMs / one.startedInMs);
  }
  return ratios;
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
async function openNewKeys(server: Server, isOwn = true): Promise<Measured> {
  const keys = await makeKeys(server, 4 * LOCKS, LOCKS);
  return measured(server, () => open(server, size, keys), isOwn);
}

async function memoryAfter(creates: number): Promise<number> {
  const server = await startServer(await prepare("memory", 0));
  let made = 0;
  while (made < creates) made += (await create(server, size)).answers;
  const resident = residentMb(server);
  await stopServer(server);
  return resident;
}
