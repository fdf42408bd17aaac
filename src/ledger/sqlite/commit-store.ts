/** The commit loop's transactions on SQLite. Synchronous: it is meant for a thread of its own. */
import Database from "better-sqlite3";
import type { CommitStore } from "../commit-loop.ts";
import { type KeptRows, prepareLoader } from "./loader.ts";
import { prepareWriter } from "./writer.ts";

/** Codes of errors that a value of a command caused, not the state of the store. */
const CAUSED_BY_A_COMMAND = /^SQLITE_(CONSTRAINT|MISMATCH|RANGE|TOOBIG)/;
/** Characters of rows to keep from batch to batch. */
const MAX_KEPT = 4 * 1024 * 1024;

/**
 * How a batch is committed on SQLite: in one `BEGIN IMMEDIATE` transaction, with rows kept from the one before while
 * no other connection has written.
 */
export function createCommitStore(db: Database.Database): CommitStore {
  const loader = prepareLoader(db);
  const writer = prepareWriter(db);
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  const dataVersion = db.prepare<[], number>("PRAGMA data_version").pluck();
  let kept: KeptRows | undefined;

  /**
   * The rows of earlier batches, as long as they are what the file holds: the write lock is held here, and the
   * number changes whenever another connection has committed (https://sqlite.org/pragma.html#pragma_data_version).
   */
  function rowsAtHand(): KeptRows {
    const version = dataVersion.get()!;
    if (kept?.dataVersion !== version || kept.weight > MAX_KEPT) kept = loader.begin(version);
    return kept;
  }

  return {
    isFault: (error) => error instanceof Database.SqliteError && CAUSED_BY_A_COMMAND.test(error.code),
    transact(needs, decideAll) {
      begin.run();
      try {
        const rows = rowsAtHand();
        for (const need of needs) loader.load(rows, need);
        decideAll(rows);
        writer.write(rows);
        commit.run();
        rows.committed();
      } catch (error) {
        kept = undefined;
        if (db.inTransaction) rollback.run();
        throw error;
      }
    },
  };
}
