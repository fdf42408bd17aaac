/**
 * What lists cost with many keys: key rows, locks, openers and the timeline of an organisation with 1,000 locks, with 1,000
 * keys and with 100,000, on both stores, in one run. `node bench/lists.ts`; BENCH_KEYS makes it smaller.
 *
 * Times are those of one client that asks again when it is answered, over HTTP on the same machine.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../src/database/postgres/database.ts";
import { openForWriting } from "../src/database/sqlite/database.ts";
import type { CommitStore } from "../src/ledger/commit-loop.ts";
import { createCommitStore as createPostgresStore } from "../src/ledger/postgres/commit-store.ts";
import { createCommitStore as createSqliteStore } from "../src/ledger/sqlite/commit-store.ts";
import { startPostgres } from "../test/postgres.ts";
import { fillWithStays } from "./fill.ts";
import { installOnPostgres, installOnSqlite } from "./install.ts";
import { median, row } from "./measure.ts";
import { type Installation, type Server, startServer, stopServer } from "./server-process.ts";

const LOCKS = 1_000;
const FEW = 1_000;
const MANY = Number(process.env.BENCH_KEYS ?? 100_000);
const ASKED = 60;
/** How much slower than with few keys it may be, and how long it may take, in milliseconds. */
const MOST_TIMES = 3;
const MOST_MS = 20;

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
};

interface Measured {
  readonly first: number;
  readonly medians: ReadonlyMap<string, number>;
  readonly slowest: number;
}

async function measure(server: Server): Promise<Measured> {
  const ask = async (path: string) => {
    const from = performance.now();
    const response = await fetch(server.url + path, { headers: { "x-api-key": server.apiKey } });
    const text = await response.text();
    const took = performance.now() - from;
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    return { took, text };
  };
  const { took: first, text } = await ask("/temp-keys/rows");
  const { total } = JSON.parse(text) as { readonly total: number };
  const medians = new Map<string, number>();
  let slowest = 0;
  for (const [what, path] of Object.entries(ASKS)) {
    const took: number[] = [];
    for (let i = 0; i < ASKED + 10; i++) {
      const one = await ask(typeof path === "string" ? path : path(total));
      if (i >= 10) took.push(one.took);
    }
    medians.set(what, median(took));
    slowest = Math.max(slowest, took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.95)]!);
  }
  return { first, medians, slowest };
}

async function measured(installation: Installation, store: CommitStore, keys: number): Promise<Measured> {
  await fillWithStays(store, { count: keys, locks: LOCKS });
  const server = await startServer(installation);
  try {
    return await measure(server);
  } finally {
    await stopServer(server);
  }
}

async function onSqlite(folder: string, keys: number): Promise<Measured> {
  const installation = await installOnSqlite(join(folder, String(keys)), LOCKS);
  const db = openForWriting(join(installation.dataDir, "latchstring.db"));
  db.pragma("synchronous = OFF");
  try {
    return await measured(installation, createSqliteStore(db), keys);
  } finally {
    db.close();
  }
}

async function onPostgres(folder: string, url: string, keys: number): Promise<Measured> {
  const installation = await installOnPostgres(url, join(folder, `postgres-${keys}`), LOCKS);
  const database = await openDatabase({ url });
  try {
    const made = await measured(installation, createPostgresStore(database), keys);
    return made;
  } finally {
    await database.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), "latchstring-bench-"));
const postgres = await startPostgres({ own: true });
try {
  const lines: string[] = [`| what, ms | ${FEW} keys | ${MANY} keys | × |`, "| --- | --- | --- | --- |"];
  const rows = [];
  for (const store of ["SQLite", "PostgreSQL"]) {
    const on = async (keys: number) =>
      store === "SQLite" ? onSqlite(folder, keys) : onPostgres(folder, await postgres.createDatabase(), keys);
    const [few, many] = [await on(FEW), await on(MANY)];
    for (const [what, took] of many.medians) {
      const before = few.medians.get(what)!;
      lines.push(`| ${store}, ${what} | ${before.toFixed(2)} | ${took.toFixed(2)} | ${(took / before).toFixed(2)} |`);
      rows.push(row(`${store}: ${what}, ${MANY} keys ÷ ${FEW}`, took / before, "<=", MOST_TIMES));
    }
    rows.push(row(`${store}: the slowest of them, p95 in ms`, many.slowest, "<=", MOST_MS));
    lines.push(`| ${store}, the first question after a start | ${few.first.toFixed(0)} | ${many.first.toFixed(0)} | |`);
  }
  console.table(rows);
  console.log(lines.join("\n"));
  writeFileSync(join(import.meta.dirname, "results", "lists.json"), `${JSON.stringify(rows, null, 2)}\n`);
} finally {
  await postgres.close();
  rmSync(folder, { recursive: true, force: true });
}
