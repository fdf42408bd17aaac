/** Organisations, API keys and users in any store, beside the record. Writes are rare. */
import { randomUUID } from "node:crypto";
import { type Sql, SqlConflictError, statement } from "../database/sql.ts";
import { isoTime } from "../domain/ids.ts";
import {
  type Directory,
  DirectoryConflictError,
  type DirectoryOptions,
  type IdBy,
  type Organization,
  type User,
} from "./directory.ts";
import type { RecentActors } from "./recent-actors.ts";

interface OrganizationSqlRow {
  readonly org_id: string;
  readonly name: string | null;
  /** 1 or 0. */
  readonly super: number;
}

interface UserSqlRow {
  readonly id: string;
  readonly email: string | null;
  readonly email_proof: number | null;
  readonly claimed_email: string | null;
  readonly name: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly created_at: string | Date;
}

/** `email_proof` of an id that was made here; of others it is the time of the token that proved it. */
const MADE_HERE = 0;

const ORGANIZATION = "o.org_id, o.name, CASE WHEN o.super THEN 1 ELSE 0 END AS super";
const ORGANIZATION_BY_ID = `SELECT ${ORGANIZATION} FROM organizations o WHERE o.org_id = $1`;
const ADD_ORGANIZATION =
  "INSERT INTO organizations (org_id, name, super, created_at) SELECT $1, $2, CAST($3 AS integer) = 1, $4 WHERE NOT EXISTS (SELECT 1 FROM ended_organizations WHERE org_id = $1) RETURNING org_id";
const END_KEYS = "UPDATE api_keys SET expires_at = $2 WHERE org_id = $1 AND (expires_at IS NULL OR expires_at > $2)";
const DROP_ENDED_KEYS = "DELETE FROM api_keys WHERE org_id = $1 AND expires_at <= $2";
const ADD_KEY = `INSERT INTO api_keys (hash, org_id, hint, created_at, expires_at, id)
  SELECT $1, org_id, $3, $4, $5, $6 FROM organizations WHERE org_id = $2 RETURNING org_id`;
const USER_BY_ID = "SELECT * FROM users WHERE id = $1 AND erased_at IS NULL";
const OPERATOR_BY_ID = "SELECT id FROM users WHERE id = $1 AND operator = 1";
const ADD_USER = `INSERT INTO users
  (id, email, email_proof, claimed_email, name, first_name, last_name, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`;
/** Somebody's own address only where it is not theirs already, and never where their id was made here. */
const GIVE_ADDRESS = `INSERT INTO users (id, email, email_proof, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)
  ON CONFLICT (id) DO UPDATE SET email = excluded.email, email_proof = excluded.email_proof, claimed_email = NULL, erased_at = NULL
  WHERE users.email_proof IS NULL
    OR (users.email_proof <> ${MADE_HERE} AND users.email IS DISTINCT FROM excluded.email)`;
const END_TOKENS = `INSERT INTO token_ends (user_id, before) VALUES ($1, $2)
  ON CONFLICT (user_id) DO UPDATE SET before = excluded.before WHERE token_ends.before < excluded.before`;
const TOKENS_ENDED = "SELECT before FROM token_ends WHERE user_id = $1";

/**
 * @param sql is closed with it
 * @param recent what is told again without asking the store, and until when
 */
