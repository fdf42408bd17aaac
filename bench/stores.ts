/**
 * Both stores beside what people would use instead, beside the floors, and with many processes and many keys: in one
 * run, on one machine, as ratios. `npm run bench:stores` prints the tables and writes them to bench/results/; a run of
 * all parts with all keys also puts them into docs/bench.md and draws docs/figures/stores.svg. It needs a network for
 * packages, which go away again, and PostgreSQL's programs.
 *
 * BENCH_KEYS, BENCH_SECONDS and BENCH_ROUNDS make it smaller; BENCH_ONLY names parts, separated by commas.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { runSql, startPostgres } from "../test/postgres.ts";
import { LOAD_CORE, pin } from "./measure.ts";
import { besideOthers } from "./stores/beside.ts";
import { besidePgbench } from "./stores/floor.ts";
import { fullBesideEmpty } from "./stores/full.ts";
import { PACKAGES } from "./stores/others.ts";
import type { Part, Setup } from "./stores/part.ts";
import { plot } from "./stores/plot.ts";
import { killOne, twoProcesses } from "./stores/processes.ts";
import { markdown } from "./stores/tables.ts";
import { scriptOptions } from "../test/script-options.ts";

scriptOptions({});

const PARTS: Readonly<Record<string, (setup: Setup) => Promise<Part>>> = {
  others: besideOthers,
  pgbench: besidePgbench,
  processes: twoProcesses,
  kill: killOne,
  full: fullBesideEmpty,
};
const ONLY = process.env.BENCH_ONLY?.split(",") ?? Object.keys(PARTS);
/** fsync, full_page_writes and synchronous_commit are on, as PostgreSQL has them by itself. */
const SETTINGS = { shared_buffers: "1GB", max_wal_size: "4GB", wal_compression: "lz4", max_connections: "200" };

const KEYS = 5_000_000;
const DOCUMENT = "docs/bench.md";
const MARKS = /<!-- \/?figures -->/;

const at = new Date().toISOString();
/** After which whatever hangs is given up. */
const MAX_MINUTES = 120;

const root = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
process.once("exit", () => rmSync(root, { recursive: true, force: true, maxRetries: 20 }));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
setTimeout(() => process.exit(1), MAX_MINUTES * 60_000).unref();
// PostgreSQL runs as a user of its own where this runs as root.
chmodSync(root, 0o755);
const dir = join(root, "postgres");
mkdirSync(dir);
// Before this process gets its core, which whatever it starts inherits: PostgreSQL may use them all.
const postgres = await startPostgres({ own: true, dir, settings: SETTINGS });
const pinned = pin(process.pid, LOAD_CORE);
const setup: Setup = {
  root,
  postgres,
  size: { seconds: Number(process.env.BENCH_SECONDS ?? 3), connections: 64, locks: 256 },
  rounds: Math.max(1, Number(process.env.BENCH_ROUNDS ?? 5)),
  keys: Number(process.env.BENCH_KEYS ?? KEYS),
};

try {
  const unknown = ONLY.filter((name) => !(name in PARTS));
  if (unknown.length > 0)
    throw new Error(`BENCH_ONLY may name ${Object.keys(PARTS).join(", ")}, not ${unknown.join()}`);
  const [server] = await runSql(postgres.url("postgres"), "SELECT current_setting('server_version') AS version");
  const { version } = server as { version: string };
  const parts: Record<string, Part> = {};
  for (const name of ONLY) {
    parts[name] = await PARTS[name]!(setup);
    console.table(parts[name].rows);
    // After every part: the longest comes last.
    save(resultOf(version, parts));
  }
  const result = resultOf(version, parts);
  if (setup.keys === KEYS && Object.keys(PARTS).every((name) => name in parts)) {
    mkdirSync("docs/figures", { recursive: true });
    writeFileSync("docs/figures/stores.svg", plot(result));
    const [before, , after] = readFileSync(DOCUMENT, "utf8").split(MARKS) as [string, string, string];
    writeFileSync(DOCUMENT, `${before}<!-- figures -->\n\n${markdown(result)}\n<!-- /figures -->${after}`);
  }
  console.log(`\n${markdown(result)}`);
  if (!pinned) console.log("Not pinned to cores: there is no taskset here.");
  if (Object.values(parts).some(({ rows }) => rows.some(({ reached }) => !reached))) process.exitCode = 1;
} finally {
  await postgres.close();
}

function resultOf(version: string, parts: Readonly<Record<string, Part>>) {
  const memory = Math.round(totalmem() / 2 ** 30);
  const cores = `${cpus().length} cores of ${cpus()[0]?.model ?? "an unknown processor"}`;
  const machine = `${cores}, ${memory} GB, Node ${process.version}, PostgreSQL ${version.split(" ")[0]}`;
  const { size, rounds, keys } = setup;
  return { at, machine, pinned, settings: SETTINGS, packages: PACKAGES, size, rounds, keys, parts };
}

function save(result: ReturnType<typeof resultOf>): void {
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/stores.json", `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync("bench/results/stores.md", markdown(result));
}
