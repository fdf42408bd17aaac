/**
 * All the tests: `npm test`, or `npm test -- path…` for some. Files run side by side, each may take five minutes.
 * Those of whole servers run on SQLite, and then on a PostgreSQL that is started for them, but for those that bring
 * one of their own. The last lines name the slowest files and count the tests, so that whoever runs this can see that
 * something was tested.
 */
import { globSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { startPostgres } from "./postgres.ts";

const named = process.argv.slice(2);
const files = named.length > 0 ? named : globSync(["src/**/*.test.ts", "test/**/*.test.ts"]).toSorted();
if (files.length === 0) throw new Error("There is no test to run");
const ofServers = files.filter((file) => {
  const text = readFileSync(file, "utf8");
  return /from "\.\/(?:harness|attacks\/fuzz)\.ts"/.test(text) && !text.includes("startPostgres({ own: true })");
});

/** Of each store: some wait for clocks, disks and browsers while others work. */
const AT_ONCE = 3;
const SLOWEST = 20;

const sum = { passed: 0, failed: 0 };
const times: { readonly file: string; readonly seconds: number }[] = [];
const postgres = await startPostgres();
process.env["TEST_POSTGRES_URL"] = postgres.url("postgres");
try {
  await runOn("sqlite", files);
  if (ofServers.length > 0) await runOn(postgres.url("postgres"), ofServers);
} finally {
  await postgres.close();
}
process.stdout.write("\nThe slowest files:\n");
for (const { file, seconds } of times.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST)) {
  process.stdout.write(`${seconds.toFixed(1).padStart(7)} s  ${file}\n`);
}
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
process.stdout.write(`\n${sum.passed} passed, ${sum.failed} failed\n`);

/** @param store `sqlite`, or the address of a server on which every test makes its own databases */
async function runOn(store: string, paths: readonly string[]): Promise<void> {
  process.stdout.write(`\nOn ${store === "sqlite" ? "SQLite" : "PostgreSQL"}:\n`);
  process.env["TEST_STORE"] = store;
  const stream = run({ files: [...paths], concurrency: AT_ONCE, timeout: 300_000 });
  stream.on("test:summary", ({ file, counts, duration_ms: ms }) => {
    // One summary comes for each file, and one without a file for all of them.
    if (file !== undefined) {
      times.push({
        file: `${relative(".", file)} (${store === "sqlite" ? "SQLite" : "PostgreSQL"})`,
        seconds: ms / 1_000,
      });
      return;
    }
    sum.passed += counts.passed;
    sum.failed += counts.tests - counts.passed;
  });
  const told = stream.compose(spec);
  for await (const text of told) process.stdout.write(text as string);
}
