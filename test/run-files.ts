/** A process of `npm test`: files of tests one after the other, so that what most of them import is loaded and compiled once. */
import asyncHooks from "node:async_hooks";
import type { Task } from "./plan.ts";
import type { Outcome } from "./run-file.ts";
import { pagesWorkedFor, workedFor } from "./worked-for.ts";

/** What is told when a file is done. */
export interface Done {
  readonly outcome: Outcome;
  /** Of its work, that of browsers' pages. */
  readonly pages: number;
  /** Whether this process may run another file. */
  readonly fit: boolean;
}

/** More than this is not kept for the next file. */
const MOST_BYTES = 800 * 2 ** 20;

// To know which test an error belongs to, the runner follows every promise: a quarter of all the work of these processes.
// Timers and sockets are still followed; what comes of a promise that nobody waits for is told with the file.
const { createHook } = asyncHooks;
Object.assign(asyncHooks, { createHook: (hooks: object) => createHook({ ...hooks, trackPromises: false }) });
const { FILE_MS, runFile } = await import("./run-file.ts");
Object.assign(asyncHooks, { createHook });
let uncaught: string[] = [];
const onUncaught = (error: unknown) => void uncaught.push(String(error).split("\n")[0]!);
process.on("uncaughtException", onUncaught).on("unhandledRejection", onUncaught);

process.on("message", async ({ file, store }: Task) => {
  process.env["TEST_STORE"] = store === "SQLite" ? "sqlite" : process.env["TEST_POSTGRES_URL"];
  // A file is done when nothing of it is left, so whoever leaves something open is found out by its time.
  process.channel!.unref();
  const [before, pagesBefore] = [workedFor(), pagesWorkedFor()];
  const ran = await runFile(file, { store, isolation: "none" });
  const unknown = ran.failures.length > 0 ? [] : uncaught.map((error) => `nobody caught ${error}`);
  uncaught = [];
  const outcome = { ...ran, work: workedFor() - before, failures: [...ran.failures, ...unknown] };
  const pages = pagesWorkedFor() - pagesBefore;
  const isLate = ran.seconds * 1_000 > FILE_MS;
  process.send!({ outcome, pages, fit: !isLate && process.memoryUsage.rss() < MOST_BYTES } satisfies Done);
});
process.on("beforeExit", () => process.channel?.ref());
process.once("disconnect", () => process.exit());
