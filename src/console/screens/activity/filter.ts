/** What of the activity is looked for, as the address has it and as the server is asked. */
import { instantsAt } from "../../../domain/local-time.ts";
import { isTimeZone } from "../../../domain/time-zone.ts";
import type { Wanted } from "./shown.ts";

/** As the address has it: `?door=12&kind=openings&from=2026-12-24`. The days are whole ones, by the zone's clocks. */
export interface Filter {
  readonly door?: string | undefined;
  readonly key?: string | undefined;
  readonly person?: string | undefined;
  readonly kind?: Kind | undefined;
  readonly outcome?: OutcomeGroup | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Before this instant: where a list that became too long goes on. */
  readonly before?: string | undefined;
  readonly zone?: string | undefined;
}

export const KINDS = {
  openings: ["LockOpenRequested", "AdmissionRefused", "PinRefused", "TempKeyUsed"],
  keys: [
    "TempKeyCreated",
    "TempKeyUpdated",
    "TempKeyDeleted",
    "TempKeyPaused",
    "TempKeyResumed",
    "TempKeyNoticeSent",
    "TempKeyNoticeFailed",
  ],
  devices: [
    "DeviceOffline",
    "DeviceOnline",
    "BatteryLow",
    "DoorAjar",
    "DoorForced",
    "LockJammed",
    "ManualOperation",
    "DeviceBound",
    "DeviceUnbound",
  ],
  doors: ["LockCreated", "OwnerSet", "OrganizationSet", "LockUuidChanged", "LockTimeZoneChanged"],
} as const;
export type Kind = keyof typeof KINDS;

export const OUTCOME_GROUPS = {
  opened: ["opened"],
  failed: ["failed", "expired", "unknown"],
  refused: ["refused"],
  trouble: ["failed", "expired", "unknown", "refused"],
  requested: ["requested"],
} as const;
export type OutcomeGroup = keyof typeof OUTCOME_GROUPS;

const isOf = <T extends object>(table: T, name: string | undefined): name is Extract<keyof T, string> =>
  name !== undefined && Object.hasOwn(table, name);
const matching = (text: string | undefined, pattern: RegExp) =>
  text !== undefined && pattern.test(text) ? text : undefined;

/** What an address asks for; what nobody understands is left out, and so is not in the filter that is shown either. */
export function filterOf(query: Readonly<Record<string, string | undefined>>): Filter {
  const { kind, outcome, zone, person, before } = query;
  const day = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
  return {
    door: matching(query["door"], /^[1-9]\d{0,14}$/),
    key: matching(query["key"], /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i)?.toLowerCase(),
    person: person && person.length <= 200 ? person : undefined,
    kind: isOf(KINDS, kind) ? kind : undefined,
    outcome: isOf(OUTCOME_GROUPS, outcome) ? outcome : undefined,
    from: matching(query["from"], day),
    to: matching(query["to"], day),
    before: before !== undefined && !Number.isNaN(Date.parse(before)) ? before : undefined,
    zone: zone !== undefined && isTimeZone(zone) ? zone : undefined,
  };
}

const DAY_MS = 86_400_000;

/** When a day begins by a zone's clocks; where they leave midnight out, at the first time that they show. */
export function dayStart(day: string, timeZone: string): number {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  for (let minute = 0; minute < 24 * 60; minute += 30) {
    const local = { year, month, day: date, hour: Math.floor(minute / 60), minute: minute % 60, second: 0 };
    const [at] = instantsAt(local, timeZone);
    if (at !== undefined) return at;
  }
  return Date.parse(day);
}

/** The day after, or so many days after, in any zone. */
export function nextDay(day: string, days = 1): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, day.length);
}

/** @param timeZone whose days `from` and `to` are */
export function wantedOf(filter: Filter, timeZone: string): Wanted {
  const { door, key, person, kind, outcome, from, to, before } = filter;
  const ends = [
    ...(to === undefined ? [] : [dayStart(nextDay(to), timeZone)]),
    ...(before === undefined ? [] : [Date.parse(before)]),
  ];
  return {
    lockId: door,
    tempKeyUuid: key,
    personId: person,
    types: kind && KINDS[kind],
    outcomes: outcome && OUTCOME_GROUPS[outcome],
    from: from === undefined ? undefined : dayStart(from, timeZone),
    to: ends.length > 0 ? Math.min(...ends) : undefined,
  };
}

const isoTime = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

/** As the server is asked. */
export function asked({ types, outcomes, from, to, lockId, tempKeyUuid, personId }: Wanted) {
  return {
    lockId,
    tempKeyUuid,
    personId,
    type: types?.join(),
    outcome: outcomes?.join(),
    from: isoTime(from),
    to: isoTime(to),
  };
}
