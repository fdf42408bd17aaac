/** Statements that write several rows at once: one for each row costs nearly twice as much. */
import type Database from "better-sqlite3";

/** What a column can be given. */
export type Value = string | number | Uint8Array | null;

/** How many rows one statement writes; a row costs no less where there are more of them. */
const SIZES = [8, 4, 2, 1];

/**
 * Prepare a statement that writes rows in a transaction which is rolled back where it fails. Make it `OR FAIL`: what it
 * wrote until then need not be undone by itself, so SQLite keeps no copies of pages for that.
 *
 * @param columns of a row
 * @param sql the statement for these rows, as they stand after VALUES
 * @returns writes rows whose values follow each other in one list, and tells the id of the last one that it inserted
 */
export function prepareRows(
  db: Database.Database,
  columns: number,
  sql: (rows: string) => string,
): (values: readonly Value[]) => number {
  const row = `(${Array<string>(columns).fill("?").join(", ")})`;
  const statements = SIZES.map((size) => ({
    length: size * columns,
    statement: db.prepare<Value[]>(sql(Array<string>(size).fill(row).join(", "))),
  }));
  return (values) => {
    let last = 0;
    let from = 0;
    for (const { length, statement } of statements)
      for (; values.length - from >= length; from += length)
        last = Number(statement.run(...values.slice(from, from + length)).lastInsertRowid);
    return last;
  };
}
