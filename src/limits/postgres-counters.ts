/**
 * Counts that all processes on one PostgreSQL share. Each counts by itself and tells the database four times a second
 * what came since, in one statement for all subjects; the answer is what all of them counted. While the database is
 * away, each goes on by itself. On SQLite there is one server, which counts in memory alone (`counters.ts`).
 */
import { createHash } from "node:crypto";
import type { Pool } from "pg";
import type { Clock } from "../clock.ts";
import { storeErrorOf } from "../database/postgres/errors.ts";
import type { Log } from "../log.ts";
import {
  WINDOW_SKEW_MS,
  type Counted,
  type Counters,
  createWindows,
  type Kind,
  MAX_SUBJECTS,
  SHARED_EVERY_MS,
} from "./counters.ts";

interface Untold {
  readonly kind: Kind;
  readonly subject: string;
  readonly windowMs: number;
  count: number;
}

/** Subjects that one statement forgets. */
const MAX_FORGOTTEN = 10_000;

const IS_OVER = `c.ends_at <= $4 OR c.ends_at > excluded.ends_at + ${WINDOW_SKEW_MS}`;
/** `$1` ids, `$2` how many more, `$3` ends of windows that begin, `$4` now. Rows are locked in the order of their ids. */
const COUNT = `
  INSERT INTO counters AS c (id, count, ends_at)
  SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bigint[]) ORDER BY 1
  ON CONFLICT (id) DO UPDATE SET
    count = GREATEST(0, CASE WHEN ${IS_OVER} THEN excluded.count ELSE c.count + excluded.count END),
    ends_at = CASE WHEN ${IS_OVER} THEN excluded.ends_at ELSE c.ends_at END
  RETURNING encode(id, 'hex') AS id, count, ends_at AS "endsAt"`;

const FORGET = `
  DELETE FROM counters WHERE id IN (
    SELECT id FROM counters WHERE ends_at <= $1 ORDER BY ends_at LIMIT ${MAX_FORGOTTEN} FOR UPDATE SKIP LOCKED
  )`;

/** @param db is closed by whoever opened it */
export function createPostgresCounters(db: Pool, clock: Clock, log: Log): Counters {
  const windows = createWindows(clock);
  const stopping = new AbortController();
  /** By kind, and as many of each as are remembered; whatever comes beyond them in that time is known here only. */
  let untold = new Map<Kind, Map<string, Untold>>();
  let telling: Promise<void> | undefined;
  /** Since the database was last told nothing; it is logged once. */
  let alone = false;

  /** @returns them, with what is counted of each */
  async function tellAll(those: readonly Untold[]): Promise<readonly (readonly [of: Untold, counted: Counted])[]> {
    const now = clock.now();
    const byId = new Map(those.map((one) => [idOf(one), one]));
    const [ids, counts, ends] = [
      [...byId.keys()].map((id) => Buffer.from(id, "hex")),
      those.map(({ count }) => count),
      those.map(({ windowMs }) => now + windowMs),
    ];
    const { rows } = await db.query<Counted & { id: string }>(COUNT, [ids, counts, ends, now]);
    return rows.map(({ id, count, endsAt }) => [byId.get(id)!, { count, endsAt }] as const);
  }

  async function tellSoon(): Promise<void> {
    try {
      await clock.sleep(SHARED_EVERY_MS, stopping.signal);
      const those = [...untold.values()].flatMap((ofKind) => Array.from(ofKind.values()));
      untold = new Map();
      for (const [{ kind, subject }, { count, endsAt }] of await tellAll(those)) {
        // What came while the database was asked is not in its answer.
        const since = untold.get(kind)?.get(subject)?.count ?? 0;
        windows.set(kind, subject, { count: count + since, endsAt });
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

  function tell(kind: Kind, subject: string, windowMs: number, more: 1 | -1): void {
    const ofKind = untold.get(kind) ?? new Map<string, Untold>();
    untold.set(kind, ofKind);
    const one = ofKind.get(subject);
    if (one) one.count += more;
    else if (ofKind.size < MAX_SUBJECTS[kind]) ofKind.set(subject, { kind, subject, windowMs, count: more });
    telling ??= tellSoon();
  }

  return {
    count(kind, subject, windowMs) {
      tell(kind, subject, windowMs, 1);
      return windows.count(kind, subject, windowMs);
    },
    giveBack(kind, subject, windowMs) {
      tell(kind, subject, windowMs, -1);
      windows.giveBack(kind, subject, windowMs);
    },
    async countExactly(kind, subject, windowMs) {
      try {
        return (await tellAll([{ kind, subject, windowMs, count: 1 }]))[0]![1];
      } catch (error) {
        throw storeErrorOf(error);
      }
    },
    async giveBackExactly(kind, subject, windowMs) {
      try {
        await tellAll([{ kind, subject, windowMs, count: -1 }]);
      } catch {
        tell(kind, subject, windowMs, -1);
      }
    },
    look: windows.look,
    forget(kind, subject) {
      untold.get(kind)?.delete(subject);
      windows.forget(kind, subject);
    },
    async close() {
      stopping.abort();
      await telling;
    },
  };
}

/** Of a fixed length, and nobody's address can be read from it. */
function idOf({ kind, subject }: Untold): string {
  return createHash("sha256").update(`${kind} ${subject}`).digest("hex");
}
