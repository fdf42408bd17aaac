/** What is told because it is time: the daily summaries, and that keys are about to end. One process at a time looks. */
import { type Clock, pause } from "../clock.ts";
import { required, type Sql, SqlConflictError, type Statement, statement } from "../database/sql.ts";
import { type HeldLease, holdLease, type Leases } from "../leases/lease.ts";
import type { LedgerReads } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";
import type { Outbox } from "../notices/outbox.ts";
import type { Choices, NoticeLanguage } from "./choices.ts";
import { APART_MS, type KeptEvent, noticeOf, scopesOf, slotOf, wants } from "./fan-out.ts";
import { nextHour } from "./local-day.ts";
import { keeping, toldAtOf, wantingOf } from "./statements.ts";

/** What looking for what is due takes. */
export interface TimesOptions {
  readonly sql: Sql;
  readonly outbox: Pick<Outbox, "queueing">;
  readonly read: Pick<LedgerReads, "locks" | "tempKeys">;
  readonly leases: Leases;
  /** Of those who chose none. */
  readonly language: NoticeLanguage;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The looking of this process. */
export interface Times {
  begin(): void;
  /** Once, now: for whoever has the lease. @returns whether there may be more */
  look(): Promise<boolean>;
  stop(): Promise<void>;
}

export const DAILY_NOTICE = "member-daily";
const LEASE = "member-notices";
/** How often it is looked, in milliseconds. */
const LOOK_MS = 20_000;
const AT_ONCE = 100;
const HOUR_MS = 3_600_000;
/** A summary that is later than this is left out: the next one is near. */
const LATE_MS = 12 * HOUR_MS;
/** Keys that end at about the same time are told together. */
const TOGETHER_MS = APART_MS;

const DAILY = `SELECT scope, user_id AS "userId", choices, daily_at AS "dailyAt" FROM notice_choices
  WHERE daily_at <= $1 ORDER BY daily_at LIMIT ${AT_ONCE}`;
const NEXT_DAILY = `UPDATE notice_choices SET daily_at = $4
  WHERE scope = $1 AND user_id = $2 AND daily_at = $3 RETURNING daily_at`;
const ENDING = `SELECT temp_key AS "uuid", warn_at AS "warnAt" FROM notice_key_ends
  WHERE warn_at <= $1 ORDER BY warn_at LIMIT ${AT_ONCE}`;
const ENDED = "DELETE FROM notice_key_ends WHERE temp_key = $1 AND warn_at = $2 RETURNING temp_key";

/** A person, a scope, and the day that a summary is of, by when it was due. */
export function dailySlot(userId: string, scope: string): string {
  return `${DAILY_NOTICE} ${JSON.stringify([userId, scope])}`;
}

/** @param slot as `dailySlot` gives it */
export function readDailySlot(slot: string): { readonly userId: string; readonly scope: string } {
  const [userId, scope] = JSON.parse(slot.slice(DAILY_NOTICE.length + 1)) as [string, string];
  return { userId, scope };
}

/** @returns what has not begun */
export function createTimes(options: TimesOptions): Times {
  const { sql, outbox, read, leases, language, holder, clock, log } = options;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function isDue(now: number): Promise<boolean> {
    const rows = await sql.read(
      `SELECT 1 AS due FROM notice_choices WHERE daily_at <= $1
       UNION ALL SELECT 1 AS due FROM notice_key_ends WHERE warn_at <= $1 LIMIT 1`,
      now,
    );
    return rows.length > 0;
  }

  async function look(): Promise<boolean> {
    const now = clock.now();
    const daily = await sql.read<DailyRow>(DAILY, now);
    for (const row of daily) await tellDay(row, now);
    // Always those of a whole quarter of an hour, so that they come in one mail.
    const ending = await sql.read<EndingRow>(ENDING, Math.floor(now / TOGETHER_MS) * TOGETHER_MS);
    const work: Statement[] = [];
    for (const row of ending) work.push(...(await tellEnd(row, now)));
    // At once, or the first of them would be sent without the others.
    if (work.length > 0) await writeOnce(work);
    return daily.length === AT_ONCE || ending.length === AT_ONCE;
  }

  async function tellDay({ scope, userId, choices, dailyAt }: DailyRow, now: number): Promise<void> {
    const { dailyAt: hour, timeZone } = JSON.parse(choices) as Choices;
    const next = hour === null ? null : nextHour(now, hour, timeZone);
    const of = {
      kind: DAILY_NOTICE,
      slot: dailySlot(userId, scope),
      about: `user ${userId}`,
      channel: "email" as const,
    };
    const notice = { ...of, since: dailyAt, dueAt: now, expiresAt: dailyAt + LATE_MS };
    await writeOnce([
      required(statement(NEXT_DAILY, scope, userId, dailyAt, next)),
      ...(hour === null || dailyAt < now - LATE_MS ? [] : await outbox.queueing([notice])),
    ]);
  }

  async function tellEnd({ uuid, warnAt }: EndingRow, now: number): Promise<readonly Statement[]> {
    const work: Statement[] = [required(statement(ENDED, uuid, warnAt))];
    const [key] = await read.tempKeys([uuid]);
    if (key && key.state.revokedAt === null && key.state.validUntil > now) {
      const locks = await read.locks(key.state.doors.map(({ lockId }) => lockId));
      const owners = [...locks.values()].map(({ state: { lockId, orgId, ownerId } }) => {
        return { lockId, orgId: orgId || null, ownerId };
      });
      const orgIds = owners.flatMap(({ orgId }) => orgId ?? []);
      const ownerIds = owners.flatMap(({ ownerId }) => ownerId ?? []);
      const wanting = await wantingOf(sql, { orgIds, ownerIds }, language);
      const toldAt = await toldAtOf(sql, [...wanting.keys()]);
      const kept: KeptEvent[] = [];
      const slots = new Map<string, ReturnType<typeof noticeOf>>();
      for (const lock of owners) {
        for (const { scope, isManaged } of scopesOf(lock)) {
          const told = wanting.get(scope)!.filter((one) => wants(one, "key-ending", lock.lockId, isManaged));
          const of = { scope, kind: "key-ending", lockId: lock.lockId } as const;
          if (told.length > 0) kept.push({ ...of, at: warnAt, takenAt: now, times: 1, facts: { tempKeyUuid: uuid } });
          for (const { userId } of told) {
            const slot = { userId, scope, kind: "key-ending" } as const;
            slots.set(slotOf(slot), noticeOf(slot, now, toldAt.get(slotOf(slot))));
          }
        }
      }
      work.push(...keeping(sql.words, kept), ...(await outbox.queueing([...slots.values()])));
    }
    return work;
  }

  /** Where somebody else has done some of it, nothing: what is left of it is still due. */
  async function writeOnce(work: readonly Statement[]): Promise<void> {
    await sql.write(...work).catch((error: unknown) => {
      if (!(error instanceof SqlConflictError)) throw error;
    });
  }

  async function lookInTurn(): Promise<void> {
    if (!(await isDue(clock.now()))) return;
    const lease: HeldLease = holdLease({ name: LEASE, holder, leases, clock, log, taken: () => {}, lost: () => {} });
    try {
      await lease.looked;
      while (lease.held() && !stopping.signal.aborted && (await look()));
    } finally {
      await lease.release();
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await lookInTurn();
      } catch (error) {
        log.warn({ err: error }, "It cannot be looked which notices are due; trying again");
      }
      await pause(clock, LOOK_MS, stopping.signal);
    }
  }

  return {
    begin: () => void (running = run()),
    look,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

interface DailyRow {
  readonly scope: string;
  readonly userId: string;
  readonly choices: string;
  readonly dailyAt: number;
}

interface EndingRow {
  readonly uuid: string;
  readonly warnAt: number;
}
