/** A door's keys as they are drawn in the days that are shown. */
import { addDays, instantAt } from "../../time/presets.ts";
import { type Lanes, lanesOf, type Span } from "./lanes.ts";
import type { DoorTime } from "./read-doors.ts";

/** Times as they are drawn, in milliseconds since the epoch. */
export interface DrawnKey extends Span {
  readonly key: DoorTime["keys"][number];
}

/** What is drawn in one row. */
export interface Drawn extends Lanes {
  /** The first instant that is shown, and the first after it, by the door's clock. */
  readonly begin: number;
  readonly end: number;
  readonly keys: readonly DrawnKey[];
}

export const MOST_LANES = 4;
/** What a bar needs of the width, so that it can be hit. */
const LEAST_PART = 0.055;

/** @param date the first of the days that are shown, by the door's clock */
export function drawnOf({ door, keys }: DoorTime, date: string, days: number): Drawn {
  const begin = instantAt(date, "00:00", door.timeZone, "begin");
  const end = instantAt(addDays(date, days), "00:00", door.timeZone, "begin");
  const shown = keys
    .map((key) => ({ key, from: Date.parse(key.from), until: Date.parse(key.until) }))
    .filter(({ from, until }) => from < end && until > begin);
  return { begin, end, keys: shown, ...lanesOf(shown, MOST_LANES, (end - begin) * LEAST_PART) };
}

/** Rows' heights in lanes: on phones a line for the door, and one for each key. */
export function heightOf(row: DoorTime | undefined, date: string, days: number, isWide: boolean): number {
  if (!row) return isWide ? 1 : 2;
  const { count, more, keys } = drawnOf(row, date, days);
  if (isWide) return Math.max(1, count + (more.length > 0 ? 1 : 0));
  return 1 + Math.max(1, Math.min(keys.length, MOST_LANES) + (keys.length > MOST_LANES ? 1 : 0));
}
