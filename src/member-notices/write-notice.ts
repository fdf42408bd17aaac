/** Writes a mail of what happened, of what is so when it is sent. */
import type { Sql } from "../database/sql.ts";
import { standingAt } from "../domain/standing.ts";
import type { LedgerReads, LockRecord, TempKeyRecord } from "../ledger/ledger.ts";
import type { Kind, Notice, Written } from "../notices/notices.ts";
import type { NoticeKind } from "./choices.ts";
import { APART_MS, readSlot, type Slot } from "./fan-out.ts";
import { textsIn } from "./languages.ts";
import { type Content, type Fact, type LetterDeps, noticeMail } from "./letter.ts";
import { isTheirs, type Recipient, type RecipientDeps, recipientOf } from "./recipient.ts";
import { shownName, shownTime } from "./shown.ts";
import { marking, type CountedLock, type Waiting, waitingOf, type WaitingEvent } from "./statements.ts";
import type { DoorKind, Texts } from "./texts.ts";

/** What writing notices takes. */
export interface WritingDeps extends RecipientDeps, LetterDeps {
  readonly sql: Sql;
  readonly read: Pick<LedgerReads, "locks" | "tempKeys" | "order">;
}

/** Of one mail. */
const MAX_FACTS = 20;
/** Of one door. */
const MAX_LINES = 5;
/** Of one door, whose names are looked up. */
const MAX_NAMED = 100;

/** Everything that a mail may name. */
interface Names {
  readonly texts: Texts;
  readonly now: number;
  readonly locks: ReadonlyMap<number, LockRecord>;
  readonly keys: ReadonlyMap<string, TempKeyRecord>;
  readonly people: ReadonlyMap<string, string>;
  /** Of orders: the key, and whether the door surely did not open. */
  readonly orders: ReadonlyMap<string, { readonly tempKeyUuid: string | null; readonly failed: boolean }>;
}

/** Notices of what happened. */
export function memberNoticeKind(deps: WritingDeps): Kind {
  return {
    async write(notice, now) {
      const slot = readSlot(notice.slot);
      const recipient = await recipientOf(slot, deps, now);
      if (!recipient?.choices.atOnce.includes(slot.kind)) return undefined;
      if (slot.kind === "webhook-failing") return ofWebhook(notice, slot, recipient, now, deps);
      const waiting = await waitingOf(deps.sql, slot, notice.since);
      if (!waiting) return undefined;
      // Something came while the last one was on its way.
      const { toldAt = 0 } = waiting;
      if (now < toldAt + APART_MS && toldAt <= now) return { later: toldAt + APART_MS };
      const names = await namesOf(waiting, recipient, now, deps);
      const content = contentOf(slot.kind, waiting, names);
      if (!content) return undefined;
      return {
        message: { channel: "email", mail: await noticeMail(content, slot, recipient, names.texts, deps) },
        async settled({ kind }) {
          if (kind === "sent") await deps.sql.write(marking(slot, waiting.upTo, now));
        },
      };
    },
  };
}

async function ofWebhook(
  { personal }: Notice,
  slot: Slot,
  recipient: Recipient,
  now: number,
  deps: WritingDeps,
): Promise<Written | undefined> {
  const { actor, choices } = recipient;
  const texts = textsIn(choices.language);
  if (!personal || actor.kind !== "member" || actor.role !== "owner") return undefined;
  const { url = "", since = "", said = "", off } = personal;
  const content: Content = {
    title: off === undefined ? texts.webhook.subject : texts.webhook.off,
    before: [off === undefined ? texts.next["webhook-failing"](0) : texts.webhook.nextOff],
    facts: [
      [
        texts.webhook.label,
        shownName(url),
        texts.webhook.since(shownTime(texts, Number(since), choices.timeZone, now, true)),
        ...(said === "" ? [] : [texts.webhook.said(shownName(said))]),
      ],
    ],
    screen: "/partner",
  };
  return { message: { channel: "email", mail: await noticeMail(content, slot, recipient, texts, deps) } };
}

