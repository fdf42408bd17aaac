/**
 * The console with many keys, in Chromium: `npm run bench:console`. A server on SQLite with 100,000 keys at 1,000 doors; then
 * 100 events a second for a minute. BENCH_KEYS and BENCH_SECONDS make it smaller. It takes three minutes; run it alone, for
 * frames are measured: the first lines say how much else the machine had to do.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { openForWriting } from "../src/database/sqlite/database.ts";
import { createCommitStore } from "../src/ledger/sqlite/commit-store.ts";
import { type ConsoleServer, startConsole } from "../test/console/app/console.ts";
import { measureActivity } from "./console/activity.ts";
import { measureDoors, measureKeys, measureNewKey } from "./console/screens.ts";
import { fillWithLocks, fillWithStays } from "./fill.ts";
import { row, type Row } from "./measure.ts";
import { scriptOptions } from "../test/script-options.ts";

scriptOptions({});

const LOCKS = 1_000;
const KEYS = Number(process.env["BENCH_KEYS"] ?? 100_000);
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 60);

const rows: Row[] = [];

/** A figure that is to be no more than that. */
function note(what: string, measured: number, most: number): void {
  const one = row(what, measured, "<=", most);
  rows.push(one);
  process.stdout.write(`${one.reached ? "ok    " : "MISSED"}  ${one.measured} (${one.bound})  ${what}\n`);
}

process.stdout.write(
  `load before it: ${loadavg()
    .map((one) => one.toFixed(1))
    .join(", ")} on ${cpus().length} cores\n`,
);
const at = await startConsole();
try {
  await fill(at);
  await measureDoors(at, note);
  await measureKeys(at, KEYS, note);
  await measureNewKey(at, note);
  await measureActivity(at, SECONDS, note);
  const faults = at.faults();
  if (faults.length > 0) throw new Error(faults.join("\n"));
  mkdirSync(join(import.meta.dirname, "results"), { recursive: true });
  writeFileSync(join(import.meta.dirname, "results/console.json"), `${JSON.stringify(rows, null, 2)}\n`);
  process.exitCode = rows.every(({ reached }) => reached) ? 0 : 1;
} finally {
  process.stdout.write(`load after it: ${loadavg()[0]!.toFixed(1)}\n`);
  await at.close();
}

/** As another process does, through the real decisions. */
async function fill({ server, orgId }: ConsoleServer): Promise<void> {
  const db = openForWriting(join(server.dataDir, "latchstring.db"));
  db.pragma("synchronous = OFF");
  const store = createCommitStore(db);
  await fillWithLocks(store, LOCKS, orgId);
  await fillWithStays(store, { count: KEYS, locks: LOCKS });
  db.close();
  // The first question after that reads everything once.
  await server.call("GET", "/temp-keys/rows?limit=1", await at.token());
}
