/** The directory on PostgreSQL, beside the ledger's tables. */
import type { Pool } from "pg";
import { codeOf, thrownAs } from "../ledger/postgres/errors.ts";
import { type Directory, DirectoryConflictError, type Organization, type User } from "./directory.ts";
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
  readonly name: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly created_at: Date;
}

/** @param db is closed by whoever opened it */
export function createPostgresDirectory(db: Pool): Directory {
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

  async function user(condition: string, value: string): Promise<User | undefined> {
    const [row] = await rows<UserSqlRow>(`SELECT * FROM users WHERE ${condition}`, [value]);
    return row && userOf(row);
  }

  const userByEmail = (email: string) => user("lower(email) = lower($1)", email);

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
    async createUser(given) {
      await insertUser(given, "");
    },
    user: (userId) => user("id = $1", userId),
    userByEmail,
    async findOrCreateUser(given) {
      const there = await userByEmail(given.email);
      if (there) return there;
      await insertUser(given, "ON CONFLICT (lower(email)) DO NOTHING");
      // Theirs or ours: whoever was first.
      return (await userByEmail(given.email)) ?? given;
    },
    async close() {},
  };

  function insertUser({ userId, email, name, firstName, lastName, createdAt }: User, otherwise: string) {
    const at = new Date(createdAt);
    return rows(
      `INSERT INTO users (id, email, name, first_name, last_name, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6) ${otherwise}`,
      [userId, email, name, firstName, lastName, at],
      "A user with this id or e-mail address exists already",
    );
  }
}

function userOf({ id, email, name, first_name, last_name, created_at }: UserSqlRow): User {
  const createdAt = created_at.getTime();
  return { userId: id, email, name, firstName: first_name, lastName: last_name, createdAt };
}

function organizationOf({ org_id, name, super: isSuper }: OrganizationSqlRow): Organization {
  return { orgId: org_id, name, super: isSuper };
}
