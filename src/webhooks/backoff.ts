/** When a delivery that failed is tried again. */

const MINUTE_MS = 60_000;
/** Waits before the second try and those after it: three days in all. */
const WAITS_MS = [
  5_000,
  30_000,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  60 * MINUTE_MS,
  3 * 60 * MINUTE_MS,
  6 * 60 * MINUTE_MS,
  12 * 60 * MINUTE_MS,
  24 * 60 * MINUTE_MS,
  24 * 60 * MINUTE_MS,
];
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
