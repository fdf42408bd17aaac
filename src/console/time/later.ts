/** Instants some time later by the clock of a zone. */
import { instantsOf, wallClock } from "./wall-clock.ts";

const DAY_MS = 86_400_000;

/** The same time of day so many days later; where clocks leave it out, an hour after. */
export function daysLater(at: number, days: number, timeZone: string): number {
  const shown = wallClock(at, timeZone);
  const date = new Date(Date.parse(`${shown.slice(0, 10)}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
  const minute = at - (at % 60_000);
  const [later = minute + days * DAY_MS] = instantsOf(`${date}T${shown.slice(11)}`, timeZone);
  return later + (at - minute);
}
