/** The directory on PostgreSQL, beside the ledger's tables. */
import type { Pool } from "pg";
import { codeOf, thrownAs } from "../database/postgres/errors.ts";
import {
  type Directory,
  DirectoryConflictError,
  type DirectoryOptions,
  type IdBy,
  type Organization,
  type User,
} from "./directory.ts";
import { createRecentKeys } from "./recent-keys.ts";

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = "23505";

interface OrganizationSqlRow {
  readonly org_id: string;
  readonly name: string | null;
  readonly super: boolean;
}

interface UserSqlRow {
  readonly id: string;
  readonly email: string | null;
  readonly email_proof: number | null;
  readonly claimed_email: string | null;
  readonly name: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly created_at: Date;
}

/** `email_proof` of an id that was made here; of others it is the time of the token that proved it. */
const MADE_HERE = 0;

/** @param db is closed by whoever opened it */
export function createPostgresDirectory(db: Pool, { provenOnly = false }: DirectoryOptions = {}): Directory {
  const recent = createRecentKeys();

  /** @throws StoreUnavailableError, and DirectoryConflictError with this message */
  async function rows<Row extends object>(text: string, values: readonly unknown[], conflict = ""): Promise<Row[]> {
    try {
      return (await db.query<Row>(text, [...values])).rows;
    } catch (error) {
      if (codeOf(error) === UNIQUE_VIOLATION) throw new DirectoryConflictError(conflict, { cause: error });
      throw thrownAs(error);
    }
  }

  async function rowOf(condition: string, value: string): Promise<UserSqlRow | undefined> {
    const [row] = await rows<UserSqlRow>(`SELECT * FROM users WHERE ${condition}`, [value]);
    return row;
  }

  const holderOf = (email: string) => rowOf("lower(email) = lower($1)", email);
  const counts = ({ email_proof }: UserSqlRow) => !provenOnly || email_proof !== null;

  const userOf = (row: UserSqlRow): User => ({
    userId: row.id,
    email: counts(row) ? row.email : null,
    name: row.name,
    firstName: row.first_name,
    lastName: row.last_name,
    createdAt: row.created_at.getTime(),
  });

  async function userByEmail(email: string): Promise<User | undefined> {
    const row = await holderOf(email);
    return row && counts(row) ? userOf(row) : undefined;
  }

  return {
    async createOrganization({ orgId, name, super: isSuper }, now) {
      const values = [orgId, name ?? null, isSuper, now];
      const text = "INSERT INTO organizations (org_id, name, super, created_at) VALUES ($1, $2, $3, $4)";
      await rows(text, values, `The organisation ${JSON.stringify(orgId)} exists already`);
    },
    async organization(orgId) {
      const [row] = await rows<OrganizationSqlRow>("SELECT org_id, name, super FROM organizations WHERE org_id = $1", [
        orgId,
      ]);
      return row && organizationOf(row);
    },
    async addApiKey({ hash, orgId, hint, createdAt, expiresAt }, expirePrevious) {
      // Keys that end later and keys that have ended are never the same ones.
      const added = await rows(
        `WITH ended AS (
           UPDATE api_keys SET expires_at = $6::bigint
           WHERE org_id = $2 AND $6::bigint IS NOT NULL AND (expires_at IS NULL OR expires_at > $6::bigint)
         ), dropped AS (
           DELETE FROM api_keys WHERE org_id = $2 AND expires_at <= least($4::bigint, $6::bigint)
         )
         INSERT INTO api_keys (hash, org_id, hint, created_at, expires_at)
         SELECT $1, org_id, $3, $4, $5 FROM organizations WHERE org_id = $2 RETURNING org_id`,
        [hash, orgId, hint, createdAt, expiresAt, expirePrevious ?? null],
      );
      recent.clear();
      if (added.length === 0) throw new Error(`There is no organisation ${JSON.stringify(orgId)}`);
    },
    async organizationOfKey(hash, now) {
      const seen = recent.get(hash, now);
      if (seen) return seen;
      const [row] = await rows<OrganizationSqlRow & { readonly expires_at: number | null }>(
        `SELECT o.org_id, o.name, o.super, k.expires_at FROM api_keys k JOIN organizations o ON o.org_id = k.org_id
         WHERE k.hash = $1 AND (k.expires_at IS NULL OR k.expires_at > $2)`,
        [hash, now],
      );
      if (!row) return undefined;
      const organization = organizationOf(row);
      recent.set(hash, organization, now, row.expires_at);
      return organization;
    },
    async createUser(given, idBy = "caller") {
      await insertUser(given, idBy, "");
    },
    async user(userId) {
      const row = await rowOf("id = $1", userId);
      return row && userOf(row);
    },
    async users(userIds) {
      const found = await rows<{ readonly id: string }>("SELECT id FROM users WHERE id = ANY($1::text[])", [userIds]);
      return new Set(found.map(({ id }) => id));
    },
    userByEmail,
    async findOrCreateUser(given, idBy = "caller") {
      const there = await userByEmail(given.email);
      if (there) return there;
      if (provenOnly && idBy === "caller") {
        const same = await rowOf("id = $1", given.userId);
        if (same && (same.claimed_email ?? same.email) === given.email) return userOf(same);
        await insertUser(given, idBy, "");
        return { ...given, email: null };
      }
      await insertUser(given, idBy, "ON CONFLICT (lower(email)) DO NOTHING");
      // Theirs or ours: whoever was first.
      return (await userByEmail(given.email)) ?? given;
    },
    async proveAddress(userId, email, issuedAt, now) {
      const [holder, own] = await Promise.all([holderOf(email), rowOf("id = $1", userId)]);
      const proof = holder?.email_proof ?? null;
      if (own?.email_proof === MADE_HERE || proof === MADE_HERE) return;
      if (holder && proof !== null && (proof >= issuedAt || holder.id === userId)) return;
      // Each step is right by itself, and whoever else is at it may be first.
      await takeAddress(email, issuedAt, userId);
      try {
        await rows(
          `INSERT INTO users (id, email, email_proof, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)
           ON CONFLICT (id) DO UPDATE SET email = $2, email_proof = $3, claimed_email = NULL
           WHERE users.email_proof IS DISTINCT FROM ${MADE_HERE}`,
          [userId, email, issuedAt, new Date(now)],
        );
      } catch (error) {
        if (!(error instanceof DirectoryConflictError)) throw error;
      }
    },
    async endTokens(userId, before) {
      await rows(
        `INSERT INTO token_ends (user_id, before) VALUES ($1, $2)
         ON CONFLICT (user_id) DO UPDATE SET before = greatest(token_ends.before, excluded.before)`,
        [userId, before],
      );
    },
    async tokensEndedBefore(userId) {
      const text = "SELECT before FROM token_ends WHERE user_id = $1";
      const [row] = await rows<{ readonly before: number }>(text, [userId]);
      return row?.before;
    },
    async close() {},
  };

  /** From whoever has it unproven, or proven before that. */
  function takeAddress(email: string, before: number, except: string) {
    return rows(
      `UPDATE users SET claimed_email = email, email = NULL
       WHERE lower(email) = lower($1) AND id <> $3
         AND (email_proof IS NULL OR email_proof <> ${MADE_HERE} AND email_proof < $2)`,
      [email, before, except],
    );
  }

  async function insertUser(given: User, idBy: IdBy, otherwise: string): Promise<void> {
    const { userId, email, name, firstName, lastName, createdAt } = given;
    const isClaim = provenOnly && idBy === "caller";
    if (provenOnly && !isClaim && email !== null) await takeAddress(email, MADE_HERE, userId);
    const [kept, claimed] = isClaim ? [null, email] : [email, null];
    const proof = idBy === "server" && email !== null ? MADE_HERE : null;
    await rows(
      `INSERT INTO users (id, email, email_proof, claimed_email, name, first_name, last_name, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ${otherwise}`,
      [userId, kept, proof, claimed, name, firstName, lastName, new Date(createdAt)],
      "A user with this id or e-mail address exists already",
    );
  }
}

function organizationOf({ org_id, name, super: isSuper }: OrganizationSqlRow): Organization {
  return { orgId: org_id, name, super: isSuper };
}
