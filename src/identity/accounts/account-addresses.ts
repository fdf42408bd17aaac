/** Addresses of accounts: whose one is, and a change of it that was proven by a message. */
import type { Clock } from "../../clock.ts";
import { type Sql, SqlConflictError, statement } from "../../database/sql.ts";
import { isoTime } from "../../domain/ids.ts";
import type { Directory } from "../directory.ts";
import { endLinksOf } from "./sent-links.ts";

/** Addresses of accounts, in the form that `canonicalEmail` gives. */
export interface AccountAddresses {
  /** Whether somebody has a way in, or hosts the server: being known as a guest is no account. */
  hasAccount(userId: string): Promise<boolean>;
  /** Whose account it is whose mail is read at this address. */
  holder(email: string): Promise<string | undefined>;
  /** The same, and else whoever only says that it is theirs: for what they prove in another way. */
  named(email: string): Promise<string | undefined>;
  /**
   * Whoever reads mail there is this user. Links that were sent to them and not used are void.
   *
   * @returns false where it is somebody else's, or there is no such user; then nothing is changed
   */
  change(userId: string, email: string): Promise<boolean>;
}

const HAS_ACCOUNT = `SELECT id FROM users WHERE id = $1 AND (
    operator = 1 OR EXISTS (SELECT 1 FROM accounts WHERE user_id = $1) OR EXISTS (SELECT 1 FROM passkeys WHERE user_id = $1)
  )`;
const CLAIMANTS = "SELECT id FROM users WHERE claimed_email = $1 LIMIT 2";
/** What an issuer elsewhere says later may take an address away, but never from an id that was made here (`email_proof` 0). */
const CHANGE = `UPDATE users
  SET email = $2, claimed_email = NULL, email_proof = CASE WHEN email_proof = 0 THEN 0 ELSE CAST($3 AS bigint) END,
    updated_at = $4
  WHERE id = $1 RETURNING id`;

/** On either store. */
export function createAccountAddresses(of: {
  readonly sql: Sql;
  readonly directory: Pick<Directory, "userByEmail">;
  readonly clock: Clock;
}): AccountAddresses {
  const { sql, directory, clock } = of;
  const hasAccount = async (userId: string) => (await sql.read(HAS_ACCOUNT, userId)).length > 0;

  async function holder(email: string): Promise<string | undefined> {
    const user = await directory.userByEmail(email);
    const has = await hasAccount(user?.userId ?? "");
    return user && has ? user.userId : undefined;
  }

  return {
    hasAccount,
    holder,
    async named(email) {
      // Both are asked whatever is there, so that the time says nothing.
      const [held, claimants] = [await holder(email), await sql.read<{ readonly id: string }>(CLAIMANTS, email)];
      return held ?? (claimants.length === 1 ? claimants[0]!.id : undefined);
    },
    async change(userId, email) {
      const now = clock.now();
      const change = statement(CHANGE, userId, email, Math.floor(now / 1_000), isoTime(now));
      try {
        const [changed] = await sql.write(change, endLinksOf(userId));
        return changed!.length === 1;
      } catch (error) {
        if (error instanceof SqlConflictError) return false;
        throw error;
      }
    },
  };
}
