/**
 * Remembered requests on PostgreSQL: one statement takes one, whoever else asks at that moment, and its row's lock decides.
 * SQLite, where every commit has a cost, gathers them instead: the two share no code but their bounds.
 */
import type { Pool } from "pg";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { storeErrorOf } from "../database/postgres/errors.ts";
import { newUuid } from "../uuid.ts";
import { type Claim, type Idempotency, KEPT_MS, LEASE_MS, MAX_LEFT_MS } from "./idempotency.ts";
import { createGrowth, CUT_SHARE, cutTo } from "./shares.ts";

/** Requests that are forgotten with every one that is taken, at the most. */
const FORGOTTEN_AT_ONCE = 20;
/** In the place of a lease's end: given back. */
const RELEASED = 0;
/** Whoever is told neither that it is theirs nor whose it is has met one that was forgotten at that moment. */
const TRIES = 3;

interface RequestSqlRow {
  readonly fingerprint: Buffer;
  readonly answer: Buffer | null;
}

const FORGOTTEN_BY_AGE = 200;
const FORGET = `DELETE FROM requests WHERE id IN (
    SELECT id FROM requests WHERE created_at <= $1 ORDER BY created_at LIMIT ${FORGOTTEN_BY_AGE} FOR UPDATE SKIP LOCKED
  ) RETURNING id`;

/** `$1` id, `$2` fingerprint, `$3` seed, `$4` now, `$5` the end of the lease, `$6` until when others count as forgotten, `$7` whose it is. */
const TAKE = `
  WITH forgotten AS (
    DELETE FROM requests WHERE id IN (
      SELECT id FROM requests WHERE created_at <= $6 AND id <> $1
      ORDER BY created_at LIMIT ${FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED
    )
  )
  INSERT INTO requests AS r (id, fingerprint, seed, created_at, lease_until, unfinished, caller)
  VALUES ($1, $2, $3, $4, $5, false, $7)
  ON CONFLICT (id) DO UPDATE SET
    fingerprint = excluded.fingerprint,
    caller = excluded.caller,
    seed = CASE WHEN r.created_at <= $6 THEN excluded.seed ELSE r.seed END,
    created_at = CASE WHEN r.created_at <= $6 THEN excluded.created_at ELSE r.created_at END,
    unfinished = r.created_at > $6 AND r.lease_until <> ${RELEASED},
    lease_until = excluded.lease_until,
    answer = NULL
  WHERE r.created_at <= $6 OR (r.fingerprint = excluded.fingerprint AND r.answer IS NULL
    AND (r.lease_until <= $4 OR r.lease_until > $4 + ${MAX_LEFT_MS}))
  RETURNING seed, unfinished`;

/** @param db is closed by whoever opened it */
export function createPostgresIdempotency(db: Pool): Idempotency {
  const growth = createGrowth();

  async function rows<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    try {
      return (await db.query<Row>(text, [...values])).rows;
    } catch (error) {
      throw storeErrorOf(error);
    }
  }

  return {
    async claim(id, fingerprint, now, share): Promise<Claim> {
      if (growth.claimed(share)) await rows(CUT_SHARE, [share.of, ...cutTo(share), now]);
      for (let tried = 1; tried <= TRIES; tried++) {
        const lease = now + LEASE_MS;
        const values = [id, fingerprint, newUuid(now), now, lease, now - KEPT_MS, share.of];
        const [taken] = await rows<{ seed: string; unfinished: boolean }>(TAKE, values);
        if (taken) return { kind: "taken", ...taken, lease };
        const [row] = await rows<RequestSqlRow>("SELECT fingerprint, answer FROM requests WHERE id = $1", [id]);
        if (!row) continue;
        if (!row.fingerprint.equals(fingerprint)) return { kind: "other-request" };
        return row.answer ? { kind: "answered", answer: row.answer } : { kind: "under-way" };
      }
      throw new StoreUnavailableError("The request was forgotten again and again");
    },
    async keep(id, lease, answer, share) {
      growth.kept(share, answer.length);
      await rows("UPDATE requests SET answer = $1 WHERE id = $2 AND lease_until = $3", [answer, id, lease]);
    },
    async release(id, lease, came) {
      const text =
        came === "nothing"
          ? "DELETE FROM requests WHERE id = $1 AND lease_until = $2"
          : `UPDATE requests SET lease_until = ${RELEASED} WHERE id = $1 AND lease_until = $2`;
      await rows(text, [id, lease]);
    },
    async forget(now) {
      return (await rows(FORGET, [now - KEPT_MS])).length === FORGOTTEN_BY_AGE;
    },
    async close() {},
  };
}
