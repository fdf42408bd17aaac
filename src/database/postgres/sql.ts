/** The port to SQL on PostgreSQL: the connections that everything but the ledger's commits shares. */
import type { Pool } from "pg";
import { BEGIN } from "./database.ts";
import { thrownAs } from "./errors.ts";
import type { Sql, SqlValue } from "../sql.ts";

/** @param pool is closed by whoever opened it */
export function createPostgresSql(pool: Pool): Sql {
  return {
    async read<Row extends object>(text: string, ...values: SqlValue[]) {
      try {
        return (await pool.query<Row>(text, values)).rows;
      } catch (error) {
        throw thrownAs(error);
      }
    },
    async write(...statements) {
      const client = await pool.connect().catch((error: unknown) => Promise.reject(thrownAs(error)));
      let failed = true;
      try {
        await client.query(BEGIN);
        const rows: (readonly object[])[] = [];
        for (const { text, values } of statements) rows.push((await client.query<object>(text, [...values])).rows);
        await client.query("COMMIT");
        failed = false;
        return rows;
      } catch (error) {
        throw thrownAs(error);
      } finally {
        client.release(failed);
      }
    },
    async close() {},
  };
}
