/** Brands, arrivals and pictures on SQLite, in the ledger's file. Writes are rare. */
import { throwing } from "../database/unavailable.ts";
import { openForWriting } from "../ledger/sqlite/database.ts";
import { thrownAs, written } from "../ledger/sqlite/errors.ts";
import { type Arrival, type Brand, NO_ARRIVAL, NO_BRAND, type Picture, type Presentation } from "./presentation.ts";
import { arrivalKey, brandKey, type Key, keyOfPicture, said, versionOf } from "./rows.ts";

export function openSqlitePresentation(file: string, writeTries?: number): Presentation {
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

  const write = (change: () => unknown) => written(() => void change(), writeTries);

  const presentation: Presentation = {
    async brand(orgId) {
      const row = texts.get(brandKey(orgId));
      return { ...said<Brand>(NO_BRAND, row?.said), logo: row?.version ?? null };
    },
    setBrand: (orgId, brand) => write(() => setText.run({ ...brandKey(orgId), said: JSON.stringify(brand) })),
    async arrival(lockId) {
      const row = texts.get(arrivalKey(lockId));
      return { ...said<Arrival>(NO_ARRIVAL, row?.said), picture: row?.version ?? null };
    },
    setArrival: (lockId, arrival) => write(() => setText.run({ ...arrivalKey(lockId), said: JSON.stringify(arrival) })),
    async picture(of) {
      return picture.get(keyOfPicture(of));
    },
    setPicture(of, given) {
      const key = keyOfPicture(of);
      if (!given) return write(() => removePicture.run(key));
      return write(() => setPicture.run({ ...key, ...given, version: versionOf(given.bytes) }));
    },
    async close() {
      db.close();
    },
  };
  return throwing(presentation, thrownAs);
}
