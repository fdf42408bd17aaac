/** Brands, arrivals and pictures on PostgreSQL, beside the ledger's tables. */
import type { Pool } from "pg";
import { thrownAs } from "../ledger/postgres/errors.ts";
import { type Arrival, type Brand, NO_ARRIVAL, NO_BRAND, type Picture, type Presentation } from "./presentation.ts";
import { arrivalKey, brandKey, type Key, keyOfPicture, said, versionOf } from "./rows.ts";

const TEXTS = `SELECT t.said, p.version FROM (SELECT 1) AS one
  LEFT JOIN presentations t ON t.kind = $1 AND t.of = $2
  LEFT JOIN pictures p ON p.kind = $1 AND p.of = $2`;
const SET_TEXT = `INSERT INTO presentations (kind, of, said) VALUES ($1, $2, $3)
  ON CONFLICT (kind, of) DO UPDATE SET said = excluded.said`;
const SET_PICTURE = `INSERT INTO pictures (kind, of, version, type, bytes) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (kind, of) DO UPDATE SET version = excluded.version, type = excluded.type, bytes = excluded.bytes`;

/** @param db is closed by whoever opened it */
export function createPostgresPresentation(db: Pool): Presentation {
  async function rows<Row extends object>(text: string, { kind, of }: Key, ...more: unknown[]): Promise<Row[]> {
    try {
      return (await db.query<Row>(text, [kind, of, ...more])).rows;
    } catch (error) {
      throw thrownAs(error);
    }
  }

  async function texts(key: Key): Promise<{ said: string | null; version: string | null }> {
    return (await rows<{ said: string | null; version: string | null }>(TEXTS, key))[0]!;
  }

  return {
    async brand(orgId) {
      const row = await texts(brandKey(orgId));
      return { ...said<Brand>(NO_BRAND, row.said), logo: row.version };
    },
    async setBrand(orgId, brand) {
      await rows(SET_TEXT, brandKey(orgId), JSON.stringify(brand));
    },
    async arrival(lockId) {
      const row = await texts(arrivalKey(lockId));
      return { ...said<Arrival>(NO_ARRIVAL, row.said), picture: row.version };
    },
    async setArrival(lockId, arrival) {
      await rows(SET_TEXT, arrivalKey(lockId), JSON.stringify(arrival));
    },
    async picture(of) {
      const text = "SELECT type, bytes FROM pictures WHERE kind = $1 AND of = $2";
      return (await rows<Picture>(text, keyOfPicture(of)))[0];
    },
    async setPicture(of, given) {
      const key = keyOfPicture(of);
      if (!given) await rows("DELETE FROM pictures WHERE kind = $1 AND of = $2", key);
      else await rows(SET_PICTURE, key, versionOf(given.bytes), given.type, given.bytes);
    },
    async close() {},
  };
}
