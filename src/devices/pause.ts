import type { Clock } from "../clock.ts";

/** Sleep for `ms` milliseconds, or less: an abort ends it early and is no error. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
