/** Waiting for SQLite's write lock without holding up the rest of the process, as SQLite's own waiting would. */
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { storeErrorOf } from "./errors.ts";

/** How often a write that others keep out is tried, and how long after one another, in milliseconds: soon at first. */
const WRITE_TRIES = 250;
const WRITE_EVERY_MS = 20;
const FIRST_MS = 1;

/**
 * Write as soon as nobody else does.
 *
 * @param write on a connection whose `busy_timeout` is 0; tried again from its beginning, so it writes all or nothing
 * @throws StoreUnavailableError when others had the write lock at every try, or the disk does not take it
 */
export async function retryWhileBusy<T>(write: () => T, tries = WRITE_TRIES): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return write();
    } catch (error) {
      if (!isBusy(error) || tried >= tries) throw storeErrorOf(error);
    }
    await wait(Math.min(FIRST_MS * tried, WRITE_EVERY_MS));
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
}
