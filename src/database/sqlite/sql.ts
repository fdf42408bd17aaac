/** The port to SQL on SQLite: a connection of its own to the ledger's file. */
import type Database from "better-sqlite3";
import { openForWriting } from "./database.ts";
import { thrownAs, written } from "./errors.ts";
import type { Sql, SqlValue, Statement } from "../sql.ts";

/** @param writeTries how often a write that others keep out is tried, each 20 ms */
export function openSqliteSql(file: string, writeTries?: number): Sql {
  const db = openForWriting(file);
  // SQLite's own waiting would hold up the whole process.
  db.pragma("busy_timeout = 0");
  const prepared = new Map<string, Database.Statement>();

  function rowsOf({ text, values }: Statement): readonly object[] {
    let ready = prepared.get(text);
    if (!ready) prepared.set(text, (ready = db.prepare(text)));
    const named = Object.fromEntries(values.map((value, at) => [at + 1, value]));
    if (ready.reader) return ready.all(named) as object[];
    ready.run(named);
    return [];
  }

  const transact = db.transaction((statements: readonly Statement[]) => statements.map(rowsOf));

  return {
    async read<Row extends object>(text: string, ...values: SqlValue[]) {
      try {
        return rowsOf({ text, values }) as readonly Row[];
      } catch (error) {
        throw thrownAs(error);
      }
    },
    write: (...statements) => written(() => transact.immediate(statements), writeTries),
    async close() {
      db.close();
    },
  };
}
