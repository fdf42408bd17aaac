/** A process of `npm test`: files of tests one after the other, so that what most of them import is loaded and compiled once. */
import type { Task } from "./plan.ts";
import { type Outcome, runFile } from "./run-file.ts";

/** What is told when a file is done. */
export interface Done {
  readonly outcome: Outcome;
  /** Whether this process may run another file. */
  readonly fit: boolean;
}

/** More than this is not kept for the next file. */
const MOST_BYTES = 800 * 2 ** 20;

process.on("message", async ({ file, store }: Task) => {
  process.env["TEST_STORE"] = store === "SQLite" ? "sqlite" : process.env["TEST_POSTGRES_URL"];
  // A file is done when nothing of it is left, so whoever leaves something open is found out by its time.
  process.channel!.unref();
  const outcome = await runFile(file, { store, isolation: "none" });
  process.send!({ outcome, fit: process.memoryUsage.rss() < MOST_BYTES } satisfies Done);
});
process.on("beforeExit", () => process.channel?.ref());
process.once("disconnect", () => process.exit());
