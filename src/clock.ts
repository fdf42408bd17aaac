import { setTimeout as delay } from "node:timers/promises";

/** The only source of time: every part that needs it is handed a clock, so tests can pass their own. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds since some instant, never set back (monotonic): how long something took, whatever the clock was set to. */
  elapsed(): number;
  /** Resolves after `ms` milliseconds of this clock; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Where a worker thread reads the same time (one Float64); absent means that it reads the system's. */
  readonly shared?: SharedArrayBuffer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  // What is a little over already, by fractions of a millisecond, is no time that a timer takes.
  sleep: (ms, signal) => delay(Math.max(0, ms), undefined, signal ? { signal } : {}),
};

/**
 * How long it is until an instant, in milliseconds; where the clock is set back meanwhile, by how long it was when this was
 * called.
 *
 * @param until milliseconds since the epoch
 */
export function timeLeft(clock: Clock, until: number): () => number {
  const end = clock.elapsed() + until - clock.now();
  return () => Math.min(until - clock.now(), end - clock.elapsed());
}

/** Sleep for `ms` milliseconds, or less: an abort ends it early and is no error. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
