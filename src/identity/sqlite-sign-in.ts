/** The tables of signing in on SQLite, in the ledger's file. */
import { isoTime } from "../domain/ids.ts";
import { openForWriting } from "../database/sqlite/database.ts";
import { thrownAs } from "../database/sqlite/errors.ts";
import type { SignInTables } from "./sign-in-by-link.ts";

/** Everything here runs in the server's own thread, so it waits for others less long than a command does. */
const BUSY_TIMEOUT_MS = 250;

export function openSqliteSignIn(file: string): SignInTables {
  const database = openForWriting(file, BUSY_TIMEOUT_MS);
  const forgetEnded = database.prepare<[string]>(
    "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ? LIMIT 100)",
  );
  const forgetLinks = database.prepare<[string]>(
    "DELETE FROM verifications WHERE id IN (SELECT id FROM verifications WHERE expires_at < ? LIMIT 100)",
  );
  const endSessions = database.prepare<[string]>("DELETE FROM sessions WHERE user_id = ?");
  const endLinks = database.prepare<[string]>(
    "DELETE FROM verifications WHERE json_extract(value, '$.email') = (SELECT email FROM users WHERE id = ?)",
  );
  return {
    database,
    async forgetEnded(now) {
      forgetEnded.run(isoTime(now));
    },
    async forgetLinks(now) {
      forgetLinks.run(isoTime(now));
    },
    async endAll(userId) {
      endLinks.run(userId);
      return endSessions.run(userId).changes;
    },
    thrownAs,
    async close() {
      database.close();
    },
  };
}