async function namesOf(
  { locks, events }: Waiting,
  recipient: Recipient,
  now: number,
  deps: WritingDeps,
): Promise<Names> {
  const { read, directory } = deps;
  const texts = textsIn(recipient.choices.language);
  const there = await read.locks(locks.map(({ lockId }) => lockId));
  const theirs = new Map([...there].filter(([, lock]) => isTheirs(recipient, lock)));
  const told = shownEvents(events, theirs);
  const orderIds = [...new Set(told.flatMap(({ facts: { orderId } }) => orderId ?? []))];
  const found = await Promise.all(orderIds.map(async (orderId) => [orderId, await read.order(orderId)] as const));
  const orders = new Map(
    found.map(([orderId, order]) => {
      const failed = order?.stage === "failed" || order?.stage === "expired";
      return [orderId, { tempKeyUuid: order?.tempKeyUuid ?? null, failed }] as const;
    }),
  );
  const uuids = told.flatMap(
    ({ facts: { tempKeyUuid, orderId = "" } }) => tempKeyUuid ?? orders.get(orderId)?.tempKeyUuid ?? [],
  );
  const keys = uuids.length > 0 ? await read.tempKeys([...new Set(uuids)]) : [];
  const personIds = [...new Set(told.flatMap(({ facts: { personId } }) => personId ?? []))];
  const people = personIds.length > 0 ? await directory.people(personIds) : new Map<string, never>();
  return {
    texts,
    now,
    locks: theirs,
    keys: new Map(keys.map((key) => [key.state.uuid, key])),
    people: new Map(
      [...people].flatMap(([id, { name, email }]) => (name === null && email === null ? [] : [[id, name ?? email!]])),
    ),
    orders,
  };
}

/** Those that are told one by one: the newest of each door. */
function shownEvents(events: readonly WaitingEvent[], locks: ReadonlyMap<number, LockRecord>): readonly WaitingEvent[] {
  const counts = new Map<number, number>();
  return events.filter(({ lockId }) => {
    const count = (counts.get(lockId) ?? 0) + 1;
    counts.set(lockId, count);
    return locks.has(lockId) && count <= MAX_NAMED;
  });
}

/** @returns undefined where nothing is left to tell */
function contentOf(kind: Exclude<NoticeKind, "webhook-failing">, waiting: Waiting, names: Names): Content | undefined {
  return kind === "key-ending" ? ofKeys(waiting, names) : ofDoors(kind, waiting, names);
}

function ofDoors(kind: DoorKind, { locks, events }: Waiting, names: Names): Content | undefined {
  const { texts } = names;
  const doors = locks.flatMap((counted) => {
    const lock = names.locks.get(counted.lockId);
    return lock ? (doorOf(kind, counted, lock, events, names) ?? []) : [];
  });
  if (doors.length === 0) return undefined;
  const times = doors.reduce((sum, door) => sum + door.times, 0);
  const more = doors.length - MAX_FACTS;
  const [first] = doors;
  const next = texts.next[kind](doors.length);
  return {
    title: texts.subject[kind]({ times, door: first!.name, doors: doors.length }),
    before: next === "" ? [] : [next],
    facts: [
      ...doors.slice(0, MAX_FACTS).map(({ fact }) => fact),
      ...(more > 0 ? [[texts.moreDoors(more)] as const] : []),
    ],
    clock: texts.localTime,
    screen: doors.length === 1 ? `/doors/${first!.lockId}` : "/activity",
  };
}

interface TellingDoor {
  readonly lockId: number;
  readonly name: string;
  readonly times: number;
  readonly fact: Fact;
}

