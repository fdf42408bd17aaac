/** Whose night it is: until noon of tomorrow by the clock at the door, when whoever leaves in the morning has left. */
import { instantsOf, wallClock } from "../../time/wall-clock.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** No door's night is longer, whatever its clock is set to. */
export const LONGEST_MS = 37 * HOUR_MS;

/** Noon of tomorrow at a door, in milliseconds since the epoch. */
export function nightEnds(now: number, zone: string): number {
  const today = Date.parse(`${wallClock(now, zone).slice(0, 10)}T12:00Z`);
  const noon = new Date(today + DAY_MS).toISOString().slice(0, 16);
  return instantsOf(noon, zone)[0] ?? now + DAY_MS;
}

/** Whether it is still to come, and within the night. */
export const isTonight = (at: number, now: number, zone: string) => at > now && at < nightEnds(now, zone);

/** The same for as long as an hour goes, so that what is asked with it is asked for once. */
export const hourOf = (now: number) => now - (now % HOUR_MS);
