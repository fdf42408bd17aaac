/** Times as clocks on the wall show them. */

/** A date and a time of day in some zone; the month is counted from 1. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY_MS = 86_400_000;

/** Whether the calendar and the clock have it: no 30 February, no 24:00. */
export function isLocalTime({ year, month, day, hour, minute, second }: LocalTime): boolean {
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const shown = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours()];
  return shown.join() === [year, month, day, hour].join() && minute < 60 && second < 60 && year >= 1_000;
}

/**
 * The instants at which the clocks of a zone show a time.
 *
 * @param timeZone an IANA name that the runtime knows
 * @returns milliseconds since the epoch, rising: mostly one; none where clocks are set forward over it, two where they are
 * set back over it
 */
export function instantsAt(local: LocalTime, timeZone: string): readonly number[] {
  const { year, month, day, hour, minute, second } = local;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  // No zone is set twice within two days, so one of the offsets around it is in force.
  const offsets = new Set([shown - DAY_MS, shown + DAY_MS].map((at) => shownAt(at, timeZone) - at));
  const instants = [...offsets].map((offset) => shown - offset).filter((at) => shownAt(at, timeZone) === shown);
  return instants.toSorted((a, b) => a - b);
}

/** An instant by the clock of a zone, with its offset: `2026-12-24T15:00:00+01:00`. */
export function withOffset(at: number, timeZone: string): string {
  const offset = Math.round((shownAt(at, timeZone) - Math.floor(at / 1_000) * 1_000) / 60_000);
  const away = Math.abs(offset);
  const shown = new Date(at + offset * 60_000).toISOString().slice(0, 19);
  return `${shown}${offset < 0 ? "-" : "+"}${new Date(away * 60_000).toISOString().slice(11, 16)}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 100;

/** What clocks show at an instant, as if they stood in UTC. */
function shownAt(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    if (formats.size >= MAX_FORMATS) formats.clear();
    const numeric = "numeric" as const;
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      hourCycle: "h23",
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type)!;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}
