/** When a notice that was not taken is tried again. */

const MINUTE_MS = 60_000;
/** Waits before the second try and those after it: half a day in all, after which nobody waits at a door any more. */
const WAITS_MS = [0.5, 1, 2, 5, 10, 20, 40, 60, 120, 180, 240].map((minutes) => minutes * MINUTE_MS);
/** So that those that failed together do not come together again. */
const JITTER = 0.2;

/**
 * Exponential backoff with jitter.
 *
 * @param attempts how often it was tried
 * @param random from 0 to 1
 * @returns how long to wait, in milliseconds; undefined when it is given up
 */
export function waitAfter(attempts: number, random: number): number | undefined {
  const wait = WAITS_MS[attempts - 1];
  return wait === undefined ? undefined : Math.round(wait * (1 + JITTER * (2 * random - 1)));
}
