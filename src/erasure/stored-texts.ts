/** The port of what stands beside the record for a while: whatever is over, and the texts and PINs of keys that ended. */
import { type Sql, statement } from "../database/sql.ts";
import { isoTime } from "../domain/ids.ts";
import type { TempKeyState } from "../domain/temp-key.ts";

/** Every method throws StoreUnavailableError when the store cannot be asked. */
export interface StoredTexts {
  /**
   * Forget what is over and was good for a while: sessions, links that were sent, what was good once, the secrets of
   * imports that nobody runs again. At most some of each.
   *
   * @param now milliseconds since the epoch
   * @returns whether there may be more
   */
  forgetOver(now: number): Promise<boolean>;
  /**
   * Keys that have texts or a PIN, of some that are looked through: there may be none among these.
   *
   * @param after `next` of the answer before; 0 at first
   * @returns `next` is undefined at the end
   */
  keys(after: number): Promise<{ readonly states: readonly TempKeyState[]; readonly next?: number }>;
  /**
   * Forget invitations that were over before that, which nobody can accept, and why people opened locks before that. At
   * most some of each.
   *
   * @param before milliseconds since the epoch
   * @returns whether there may be more
   */
  forgetBefore(before: number): Promise<boolean>;
  close(): Promise<void>;
}

const AT_ONCE = 200;
/** How long a table may be imported again under the same name, in milliseconds. */
export const IMPORT_KEPT_MS = 30 * 86_400_000;

/** Keys that are looked through at once: most may have nothing, and on SQLite whoever looks holds up everybody. */
const LOOKED_AT = 500;

const KEYS = `SELECT key_id AS "keyId", CASE WHEN description IS NOT NULL OR labels IS NOT NULL OR pin_index IS NOT NULL
    OR EXISTS (SELECT 1 FROM key_recipients r WHERE r.uuid = k.uuid) THEN state END AS state
  FROM temp_keys k WHERE key_id > $1 ORDER BY key_id LIMIT ${LOOKED_AT}`;
const some = (table: string, id: string, at: string) =>
  `SELECT ${id} FROM ${table} WHERE ${at} < $1 ORDER BY ${at} LIMIT ${AT_ONCE}`;
const INVITATIONS = `DELETE FROM invitations WHERE id IN (${some("invitations", "id", "expires_at")}) RETURNING id`;
const COMMENTS = `UPDATE activity SET comment = NULL
  WHERE scope IN (SELECT scope FROM activity_scopes) AND at IN (${some("open_reasons", "at", "at")})
    AND comment IS NOT NULL AND person IN (SELECT user_id FROM open_reasons WHERE open_reasons.at = activity.at)`;
const REASONS = `DELETE FROM open_reasons WHERE order_id IN (${some("open_reasons", "order_id", "at")}) RETURNING order_id`;

/** The table, its key, and the column that says when a row is over, as a number or as a time. */
const OVER = [
  ["sessions", "id", "expires_at", "time"],
  ["verifications", "id", "expires_at", "time"],
  ["sent_links", "hash", "ends_at", "number"],
  ["used_tickets", "hash", "ends_at", "number"],
] as const;
const IMPORTS = `DELETE FROM key_imports WHERE created_at < $1 AND (caller, import_id) IN (
  SELECT caller, import_id FROM key_imports WHERE created_at < $1 ORDER BY created_at LIMIT ${AT_ONCE}) RETURNING caller`;

/** @param sql is closed with it */
export function createStoredTexts(sql: Sql): StoredTexts {
  return {
    async forgetOver(now) {
      const rows = await sql.write(
        ...OVER.map(([table, key, ends, kind]) =>
          statement(
            `DELETE FROM ${table} WHERE ${key} IN (
               SELECT ${key} FROM ${table} WHERE ${ends} < $1 ORDER BY ${ends} LIMIT ${AT_ONCE}) RETURNING ${key}`,
            kind === "time" ? isoTime(now) : now,
          ),
        ),
        statement(IMPORTS, now - IMPORT_KEPT_MS),
      );
      return rows.some(({ length }) => length === AT_ONCE);
    },
    async keys(after) {
      const rows = await sql.read<{ readonly keyId: number; readonly state: string | null }>(KEYS, after);
      const states = rows.flatMap(({ state }) => (state === null ? [] : [JSON.parse(state) as TempKeyState]));
      return { states, ...(rows.length === LOOKED_AT && { next: rows.at(-1)!.keyId }) };
    },
    async forgetBefore(before) {
      const rows = await sql.write(
        statement(INVITATIONS, before),
        statement(COMMENTS, before),
        statement(REASONS, before),
      );
      return rows.some(({ length }) => length === AT_ONCE);
    },
    close: () => sql.close(),
  };
}
