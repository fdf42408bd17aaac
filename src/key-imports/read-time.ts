/** Times in a table: with an offset from UTC, or by the clock at the door. What could be two dates is refused. */
import type { ProblemReason } from "./columns.ts";
import { instantOf } from "../domain/ids.ts";
import { instantsAt, isLocalTime, type LocalTime } from "../domain/local-time.ts";

const CLOCK = "(\\d{1,2}):(\\d\\d)(?::(\\d\\d))?";
const YEAR_FIRST = new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:T|\\s+)${CLOCK}$`, "i");
/** With points between them, the day comes first wherever that is written. */
const DAY_FIRST = new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})(?:T|,?\\s+)${CLOCK}$`, "i");
const WITH_OFFSET = /^(\d{4}-\d\d-\d\d)(?:T|\s+)(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:\d\d)$/i;
const EXAMPLE = "2026-12-24 15:00";
const NO_SUCH_TIME = { reason: "no-such-time", problem: "is no time that exists" } as const;

/** An instant in milliseconds since the epoch, or what is wrong, to be read after the column's name. */
export type ReadTime =
  | { readonly at: number }
  | { readonly problem: string; readonly reason: ProblemReason; readonly value?: string };

/** @param timeZone the IANA name of the doors' zone; undefined where they have several */
export function readTime(text: string, timeZone: string | undefined): ReadTime {
  const offset = WITH_OFFSET.exec(text);
  if (offset) {
    const at = instantOf(`${offset[1]}T${offset[2]}${offset[3]}`);
    return at === undefined ? NO_SUCH_TIME : { at };
  }
  const local = localTime(text);
  if (local === undefined) return problemOf(text);
  if (!isLocalTime(local)) return NO_SUCH_TIME;
  if (timeZone === undefined)
    return {
      reason: "several-zones",
      problem: "needs its offset from UTC, such as 2026-12-24T15:00+01:00: the doors are in several time zones",
    };
  const [at, second] = instantsAt(local, timeZone);
  if (at === undefined) {
    const problem = `does not exist in ${timeZone}: clocks are set forward over it`;
    return { reason: "skipped-time", problem, value: timeZone };
  }
  if (second !== undefined)
    return {
      reason: "repeated-time",
      value: timeZone,
      problem: `is twice in ${timeZone}, as clocks are set back; write its offset, such as 2026-10-25T02:30+01:00`,
    };
  return { at };
}

function localTime(text: string): LocalTime | undefined {
  const [, year, month, day, ...clock] = YEAR_FIRST.exec(text) ?? [];
  if (year !== undefined) return timeOf([year, month!, day!], clock);
  const [, first, second, last, ...shown] = DAY_FIRST.exec(text) ?? [];
  return first === undefined ? undefined : timeOf([last!, second!, first], shown);
}

function timeOf(date: readonly [string, string, string], clock: readonly (string | undefined)[]): LocalTime {
  const [year, month, day] = date.map(Number) as [number, number, number];
  const [hour, minute, second] = clock.map((part) => Number(part ?? 0)) as [number, number, number];
  return { year, month, day, hour, minute, second };
}

function problemOf(text: string): { readonly problem: string; readonly reason: ProblemReason } {
  if (text === "") return { reason: "missing", problem: "is required" };
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b/.test(text) && !/^\d{1,2}\.\d{1,2}\.\d{4}\b/.test(text))
    return { reason: "ambiguous-date", problem: `could be two dates; write it as ${EXAMPLE}` };
  if (/^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4})$/.test(text))
    return { reason: "no-time-of-day", problem: `needs a time of day, as ${EXAMPLE} has` };
  if (/^\d+([.,]\d+)?$/.test(text)) {
    const problem = `is a spreadsheet's number of a date; have the column written as ${EXAMPLE}`;
    return { reason: "spreadsheet-number", problem };
  }
  const problem = `must be a time such as ${EXAMPLE}, 24.12.2026 15:00 or 2026-12-24T15:00+01:00`;
  return { reason: "no-time", problem };
}
