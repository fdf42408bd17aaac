/**
 * A small port to SQL for all that stands beside the record: one text for both stores. Where the stores really differ,
 * as the ledgers do on purpose, each has code of its own.
 */

/** What a statement is given for `$1`, `$2` …; bytes are a Buffer. */
export type SqlValue = string | number | null | Uint8Array;

/** A statement with its values, for either store. */
export interface Statement {
  /** With `$1` for the first of its values, each of which stands once or more. */
  readonly text: string;
  readonly values: readonly SqlValue[];
  /** It must give a row: where it gives none, nothing of its transaction is written, and that is a conflict. */
  readonly mustGive?: true;
}

/** SQL for what is no part of the record, the same text for both stores. */
export interface Sql {
  readonly words: Words;
  /**
   * The rows of one statement that changes nothing. Integers are numbers, bytes a Buffer; a time is a Date or its text
   * in ISO 8601, as it is given too.
   *
   * @throws StoreUnavailableError when the store cannot be asked
   */
  read<Row extends object>(text: string, ...values: SqlValue[]): Promise<readonly Row[]>;
  /**
   * Run statements that change something, in one durable transaction: all of them or none.
   *
   * Waits for whoever else writes, without holding up the rest of the process, for some seconds.
   *
   * @returns the rows that each of them gives (`RETURNING`)
   * @throws SqlConflictError when what must be there once would be there twice, or what must be there is not; then
   * nothing was written
   * @throws StoreUnavailableError when others write all that time, or the store cannot; then nothing was written
   */
  write(...statements: readonly Statement[]): Promise<readonly (readonly object[])[]>;
  /**
   * As `write`, for what can be made again from the record: it outlives the process, but where the machine loses its power
   * the last of them may be undone, the newest first. Nothing waits for the disk.
   */
  writeDerived(...statements: readonly Statement[]): Promise<readonly (readonly object[])[]>;
  /** Let go of what was opened for this alone. */
  close(): Promise<void>;
}

/** What the stores say differently. Each is given SQL and returns SQL. */
export interface Words {
  /** The texts of a JSON array, to be looked for in: `id IN ${elements("$1")}`. */
  elements(array: string): string;
  /** The objects of a JSON array as rows of these columns, each null where it is not: `FROM ${records("$1", …)} r`. */
  records(array: string, columns: Readonly<Record<string, "number" | "text">>): string;
  /** A text in an object of JSON; null where it is not. */
  member(object: string, name: string): string;
  /** A text in which capital letters of ASCII are like small ones, for both sides of `=`; there is an index of it. */
  caseless(text: string): string;
}

/** A row, or a value that must be one row's only, is there already; or a row that must be there is not any more. */
export class SqlConflictError extends Error {
  override readonly name = "SqlConflictError";
}

/** @throws SqlConflictError where a statement gave no row that must give one */
export function refuseMissing({ mustGive }: Statement, rows: readonly object[]): void {
  if (mustGive && rows.length === 0) throw new SqlConflictError("It is not so any more");
}

/** @param values for `$1`, `$2` … */
export function statement(text: string, ...values: SqlValue[]): Statement {
  return { text, values };
}

/** The same statement; where it gives no row, nothing of its transaction is written. */
export function required(one: Statement): Statement {
  return { ...one, mustGive: true };
}
