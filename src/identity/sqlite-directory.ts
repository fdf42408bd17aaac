/** The directory on SQLite, in the ledger's file. Writes are rare. */
import { timingSafeEqual } from "node:crypto";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { throwing } from "../database/unavailable.ts";
import { isoTime } from "../domain/ids.ts";
import { openForWriting } from "../database/sqlite/database.ts";
import { thrownAs, written } from "../database/sqlite/errors.ts";
import {
  type Directory,
  DirectoryConflictError,
  type DirectoryOptions,
  type IdBy,
  type NewApiKey,
  type User,
} from "./directory.ts";
import { createRecentKeys } from "./recent-keys.ts";

interface OrganizationSqlRow {
  readonly org_id: string;
  readonly name: string | null;
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
  readonly created_at: string;
}

/** `email_proof` of an id that was made here; of others it is the time of the token that proved it. */
const MADE_HERE = 0;

export function openSqliteDirectory(
  file: string,
  writeTries?: number,
  { provenOnly = false }: DirectoryOptions = {},
): Directory {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = openForWriting(file);
  /** Whoever writes to the directory, in any process, renews it: nobody remembers what is over. */
  const mark = `${file}-directory`;
  writeFileSync(mark, "", { flag: "a", mode: 0o600 });
  const recent = createRecentKeys();
  /** The last change of the mark that is known here. */
  let known = 0;
  const insertOrganization = db.prepare<[string, string | null, number, number]>(
    "INSERT INTO organizations (org_id, name, super, created_at) VALUES (?, ?, ?, ?)",
  );
  const organizationById = db.prepare<[string], OrganizationSqlRow>(
    "SELECT org_id, name, super FROM organizations WHERE org_id = ?",
  );
  const organizationByKey = db.prepare<
    [Uint8Array, number],
    OrganizationSqlRow & { readonly hash: Buffer; readonly expires_at: number | null }
  >(
    `SELECT o.org_id, o.name, o.super, k.hash, k.expires_at FROM api_keys k JOIN organizations o ON o.org_id = k.org_id
     WHERE k.hash = ? AND (k.expires_at IS NULL OR k.expires_at > ?)`,
  );
  const insertKey = db.prepare<[Uint8Array, string, string, number, number | null]>(
    "INSERT INTO api_keys (hash, org_id, hint, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
  );
  const endOtherKeys = db.prepare<{ orgId: string; at: number }>(
    "UPDATE api_keys SET expires_at = @at WHERE org_id = @orgId AND (expires_at IS NULL OR expires_at > @at)",
  );
  const dropExpiredKeys = db.prepare<[string, number]>("DELETE FROM api_keys WHERE org_id = ? AND expires_at <= ?");
  const insertUser = db.prepare<Nullable<[string, string, number, string, string, string, string, string, string]>>(
    `INSERT INTO users (id, email, email_proof, claimed_email, name, first_name, last_name, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const holderOf = db.prepare<[string], UserSqlRow>("SELECT * FROM users WHERE email = ?");
  const userById = db.prepare<[string], UserSqlRow>("SELECT * FROM users WHERE id = ?");
  const usersByIds = db.prepare<[string], { readonly id: string }>(
    "SELECT id FROM users WHERE id IN (SELECT value FROM json_each(?))",
  );
  const takeAddress = db.prepare<[string]>("UPDATE users SET claimed_email = email, email = NULL WHERE id = ?");
  const giveAddress = db.prepare<[string, number, string]>(
    "UPDATE users SET email = ?, email_proof = ?, claimed_email = NULL WHERE id = ?",
  );
  const keepTokenEnd = db.prepare<[string, number]>(
    `INSERT INTO token_ends (user_id, before) VALUES (?, ?)
     ON CONFLICT (user_id) DO UPDATE SET before = max(before, excluded.before)`,
  );
  const tokenEnd = db.prepare<[string], { readonly before: number }>("SELECT before FROM token_ends WHERE user_id = ?");

  const patience = db.pragma("busy_timeout", { simple: true }) as number;

  /** Reading waits as SQLite does, because it hardly ever has to; writing must not hold up the process. */
  function write<T>(change: () => T): Promise<T> {
    return written(() => {
      db.pragma("busy_timeout = 0");
      try {
        return change();
      } finally {
        db.pragma(`busy_timeout = ${patience}`);
      }
    }, writeTries);
  }

  const addKey = db.transaction((key: NewApiKey, expirePrevious?: number) => {
    const { hash, orgId, hint, createdAt, expiresAt } = key;
    if (!organizationById.get(orgId)) throw new Error(`There is no organisation ${JSON.stringify(orgId)}`);
    if (expirePrevious !== undefined) endOtherKeys.run({ orgId, at: expirePrevious });
    dropExpiredKeys.run(orgId, createdAt);
    insertKey.run(hash, orgId, hint, createdAt, expiresAt);
  });

  const counts = ({ email_proof }: UserSqlRow) => !provenOnly || email_proof !== null;

  const userOf = (row: UserSqlRow): User => ({
    userId: row.id,
    email: counts(row) ? row.email : null,
    name: row.name,
    firstName: row.first_name,
    lastName: row.last_name,
    createdAt: Date.parse(row.created_at),
  });

  function userByEmail(email: string): User | undefined {
    const row = holderOf.get(email);
    return row && counts(row) ? userOf(row) : undefined;
  }

  function addUser({ userId, email, name, firstName, lastName, createdAt }: User, idBy: IdBy): void {
    const message = "A user with this id or e-mail address exists already";
    const at = isoTime(createdAt);
    const isClaim = provenOnly && idBy === "caller";
    const holder = email === null || isClaim ? undefined : holderOf.get(email);
    if (holder && !counts(holder)) takeAddress.run(holder.id);
    const [kept, claimed] = isClaim ? [null, email] : [email, null];
    const proof = idBy === "server" && email !== null ? MADE_HERE : null;
    insertNew(() => insertUser.run(userId, kept, proof, claimed, name, firstName, lastName, at, at), message);
  }

  const addNewUser = db.transaction(addUser);

  const findOrAddUser = db.transaction((user: User & { readonly email: string }, idBy: IdBy): User => {
    const there = userByEmail(user.email);
    if (there) return there;
    const same = provenOnly && idBy === "caller" ? userById.get(user.userId) : undefined;
    if (same && (same.claimed_email ?? same.email) === user.email) return userOf(same);
    addUser(user, idBy);
    return { ...user, email: provenOnly && idBy === "caller" ? null : user.email };
  });

  /** Whether the address is this user's already, or stays somebody else's. */
  function isSettled(userId: string, email: string, issuedAt: number): boolean {
    if (userById.get(userId)?.email_proof === MADE_HERE) return true;
    const proof = holderOf.get(email)?.email_proof ?? null;
    if (proof === null) return false;
    return proof === MADE_HERE || proof >= issuedAt || holderOf.get(email)!.id === userId;
  }

  const giveProvenAddress = db.transaction((userId: string, email: string, issuedAt: number, now: number): void => {
    if (isSettled(userId, email, issuedAt)) return;
    const holder = holderOf.get(email);
    if (holder && holder.id !== userId) takeAddress.run(holder.id);
    const at = isoTime(now);
    if (!userById.get(userId)) insertUser.run(userId, null, null, null, null, null, null, at, at);
    giveAddress.run(email, issuedAt, userId);
  });

  const directory: Directory = {
    async createOrganization({ orgId, name, super: isSuper }, now) {
      const message = `The organisation ${JSON.stringify(orgId)} exists already`;
      const insert = () => insertOrganization.run(orgId, name ?? null, isSuper ? 1 : 0, now);
      await write(() => insertNew(insert, message));
    },
    async organization(orgId) {
      const row = organizationById.get(orgId);
      return row && organizationOf(row);
    },
    async addApiKey(key, expirePrevious) {
      await write(() => addKey.immediate(key, expirePrevious));
      writeFileSync(mark, "");
      recent.clear();
    },
    async organizationOfKey(hash, now) {
      const { mtimeMs } = statSync(mark);
      if (mtimeMs !== known) recent.clear();
      known = mtimeMs;
      const seen = recent.get(hash, now);
      if (seen) return seen;
      const row = organizationByKey.get(hash, now);
      if (!row || !timingSafeEqual(row.hash, hash)) return undefined;
      const organization = organizationOf(row);
      recent.set(hash, organization, now, row.expires_at);
      return organization;
    },
    async createUser(user, idBy = "caller") {
      await write(() => addNewUser.immediate(user, idBy));
    },
    async user(userId) {
      const row = userById.get(userId);
      return row && userOf(row);
    },
    async users(userIds) {
      return new Set(usersByIds.all(JSON.stringify(userIds)).map(({ id }) => id));
    },
    async userByEmail(email) {
      return userByEmail(email);
    },
    async findOrCreateUser(user, idBy = "caller") {
      // Most are there; only for those who are not must the lock be had that every opening needs too.
      return userByEmail(user.email) ?? write(() => findOrAddUser.immediate(user, idBy));
    },
    async proveAddress(userId, email, issuedAt, now) {
      if (isSettled(userId, email, issuedAt)) return;
      await write(() => giveProvenAddress.immediate(userId, email, issuedAt, now));
    },
    async endTokens(userId, before) {
      await write(() => keepTokenEnd.run(userId, before));
    },
    async tokensEndedBefore(userId) {
      return tokenEnd.get(userId)?.before;
    },
    async close() {
      db.close();
    },
  };
  return throwing(directory, thrownAs);
}

type Nullable<T extends unknown[]> = { [K in keyof T]: T[K] | null };

function organizationOf({ org_id, name, super: isSuper }: OrganizationSqlRow) {
  return { orgId: org_id, name, super: isSuper === 1 };
}

function insertNew(insert: () => void, message: string): void {
  try {
    insert();
  } catch (error) {
    const code = error instanceof Database.SqliteError ? error.code : "";
    if (code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY") {
      throw new DirectoryConflictError(message, { cause: error });
    }
    throw error;
  }
}
