/**
 * The commit loop's transactions on PostgreSQL.
 *
 * Whoever changes something of a lock holds an advisory lock of it until the transaction ends, and a key's commands hold
 * those of all its doors. They are taken in rising order, so that no two batches wait for each other, and before
 * anything is written: a transaction gets its number with its first write, so within a lock, transactions' numbers rise
 * with versions, and so does everything that a later command was decided on. Followers of the log rely on that. Locks of
 * rows would not do: taking the first already gives the number, before the wait for the next.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { StoreUnavailableError } from "../../database/unavailable.ts";
import type { Needs } from "../../domain/rows.ts";
import type { CommitStore } from "../commit-loop.ts";
import type { AppendedEvent } from "../working-set.ts";
import { BEGIN, type Database, hasOwnSession } from "../../database/postgres/database.ts";
import { LOCK_SPACE } from "../../database/postgres/migrate.ts";
import { codeOf, isLost, storeErrorOf } from "../../database/postgres/errors.ts";
import { load, type LoadedRows, namedLocks } from "./loader.ts";
import { write } from "./writer.ts";

/** A constant for all times: programs that do not agree on it do not wait for each other. */
const LOCK_STRIPES = 1_024;
/** How often a batch is begun again because another transaction came first, or because it needs more locks. */
const MAX_ATTEMPTS = 8;
/** For how long, in milliseconds, somebody asks what became of a commit whose answer was lost, and how often. */
const ASK_MS = 3_000;
const ASK_AGAIN_MS = 200;

/** Another transaction made the same row first, or the two waited for each other. */
const CAME_FIRST = /^(23505|40001|40P01)$/;
/** Codes of errors that a value of a command caused, not the state of the store. */
const CAUSED_BY_A_COMMAND = /^(22|23|54)/;

/** The answer to the commit was lost; `first` is the first event of the batch, if it has any. */
class OutcomeUnknown extends Error {
  readonly first: AppendedEvent | undefined;

  constructor(first: AppendedEvent | undefined, cause: unknown) {
    super("The answer to a commit was lost", { cause });
    this.first = first;
  }
}

type DecideAll = (rows: LoadedRows) => void;

/** How a batch is committed on PostgreSQL: lock the stripes of its locks in rising order, read, decide, write. */
export function createCommitStore({ writers }: Database): CommitStore {
  async function transact(needs: readonly Needs[], decideAll: DecideAll): Promise<void> {
    let lockIds = namedLocks(needs);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      lockIds ??= await withClient(writers, async (db) => (await load(db, needs)).lockIds);
      try {
        const missing = await tryOnce(writers, needs, lockIds, decideAll);
        if (!missing) return;
        lockIds = lockIds.union(missing);
      } catch (error) {
        if (error instanceof OutcomeUnknown) {
          await confirm(writers, error);
          return;
        }
        if (attempt === MAX_ATTEMPTS || !CAME_FIRST.test(codeOf(error))) throw error;
      }
    }
    throw new StoreUnavailableError("The doors of the keys changed again and again");
  }
  return { transact, isFault: (error) => CAUSED_BY_A_COMMAND.test(codeOf(error)) };
}

/** @returns undefined when it was committed; else nothing was written, because these locks are needed too */
function tryOnce(
  writers: pg.Pool,
  needs: readonly Needs[],
  lockIds: ReadonlySet<number>,
  decideAll: DecideAll,
): Promise<ReadonlySet<number> | undefined> {
  return withClient(writers, async (db) => {
    // What is sent together is run one after the other, so the rows are loaded when the locks are held.
    const rows = await load(db, needs, { begin: beginWithLocks(db, lockIds), lockIds });
    if (!rows.lockIds.isSubsetOf(lockIds)) {
      await db.query("ROLLBACK");
      return rows.lockIds;
    }
    decideAll(rows);
    const ends = await Promise.allSettled([...write(db, rows), db.query("COMMIT")]);
    // After the first that fails the server refuses the others, and rolls back where it should commit.
    const failed = ends.find((end) => end.status === "rejected");
    if (failed && isLost(failed.reason)) throw new OutcomeUnknown(rows.events[0], failed.reason);
    if (failed) throw failed.reason;
    return undefined;
  });
}

/** Only numbers get into the text: a statement with parameters could not stand beside others. */
function beginWithLocks(db: pg.ClientBase, lockIds: Iterable<number>): string {
  const stripes = [...new Set([...lockIds].map((lockId) => Math.abs(Math.trunc(lockId) % LOCK_STRIPES) || 0))];
  const sorted = stripes.toSorted((a, b) => a - b).join(",");
  const begin = hasOwnSession(db) ? "BEGIN" : BEGIN;
  // As a condition that no row meets: what it returns need not be sent and read, once for each lock.
  const taken = `pg_advisory_xact_lock(${LOCK_SPACE}, stripe) IS NULL`;
  return `${begin}; SELECT FROM unnest('{${sorted}}'::int[]) AS stripe WHERE ${taken}`;
}

/**
 * Find out whether a batch was committed. Its transaction holds the lock until it is over, so whoever gets the lock
 * sees what it came to; and an event with the same hash in the same place is the same event.
 *
 * @throws StoreUnavailableError when it was not, or when nobody can tell
 */
async function confirm(writers: pg.Pool, { first, cause }: OutcomeUnknown): Promise<void> {
  const tries = first ? ASK_MS / ASK_AGAIN_MS : 0;
  const until = Date.now() + ASK_MS;
  for (let asked = 0; asked < tries && Date.now() < until; asked++) {
    // Whatever keeps it from asking, the next try may get an answer: the server starts, the transaction ends.
    const hash = await withClient(writers, (db) => hashAt(db, first!)).catch(() => undefined);
    if (hash?.equals(first!.hash)) return;
    if (hash !== undefined) throw new StoreUnavailableError("The connection was lost; nothing was recorded", { cause });
    await sleep(ASK_AGAIN_MS);
  }
  throw new StoreUnavailableError("The connection was lost; whether it was recorded is not known", { cause });
}

/** Null where there is no such event; undefined is for those who could not ask. */
async function hashAt(db: pg.ClientBase, { lockId, version }: AppendedEvent): Promise<Buffer | null> {
  const [, found] = await Promise.all([
    db.query(beginWithLocks(db, [lockId])),
    db.query<{ hash: Buffer }>("SELECT hash FROM events WHERE lock_id = $1 AND version = $2", [lockId, version]),
    db.query("COMMIT"),
  ]);
  return found.rows[0]?.hash ?? null;
}

/** Whatever `run` began is over when this ends. */
async function withClient<T>(writers: pg.Pool, run: (db: pg.PoolClient) => Promise<T>): Promise<T> {
  const db = await writers.connect().catch((error: unknown) => {
    throw storeErrorOf(error);
  });
  // The query that waits for an answer fails too, and tells.
  db.on("error", ignore);
  let broken = true;
  try {
    const result = await run(db);
    broken = false;
    return result;
  } catch (error) {
    if (!isLost(error)) {
      await db.query("ROLLBACK");
      broken = false;
    }
    throw error;
  } finally {
    db.off("error", ignore);
    db.release(broken);
  }
}

function ignore(): void {}
