/** The directory on SQLite, in the ledger's file. Writes are rare. */
import { timingSafeEqual } from "node:crypto";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { throwing } from "../database/unavailable.ts";
import { isoTime } from "../domain/ids.ts";
import { openForWriting } from "../ledger/sqlite/database.ts";
import { thrownAs, written } from "../ledger/sqlite/errors.ts";
import { type Directory, DirectoryConflictError, type NewApiKey, type User } from "./directory.ts";
import { createRecentKeys } from "./recent-keys.ts";

interface OrganizationSqlRow {
  readonly org_id: string;
  readonly name: string | null;
  readonly super: number;
}

interface UserSqlRow {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly created_at: string;
}

export function openSqliteDirectory(file: string, writeTries?: number): Directory {
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
  const insertUser = db.prepare<Nullable<[string, string, string, string, string, string, string]>>(
    "INSERT INTO users (id, email, name, first_name, last_name, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const userByEmail = db.prepare<[string], UserSqlRow>("SELECT * FROM users WHERE email = ?");
  const userById = db.prepare<[string], UserSqlRow>("SELECT * FROM users WHERE id = ?");

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

  function addUser({ userId, email, name, firstName, lastName, createdAt }: User): void {
    const message = "A user with this id or e-mail address exists already";
    const at = isoTime(createdAt);
    insertNew(() => insertUser.run(userId, email, name, firstName, lastName, at, at), message);
  }

  const findOrAddUser = db.transaction((user: User & { readonly email: string }): User => {
    const there = userByEmail.get(user.email);
    if (there) return userOf(there);
    addUser(user);
    return user;
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
    async createUser(user) {
      await write(() => addUser(user));
    },
    async user(userId) {
      const row = userById.get(userId);
      return row && userOf(row);
    },
    async userByEmail(email) {
      const row = userByEmail.get(email);
      return row && userOf(row);
    },
    async findOrCreateUser(user) {
      // Most are there; only for those who are not must the lock be had that every opening needs too.
      const there = userByEmail.get(user.email);
      return there ? userOf(there) : write(() => findOrAddUser.immediate(user));
    },
    async close() {
      db.close();
    },
  };
  return throwing(directory, thrownAs);
}

type Nullable<T extends unknown[]> = { [K in keyof T]: T[K] | null };

function userOf({ id, email, name, first_name, last_name, created_at }: UserSqlRow): User {
  const createdAt = Date.parse(created_at);
  return { userId: id, email, name, firstName: first_name, lastName: last_name, createdAt };
}

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
