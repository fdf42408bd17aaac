/** Passwords in any store, hashed by better-auth (scrypt): one hash for each question, whoever there is and is not. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { type Sql, type Statement, statement } from "../../database/sql.ts";
import { isoTime } from "../../domain/ids.ts";
import type { Passwords } from "./accounts.ts";
import type { ConsoleAuth } from "./console-auth.ts";

interface PasswordRow {
  readonly user_id: string;
  readonly password: string | null;
}

const OF_USER = "SELECT user_id, password FROM accounts WHERE provider_id = 'credential' AND account_id = $1";
const SET = (when: string) => `INSERT INTO accounts
  (id, user_id, account_id, provider_id, password, created_at, updated_at)
  SELECT $1, $2, $2, 'credential', $3, $4, $4 WHERE ${when}
  ON CONFLICT (provider_id, account_id) DO UPDATE SET password = excluded.password, updated_at = excluded.updated_at`;
const SET_NOW = SET("1 = 1");
const SET_IF_CLAIMED = SET("EXISTS (SELECT 1 FROM verifications WHERE identifier = $5)");

/** @param hash of the password @param claim where a link is spent for it: by what `verifications` knows that */
export function setPassword(userId: string, hash: string, now: number, claim?: string): Statement {
  const values = [randomUUID(), userId, hash, isoTime(now)];
  return claim === undefined ? statement(SET_NOW, ...values) : statement(SET_IF_CLAIMED, ...values, claim);
}

/** What passwords stand on; each is opened when it is first needed. */
export interface StoredPasswordsOptions {
  readonly sql: () => Sql;
  readonly auth: () => Promise<ConsoleAuth>;
  readonly clock: Clock;
}

/** Passwords, and the hash of one for whoever writes it with more. */
export interface StoredPasswords extends Passwords {
  hash(password: string): Promise<string>;
}

/** Passwords in the store of `sql`. */
export function createStoredPasswords({ sql, auth, clock }: StoredPasswordsOptions): StoredPasswords {
  const scrypt = async () => (await (await auth()).$context).password;

  async function isRight(row: PasswordRow | undefined, password: string): Promise<boolean> {
    const { hash, verify } = await scrypt();
    if (row?.password != null) return verify({ hash: row.password, password });
    await hash(password); // as much work as for somebody
    return false;
  }

  return {
    hash: async (password) => (await scrypt()).hash(password),
    async set(userId, password) {
      const hash = await this.hash(password);
      await sql().write(setPassword(userId, hash, clock.now()));
    },
    async has(userId) {
      return (await sql().read<PasswordRow>(OF_USER, userId)).some((row) => row.password !== null);
    },
    async check(email, password) {
      const { caseless } = sql().words;
      // An address that does not count signs in whoever gave it, where it is nobody's.
      const [row] = await sql().read<PasswordRow>(
        `SELECT a.user_id, a.password, 0 AS rank FROM users u
          JOIN accounts a ON a.provider_id = 'credential' AND a.account_id = u.id
          WHERE ${caseless("u.email")} = ${caseless("$1")}
        UNION ALL
        SELECT a.user_id, a.password, 1 AS rank FROM users u
          JOIN accounts a ON a.provider_id = 'credential' AND a.account_id = u.id
          WHERE u.claimed_email = $1
        ORDER BY rank LIMIT 1`,
        email,
      );
      return (await isRight(row, password)) ? row!.user_id : undefined;
    },
    async checkOf(userId, password) {
      const [row] = await sql().read<PasswordRow>(OF_USER, userId);
      return isRight(row, password);
    },
  };
}
