/** What the list is asked for, as the address of the screen says. */
import { addDays, instantAt } from "../../time/presets.ts";

/** In the screen's address; those of the API, but that `from` and `until` may be days. */
export const NAMES = [
  "search",
  "status",
  "lockId",
  "site",
  "createdBy",
  "person",
  "from",
  "until",
  "sort",
  "order",
] as const;
export type Asked = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Instants of days: `until` is the last day, and counts whole. @param zone by whose clock days are meant */
export function withInstants(asked: Asked, zone: string): Asked {
  const { from, until, ...rest } = asked;
  const first = from && DAY.test(from) ? beginOf(from, zone) : from;
  const last = until && DAY.test(until) ? beginOf(addDays(until, 1), zone) : until;
  return { ...rest, ...(first && { from: first }), ...(last && { until: last }) };
}

/** The day of a filter, whatever way its address has it. */
export function dayOf(value: string | undefined): string {
  return value?.slice(0, 10) ?? "";
}

function beginOf(day: string, zone: string): string | undefined {
  const at = instantAt(day, "00:00", zone, "begin");
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
