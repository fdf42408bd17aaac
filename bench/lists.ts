/**
 * What lists cost with many keys: key rows, locks, openers and the timeline of an organisation with 1,000 locks, with 1,000
 * keys and with 100,000, on both stores, in one run. `node bench/lists.ts`; BENCH_KEYS makes it smaller.
 *
 * Times are those of one client that asks again when it is answered, over HTTP on the same machine.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../src/database/postgres/database.ts";
import { openForWriting } from "../src/database/sqlite/database.ts";
import { createCommitStore as createPostgresStore } from "../src/ledger/postgres/commit-store.ts";
import { createCommitStore as createSqliteStore } from "../src/ledger/sqlite/commit-store.ts";
import { startPostgres } from "../test/postgres.ts";
import { fillWithStays } from "./fill.ts";
import { installOnPostgres, installOnSqlite } from "./install.ts";
import { median, row } from "./measure.ts";
import { type Installation, type Server, startServer, stopServer } from "./server-process.ts";
import { scriptOptions } from "../test/script-options.ts";

scriptOptions({});

const LOCKS = 1_000;
const FEW = 1_000;
const MANY = Number(process.env.BENCH_KEYS ?? 100_000);
const ASKED = 100;
const WARM = 20;
/** How much slower than with few keys it may be, and how long it may take, in milliseconds. */
const MOST_TIMES = 3;
const MOST_MS = 20;

const now = Date.now();
const iso = (days: number) => new Date(now + days * 86_400_000).toISOString();
const query = (path: string, values: Readonly<Record<string, string>>) => `${path}?${new URLSearchParams(values)}`;

const ASKS: Readonly<Record<string, string | ((total: number) => string)>> = {
  "key rows: the newest": "/temp-keys/rows",
  "key rows: active, the next to end first": query("/temp-keys/rows", {
    status: "active",
    sort: "until",
    order: "asc",
  }),
  "key rows: a name that many have": query("/temp-keys/rows", { search: "anna" }),
  "key rows: words that few have": query("/temp-keys/rows", { search: "berta room 77" }),
  "key rows: of a door, by notes": query("/temp-keys/rows", { lockId: "77", sort: "note" }),
  "key rows: the last page": (total) => query("/temp-keys/rows", { offset: String(total - 50) }),
  "locks: by name": "/locks",
  "locks: the next arrivals": query("/locks", { sort: "nextArrival" }),
  "locks: those to look after": query("/locks", { attention: "any" }),
  "openers of a door now": "/locks/77/openers",
  "timeline: a week of 50 doors": query("/timeline", { from: iso(-3), until: iso(4) }),
};

interface Answered {
  /** Milliseconds. */
  readonly took: number;
  readonly text: string;
}

async function ask(server: Server, path: string): Promise<Answered> {
  const from = performance.now();
  const response = await fetch(server.url + path, { headers: { "x-api-key": server.apiKey } });
  const text = await response.text();
  const took = performance.now() - from;
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
  return { took, text };
}

/** Milliseconds of its processor that a process has had, in steps of 10. */
function processorMs({ process: { pid } }: Server): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** What a question costs two servers that are asked in turn, so that what the machine does meanwhile meets both. */
async function compare(servers: readonly [few: Server, many: Server], path: string | ((total: number) => string)) {
  const paths = await Promise.all(
    servers.map(async (server) => {
      const { total } = JSON.parse((await ask(server, "/temp-keys/rows")).text) as { readonly total: number };
      return typeof path === "string" ? path : path(total);
    }),
  );
  const took: [number[], number[]] = [[], []];
  for (let i = 0; i < WARM; i++) for (const one of [0, 1] as const) await ask(servers[one], paths[one]!);
  for (let i = 0; i < ASKED; i++)
    for (const one of [0, 1] as const) took[one].push((await ask(servers[one], paths[one]!)).took);
  // Apart, because its steps are long.
  const processor: number[] = [];
  for (const one of [0, 1] as const) {
    const before = processorMs(servers[one]);
    for (let i = 0; i < ASKED; i++) await ask(servers[one], paths[one]!);
    processor.push((processorMs(servers[one]) - before) / ASKED);
  }
  const p95 = took[1].toSorted((a, b) => a - b)[Math.floor(ASKED * 0.95)]!;
  return { few: median(took[0]), many: median(took[1]), p95, processor };
}

async function installed(store: string, keys: number): Promise<Installation> {
  const dataDir = join(folder, `${store}-${keys}`);
  const filling = { count: keys, locks: LOCKS };
  if (store === "SQLite") {
    const installation = await installOnSqlite(dataDir, LOCKS);
    const db = openForWriting(join(dataDir, "latchstring.db"));
    db.pragma("synchronous = OFF");
    await fillWithStays(createSqliteStore(db), filling);
    db.close();
    return installation;
  }
  const url = await postgres.createDatabase();
  const installation = await installOnPostgres(url, dataDir, LOCKS);
  const database = await openDatabase({ url });
  await fillWithStays(createPostgresStore(database), filling);
  await database.pool.query("ANALYZE");
  await database.close();
  return installation;
}

const folder = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
const postgres = await startPostgres({ own: true });
const rows = [];
const lines = [
  `| what | ${FEW} keys, ms | ${MANY} keys, ms | × | of the processor, ms | × |`,
  "| --- | --- | --- | --- | --- | --- |",
];
try {
  for (const store of ["SQLite", "PostgreSQL"]) {
    const few = await startServer(await installed(store, FEW));
    const many = await startServer(await installed(store, MANY));
    const first = [await ask(few, "/temp-keys/rows"), await ask(many, "/temp-keys/rows")];
    let slowest = 0;
    for (const [what, path] of Object.entries(ASKS)) {
      const { processor, p95, ...took } = await compare([few, many], path);
      const [before, after] = processor as [number, number];
      const times = [took.few, took.many].map((ms) => ms.toFixed(1)).join(" | ");
      const times2 = `${before.toFixed(1)} → ${after.toFixed(1)} | ${(after / before).toFixed(1)}`;
      lines.push(`| ${store}, ${what} | ${times} | ${(took.many / took.few).toFixed(1)} | ${times2} |`);
      rows.push(row(`${store}: ${what}, ${MANY} keys ÷ ${FEW}`, took.many / took.few, "<=", MOST_TIMES));
      slowest = Math.max(slowest, p95);
    }
    rows.push(row(`${store}: the slowest of them, p95 in ms`, slowest, "<=", MOST_MS));
    const firsts = first.map(({ took }) => took.toFixed(0)).join(" | ");
    lines.push(`| ${store}, the first question after a start | ${firsts} | | | |`);
    await Promise.all([stopServer(few), stopServer(many)]);
  }
  console.table(rows);
  console.log(lines.join("\n"));
  const results = join(import.meta.dirname, "results");
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, "lists.json"), `${JSON.stringify(rows, null, 2)}\n`);
} finally {
  await postgres.close();
  rmSync(folder, { recursive: true, force: true });
}
