/** The port to SQL on PostgreSQL: the connections that everything but the ledger's commits shares. */
import type { Pool, PoolClient } from "pg";
import { refuseMissing, type Sql, SqlConflictError, type SqlValue, type Statement, type Words } from "../sql.ts";
import { BEGIN, BEGIN_DERIVED } from "./database.ts";
import { codeOf, isLost, storeErrorOf } from "./errors.ts";

/** Something is there already, or what it refers to is not: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = "23505";
const FOREIGN_KEY_VIOLATION = "23503";

const WORDS: Words = {
  elements: (array) => `(SELECT json_array_elements_text(${array}::json))`,
  records(array, columns) {
    const typed = Object.entries(columns).map(([name, kind]) => `${name} ${kind === "text" ? "text" : "bigint"}`);
    return `(SELECT * FROM json_to_recordset(${array}::json) AS of_json (${typed.join(", ")}))`;
  },
  member: (object, name) => `(${object}::json ->> '${name}')`,
  caseless: (text) => `lower(${text})`,
};

/** @param pool is closed by whoever opened it; a connection that is lost goes from it, one after a conflict stays */
export function createPostgresSql(pool: Pool): Sql {
  async function transact(begin: string, statements: readonly Statement[]): Promise<readonly (readonly object[])[]> {
    const client = await pool.connect().catch((error: unknown) => Promise.reject(storeErrorOf(error)));
    let broken = true;
    try {
      await client.query(begin);
      const rows: (readonly object[])[] = [];
      for (const one of statements) {
        const found = (await client.query<object>(one.text, [...one.values])).rows;
        refuseMissing(one, found);
        rows.push(found);
      }
      await client.query("COMMIT");
      broken = false;
      return rows;
    } catch (error) {
      broken = isLost(error) || !(await rolledBack(client));
      if (error instanceof SqlConflictError) throw error;
      if (codeOf(error) === UNIQUE_VIOLATION) throw new SqlConflictError("It is there already", { cause: error });
      if (codeOf(error) === FOREIGN_KEY_VIOLATION)
        throw new SqlConflictError("What it refers to is not there", { cause: error });
      throw storeErrorOf(error);
    } finally {
      client.release(broken);
    }
  }

  return {
    words: WORDS,
    async read<Row extends object>(text: string, ...values: SqlValue[]) {
      try {
        return (await pool.query<Row>(text, values)).rows;
      } catch (error) {
        throw storeErrorOf(error);
      }
    },
    write: (...statements) => transact(BEGIN, statements),
    writeDerived: (...statements) => transact(BEGIN_DERIVED, statements),
    async close() {},
  };
}

function rolledBack(client: PoolClient): Promise<boolean> {
  return client.query("ROLLBACK").then(
    () => true,
    () => false,
  );
}
