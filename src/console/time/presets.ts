/** Times that keys are mostly made for, by the clock at the door. */
import { instantsOf, wallClock } from "./wall-clock.ts";

/** When a key opens, in milliseconds since the epoch. */
export interface KeyTime {
  readonly from: number;
  readonly until: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** When whoever stays over leaves, where nobody says it. */
export const CHECK_OUT = "11:00";
/** When whoever comes may come in, where nobody says it. */
export const CHECK_IN = "15:00";
/** Saturday and Sunday, as 1 is Monday. */
const WEEKEND: readonly number[] = [6, 7];
/** Clocks are set forward by less. */
const LONGEST_GAP_MINUTES = 3 * 60;

/** The date at the door: `2026-12-24`. */
export function dateAt(at: number, zone: string): string {
  return wallClock(at, zone).slice(0, 10);
}

/** @param date as inputs of dates have it */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/**
 * The instant of a time at the door. One that its clocks are set forward over is when they have been; of two that they show
 * the same, a key begins with the first and ends with the second, so that nobody stands outside within its hour.
 *
 * @param time such as `15:00`
 * @returns NaN for what is no date and time
 */
export function instantAt(date: string, time: string, zone: string, edge: "begin" | "end"): number {
  const asked = Date.parse(`${date}T${time}Z`);
  for (let later = 0; !Number.isNaN(asked) && later <= LONGEST_GAP_MINUTES; later++) {
    const text = new Date(asked + later * MINUTE_MS).toISOString().slice(0, 16);
    const found = instantsOf(text, zone).at(edge === "begin" ? 0 : -1);
    if (found !== undefined) return found;
  }
  return Number.NaN;
}

const thisMinute = (now: number) => Math.floor(now / MINUTE_MS) * MINUTE_MS;

/** An hour at least from now on. */
export function oneHour(now: number): KeyTime {
  return { from: thisMinute(now), until: Math.ceil((now + HOUR_MS) / MINUTE_MS) * MINUTE_MS };
}

/** From now on until the next day's check-out. */
export function untilTomorrow(now: number, zone: string, checkOut = CHECK_OUT): KeyTime {
  return { from: thisMinute(now), until: instantAt(addDays(dateAt(now, zone), 1), checkOut, zone, "end") };
}

/**
 * What is left of this weekend, or the next one to come: whole days, to the midnight after the last one.
 *
 * @param days which days it has, one after another, as 1 is Monday
 */
export function thisWeekend(now: number, zone: string, days: readonly number[] = WEEKEND): KeyTime {
  const today = dateAt(now, zone);
  const isWeekend = (date: string) => days.includes(new Date(`${date}T00:00Z`).getUTCDay() || 7);
  let first = today;
  while (!isWeekend(first)) first = addDays(first, 1);
  let after = first;
  while (isWeekend(after)) after = addDays(after, 1);
  const from = first === today ? thisMinute(now) : instantAt(first, "00:00", zone, "begin");
  return { from, until: instantAt(after, "00:00", zone, "begin") };
}

/** Seven days from now on, to the same time of day. */
export function oneWeek(now: number, zone: string): KeyTime {
  return { from: thisMinute(now), until: daysLater(thisMinute(now), 7, zone) };
}

/** The same time of day some days later. */
export function daysLater(at: number, days: number, zone: string): number {
  const wall = wallClock(at, zone);
  return instantAt(addDays(wall.slice(0, 10), days), wall.slice(11), zone, "end") + (at % MINUTE_MS);
}

/** Between two dates; both NaN where there is none. */
export function stay(
  arrival: string,
  departure: string,
  zone: string,
  { checkIn = CHECK_IN, checkOut = CHECK_OUT }: { readonly checkIn?: string; readonly checkOut?: string } = {},
): KeyTime {
  return {
    from: instantAt(arrival, checkIn, zone, "begin"),
    until: instantAt(departure, checkOut, zone, "end"),
  };
}

/** Later ends of a key, those that make sense for it: an hour, until the next morning, a day. */
export function laterEnds(until: number, now: number, zone: string): { readonly [name in LaterEnd]?: number } {
  // One that is over goes on from now.
  const from = Math.max(until, Math.ceil(now / MINUTE_MS) * MINUTE_MS);
  const morning = untilTomorrow(now, zone).until;
  return {
    hour: from + HOUR_MS,
    ...(morning > from + HOUR_MS && { tomorrow: morning }),
    day: daysLater(from, 1, zone),
  };
}

/** One of `laterEnds`. */
export type LaterEnd = "hour" | "tomorrow" | "day";
