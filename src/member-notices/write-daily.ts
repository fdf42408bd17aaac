/** The daily summary: what happened yesterday, which keys begin and end today, and which doors would not open. */
import type { Activity } from "../activity/activity.ts";
import { attentionsOf } from "../devices/observed/attention.ts";
import type { DeviceStates } from "../devices/observed/device-states.ts";
import type { LockRecord } from "../ledger/ledger.ts";
import type { Kind } from "../notices/notices.ts";
import type { KeyRow } from "../reading/key-rows.ts";
import type { Reading } from "../reading/reading.ts";
import { textsIn } from "./languages.ts";
import { type Content, type Fact, type LetterDeps, noticeMail } from "./letter.ts";
import { type Day, dayAt, daysLater, spanOf } from "./local-day.ts";
import { isTheirs, type Recipient, type RecipientDeps, recipientOf } from "./recipient.ts";
import { shownDay, shownName, shownTime } from "./shown.ts";
import { readDailySlot } from "./times.ts";
import type { Texts } from "./texts.ts";

/** What writing summaries takes. */
export interface DailyDeps extends RecipientDeps, LetterDeps {
  readonly activity: Pick<Activity, "countsByLock" | "catchUp">;
  readonly reading: Pick<Reading, "lockRows" | "keyRows">;
  readonly deviceStates: Pick<DeviceStates, "states">;
}

/** Of one mail, of each thing. */
const MAX_FACTS = 20;
const MAX_KEYS = 200;
const CATCH_UP_MS = 5_000;

/** Summaries: of the day before the one on which they were due. */
export function dailyKind(deps: DailyDeps): Kind {
  return {
    async write(notice, now) {
      const of = readDailySlot(notice.slot);
      const recipient = await recipientOf(of, deps, now);
      if (!recipient || recipient.choices.dailyAt === null) return undefined;
      const texts = textsIn(recipient.choices.language);
      const content = await contentOf(recipient, dayAt(notice.since, recipient.choices.timeZone), texts, deps);
      if (!content) return undefined;
      const mail = await noticeMail(content, { ...of, kind: "daily" }, recipient, texts, deps);
      return { message: { channel: "email", mail } };
    },
  };
}

/** @returns undefined where there is nothing to tell */
async function contentOf(
  recipient: Recipient,
  today: Day,
  texts: Texts,
  deps: DailyDeps,
): Promise<Content | undefined> {
  const { actor, choices } = recipient;
  const { timeZone } = choices;
  const rows = await deps.reading.lockRows(actor, { words: [] });
  const locks = new Map(
    rows.flatMap(({ record }) => (isTheirs(recipient, record) ? [[record.state.lockId, record] as const] : [])),
  );
  if (locks.size === 0) return undefined;
  const yesterday = spanOf(daysLater(today, -1), timeZone);
  const day = spanOf(today, timeZone);
  const [happened, begin, end, attention] = [
    await whatHappened(recipient, yesterday, locks, texts, deps),
    await keysOf("from", day, recipient, locks, texts, deps),
    await keysOf("until", day, recipient, locks, texts, deps),
    await attentionOf(locks, texts, deps),
  ];
  const facts = [...attention, ...happened, ...begin, ...end];
  if (facts.length === 0) return undefined;
  const title = texts.daily.subject(shownDay(texts, yesterday.from, timeZone));
  const clock = begin.length + end.length > 0 ? texts.localTime : undefined;
  return { title, facts, screen: "/activity", ...(clock !== undefined && { clock }) };
}

type Locks = ReadonlyMap<number, LockRecord>;
interface Span {
  readonly from: number;
  readonly to: number;
}

function nameOf(texts: Texts, locks: Locks, lockId: number): string {
  const shown = shownName(locks.get(lockId)?.name ?? "");
  return shown === "" ? texts.unnamedDoor(lockId) : shown;
}

