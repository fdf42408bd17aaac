/** What the errors of SQLite and of its files mean. */
import Database from "better-sqlite3";
import { StoreUnavailableError } from "../unavailable.ts";

/** Primary codes of https://sqlite.org/rescode.html that are trouble of the disk, the file or the machine. */
const TROUBLE =
  /^SQLITE_(AUTH|BUSY|CANTOPEN|CORRUPT|FULL|INTERRUPT|IOERR|LOCKED|NOLFS|NOMEM|NOTADB|PERM|PROTOCOL|READONLY)(_|$)/;

/** In such trouble SQLite rolls back by itself (https://sqlite.org/lang_transaction.html), and who does it again is told this alone. */
const ROLLED_BACK = /^cannot rollback - no transaction is active$/;

/** Whether it is the store's trouble; everything else is a fault of ours. */
export function isTrouble(error: unknown): boolean {
  if (error instanceof Database.SqliteError) return TROUBLE.test(error.code) || ROLLED_BACK.test(error.message);
  // Of a file beside it.
  return error instanceof Error && "syscall" in error;
}

/** What a failed statement is thrown as: StoreUnavailableError for the store's troubles, itself for a fault of ours. */
export function storeErrorOf(error: unknown): unknown {
  if (!(error instanceof Error) || !isTrouble(error)) return error;
  return new StoreUnavailableError(`The store cannot be read or written: ${error.message}`, { cause: error });
}
