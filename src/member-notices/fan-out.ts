/** From a batch of the record's events to what is kept to be told, and to whom. Pure: who wants what comes in. */
import { scopeName } from "../activity/activity.ts";
import type { StoredEvent } from "../domain/events.ts";
import { NOBODYS, type Owners, ownersAfter } from "../domain/lock-owners.ts";
import type { NewNotice } from "../notices/notices.ts";
import type { Choices, NoticeKind } from "./choices.ts";
import { keyEndOf } from "./key-ends.ts";
import { type Facts, toldOf } from "./told.ts";

/** Somebody who may want to be told of a scope. */
export interface Wanting {
  readonly userId: string;
  readonly choices: Choices;
  /** False where the choices are the server's. */
  readonly chosen: boolean;
}

/** What is known before a batch. */
export interface Known {
  readonly owners: ReadonlyMap<number, Owners>;
  /** By scopes. */
  readonly wanting: ReadonlyMap<string, readonly Wanting[]>;
  /** When each was last told, by `slotOf`, in milliseconds since the epoch. */
  readonly toldAt: ReadonlyMap<string, number>;
}

/** One thing to be told, kept once for all who want it. */
export interface KeptEvent {
  readonly scope: string;
  readonly kind: NoticeKind;
  readonly lockId: number;
  readonly at: number;
  readonly takenAt: number;
  readonly times: number;
  readonly facts: Facts;
}

/** What a batch comes to. */
export interface FanOut {
  readonly kept: readonly KeptEvent[];
  readonly notices: readonly NewNotice[];
  /** Of locks that are somebody else's now. */
  readonly owners: ReadonlyMap<number, Owners>;
  /** When the end of a key is told; null for never. */
  readonly keyEnds: ReadonlyMap<string, number | null>;
}

export const MEMBER_NOTICE = "member";
const MINUTE_MS = 60_000;
/** Between two mails of one kind to one person. */
export const APART_MS = 15 * MINUTE_MS;
/** What happened longer ago is not told any more; a store that was moved reads its log from the beginning. */
const MAX_AGE_MS = 120 * MINUTE_MS;
/** How long a mail may be late. */
const LATE_MS = 12 * 60 * MINUTE_MS;

/** How long what comes together is gathered, in milliseconds; a lock that is away may be back by then. */
const GATHER_MS: Readonly<Record<NoticeKind, number>> = {
  opened: 20_000,
  refused: 20_000,
  // By then it is known whether the door opened.
  "first-use": 30_000,
  "key-ending": 0,
  offline: 10 * MINUTE_MS,
  "battery-low": 10_000,
  "door-ajar": 10_000,
  forced: 0,
  jammed: 5_000,
  "webhook-failing": 0,
};

/** Of one person, one scope and one kind, one mail waits at a time. */
export interface Slot {
  readonly userId: string;
  readonly scope: string;
  readonly kind: NoticeKind;
  /** What else tells it from others of the kind. */
  readonly of?: string;
}

/** Its name in the outbox. */
export function slotOf({ userId, scope, kind, of }: Slot): string {
  return `${MEMBER_NOTICE} ${JSON.stringify([userId, scope, kind, ...(of === undefined ? [] : [of])])}`;
}

/** @param slot as `slotOf` gives it */
export function readSlot(slot: string): Slot {
  const [userId, scope, kind, of] = JSON.parse(slot.slice(MEMBER_NOTICE.length + 1)) as [
    string,
    string,
    NoticeKind,
    string?,
  ];
  return { userId, scope, kind, ...(of !== undefined && { of }) };
}

/** The first at once, and then one in a while. @param toldAt when the last was sent */
export function noticeOf(slot: Slot, since: number, toldAt: number | undefined): NewNotice {
  const { userId, kind } = slot;
  const dueAt = Math.max(since + GATHER_MS[kind], toldAt === undefined ? 0 : toldAt + APART_MS);
  const of = { kind: MEMBER_NOTICE, slot: slotOf(slot), about: `user ${userId}`, channel: "email" as const };
  return { ...of, since, dueAt, expiresAt: dueAt + LATE_MS };
}

/** Whether somebody wants to be told this of a lock. */
export function wants({ choices, chosen }: Wanting, kind: NoticeKind, lockId: number, isManaged: boolean): boolean {
  // An organisation's owners are told of its locks, and whoever owns one beside it only if they said so.
  if (!chosen && isManaged) return false;
  return choices.atOnce.includes(kind) && (choices.lockIds === null || choices.lockIds.includes(lockId));
}

/** The scopes that a lock is of; of its owner's, whether an organisation has it too. */
export function scopesOf({
  orgId,
  ownerId,
}: Owners): readonly { readonly scope: string; readonly isManaged: boolean }[] {
  return [
    ...(orgId === null ? [] : [{ scope: scopeName({ orgId }), isManaged: false }]),
    ...(ownerId === null ? [] : [{ scope: scopeName({ ownerId }), isManaged: orgId !== null }]),
  ];
}

/** @param now of the batch, in milliseconds since the epoch */
export function fanOut(events: readonly StoredEvent[], known: Known, now: number): FanOut {
  const owners = new Map<number, Owners>();
  const keyEnds = new Map<string, number | null>();
  const kept: KeptEvent[] = [];
  const notices = new Map<string, NewNotice>();
  for (const { lockId, at, event } of events) {
    const before = owners.get(lockId) ?? known.owners.get(lockId) ?? NOBODYS;
    const after = ownersAfter(event, before);
    if (after !== before) owners.set(lockId, after);
    const end = keyEndOf(event, at);
    // What is told at a time that is over was told.
    if (end) keyEnds.set(end.uuid, end.at !== null && end.at > now - MAX_AGE_MS ? end.at : null);
    if (at < now - MAX_AGE_MS) continue;
    for (const { kind, facts, times } of toldOf(event)) {
      for (const { scope, isManaged } of scopesOf(after)) {
        const told = (known.wanting.get(scope) ?? []).filter((one) => wants(one, kind, lockId, isManaged));
        if (told.length > 0) kept.push({ scope, kind, lockId, at, takenAt: now, times, facts });
        for (const { userId } of told) {
          const slot = { userId, scope, kind };
          const name = slotOf(slot);
          if (!notices.has(name)) notices.set(name, noticeOf(slot, now, known.toldAt.get(name)));
        }
      }
    }
  }
  return { kept, notices: [...notices.values()], owners, keyEnds };
}
