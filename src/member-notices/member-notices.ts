/** Notices to members of one process: what is kept of what happens, who is told, and when it is time. */
import { scopeName } from "../activity/activity.ts";
import type { Clock } from "../clock.ts";
import { type Statement, statement } from "../database/sql.ts";
import { NOBODYS, ownersAfter } from "../domain/lock-owners.ts";
import type { Leases } from "../leases/lease.ts";
import type { Log } from "../log.ts";
import type { NoticePart } from "../notices/open-notices.ts";
import type { Outbox } from "../notices/outbox.ts";
import { fanOut, MEMBER_NOTICE, noticeOf } from "./fan-out.ts";
import { ending, keeping, owning, ownersOf, toldAtOf, wantingOf } from "./statements.ts";
import { createTimes, DAILY_NOTICE } from "./times.ts";
import { toldOf } from "./told.ts";
import { type DailyDeps, dailyKind } from "./write-daily.ts";
import { memberNoticeKind, type WritingDeps } from "./write-notice.ts";

/** What notices to members need. */
export interface MemberNoticesOptions extends WritingDeps, DailyDeps {
  readonly outbox: Outbox;
  readonly leases: Leases;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The notices to members of this process. */
export interface MemberNotices {
  /** What the outbox's reader and its sending take. */
  readonly part: NoticePart;
  /** Look from now on for what is due. */
  begin(): void;
  stop(): Promise<void>;
  /**
   * To be written with what makes it so: that a webhook took nothing for a day, or is off. One mail to each owner of the organisation
   * who wants it, however often it is written before that is sent.
   */
  webhookFailing(orgId: string, failing: FailingWebhook): Promise<readonly Statement[]>;
  /** Some of what was kept long ago. @returns whether there may be more */
  forget(now: number): Promise<boolean>;
}

/** A webhook that takes nothing, or wants nothing more. */
export interface FailingWebhook {
  readonly webhookId: string;
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** The last answer, or why there was none; null where nothing is known. */
  readonly lastError: string | null;
  readonly isOff: boolean;
}

/** How long what happened is kept, though mails were late. */
const KEPT_MS = 3 * 86_400_000;
const FORGOTTEN_AT_ONCE = 500;
const FORGET = `DELETE FROM notice_events WHERE id IN (
  SELECT id FROM notice_events WHERE taken_at < $1 ORDER BY taken_at LIMIT ${FORGOTTEN_AT_ONCE}) RETURNING id`;

/** @returns notices that have not begun */
export function openMemberNotices(options: MemberNoticesOptions): MemberNotices {
  const { sql, outbox, clock, language } = options;
  const times = createTimes(options);

  const take: NoticePart["take"] = async (events, now) => {
    const told = events.filter(({ event }) => toldOf(event).length > 0);
    const owners = await ownersOf(sql, [...new Set(events.map(({ lockId }) => lockId))]);
    // Who has a lock may change within the batch.
    const set = events.map(({ event }) => ownersAfter(event, NOBODYS));
    const all = told.length === 0 ? [] : [...told.map(({ lockId }) => owners.get(lockId) ?? NOBODYS), ...set];
    const orgIds = [...new Set(all.flatMap(({ orgId }) => orgId ?? []))];
    const ownerIds = [...new Set(all.flatMap(({ ownerId }) => ownerId ?? []))];
    const isAny = orgIds.length + ownerIds.length > 0;
    const wanting = isAny ? await wantingOf(sql, { orgIds, ownerIds }, language) : new Map<string, never>();
    const toldAt = isAny ? await toldAtOf(sql, [...wanting.keys()]) : new Map<string, never>();
    const { kept, notices, owners: changed, keyEnds } = fanOut(events, { owners, wanting, toldAt }, now);
    const { words } = sql;
    const queued = await outbox.queueing(notices);
    return [...owning(words, changed), ...ending(words, keyEnds), ...keeping(words, kept), ...queued];
  };

  return {
    part: { take, kinds: { [MEMBER_NOTICE]: memberNoticeKind(options), [DAILY_NOTICE]: dailyKind(options) } },
    begin: times.begin,
    stop: times.stop,
    async webhookFailing(orgId, { webhookId, url, since, lastError, isOff }) {
      const scope = scopeName({ orgId });
      const wanting = (await wantingOf(sql, { orgIds: [orgId], ownerIds: [] }, language)).get(scope)!;
      const told = wanting.filter(({ choices }) => choices.atOnce.includes("webhook-failing"));
      const now = clock.now();
      const said = lastError !== null && { said: lastError };
      const personal = { url, since: String(since), ...said, ...(isOff && { off: "yes" }) };
      return outbox.queueing(
        told.map(({ userId }) => {
          const slot = { userId, scope, kind: "webhook-failing", of: webhookId } as const;
          return Object.assign(noticeOf(slot, now, undefined), { personal });
        }),
      );
    },
    async forget(now) {
      const [gone = []] = await sql.write(statement(FORGET, now - KEPT_MS));
      return gone.length === FORGOTTEN_AT_ONCE;
    },
  };
}
