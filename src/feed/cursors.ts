/** Where named readers of the log are: kept in the store, for whichever process goes on. */
import type { Statement } from "../database/sql.ts";
import type { Leases } from "../leases/lease.ts";

/** Where a reader is. */
export interface Place {
  /** How many batches it has taken. */
  readonly turn: number;
  /** Of the log; undefined at its beginning. */
  readonly cursor: string | undefined;
}

/** The port of cursors, and of which process reads. Everything throws StoreUnavailableError when the store does not answer. */
export interface Cursors extends Leases {
  /** Of one that has taken nothing yet too. */
  place(name: string): Promise<Place>;
  /**
   * Go on to a cursor, and write what the batch came to, in one transaction.
   *
   * @param from where the reader was when it read the batch
   * @returns false where somebody else has gone on from there; then nothing was written
   */
  advance(name: string, from: Place, cursor: string, work: readonly Statement[]): Promise<boolean>;
  close(): Promise<void>;
}
