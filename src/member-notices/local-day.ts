/** Days and hours by the clock of a zone, also where clocks are set forward or back. */
import { instantsAt } from "../domain/local-time.ts";

/** A day of the calendar; the month is counted from 1. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** No zone is set forward by more. */
const MOST_SKIPPED_MINUTES = 24 * 60;

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 100;

/** The day that it is there. @param at milliseconds since the epoch */
export function dayAt(at: number, timeZone: string): Day {
  let format = formats.get(timeZone);
  if (!format) {
    if (formats.size >= MAX_FORMATS) formats.clear();
    const numeric = "numeric" as const;
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      year: numeric,
      month: numeric,
      day: numeric,
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return { year: parts.get("year")!, month: parts.get("month")!, day: parts.get("day")! };
}

/** So many days later, or earlier. */
export function daysLater({ year, month, day }: Day, days: number): Day {
  const date = new Date(Date.UTC(year, month - 1, day) + days * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/**
 * When the clock there shows an hour of a day: the first time where it does so twice, and where clocks are set forward over
 * it, when they are.
 *
 * @returns milliseconds since the epoch
 */
export function hourOf({ year, month, day }: Day, hour: number, timeZone: string): number {
  // Zones differ by whole quarters of an hour, and so do the times that they leave out.
  for (let minutes = hour * 60; minutes <= hour * 60 + MOST_SKIPPED_MINUTES; minutes += 15) {
    const date = new Date(Date.UTC(year, month - 1, day) + minutes * MINUTE_MS);
    const local = {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: 0,
    };
    const [first] = instantsAt(local, timeZone);
    if (first !== undefined) return first;
  }
  throw new RangeError(`${timeZone} has no ${year}-${month}-${day}`);
}

/** The first time after an instant that it is that hour there. */
export function nextHour(after: number, hour: number, timeZone: string): number {
  const today = dayAt(after, timeZone);
  for (let days = 0; ; days++) {
    const at = hourOf(daysLater(today, days), hour, timeZone);
    if (at > after) return at;
  }
}

/** From the beginning of a day to the beginning of the next. */
export function spanOf(day: Day, timeZone: string): { readonly from: number; readonly to: number } {
  return { from: hourOf(day, 0, timeZone), to: hourOf(daysLater(day, 1), 0, timeZone) };
}
