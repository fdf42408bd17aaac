/**
 * All the tests: `npm test`, or `npm test -- path…` for some files or folders, or `npm test -- --shard 1/2` for every other one of them.
 * `npm run test:large` is what does not fit in every run: large sizes, and pages and the wire on PostgreSQL.
 * Files run side by side, each may take eight minutes. Those of whole servers run on SQLite and on a PostgreSQL that is
 * started for them, but for those that bring one of their own, and those of pages. The last lines name the slowest
 * files and every test that failed, and count the tests, so that whoever runs this can see that something was tested,
 * and whoever keeps the end of a log alone sees what failed.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { openDatabase } from "../src/database/postgres/database.ts";
import { findChromium } from "./chromium.ts";
import { writeToMemory } from "./memory-disk.ts";
import { missingPackages, needsChromium, needsProgram, ON_ONE_STORE, planned, type Task } from "./plan.ts";
import { installPackage, startPostgres } from "./postgres.ts";
import { FILE_MS, type Outcome } from "./run-file.ts";
import type { Done } from "./run-files.ts";
import { workedFor } from "./worked-for.ts";

/** Many wait for clocks, disks and browsers while others work: so many keep two processors busy. */
const AT_ONCE = 6;
const SLOWEST = 20;
/** Garbage is collected by one thread, and seldom: that takes a little longer, and a tenth less of the processors. */
const LEAST_WORK = ["--single-threaded-gc", "--max-semi-space-size=32"];

const waiting = planned(process.argv.slice(2));
const outcomes: Outcome[] = [];
writeToMemory();
if (process.argv.includes("--large")) process.env["TEST_SIZE"] = "large";
// Of every process of a test, and of the servers and commands that those start: what is compiled once is not again.
process.env["NODE_COMPILE_CACHE"] ??= resolve("node_modules/.cache/latchstring");
// Servers send the console as it was built.
const built = [build("src/console/build.ts")];
if (waiting.some(({ file }) => needsProgram(file))) {
  built.push(build("src/build.ts"));
  process.env["TEST_PROGRAM"] = resolve("dist/server/main.js");
}
// Found and installed here, so that no test waits for it, and files that run side by side do not install it together.
for (const name of missingPackages(waiting.map(({ file }) => file))) installPackage(name);
const browser = waiting.some(({ file }) => needsChromium(file)) ? findChromium() : undefined;
if (browser) process.env["CHROMIUM_PATH"] = browser;
// Tests of what a PostgreSQL keeps when it is killed start one of their own.
const settings = { fsync: "off", full_page_writes: "off", autovacuum: "off" };
const postgres = await startPostgres({ settings });
process.env["TEST_POSTGRES_URL"] = postgres.url("postgres");
const template = await postgres.createDatabase();
await (await openDatabase({ url: template })).close();
process.env["TEST_POSTGRES_TEMPLATE"] = new URL(template).pathname.slice(1);
let worked: number;
let ofPages = 0;
try {
  await Promise.all(built);
  await Promise.all(Array.from({ length: AT_ONCE }, work));
} finally {
  worked = workedFor();
  await postgres.close();
}

const inOne = outcomes.filter(({ file }) => ON_ONE_STORE.includes(file)).map(({ file }) => file);
if (inOne.length > 0)
  process.stdout.write(`\nAbout pages or the build, so on one store:\n${inOne.toSorted().join("\n")}\n`);
process.stdout.write("\nThe slowest files:\n");
for (const { file, store, seconds, work } of outcomes.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST)) {
  process.stdout.write(
    `${seconds.toFixed(1).padStart(7)} s, ${work.toFixed(1).padStart(5)} s of work  ${file} (${store})\n`,
  );
}
process.stdout.write(
  `\nProcessors worked for ${(workedFor() + ofPages).toFixed(0)} s, ${(workedFor() - worked).toFixed(0)} s of them for the PostgreSQL of all\n`,
);
const failures = outcomes.flatMap((one) => one.failures.map((told) => `${one.file} (${one.store}): ${told}`));
if (failures.length > 0) process.stdout.write(`\nWhat failed:\n${failures.join("\n")}\n`);
const passed = outcomes.reduce((sum, one) => sum + one.passed, 0);
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
process.stdout.write(`\n${passed} passed, ${failures.length} failed\n`);

async function build(script: string): Promise<void> {
  const [code] = (await once(fork(script), "exit")) as [number | null];
  if (code !== 0) throw new Error(`${script} failed`);
}

/** Files one after the other, in as few processes as will do. */
async function work(): Promise<void> {
  let child: ChildProcess | undefined;
  const ran = new Set<string>();
  while (waiting.length > 0) {
    // What is imported once does not run again: those that this process has not seen come first.
    if (waiting.every(({ file }) => ran.has(file))) child = void (await end(child));
    if (!child) ran.clear();
    const next = waiting.splice(
      waiting.findIndex(({ file }) => !ran.has(file)),
      1,
    )[0]!;
    child ??= fork("test/run-files.ts", { execArgv: LEAST_WORK });
    ran.add(next.file);
    const { outcome, pages, fit } = await runIn(child, next);
    ofPages += pages;
    process.stdout.write(
      `\n${next.file} (${next.store}), ${outcome.seconds.toFixed(1)} s, ${outcome.work.toFixed(1)} s of work\n${outcome.log}`,
    );
    outcomes.push(outcome);
    if (!fit) child = void (await end(child));
  }
  await end(child);
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child?.connected) return;
  const ended = once(child, "exit");
  child.disconnect();
  await ended;
}

async function runIn(child: ChildProcess, task: Task): Promise<Done> {
  const begun = performance.now();
  const { promise, resolve } = Promise.withResolvers<Done>();
  const end = (told: string) => {
    const seconds = (performance.now() - begun) / 1_000;
    resolve({ outcome: { ...task, seconds, work: 0, passed: 0, failures: [told], log: "" }, pages: 0, fit: false });
  };
  const onExit = (code: number | null, signal: string | null) => end(`its process ended, ${signal ?? code}`);
  const late = setTimeout(() => {
    end(`it took more than ${FILE_MS / 1_000} s`);
    child.kill("SIGKILL");
  }, FILE_MS + 30_000);
  child.once("message", resolve).once("exit", onExit);
  child.send(task);
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    child.removeListener("message", resolve).removeListener("exit", onExit);
  }
}
