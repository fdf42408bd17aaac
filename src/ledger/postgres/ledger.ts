/** The ledger on PostgreSQL: a bounded queue and the commit loop in this process, as many processes as needed. */
import { StoreUnavailableError } from "../../database/unavailable.ts";
import type { Clock } from "../../clock.ts";
import { commitBatch } from "../commit-loop.ts";
import { type Ledger } from "../ledger.ts";
import { createQueue } from "../queue.ts";
import { createCommitStore } from "./commit-store.ts";
import {
  type Database,
  type DatabaseOptions,
  DURABLE,
  MAX_IN_FLIGHT,
  openDatabase,
} from "../../database/postgres/database.ts";
import { storeErrorOf } from "../../database/postgres/errors.ts";
import { createReads } from "./reads.ts";

/** A database to open for the ledger alone, or one that is open and stays so. */
export type PostgresLedgerOptions = {
  readonly clock: Clock;
  /** Commands that may wait; past it `submit` throws `LedgerBusyError`. */
  readonly maxQueued?: number;
} & (
  | DatabaseOptions
  /** Whoever opened it closes it, after the ledger. */
  | { readonly database: Database }
);

/** Two commits at once are worth it with this many commands or more, as measured. */
const MIN_CONCURRENT = 32;

/** Writes the number of the schema once more, in a transaction that a failure leaves nothing of on the connection. */
const PROBE = [...DURABLE, "UPDATE schema_version SET version = version"].join("; ");

/** The ledger on PostgreSQL. @throws what `openDatabase` throws */
export async function openPostgresLedger(options: PostgresLedgerOptions): Promise<Ledger> {
  const { clock, maxQueued } = options;
  const database = "database" in options ? options.database : await openDatabase(options);
  const store = createCommitStore(database);
  const now = () => clock.now();
  const queue = createQueue({
    ...(maxQueued !== undefined && { maxQueued }),
    maxInFlight: MAX_IN_FLIGHT,
    minConcurrent: MIN_CONCURRENT,
    async commit(commands) {
      const replies = await commitBatch(store, commands, now);
      const [first] = replies;
      if (first && replies.every((reply) => "unavailable" in reply)) {
        // Whoever came later has waited as long, and would wait for the next try to fail too.
        queue.reject(new StoreUnavailableError((first as { readonly unavailable: string }).unavailable));
      }
      return replies;
    },
  });
  let closed: Promise<void> | undefined;

  async function finish(): Promise<void> {
    await queue.close();
    if (!("database" in options)) await database.close();
  }

  return {
    submit: queue.submit,
    read: createReads(database.pool),
    async probe() {
      if (closed) throw new StoreUnavailableError("The ledger is closed");
      try {
        await database.writers.query(PROBE);
      } catch (error) {
        throw storeErrorOf(error);
      }
    },
    close: () => (closed ??= finish()),
  };
}
