/** What the errors of SQLite and of its files mean, and waiting for its write lock. */
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { StoreUnavailableError } from "../unavailable.ts";

/** Primary codes of https://sqlite.org/rescode.html that are trouble of the disk, the file or the machine. */
const TROUBLE =
  /^SQLITE_(AUTH|BUSY|CANTOPEN|CORRUPT|FULL|INTERRUPT|IOERR|LOCKED|NOLFS|NOMEM|NOTADB|PERM|PROTOCOL|READONLY)(_|$)/;
/** How often a write that others keep out is tried, and how long after one another, in milliseconds. */
const WRITE_TRIES = 250;
const WRITE_EVERY_MS = 20;

/** Whether it is the store's trouble; everything else is a fault of ours. */
export function isTrouble(error: unknown): boolean {
  if (error instanceof Database.SqliteError) return TROUBLE.test(error.code);
  // Of a file beside it.
  return error instanceof Error && "syscall" in error;
}

/** What a failed statement is thrown as. */
export function thrownAs(error: unknown): unknown {
  if (!(error instanceof Error) || !isTrouble(error)) return error;
  return new StoreUnavailableError(`The store cannot be read or written: ${error.message}`, { cause: error });
}

/**
 * Write as soon as nobody else does, without holding up the rest of the process, as SQLite's own waiting would: the
 * connection's `busy_timeout` is to be 0.
 *
 * @throws StoreUnavailableError when others had the write lock at every try, or the disk does not take it
 */
export async function written<T>(write: () => T, tries = WRITE_TRIES): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return write();
    } catch (error) {
      if (!isBusy(error) || tried >= tries) throw thrownAs(error);
    }
    await wait(WRITE_EVERY_MS);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
}
