/** Cursors in any store, beside the record. */
import { required, type Sql, SqlConflictError, statement } from "../database/sql.ts";
import { createLeases } from "../leases/stored-leases.ts";
import type { Cursors } from "./cursors.ts";

const PLACE = "SELECT turn, cursor FROM feed_cursors WHERE name = $1";
const BEGIN = "INSERT INTO feed_cursors (name, turn, cursor) VALUES ($1, 1, $2) RETURNING turn";
/** Whoever is second waits for the first, and then finds that it is not where it was. */
const ADVANCE = "UPDATE feed_cursors SET turn = turn + 1, cursor = $3 WHERE name = $1 AND turn = $2 RETURNING turn";

/**
 * @param sql is closed with it
 * @param write how a batch is written; `sql.writeDerived` where all that it comes to can be made again from the log
 */
export function createCursors(sql: Sql, write: Sql["write"] = sql.write): Cursors {
  return {
    ...createLeases(sql, { table: "feed_leases", name: "name" }),
    async place(name) {
      const [row] = await sql.read<{ readonly turn: number; readonly cursor: string }>(PLACE, name);
      return row ?? { turn: 0, cursor: undefined };
    },
    async advance(name, { turn }, cursor, work) {
      const move = turn === 0 ? statement(BEGIN, name, cursor) : statement(ADVANCE, name, turn, cursor);
      try {
        await write(required(move), ...work);
        return true;
      } catch (error) {
        if (error instanceof SqlConflictError) return false;
        throw error;
      }
    },
    close: () => sql.close(),
  };
}
