/** What the errors of PostgreSQL and of its connections mean. */
import pg from "pg";
import { LedgerUnavailableError } from "../ledger.ts";

/** Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html that pass: connections, read-only standbys, conflicts, resources, operators, the system. */
const PASSES = /^(08|25|40|53|55|57|58)/;
const CONNECTION_LOST = /^(08|57P)/;

/** The SQLSTATE of what the server said; empty for anything else. */
export function codeOf(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? "") : "";
}

/** Whether nobody knows how far the server came: it said nothing, or that it ends. */
export function isLost(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || CONNECTION_LOST.test(codeOf(error));
}

/** Whether it is the database's trouble, and may be over in a moment; everything else is a fault of ours. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || PASSES.test(codeOf(error));
}

/** What a failed query is thrown as: the database's troubles pass, everything else is a fault of ours. */
export function thrownAs(error: unknown): unknown {
  if (!isPassing(error) || error instanceof LedgerUnavailableError) return error;
  return new LedgerUnavailableError(`The database does not answer: ${messageOf(error)}`, { cause: error });
}

function messageOf(error: unknown): string {
  // Where a name has several addresses, each of them has a message of its own.
  if (error instanceof AggregateError && error.message === "") return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
