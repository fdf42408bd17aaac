/** Copies of a SQLite file that are proved before they count: made beside a running server, and brought back. */
import { copyFile, type FileHandle, link, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { Verified } from "../verify-record.ts";
import { openForReading, openForWriting, refuseOtherSchema } from "../../database/sqlite/database.ts";
import { verifyFile } from "./verify-file.ts";

type Whole = Verified & { readonly ok: true };

/**
 * Copy a file as it is at one moment, whatever is written meanwhile. The copy has its name only when it is on the disk
 * and its record was proved.
 *
 * @throws Error when `copy` is there already, or the record is damaged; then there is no copy
 */
export function backupFile(file: string, copy: string): Promise<Whole> {
  return make(copy, async (part) => {
    const db = openForReading(file);
    try {
      refuseOtherSchema(db);
      // One statement, so one snapshot: https://sqlite.org/lang_vacuum.html#vacuum_with_an_into_clause
      db.pragma("query_only = OFF");
      db.prepare("VACUUM INTO ?").run(part);
    } finally {
      db.close();
    }
  });
}

/**
 * Bring a copy back to where there is nothing. One that an older program made becomes of this program's schema.
 *
 * @throws Error when `file` is there already, or the copy's record is damaged; then there is no file
 */
export function restoreFile(copy: string, file: string): Promise<Whole> {
  return make(file, async (part) => {
    await copyFile(copy, part);
    try {
      openForWriting(part).close();
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (!(cause instanceof Database.SqliteError)) throw error;
      throw new Error(`${copy} is not a copy of Latchstring's data: ${cause.message}`, { cause: error });
    }
  });
}

async function make(file: string, write: (part: string) => Promise<void>): Promise<Whole> {
  const part = `${file}.part`;
  const handle = await claim(part);
  try {
    await write(part);
    await handle.sync();
    const verified = await verifyFile(part);
    if (!verified.ok) throw new Error(`The record is damaged: ${verified.problem}`);
    await link(part, file); // unlike renaming, this never replaces what is there
    return verified;
  } finally {
    await handle.close();
    // What reading a file in WAL mode leaves goes with it.
    for (const rest of ["", "-wal", "-shm"]) await rm(part + rest, { force: true });
    await syncFolder(dirname(file));
  }
}

/** Two who make the same file must not mix. */
async function claim(part: string): Promise<FileHandle> {
  try {
    return await open(part, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new Error(`${part} is there: somebody else is at it, or was interrupted; if so, delete it`, { cause: error });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
}
