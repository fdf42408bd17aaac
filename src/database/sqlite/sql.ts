/** The port to SQL on SQLite: a connection of its own to the file. */
import Database from "better-sqlite3";
import { refuseMissing, type Sql, SqlConflictError, type SqlValue, type Statement, type Words } from "../sql.ts";
import { openForWriting } from "./database.ts";
import { storeErrorOf } from "./errors.ts";
import { retryWhileBusy } from "./busy-retry.ts";

const WORDS: Words = {
  elements: (array) => `(SELECT value FROM json_each(${array}))`,
  records(array, columns) {
    const members = Object.keys(columns).map((name) => `json_extract(value, '$.${name}') AS ${name}`);
    return `(SELECT ${members.join(", ")} FROM json_each(${array}))`;
  },
  member: (object, name) => `json_extract(${object}, '$.${name}')`,
  caseless: (text) => `${text} COLLATE NOCASE`,
};

/**
 * @param file made and migrated as needed
 * @param writeTries how often a write that others keep out is tried, each 20 ms
 */
export function openSqliteSql(file: string, writeTries?: number): Sql {
  return createSqliteSql(openForWriting(file), writeTries);
}

/** @param db is closed with it */
export function createSqliteSql(db: Database.Database, writeTries?: number): Sql {
  const prepared = new Map<string, Database.Statement>();
  const patience = db.pragma("busy_timeout", { simple: true }) as number;

  function rowsOf(text: string, values: readonly SqlValue[]): readonly object[] {
    let ready = prepared.get(text);
    if (!ready) prepared.set(text, (ready = db.prepare(text)));
    const named: Record<number, SqlValue> = {};
    for (let i = 0; i < values.length; i++) named[i + 1] = values[i]!;
    if (ready.reader) return ready.all(named) as object[];
    ready.run(named);
    return [];
  }

  const transact = db.transaction((statements: readonly Statement[]) =>
    statements.map((one) => {
      const rows = rowsOf(one.text, one.values);
      refuseMissing(one, rows);
      return rows;
    }),
  );

  /** Reading waits as SQLite does, because it hardly ever has to; writing must not hold up the process. */
  function writeNow(statements: readonly Statement[], isDerived: boolean): readonly (readonly object[])[] {
    // Compiled and let go of at once; `db.pragma` leaves each statement to the garbage collector, which does not see its size.
    db.exec("PRAGMA busy_timeout = 0");
    // The next commit that waits for the disk takes with it what was written before it.
    if (isDerived) db.exec("PRAGMA synchronous = NORMAL");
    try {
      return transact.immediate(statements);
    } catch (error) {
      throw isConflict(error) ? new SqlConflictError("It is there already", { cause: error }) : error;
    } finally {
      if (isDerived) db.exec("PRAGMA synchronous = FULL");
      db.exec(`PRAGMA busy_timeout = ${patience}`);
    }
  }

  return {
    words: WORDS,
    async read<Row extends object>(text: string, ...values: SqlValue[]) {
      try {
        return rowsOf(text, values) as readonly Row[];
      } catch (error) {
        throw storeErrorOf(error);
      }
    },
    write: (...statements) => retryWhileBusy(() => writeNow(statements, false), writeTries),
    writeDerived: (...statements) => retryWhileBusy(() => writeNow(statements, true), writeTries),
    async close() {
      db.close();
    },
  };
}

/** https://sqlite.org/rescode.html */
function isConflict(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY|FOREIGNKEY)$/.test(error.code);
}
