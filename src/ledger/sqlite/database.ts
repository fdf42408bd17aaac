/** Opening the SQLite file: settings that make a commit durable, and numbered migrations. */
import { readdirSync, readFileSync } from "node:fs";
import Database from "better-sqlite3";

const MIGRATIONS = new URL("./migrations/", import.meta.url);
/** How long another process may hold the write lock before a command is answered with an error, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Open the file for writing, creating and migrating it as needed.
 *
 * @throws Error when the file was written by a newer version of the program
 */
export function openForWriting(file: string, busyTimeoutMs = BUSY_TIMEOUT_MS): Database.Database {
  const db = new Database(file, { timeout: busyTimeoutMs });
  db.pragma("journal_mode = WAL");
  // An answered commit is on the disk: every commit syncs the log, every checkpoint the file.
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  db.pragma("cache_size = -16384");
  db.pragma("wal_autocheckpoint = 24000");
  db.pragma("journal_size_limit = 67108864");
  migrate(db);
  return db;
}

/** Open a migrated file for reading only. */
export function openForReading(file: string): Database.Database {
  const db = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  db.pragma("query_only = ON");
  db.pragma("cache_size = -8192");
  return db;
}

/** @throws Error when the file's schema is not this program's */
export function refuseOtherSchema(db: Database.Database): void {
  const [version, newest] = [schemaOf(db), migrations().length];
  if (version > newest) throw newerSchema(version, newest);
  if (version < newest) {
    throw new Error(`The data are of an older schema (${version}, this program's is ${newest}); start the server once`);
  }
}

function migrate(db: Database.Database): void {
  const files = migrations();
  const newest = files.length;
  const run = db.transaction(() => {
    const version = schemaOf(db);
    if (version > newest) throw newerSchema(version, newest);
    for (const name of files.slice(version)) db.exec(readFileSync(new URL(name, MIGRATIONS), "utf8"));
    if (version < newest) db.pragma(`user_version = ${newest}`);
  });
  if (schemaOf(db) !== newest) run.immediate();
}

function migrations(): string[] {
  return readdirSync(MIGRATIONS)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .toSorted();
}

function schemaOf(db: Database.Database): number {
  return db.pragma("user_version", { simple: true }) as number;
}

function newerSchema(version: number, newest: number): Error {
  return new Error(
    `The data were written by a newer Latchstring (schema ${version}, this program knows ${newest}); run that one`,
  );
}
