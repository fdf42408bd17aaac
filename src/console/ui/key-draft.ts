/** A key as somebody fills it in, before the server knows of it. */
import { addDays, dateAt, type KeyTime, oneHour, oneWeek, stay, thisWeekend, untilTomorrow } from "../time/presets.ts";
import type { KeyDetails } from "../api/types.ts";
import type { DoorChoice } from "./door-picker.tsx";
import type { Chosen } from "./people-picker.tsx";

export const WHENS = ["once", "tomorrow", "weekend", "week", "stay", "own"] as const;
/** One of `WHENS`: when a new key opens. */
export type When = (typeof WHENS)[number];
/** How a door is opened: by the link, by the PIN at its panel, or either. */
export type Method = KeyDetails["doors"][number]["accessMethod"];

/** A key that is being filled in. */
export interface KeyDraft {
  readonly doors: readonly DoorChoice[];
  /** By the lock's number; by the link alone where it says nothing. */
  readonly methods: Readonly<Record<string, Method>>;
  /** What the guest reads in the place of the door's name, by the lock's number. */
  readonly labels: Readonly<Record<string, string>>;
  readonly when: When;
  /** Dates of a stay. */
  readonly arrival: string;
  readonly departure: string;
  /** Own times, in milliseconds since the epoch. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly note: string;
  readonly isNamed: boolean;
  readonly people: readonly Chosen[];
  /** How often it opens, as it was typed; empty for no limit. */
  readonly uses: string;
  /** The same for each of its doors; left out until there is something to say of it. */
  readonly usesPerDoor?: string;
}

/** When guests come and go at a site. */
export interface Hours {
  readonly checkIn?: string;
  readonly checkOut?: string;
}

/** With nothing in it but what most keys have. */
export function emptyDraft(now: number, zone: string): KeyDraft {
  const today = dateAt(now, zone);
  return {
    doors: [],
    methods: {},
    labels: {},
    when: "tomorrow",
    arrival: today,
    departure: addDays(today, 1),
    note: "",
    isNamed: false,
    people: [],
    uses: "",
  };
}

/** Another one like a key that is there; its time begins now where that of the key is over. */
export function draftLike(key: KeyDetails, now: number): KeyDraft {
  const [from, until] = [Date.parse(key.validFrom), Date.parse(key.validUntil)];
  const shift = until > now ? 0 : Math.ceil((now - from) / 60_000) * 60_000;
  const { doors } = key;
  return {
    ...emptyDraft(now, doors[0]?.timeZone ?? "UTC"),
    doors: doors.map(({ lockId, name, timeZone }) => ({ lockId, name, timeZone, site: null })),
    methods: Object.fromEntries(doors.map(({ lockId, accessMethod }) => [lockId, accessMethod])),
    labels: Object.fromEntries(doors.flatMap(({ lockId, label }) => (label === null ? [] : [[lockId, label]]))),
    when: "own",
    from: from + shift,
    until: until + shift,
    note: key.description ?? "",
    isNamed: !key.anyone,
    people: peopleOf(key),
    uses: usesText(key.maxUses),
    ...(key.maxUsesPerDoor !== null && { usesPerDoor: usesText(key.maxUsesPerDoor) }),
  };
}

const usesText = (most: number | null) => (most === null ? "" : String(most));

/** A limit as the server has it. @param text without a problem; null for no limit */
export function usesOf(text = ""): number | null {
  return text.trim() === "" ? null : Number(text);
}

/** Everybody whom it is for; those that answers leave unnamed by their ids. */
function peopleOf({ people, allowedUserIds }: KeyDetails): readonly Chosen[] {
  const named = new Map(people.map((person) => [person.id, person]));
  return allowedUserIds.map((id) => named.get(id) ?? { id, email: null });
}

/** Choose another time; one hour is for one opening, unless somebody says otherwise. */
export function withWhen(draft: KeyDraft, when: When, now: number, zone: string, hours: Hours): KeyDraft {
  const uses = when === "once" ? "1" : draft.when === "once" && draft.uses === "1" ? "" : draft.uses;
  // Whoever wants other times goes on from those that were there.
  const own = when === "own" && draft.from === undefined ? timeOf(draft, now, zone, hours) : {};
  return { ...draft, ...own, when, uses };
}

