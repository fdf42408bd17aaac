/** Instants and what clocks of a zone show, both ways. */
import { instantsAt } from "../../domain/local-time.ts";

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 100;

/** What clocks of a zone show, as inputs of date and time take it: `2026-12-24T15:00`. */
export function wallClock(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    if (formats.size >= MAX_FORMATS) formats.clear();
    const options = { timeZone, hourCycle: "h23", dateStyle: "short", timeStyle: "short" } as const;
    formats.set(timeZone, (format = new Intl.DateTimeFormat("sv", options)));
  }
  return format.format(at).replace(" ", "T");
}

/** The instants that an input's value is in a zone: one; none where clocks leave it out, two where they show it twice. */
export function instantsOf(value: string, timeZone: string): readonly number[] {
  const [year, month, day, hour, minute] = value.split(/\D/).map(Number);
  if ([year, month, day, hour, minute].some((part) => part === undefined || Number.isNaN(part))) return [];
  return instantsAt({ year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: 0 }, timeZone);
}

/** How far the clocks of a zone are from UTC at an instant, as people write it: `UTC+2`. */
export function offsetName(at: number, timeZone: string): string {
  const minutes = Math.round((Date.parse(`${wallClock(at, timeZone)}Z`) - at) / 60_000);
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}
