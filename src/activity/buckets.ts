/**
 * Hours and days of a time zone, where clocks are set forward and back too. All begin at a quarter of an hour: since
 * 2012, clocks are set at one everywhere, and by quarters.
 */
import { QUARTER_MS } from "./projection.ts";

/** An hour or a day as its place calls it. */
export interface Bucket {
  /** Milliseconds since the epoch: `start <= at < end`. An hour or a day is shorter or longer where clocks are set. */
  readonly start: number;
  readonly end: number;
  /** A day's date; an hour with its offset, so that the one that comes twice is two. */
  readonly label: string;
}

/** What is counted by. */
export type BucketSize = "hour" | "day";

const HOUR_MS = 3_600_000;
const LENGTH: Readonly<Record<BucketSize, number>> = { hour: HOUR_MS, day: 24 * HOUR_MS };

/**
 * All that have a part of a time, one after the other.
 *
 * @param timeZone its IANA name
 */
export function bucketsOf(from: number, to: number, by: BucketSize, timeZone: string): Bucket[] {
  const offsetAt = offsetsOf(timeZone);
  const labelAt = (at: number) => labelOf(at, offsetAt(at), by);

  function endOf(start: number): number {
    const offset = offsetAt(start);
    // One that clocks were set back into begins in its middle.
    const end = start + LENGTH[by] - ((start + offset) % LENGTH[by]);
    if (offsetAt(end) === offset) return end;
    const label = labelAt(start);
    let at = start + QUARTER_MS;
    while (labelAt(at) === label) at += QUARTER_MS;
    return at;
  }

  function startOf(inside: number): number {
    let at = inside - (inside % QUARTER_MS);
    const label = labelAt(at);
    while (labelAt(at - QUARTER_MS) === label) at -= QUARTER_MS;
    return at;
  }

  const buckets: Bucket[] = [];
  for (let start = startOf(from); start < to;) {
    const end = endOf(start);
    buckets.push({ start, end, label: labelAt(start) });
    start = end;
  }
  return buckets;
}

function labelOf(at: number, offset: number, by: BucketSize): string {
  const local = new Date(at + offset).toISOString();
  if (by === "day") return local.slice(0, 10);
  const minutes = Math.abs(offset) / 60_000;
  return `${local.slice(0, 13)}:00${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function two(part: number): string {
  return String(part).padStart(2, "0");
}

/** How far a zone's clocks are before UTC at an instant, in milliseconds. */
function offsetsOf(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const known = new Map<number, number>();
  return (at) => {
    const minute = Math.floor(at / 60_000) * 60_000;
    let offset = known.get(minute);
    if (offset === undefined) {
      const parts = Object.fromEntries(format.formatToParts(minute).map(({ type, value }) => [type, Number(value)]));
      const { year, month, day, hour, minute: minutes } = parts as Record<string, number>;
      offset = Date.UTC(year!, month! - 1, day, hour, minutes) - minute;
      known.set(minute, offset);
    }
    return offset;
  };
}
