/**
 * Counts that all processes on one PostgreSQL share. Each counts by itself and tells the database four times a second
 * what came since, in one statement for all subjects; the answer is what all of them counted. While the database is
 * away, each goes on by itself.
 */
import { createHash } from "node:crypto";
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import { thrownAs } from "../ledger/postgres/errors.ts";
import type { Log } from "../log.ts";
import { type Counted, type Counters, createWindows, SHARED_EVERY_MS } from "./counters.ts";

interface Untold {
  readonly subject: string;
  readonly windowMs: number;
  count: number;
}

/** Subjects that one statement tells of; whatever comes beyond them in that time is known to this process only. */
const MAX_UNTOLD = 10_000;

/** `$1` ids, `$2` how many more, `$3` ends of windows that begin, `$4` now. Rows are locked in the order of their ids. */
const COUNT = `
  INSERT INTO counters AS c (id, count, ends_at)
  SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bigint[]) ORDER BY 1
  ON CONFLICT (id) DO UPDATE SET
    count = CASE WHEN c.ends_at <= $4 THEN excluded.count ELSE c.count + excluded.count END,
    ends_at = CASE WHEN c.ends_at <= $4 THEN excluded.ends_at ELSE c.ends_at END
  RETURNING encode(id, 'hex') AS id, count, ends_at AS "endsAt"`;

const FORGET = `
  DELETE FROM counters WHERE id IN (
    SELECT id FROM counters WHERE ends_at <= $1 ORDER BY ends_at LIMIT ${MAX_UNTOLD} FOR UPDATE SKIP LOCKED
  )`;

/** @param db is closed by whoever opened it */
export function createPostgresCounters(db: Pool, clock: Clock, log: Log): Counters {
  const windows = createWindows(clock);
  const stopping = new AbortController();
  let untold = new Map<string, Untold>();
  let telling: Promise<void> | undefined;
  /** Since the database was last told nothing; it is logged once. */
  let alone = false;

  /** @returns what is counted of each, by its subject */
  async function tellAll(those: readonly Untold[]): Promise<ReadonlyMap<string, Counted>> {
    const now = clock.now();
    const byId = new Map(those.map((one) => [idOf(one.subject), one]));
    const [ids, counts, ends] = [
      [...byId.keys()].map((id) => Buffer.from(id, "hex")),
      those.map(({ count }) => count),
      those.map(({ windowMs }) => now + windowMs),
    ];
    const { rows } = await db.query<Counted & { id: string }>(COUNT, [ids, counts, ends, now]);
    return new Map(rows.map(({ id, count, endsAt }) => [byId.get(id)!.subject, { count, endsAt }]));
  }

  async function tellSoon(): Promise<void> {
    try {
      await clock.sleep(SHARED_EVERY_MS, stopping.signal);
      const those = [...untold.values()];
      untold = new Map();
      for (const [subject, { count, endsAt }] of await tellAll(those)) {
        // What came while the database was asked is not in its answer.
        windows.set(subject, { count: count + (untold.get(subject)?.count ?? 0), endsAt });
      }
      await db.query(FORGET, [clock.now()]);
      if (alone) log.info({}, "Limits are shared again");
      alone = false;
    } catch (error) {
      if (!alone && !stopping.signal.aborted) log.warn({ err: error }, "Limits are this process's own for the moment");
      alone = true;
    } finally {
      telling = undefined;
      if (untold.size > 0 && !stopping.signal.aborted) telling = tellSoon();
    }
  }

  return {
    count(subject, windowMs) {
      const one = untold.get(subject);
      if (one) one.count++;
      else if (untold.size < MAX_UNTOLD) untold.set(subject, { subject, windowMs, count: 1 });
      telling ??= tellSoon();
      return windows.count(subject, windowMs);
    },
    async countExactly(subject, windowMs) {
      try {
        return (await tellAll([{ subject, windowMs, count: 1 }])).get(subject)!;
      } catch (error) {
        throw thrownAs(error);
      }
    },
    async close() {
      stopping.abort();
      await telling;
    },
  };
}

/** Of a fixed length, and nobody's address can be read from it. */
function idOf(subject: string): string {
  return createHash("sha256").update(subject).digest("hex");
}
