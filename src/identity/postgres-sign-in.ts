/** The tables of signing in on PostgreSQL, beside the ledger's. */
import type { Pool } from "pg";
import { thrownAs } from "../database/postgres/errors.ts";
import type { SignInTables } from "./sign-in-by-link.ts";

/** @param database is closed by whoever opened it */
export function postgresSignIn(database: Pool): SignInTables {
  return {
    database,
    async forgetEnded(now) {
      await database.query(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 LIMIT 100)",
        [new Date(now)],
      );
    },
    async forgetLinks(now) {
      await database.query(
        "DELETE FROM verifications WHERE id IN (SELECT id FROM verifications WHERE expires_at < $1 LIMIT 100)",
        [new Date(now)],
      );
    },
    async endAll(userId) {
      await database.query(
        "DELETE FROM verifications WHERE value::json ->> 'email' = (SELECT email FROM users WHERE id = $1)",
        [userId],
      );
      return (await database.query("DELETE FROM sessions WHERE user_id = $1", [userId])).rowCount ?? 0;
    },
    thrownAs,
    async close() {},
  };
}