function doorOf(
  kind: DoorKind,
  { lockId, times: all, firstAt }: CountedLock,
  lock: LockRecord,
  events: readonly WaitingEvent[],
  names: Names,
): TellingDoor | undefined {
  const { texts, now, orders } = names;
  const { timeZone, health } = lock.state;
  const name = doorName(texts, lock);
  const when = (at: number) => shownTime(texts, at, timeZone, now);
  if (kind === "offline") {
    // It is back.
    if (!health?.offline) return undefined;
    return { lockId, name, times: 1, fact: [name, texts.offlineSince(when(health.offline.since))] };
  }
  const here = events.filter((one) => one.lockId === lockId);
  const isVoid = ({ facts: { orderId } }: WaitingEvent) =>
    kind === "first-use" && orderId !== undefined && orders.get(orderId)?.failed === true;
  const told = here.filter((one) => !isVoid(one));
  const times = all - (here.length - told.length);
  if (times <= 0 || told.length === 0) return undefined;
  const lines = told.slice(0, MAX_LINES).map((one) => {
    const line = [when(one.at), ...factsOf(one, names)].join(" · ");
    return one.times > 1 ? `${line} (${one.times}×)` : line;
  });
  if (times === 1) return { lockId, name, times, fact: [name, ...lines] };
  const shown = told.slice(0, MAX_LINES).reduce((sum, one) => sum + one.times, 0);
  const rest = times > shown ? [texts.more(times - shown)] : [];
  return { lockId, name, times, fact: [name, texts.several(kind, times, when(firstAt)), ...lines, ...rest] };
}

/** Who, by what, and why not. */
function factsOf({ facts }: WaitingEvent, { texts, keys, people, orders }: Names): string[] {
  const { orderId, personId, method, reason, battery } = facts;
  const order = orderId === undefined ? undefined : orders.get(orderId);
  const uuid = facts.tempKeyUuid ?? order?.tempKeyUuid ?? undefined;
  const key = uuid === undefined ? undefined : keys.get(uuid);
  const note = key && noteOf(key);
  const person = personId === undefined ? undefined : people.get(personId);
  return [
    ...(key ? [texts.key(note)] : []),
    ...(order && order.tempKeyUuid === null && facts.tempKeyUuid === undefined ? [texts.withoutKey] : []),
    ...(method === "code" ? [texts.byPin] : []),
    ...(person === undefined ? [] : [texts.by(shownName(person))]),
    ...(reason === undefined ? [] : [texts.reasons[reason]]),
    ...(battery === undefined ? [] : [texts.battery(battery)]),
  ];
}

function ofKeys({ events }: Waiting, { texts, now, locks, keys }: Names): Content | undefined {
  const ending = [...new Set(events.flatMap(({ facts: { tempKeyUuid } }) => tempKeyUuid ?? []))].flatMap((uuid) => {
    const key = keys.get(uuid);
    if (!key || !["active", "upcoming"].includes(standingAt(key.state, now))) return [];
    const doors = key.state.doors.flatMap(({ lockId }) => locks.get(lockId) ?? []);
    return doors.length === 0 ? [] : [{ key, doors }];
  });
  if (ending.length === 0) return undefined;
  const sorted = ending.toSorted((a, b) => a.key.state.validUntil - b.key.state.validUntil);
  const facts = sorted.slice(0, MAX_FACTS).map(({ key, doors }): Fact => {
    const { validUntil } = key.state;
    const names = doors.slice(0, MAX_LINES).map((door) => doorName(texts, door));
    const more = doors.length > MAX_LINES ? [texts.moreDoors(doors.length - MAX_LINES)] : [];
    const ends = texts.keysEnd.ends(shownTime(texts, validUntil, doors[0]!.state.timeZone, now));
    return [noteOf(key) ?? texts.keysEnd.unnamed, ends, [...names, ...more].join(", ")];
  });
  const [first] = sorted;
  const more = sorted.length - MAX_FACTS;
  return {
    title: texts.keysEnd.subject(sorted.length, noteOf(first!.key)),
    before: [texts.next["key-ending"](0)],
    facts: more > 0 ? [...facts, [texts.daily.moreKeys(more)]] : facts,
    clock: texts.localTime,
    screen: sorted.length === 1 ? `/keys/${first!.key.state.uuid}` : "/keys",
  };
}

function noteOf({ description }: TempKeyRecord): string | undefined {
  return description === null ? undefined : shownName(description);
}

/** As people call the door; without a name, by the lock's number. */
export function doorName(texts: Texts, { name, state }: LockRecord): string {
  const shown = shownName(name ?? "");
  return shown === "" ? texts.unnamedDoor(state.lockId) : shown;
}
