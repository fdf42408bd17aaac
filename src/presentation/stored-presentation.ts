/** Brands, directions and pictures in any store, beside the record. */
import { createHash } from "node:crypto";
import { type Sql, statement } from "../database/sql.ts";
import {
  type Directions,
  type DirectionsRecord,
  type Brand,
  NO_DIRECTIONS,
  NO_BRAND,
  type Picture,
  type Pictured,
  type Presentation,
} from "./presentation.ts";

/** What a row is of: its kind, and the organisation's id or the lock's number. */
type Subject = readonly [kind: "brand" | "arrival", of: string];

/** A row of each that is asked for, whether there is something or not. */
const textsOf = (
  count: number,
) => `WITH asked (of) AS (VALUES ${Array.from({ length: count }, (_, i) => `($${i + 2})`).join()})
  SELECT a.of, t.said, p.version FROM asked a
  LEFT JOIN presentations t ON t.kind = $1 AND t.of = a.of
  LEFT JOIN pictures p ON p.kind = $1 AND p.of = a.of`;
const SET_TEXT = `INSERT INTO presentations (kind, of, said) VALUES ($1, $2, $3)
  ON CONFLICT (kind, of) DO UPDATE SET said = excluded.said`;
const PICTURE = "SELECT type, bytes FROM pictures WHERE kind = $1 AND of = $2";
const SET_PICTURE = `INSERT INTO pictures (kind, of, version, type, bytes) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (kind, of) DO UPDATE SET version = excluded.version, type = excluded.type, bytes = excluded.bytes`;
const REMOVE_PICTURE = "DELETE FROM pictures WHERE kind = $1 AND of = $2";

/** What the sites of these locks say, where they are still of the locks' organisations. */
const ofSites = (sql: Sql, count: number) => `SELECT l.lock_id AS "lockId", s.address, s.directions AS text
  FROM site_locks l JOIN sites s ON s.id = l.site_id JOIN locks k ON k.lock_id = l.lock_id
  WHERE l.lock_id IN (${Array.from({ length: count }, (_, i) => `$${i + 1}`).join()})
    AND s.org_id = ${sql.words.member("k.state", "orgId")}`;

/** @param sql is closed with it */
export function createPresentation(sql: Sql): Presentation {
  async function texts<T extends object>(kind: Subject[0], of: readonly string[], nothing: T) {
    const rows = await sql.read<{ of: string; said: string | null; version: string | null }>(
      textsOf(of.length),
      kind,
      ...of,
    );
    return rows.map(({ of, said, version }) => ({ of, texts: over(nothing, said), version }));
  }

  async function directionsOfLocks(lockIds: readonly number[]): Promise<ReadonlyMap<number, DirectionsRecord>> {
    const rows = await texts<Directions>("arrival", lockIds.map(String), NO_DIRECTIONS);
    return new Map(rows.map(({ of, texts: directions, version }) => [Number(of), { ...directions, picture: version }]));
  }

  /** As `directionsOfLocks`; what a door says nothing of is as its site says. */
  async function withSites(lockIds: readonly number[]): Promise<ReadonlyMap<number, DirectionsRecord>> {
    type Row = { readonly lockId: number; readonly address: string | null; readonly text: string | null };
    const [own, sites] = await Promise.all([
      directionsOfLocks(lockIds),
      sql.read<Row>(ofSites(sql, lockIds.length), ...lockIds),
    ]);
    if (sites.length === 0) return own;
    const all = new Map(own);
    for (const { lockId, address, text } of sites) {
      const said = all.get(lockId)!;
      all.set(lockId, { ...said, text: said.text ?? text, address: said.address ?? address });
    }
    return all;
  }

  async function setTexts(subject: Subject, said: object): Promise<void> {
    await sql.write(statement(SET_TEXT, ...subject, JSON.stringify(said)));
  }

  return {
    async brand(orgId) {
      const [row] = await texts<Brand>("brand", [orgId], NO_BRAND);
      return { ...row!.texts, logo: row!.version };
    },
    setBrand: (orgId, brand) => setTexts(brandSubject(orgId), brand),
    directions: async (lockId) => (await directionsOfLocks([lockId])).get(lockId)!,
    directionsOfLocks: withSites,
    setDirections: (lockId, directions) => setTexts(directionsSubject(lockId), directions),
    picture: async (of) => (await sql.read<Picture>(PICTURE, ...subjectOfPicture(of)))[0],
    async setPicture(of, given) {
      const subject = subjectOfPicture(of);
      if (!given) await sql.write(statement(REMOVE_PICTURE, ...subject));
      else await sql.write(statement(SET_PICTURE, ...subject, versionOf(given.bytes), given.type, given.bytes));
    },
    close: () => sql.close(),
  };
}

const brandSubject = (orgId: string): Subject => ["brand", orgId];
const directionsSubject = (lockId: number): Subject => ["arrival", String(lockId)];

function subjectOfPicture(of: Pictured): Subject {
  return "logoOf" in of ? brandSubject(of.logoOf) : directionsSubject(of.directionsTo);
}

/** The same for the same bytes, in 16 characters. */
function versionOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64url").slice(0, 16);
}

/** What was said, over what is there where nothing was; whatever an older program wrote has all fields. */
function over<T extends object>(nothing: T, text: string | null | undefined): T {
  return text === null || text === undefined ? nothing : { ...nothing, ...(JSON.parse(text) as Partial<T>) };
}