async function whatHappened(
  { actor }: Recipient,
  { from, to }: Span,
  locks: Locks,
  texts: Texts,
  { activity }: DailyDeps,
): Promise<readonly Fact[]> {
  await activity.catchUp(CATCH_UP_MS);
  const scope =
    actor.kind === "member" ? { orgId: actor.orgId } : { ownerId: actor.kind === "user" ? actor.userId : "" };
  const counts = await activity.countsByLock(scope, from, to);
  const byLock = Map.groupBy(
    counts.filter(({ lockId }) => locks.has(lockId)),
    ({ lockId }) => lockId,
  );
  const told = [...byLock].flatMap(([lockId, those]) => {
    const sum = (is: (one: (typeof those)[number]) => boolean) =>
      those.filter(is).reduce((all, { items }) => all + items, 0);
    const opened = sum(({ outcome, type }) => outcome === "opened" || type === "TempKeyUsed");
    const failed = sum(({ outcome }) => outcome === "failed" || outcome === "expired" || outcome === "unknown");
    const refused = sum(({ outcome }) => outcome === "refused");
    const other = sum(({ type }) => OF_DEVICES.has(type));
    const { daily } = texts;
    const parts = [
      opened > 0 && daily.openings(opened),
      failed > 0 && daily.failed(failed),
      refused > 0 && daily.refused(refused),
      other > 0 && daily.other(other),
    ].filter((one) => one !== false);
    return parts.length === 0 ? [] : [{ count: opened + failed + refused + other, lockId, line: parts.join(", ") }];
  });
  const sorted = told.toSorted((a, b) => b.count - a.count);
  const facts = sorted.slice(0, MAX_FACTS).map(({ lockId, line }): Fact => [nameOf(texts, locks, lockId), line]);
  return sorted.length > MAX_FACTS ? [...facts, [texts.moreDoors(sorted.length - MAX_FACTS)]] : facts;
}

/** What a device said that somebody may have to look after. */
const OF_DEVICES = new Set(["DeviceOffline", "BatteryLow", "DoorAjar", "DoorForced", "LockJammed"]);

/** Keys that begin, or end, within a day. */
async function keysOf(
  sort: "from" | "until",
  { from, to }: Span,
  { actor, choices: { lockIds } }: Recipient,
  locks: Locks,
  texts: Texts,
  { reading }: DailyDeps,
): Promise<readonly Fact[]> {
  const { rows } = await reading.keyRows(actor, {
    words: [],
    standings: new Set(["upcoming", "active"]),
    ...(lockIds && { lockIds: new Set(lockIds) }),
    from,
    until: to,
    sort,
    // Those that begin last, and those that end first, are the day's.
    descending: sort === "from",
    limit: MAX_KEYS,
  });
  const { daily } = texts;
  const told = rows
    .filter((row) => row[sort] >= from && row[sort] < to)
    .flatMap((row) => lineOf(row, sort, locks, texts))
    .toSorted((a, b) => a.at - b.at);
  if (told.length === 0) return [];
  const more = told.length > MAX_FACTS ? [daily.moreKeys(told.length - MAX_FACTS)] : [];
  const lines = told.slice(0, MAX_FACTS).map(({ line }) => line);
  return [[sort === "from" ? daily.begin : daily.end, ...lines, ...more]];
}

function lineOf(row: KeyRow, sort: "from" | "until", locks: Locks, texts: Texts) {
  const { daily, keysEnd } = texts;
  const doors = row.doors.filter(({ lockId }) => locks.has(lockId));
  const [first] = doors;
  if (!first) return [];
  const at = row[sort];
  const when = shownTime(texts, at, first.timeZone, at);
  const names = doors.length === 1 ? nameOf(texts, locks, first.lockId) : texts.doors(doors.length);
  const what = row.note === null ? keysEnd.unnamed : shownName(row.note);
  const how = sort === "from" ? daily.begins(when, names) : daily.ends(when, names);
  return [{ at, line: `${what} · ${how}` }];
}

async function attentionOf(locks: Locks, texts: Texts, { deviceStates }: DailyDeps): Promise<readonly Fact[]> {
  const { daily } = texts;
  const states = new Map((await deviceStates.states([...locks.keys()])).map((one) => [one.lockId, one]));
  const lines = [...locks.values()].flatMap((lock) => {
    const { snapshot } = states.get(lock.state.lockId) ?? {};
    // One that no device was connected to yet opens nothing on purpose.
    const said = attentionsOf(lock.state, snapshot, false).flatMap((attention) => {
      if (attention === "offline") return [daily.offline];
      return attention === "battery-low" ? [daily.batteryLow(snapshot?.battery)] : [];
    });
    return said.length === 0 ? [] : [`${nameOf(texts, locks, lock.state.lockId)} · ${said.join(", ")}`];
  });
  const more = lines.length > MAX_FACTS ? [texts.moreDoors(lines.length - MAX_FACTS)] : [];
  return lines.length === 0 ? [] : [[daily.attention, ...lines.slice(0, MAX_FACTS), ...more]];
}