/** When it opens, by the clock at its first door; NaN where that is not said yet. */
export function timeOf(draft: KeyDraft, now: number, zone: string, hours: Hours): KeyTime {
  switch (draft.when) {
    case "once":
      return oneHour(now);
    case "tomorrow":
      return untilTomorrow(now, zone, hours.checkOut);
    case "weekend":
      return thisWeekend(now, zone);
    case "week":
      return oneWeek(now, zone);
    case "stay":
      return stay(draft.arrival, draft.departure, zone, hours);
    case "own":
      return { from: draft.from ?? Number.NaN, until: draft.until ?? Number.NaN };
    default:
      return draft.when satisfies never;
  }
}

/** Whether somebody opens a door by PIN. */
export function hasPin({ doors, methods, isNamed }: KeyDraft): boolean {
  return !isNamed && doors.some(({ lockId }) => (methods[lockId] ?? "key") !== "key");
}

/** Numbers of openings, in the order in which they are asked for. */
export const LIMITS = ["uses", "usesPerDoor"] as const;
/** A part of the form. */
export type DraftField = "doors" | "when" | "people" | (typeof LIMITS)[number] | "note";
/** What is wrong with a part of it. */
export type DraftProblem =
  | "noDoors"
  | "noTime"
  | "endsBefore"
  | "isOver"
  | "tooLong"
  | "noPeople"
  | "badUses"
  | "longNote";

const MAX_YEARS_MS = 5 * 365.2425 * 86_400_000;
const MAX_NOTE = 2_000;
const USES = /^(|[1-9]\d{0,8})$/;

/** What the server would refuse, by the field that it is about. */
export function problemsOf(
  draft: KeyDraft,
  { from, until }: KeyTime,
  now: number,
): Partial<Record<DraftField, DraftProblem>> {
  const when = Number.isNaN(from + until)
    ? "noTime"
    : until <= from
      ? "endsBefore"
      : until <= now
        ? "isOver"
        : until - from > MAX_YEARS_MS
          ? "tooLong"
          : undefined;
  return {
    ...(draft.doors.length === 0 && { doors: "noDoors" as const }),
    ...(when && { when }),
    ...(draft.isNamed && draft.people.length === 0 && { people: "noPeople" as const }),
    ...(!USES.test(draft.uses.trim()) && { uses: "badUses" as const }),
    ...(!USES.test((draft.usesPerDoor ?? "").trim()) && { usesPerDoor: "badUses" as const }),
    ...(draft.note.length > MAX_NOTE && { note: "longNote" as const }),
  };
}

/** What the server is asked for. @param userIds of the people, where it is for some */
export function bodyOf(draft: KeyDraft, { from, until }: KeyTime, userIds: readonly string[] | undefined) {
  const { doors, methods, labels, note } = draft;
  const [maxUses, maxUsesPerDoor] = [usesOf(draft.uses), usesOf(draft.usesPerDoor)];
  return {
    validFrom: new Date(from).toISOString(),
    validUntil: new Date(until).toISOString(),
    ...(note.trim() !== "" && { description: note.trim() }),
    doors: doors.map(({ lockId }) => doorBody(lockId, { methods, labels }, userIds !== undefined)),
    ...(userIds && { accessMode: "user-whitelist" as const, allowedUserIds: userIds }),
    ...(maxUses !== null && { maxUses }),
    ...(maxUsesPerDoor !== null && { maxUsesPerDoor }),
  };
}

/** One door as the server takes it. */
export function doorBody(lockId: string, { methods, labels }: Pick<KeyDraft, "methods" | "labels">, isNamed: boolean) {
  return {
    lockId,
    accessMethod: isNamed ? "key" : (methods[lockId] ?? "key"),
    ...(labels[lockId] && { label: labels[lockId] }),
  };
}

/** The field of the form that a field of what was sent is in. */
export function fieldOf(sent: string): DraftField | undefined {
  if (/^(doors|addDoors|removeDoors)\b/.test(sent)) return "doors";
  if (sent.startsWith("valid")) return "when";
  if (/^(allowedUserIds|accessMode|email)\b/.test(sent)) return "people";
  if (sent === "maxUses") return "uses";
  if (sent === "maxUsesPerDoor") return "usesPerDoor";
  return sent === "description" ? "note" : undefined;
}
