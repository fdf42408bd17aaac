/**
 * The port of what is known of a person beside the record. Every method throws StoreUnavailableError when the store cannot
 * be asked, and nothing is done then.
 */
import { type Sql, statement } from "../database/sql.ts";
import { isoTime } from "../domain/ids.ts";

/** The port of a person's data, apart from their memberships and the texts of keys. */
export interface PersonalData {
  /** Whether a user is known by the id, or was. */
  standing(userId: string): Promise<"known" | "erased" | "unknown">;
  /** Numbers of the locks that they own, some of them where they are many. */
  ownedLocks(userId: string): Promise<readonly number[]>;
  /**
   * Keys that are for nobody else, and have texts. Looks at a bounded number of keys.
   *
   * @param after `next` of the answer before; 0 at first
   * @returns `next` is undefined at the end
   */
  keysForAlone(userId: string, after: number): Promise<{ readonly uuids: readonly string[]; readonly next?: number }>;
  /**
   * Erase name and addresses, ways to sign in, sessions, links that were sent, invitations, reasons of openings, choices of notices. The id is kept, so that nobody
   * else is given it.
   *
   * @param now milliseconds since the epoch
   */
  erase(userId: string, now: number): Promise<void>;
  close(): Promise<void>;
}

const AT_ONCE = 500;
const MAX_LOCKS = 20;

const STANDING = "SELECT CASE WHEN erased_at IS NULL THEN 0 ELSE 1 END AS erased FROM users WHERE id = $1";
const OWNED = `SELECT lock_id AS "lockId" FROM locks WHERE owner_id = $1 ORDER BY lock_id LIMIT ${MAX_LOCKS}`;
const KEYS = `SELECT key_id AS "keyId", uuid, state FROM temp_keys
  WHERE key_id > $1 AND (description IS NOT NULL OR labels IS NOT NULL OR uuid IN (SELECT uuid FROM key_recipients)) ORDER BY key_id LIMIT ${AT_ONCE}`;
const EMPTY = `UPDATE users SET email = NULL, email_proof = NULL, claimed_email = NULL, email_verified = (1 = 0), name = NULL,
    first_name = NULL, last_name = NULL, image = NULL, operator = 0, erased_at = coalesce(erased_at, $2), updated_at = $3
  WHERE id = $1`;
const OF_USER = [
  "sessions",
  "accounts",
  "passkeys",
  "recovery_codes",
  "sent_links",
  "members",
  "open_reasons",
  "notice_choices",
  "notice_marks",
];
/** The activity has a copy of the reasons that they gave for openings. */
const FORGET_COMMENTS = `UPDATE activity SET comment = NULL
  WHERE scope IN (SELECT scope FROM activity_scopes) AND at IN (SELECT at FROM open_reasons WHERE user_id = $1)
    AND person = $1 AND comment IS NOT NULL`;

/** @param sql is closed with it */
export function createPersonalData(sql: Sql): PersonalData {
  const { caseless, member } = sql.words;
  const isTheirs = (column: string) => `${caseless(column)} IN (
    SELECT ${caseless("email")} FROM users WHERE id = $1 AND email IS NOT NULL
    UNION SELECT ${caseless("claimed_email")} FROM users WHERE id = $1 AND claimed_email IS NOT NULL)`;
  return {
    async standing(userId) {
      const [row] = await sql.read<{ readonly erased: number }>(STANDING, userId);
      return row === undefined ? "unknown" : row.erased === 1 ? "erased" : "known";
    },
    async ownedLocks(userId) {
      return (await sql.read<{ readonly lockId: number }>(OWNED, userId)).map(({ lockId }) => lockId);
    },
    async keysForAlone(userId, after) {
      const rows = await sql.read<{ readonly keyId: number; readonly uuid: string; readonly state: string }>(
        KEYS,
        after,
      );
      const uuids = rows.filter(({ state }) => isForAlone(state, userId)).map(({ uuid }) => uuid);
      return { uuids, ...(rows.length === AT_ONCE && { next: rows.at(-1)!.keyId }) };
    },
    async erase(userId, now) {
      await sql.write(
        statement(`DELETE FROM verifications WHERE ${isTheirs(member("value", "email"))}`, userId),
        statement(`DELETE FROM sent_links WHERE ${isTheirs("email")}`, userId),
        statement(`DELETE FROM invitations WHERE ${isTheirs("email")}`, userId),
        statement(FORGET_COMMENTS, userId),
        statement("DELETE FROM notices WHERE about = $1", `user ${userId}`),
        ...OF_USER.map((table) => statement(`DELETE FROM ${table} WHERE user_id = $1`, userId)),
        statement(EMPTY, userId, now, isoTime(now)),
      );
    },
    close: () => sql.close(),
  };
}

/** Whether the key names this user and nobody else. */
function isForAlone(state: string, userId: string): boolean {
  if (!state.includes(userId)) return false;
  const { accessMode, allowedUserIds } = JSON.parse(state) as {
    readonly accessMode: string;
    readonly allowedUserIds: readonly string[];
  };
  return accessMode === "user-whitelist" && allowedUserIds.length === 1 && allowedUserIds[0] === userId;
}
