/** Opening the SQLite file: settings that make a commit durable, and numbered migrations. */
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { isTrouble } from "./errors.ts";
import { migrationsIn, refuseNewerVersion, refuseOtherVersion } from "../migrations.ts";

const MIGRATIONS = new URL("./migrations/", import.meta.url);
/** How long another process may hold the write lock before a command is answered with an error, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;
/**
 * Pages of the log after which a commit copies them into the file. Whoever does waits for the disk: the writing thread does
 * it long before, when it has answered, so that none of the others, which share a thread with all requests, ever has to.
 */
const CHECKPOINT_PAGES = 24_000;

/**
 * Open the file for writing, creating and migrating it as needed.
 *
 * @param busyTimeoutMs how long SQLite itself waits for whoever else writes, holding up the thread
 * @throws Error when the file was written by a newer version of the program
 */
export function openForWriting(file: string, busyTimeoutMs = BUSY_TIMEOUT_MS): Database.Database {
  return openDurably(file, busyTimeoutMs, (db) => {
    db.pragma("foreign_keys = ON");
    db.pragma("cache_size = -16384");
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.pragma("journal_size_limit = 67108864");
    migrate(db);
  });
}

/**
 * Open a file, making it and its folder when they are not there, for its owner alone: so are the files that SQLite puts beside it.
 *
 * @throws Error that names the file, with what is wrong as its cause
 */
export function openDurably(
  file: string,
  busyTimeoutMs: number,
  prepare: (db: Database.Database) => void,
): Database.Database {
  let db: Database.Database | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, "a", 0o600));
    db = new Database(file, { timeout: busyTimeoutMs });
    db.pragma("journal_mode = WAL");
    // An answered commit is on the disk: every commit syncs the log, every checkpoint the file.
    db.pragma("synchronous = FULL");
    prepare(db);
    return db;
  } catch (error) {
    db?.close();
    if (!(error instanceof Error) || !isTrouble(error)) throw error;
    throw new Error(`${file} cannot be opened: ${error.message}; ${adviceFor(error)}`, { cause: error });
  }
}

function adviceFor(error: Error): string {
  if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code))
    return "move it away, and bring back a copy of it";
  return "this user must own it and its folder, and the disk have room";
}

/** Open a migrated file for reading only. @throws SqliteError when it is not there */
export function openForReading(file: string): Database.Database {
  const db = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  db.pragma("query_only = ON");
  db.pragma("cache_size = -8192");
  return db;
}

/** @throws Error when the file's schema is not this program's */
export function refuseOtherSchema(db: Database.Database): void {
  refuseOtherVersion(schemaOf(db), migrationsIn(MIGRATIONS));
}

function migrate(db: Database.Database): void {
  const migrations = migrationsIn(MIGRATIONS);
  const { newest } = migrations;
  const run = db.transaction(() => {
    const version = schemaOf(db);
    refuseNewerVersion(version, migrations);
    for (const sql of migrations.after(version)) db.exec(sql);
    if (version < newest) db.pragma(`user_version = ${newest}`);
  });
  if (schemaOf(db) !== newest) run.immediate();
}

function schemaOf(db: Database.Database): number {
  return db.pragma("user_version", { simple: true }) as number;
}
