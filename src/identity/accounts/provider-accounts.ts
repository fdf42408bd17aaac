/** Whose account it is that a provider has proven: one that is linked, one with the same address, or a new one. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { type Sql, SqlConflictError, statement } from "../../database/sql.ts";
import { isoTime } from "../../domain/ids.ts";
import type { Directory } from "../directory.ts";
import { canonicalEmail } from "../email.ts";
import type { AccountAddresses } from "./account-addresses.ts";
import { createsAccountOf } from "./provider-settings.ts";
import type { ProvenPerson } from "./providers.ts";

/** Accounts and the people of providers that they are linked to. */
export interface ProviderAccounts {
  /**
   * Whose account it is. The first time, it is found by an address that the provider has made sure of; where the
   * provider is trusted for it, or they were invited, an account is made.
   *
   * @param invited the address of an invitation that they have
   * @returns undefined where there is none
   */
  userOf(person: ProvenPerson, invited?: string): Promise<string | undefined>;
  /** Link them, because whoever is signed in has proven to be both. @returns false when they are somebody else's already */
  link(userId: string, person: ProvenPerson): Promise<boolean>;
  /** Issuers that an account is linked to. */
  linked(userId: string): Promise<readonly string[]>;
  /** @returns false where there is no such link, or nobody could sign in any more; then it stays */
  unlink(userId: string, issuer: string): Promise<boolean>;
}

const FIND = "SELECT user_id FROM accounts WHERE provider_id = $1 AND account_id = $2";
const ADD = `INSERT INTO accounts (id, user_id, account_id, provider_id, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $5)`;
const LINKED = "SELECT provider_id FROM accounts WHERE user_id = $1";
/** Whoever removes another way in at the same time waits here. */
const HOLD = "UPDATE users SET updated_at = updated_at WHERE id = $1";
const MAX_NAME = 120;

/** On either store. */
export function createProviderAccounts(of: {
  readonly sql: Sql;
  readonly directory: Pick<Directory, "userByEmail" | "findOrCreateUser">;
  readonly addresses: Pick<AccountAddresses, "hasAccount">;
  /** `accounts.provider_id` of all ways in that are offered now. */
  readonly offered: readonly string[];
  readonly clock: Clock;
}): ProviderAccounts {
  const { sql, directory, addresses, clock } = of;
  const UNLINK = `DELETE FROM accounts WHERE user_id = $1 AND provider_id = $2 AND (
      EXISTS (SELECT 1 FROM passkeys WHERE user_id = $1)
      OR EXISTS (SELECT 1 FROM accounts other WHERE other.user_id = $1 AND other.provider_id <> $2
        AND other.provider_id IN ${sql.words.elements("$3")})
    ) RETURNING id`;

  async function find({ provider, subject }: ProvenPerson): Promise<string | undefined> {
    const [row] = await sql.read<{ readonly user_id: string }>(FIND, provider.issuer, subject);
    return row?.user_id;
  }

  /** @returns whose they are now: of two who come together, the first's */
  async function add(userId: string, person: ProvenPerson): Promise<string | undefined> {
    const { provider, subject } = person;
    try {
      await sql.write(statement(ADD, randomUUID(), userId, subject, provider.issuer, isoTime(clock.now())));
      return userId;
    } catch (error) {
      if (!(error instanceof SqlConflictError)) throw error;
      return find(person);
    }
  }

  return {
    async userOf(person, invited) {
      const linked = await find(person);
      if (linked !== undefined) return linked;
      const email = person.email === undefined ? undefined : canonicalEmail(person.email);
      if (email === undefined) return undefined;
      const isTrusted = createsAccountOf(person.provider, email);
      // One that speaks for some domains says nothing of addresses elsewhere: it could name anybody's.
      if (!isTrusted && person.provider.creates !== "none") return undefined;
      const makes = isTrusted || email === invited;
      const there = await directory.userByEmail(email);
      if (!there && !makes) return undefined;
      // Whoever is known as a guest only has no account, and gets none from a provider that may not make one.
      const hasAccount = there && (await addresses.hasAccount(there.userId));
      if (!hasAccount && !makes) return undefined;
      const name = nameOf(person.name);
      const made = { userId: randomUUID(), email, name, firstName: null, lastName: null, createdAt: clock.now() };
      const { userId } = there ?? (await directory.findOrCreateUser(made, "server"));
      return add(userId, person);
    },
    async link(userId, person) {
      return ((await find(person)) ?? (await add(userId, person))) === userId;
    },
    async linked(userId) {
      const rows = await sql.read<{ readonly provider_id: string }>(LINKED, userId);
      return rows.map((row) => row.provider_id);
    },
    async unlink(userId, issuer) {
      const offered = JSON.stringify(of.offered);
      const [, gone] = await sql.write(statement(HOLD, userId), statement(UNLINK, userId, issuer, offered));
      return gone!.length > 0;
    },
  };
}

/** As somebody else wrote it. */
function nameOf(name: string | undefined): string | null {
  const text = name
    ?.replaceAll(/\p{C}+/gu, " ")
    .trim()
    .slice(0, MAX_NAME);
  return text || null;
}
