/** Brands, arrivals and pictures on SQLite, in the ledger's file. Writes are rare. */
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { openForWriting } from "../ledger/sqlite/database.ts";
import {
  type Arrival,
  type Brand,
  NO_ARRIVAL,
  NO_BRAND,
  type Picture,
  type Presentation,
  PresentationUnavailableError,
} from "./presentation.ts";
import { arrivalKey, brandKey, type Key, keyOfPicture, said, versionOf } from "./rows.ts";

/** How often a write that others keep out is tried, and how long after one another, in milliseconds. */
const WRITE_TRIES = 250;
const WRITE_EVERY_MS = 20;

export function openSqlitePresentation(file: string, writeTries = WRITE_TRIES): Presentation {
  const db = openForWriting(file);
  // SQLite's own waiting would hold up the whole process.
  db.pragma("busy_timeout = 0");
  const texts = db.prepare<Key, { said: string | null; version: string | null }>(
    `SELECT t.said, p.version FROM (SELECT 1)
     LEFT JOIN presentations t ON t.kind = @kind AND t.of = @of
     LEFT JOIN pictures p ON p.kind = @kind AND p.of = @of`,
  );
  const setText = db.prepare<Key & { said: string }>(
    "INSERT INTO presentations (kind, of, said) VALUES (@kind, @of, @said) ON CONFLICT DO UPDATE SET said = excluded.said",
  );
  const picture = db.prepare<Key, Picture>("SELECT type, bytes FROM pictures WHERE kind = @kind AND of = @of");
  const setPicture = db.prepare<Key & Picture & { version: string }>(
    `INSERT INTO pictures (kind, of, version, type, bytes) VALUES (@kind, @of, @version, @type, @bytes)
     ON CONFLICT DO UPDATE SET version = excluded.version, type = excluded.type, bytes = excluded.bytes`,
  );
  const removePicture = db.prepare<Key>("DELETE FROM pictures WHERE kind = @kind AND of = @of");

  async function written(write: () => unknown): Promise<void> {
    for (let tried = 1; ; tried++) {
      try {
        write();
        return;
      } catch (error) {
        if (!(error instanceof Database.SqliteError) || !error.code.startsWith("SQLITE_BUSY")) throw error;
        if (tried >= writeTries)
          throw new PresentationUnavailableError("The store is held by somebody else", { cause: error });
      }
      await wait(WRITE_EVERY_MS);
    }
  }

  return {
    async brand(orgId) {
      const row = texts.get(brandKey(orgId));
      return { ...said<Brand>(NO_BRAND, row?.said), logo: row?.version ?? null };
    },
    setBrand: (orgId, brand) => written(() => setText.run({ ...brandKey(orgId), said: JSON.stringify(brand) })),
    async arrival(lockId) {
      const row = texts.get(arrivalKey(lockId));
      return { ...said<Arrival>(NO_ARRIVAL, row?.said), picture: row?.version ?? null };
    },
    setArrival: (lockId, arrival) =>
      written(() => setText.run({ ...arrivalKey(lockId), said: JSON.stringify(arrival) })),
    async picture(of) {
      return picture.get(keyOfPicture(of));
    },
    setPicture(of, given) {
      const key = keyOfPicture(of);
      if (!given) return written(() => removePicture.run(key));
      return written(() => setPicture.run({ ...key, ...given, version: versionOf(given.bytes) }));
    },
    async close() {
      db.close();
    },
  };
}