export function createDirectory(
  sql: Sql,
  recent: RecentActors,
  { provenOnly = false }: DirectoryOptions = {},
): Directory {
  const { caseless, elements } = sql.words;
  const isAddress = `${caseless("email")} = ${caseless("$1")}`;
  const HOLDER = `SELECT * FROM users WHERE ${isAddress}`;
  const SOME_USERS = `SELECT id FROM users WHERE id IN ${elements("$1")} AND erased_at IS NULL`;
  const SOME_PEOPLE = `SELECT * FROM users WHERE id IN ${elements("$1")} AND erased_at IS NULL`;
  /** From whoever else has it unproven, or proven before that. */
  const TAKE_ADDRESS = `UPDATE users SET claimed_email = email, email = NULL
    WHERE ${isAddress} AND id <> $3 AND (email_proof IS NULL OR email_proof <> ${MADE_HERE} AND email_proof < $2)`;

  async function userRow(text: string, value: string): Promise<UserSqlRow | undefined> {
    return (await sql.read<UserSqlRow>(text, value))[0];
  }

  const counts = ({ email_proof }: UserSqlRow) => !provenOnly || email_proof !== null;
  /** Whether an address is no more than what somebody says. */
  const isClaim = (idBy: IdBy) => provenOnly && idBy === "caller";

  const userOf = (row: UserSqlRow): User => ({
    userId: row.id,
    email: counts(row) ? row.email : null,
    name: row.name,
    firstName: row.first_name,
    lastName: row.last_name,
    createdAt: new Date(row.created_at).getTime(),
  });

  async function userByEmail(email: string): Promise<User | undefined> {
    const row = await userRow(HOLDER, email);
    return row && counts(row) ? userOf(row) : undefined;
  }

  async function knownUser(
    { userId, email }: User & { readonly email: string },
    idBy: IdBy,
  ): Promise<User | undefined> {
    const holder = await userByEmail(email);
    if (holder || !isClaim(idBy)) return holder;
    const same = await userRow(USER_BY_ID, userId);
    return same && (same.claimed_email ?? same.email) === email ? userOf(same) : undefined;
  }

  async function addUser(user: User, idBy: IdBy): Promise<void> {
    const { userId, email, name, firstName, lastName, createdAt } = user;
    const [kept, claimed] = isClaim(idBy) ? [null, email] : [email, null];
    const proof = idBy === "server" && email !== null ? MADE_HERE : null;
    const at = isoTime(createdAt);
    const add = statement(ADD_USER, userId, kept, proof, claimed, name, firstName, lastName, at);
    const takes = provenOnly && kept !== null ? [statement(TAKE_ADDRESS, kept, MADE_HERE, userId)] : [];
    await unlessThere(sql.write(...takes, add), "A user with this id or e-mail address exists already");
  }

  return {
    async createOrganization({ orgId, name, super: isSuper }, now) {
      const add = statement(ADD_ORGANIZATION, orgId, name ?? null, isSuper ? 1 : 0, now);
      const message = `The organisation ${JSON.stringify(orgId)} exists already`;
      const [added] = await unlessThere(sql.write(add), message);
      if (added!.length === 0) throw new DirectoryConflictError(`${message}, or did: ids are not used twice`);
    },
    async organization(orgId) {
      const [row] = await sql.read<OrganizationSqlRow>(ORGANIZATION_BY_ID, orgId);
      return row && organizationOf(row);
    },
    async addApiKey({ hash, orgId, hint, createdAt, expiresAt }, expirePrevious) {
      const ends = expirePrevious === undefined ? [] : [statement(END_KEYS, orgId, expirePrevious)];
      const drop = statement(DROP_ENDED_KEYS, orgId, createdAt);
      const added = await sql.write(
        ...ends,
        drop,
        statement(ADD_KEY, bytesOf(hash), orgId, hint, createdAt, expiresAt, randomUUID()),
      );
      recent.invalidate();
      if (added.at(-1)?.length === 0) throw new Error(`There is no organisation ${JSON.stringify(orgId)}`);
    },
    createUser: (user, idBy = "caller") => addUser(user, idBy),
    async user(userId) {
      const row = await userRow(USER_BY_ID, userId);
      return row && userOf(row);
    },
    async isOperator(userId) {
      return (await sql.read(OPERATOR_BY_ID, userId)).length > 0;
    },
    async users(userIds) {
      const found = await sql.read<{ readonly id: string }>(SOME_USERS, JSON.stringify(userIds));
      return new Set(found.map(({ id }) => id));
    },
    async people(userIds) {
      const found = await sql.read<UserSqlRow>(SOME_PEOPLE, JSON.stringify(userIds));
      return new Map(found.map((row) => [row.id, userOf(row)]));
    },
    userByEmail,
    async findOrCreateUser(user, idBy = "caller") {
      // Most are there; only for those who are not must the lock be had that every opening needs too.
      const there = await knownUser(user, idBy);
      if (there) return there;
      try {
        await addUser(user, idBy);
        return isClaim(idBy) ? { ...user, email: null } : user;
      } catch (error) {
        if (!(error instanceof DirectoryConflictError)) throw error;
        const first = await knownUser(user, idBy);
        if (!first) throw error;
        return first;
      }
    },
    async proveAddress(userId, email, issuedAt, now) {
      const [holder, own] = await Promise.all([userRow(HOLDER, email), userRow(USER_BY_ID, userId)]);
      const proof = holder?.email_proof ?? null;
      if (own?.email_proof === MADE_HERE || proof === MADE_HERE) return;
      if (holder && proof !== null && (proof >= issuedAt || holder.id === userId)) return;
      const take = statement(TAKE_ADDRESS, email, issuedAt, userId);
      try {
        await sql.write(take, statement(GIVE_ADDRESS, userId, email, issuedAt, isoTime(now)));
      } catch (error) {
        // Whoever else was at it was first, and has it.
        if (!(error instanceof SqlConflictError)) throw error;
      }
    },
    async endTokens(userId, before) {
      await sql.write(statement(END_TOKENS, userId, before));
    },
    async tokensEndedBefore(userId) {
      return (await sql.read<{ readonly before: number }>(TOKENS_ENDED, userId))[0]?.before;
    },
    close: () => sql.close(),
  };
}

/** A key's hash as the store has it. */
function bytesOf(hash: string): Buffer {
  return Buffer.from(hash, "base64url");
}

function organizationOf({ org_id, name, super: isSuper }: OrganizationSqlRow): Organization {
  return { orgId: org_id, name, super: isSuper === 1 };
}

async function unlessThere<T>(written: Promise<T>, message: string): Promise<T> {
  try {
    return await written;
  } catch (error) {
    if (error instanceof SqlConflictError) throw new DirectoryConflictError(message, { cause: error });
    throw error;
  }
}
