/** Brands, arrivals and pictures in any store, beside the record. */
import { createHash } from "node:crypto";
import { type Sql, statement } from "../database/sql.ts";
import {
  type Arrival,
  type Brand,
  NO_ARRIVAL,
  NO_BRAND,
  type Picture,
  type Pictured,
  type Presentation,
} from "./presentation.ts";

/** What a row is of: its kind, and the organisation's id or the lock's number. */
type Key = readonly [kind: "brand" | "arrival", of: string];

const TEXTS = `SELECT t.said, p.version FROM (SELECT 1) AS one
  LEFT JOIN presentations t ON t.kind = $1 AND t.of = $2
  LEFT JOIN pictures p ON p.kind = $1 AND p.of = $2`;
const SET_TEXT = `INSERT INTO presentations (kind, of, said) VALUES ($1, $2, $3)
  ON CONFLICT (kind, of) DO UPDATE SET said = excluded.said`;
const PICTURE = "SELECT type, bytes FROM pictures WHERE kind = $1 AND of = $2";
const SET_PICTURE = `INSERT INTO pictures (kind, of, version, type, bytes) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (kind, of) DO UPDATE SET version = excluded.version, type = excluded.type, bytes = excluded.bytes`;
const REMOVE_PICTURE = "DELETE FROM pictures WHERE kind = $1 AND of = $2";

/** @param sql is closed with it */
export function createPresentation(sql: Sql): Presentation {
  async function texts<T extends object>(
    key: Key,
    nothing: T,
  ): Promise<{ readonly texts: T; readonly version: string | null }> {
    const [row] = await sql.read<{ said: string | null; version: string | null }>(TEXTS, ...key);
    return { texts: over(nothing, row?.said), version: row?.version ?? null };
  }

  async function setTexts(key: Key, said: object): Promise<void> {
    await sql.write(statement(SET_TEXT, ...key, JSON.stringify(said)));
  }

  return {
    async brand(orgId) {
      const { texts: brand, version } = await texts<Brand>(brandKey(orgId), NO_BRAND);
      return { ...brand, logo: version };
    },
    setBrand: (orgId, brand) => setTexts(brandKey(orgId), brand),
    async arrival(lockId) {
      const { texts: arrival, version } = await texts<Arrival>(arrivalKey(lockId), NO_ARRIVAL);
      return { ...arrival, picture: version };
    },
    setArrival: (lockId, arrival) => setTexts(arrivalKey(lockId), arrival),
    picture: async (of) => (await sql.read<Picture>(PICTURE, ...keyOfPicture(of)))[0],
    async setPicture(of, given) {
      const key = keyOfPicture(of);
      if (!given) await sql.write(statement(REMOVE_PICTURE, ...key));
      else await sql.write(statement(SET_PICTURE, ...key, versionOf(given.bytes), given.type, given.bytes));
    },
    close: () => sql.close(),
  };
}

const brandKey = (orgId: string): Key => ["brand", orgId];
const arrivalKey = (lockId: number): Key => ["arrival", String(lockId)];

function keyOfPicture(of: Pictured): Key {
  return "logoOf" in of ? brandKey(of.logoOf) : arrivalKey(of.wayTo);
}

/** The same for the same bytes, in 16 characters. */
function versionOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64url").slice(0, 16);
}

/** What was said, over what is there where nothing was; whatever an older program wrote has all fields. */
function over<T extends object>(nothing: T, text: string | null | undefined): T {
  return text === null || text === undefined ? nothing : { ...nothing, ...(JSON.parse(text) as Partial<T>) };
}
