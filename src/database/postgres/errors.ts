/** What the errors of PostgreSQL and of its connections mean. */
import pg from "pg";
import { StoreUnavailableError } from "../unavailable.ts";

/**
 * Of https://www.postgresql.org/docs/current/errcodes-appendix.html, what is the database's trouble: connections,
 * transactions that may only read, roles and databases that are gone, conflicts, resources, operators, the system, its
 * configuration and damage; and tables that were there at the start and are gone, or no longer ours to use.
 */
const TROUBLE = /^(08|25|28|3D|3F|40|53|55|57|58|F0|XX|42501$|42P01$)/;
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
function isTrouble(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || TROUBLE.test(codeOf(error));
}

/** What a failed query is thrown as: StoreUnavailableError for the database's troubles, which pass; itself for a fault of ours. */
export function storeErrorOf(error: unknown): unknown {
  if (!isTrouble(error) || error instanceof StoreUnavailableError) return error;
  return new StoreUnavailableError(`The store cannot be read or written: ${messageOf(error)}`, { cause: error });
}

function messageOf(error: unknown): string {
  // Where a name has several addresses, each of them has a message of its own.
  if (error instanceof AggregateError && error.message === "") return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
