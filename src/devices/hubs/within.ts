import { type Clock, pause } from "../../clock.ts";

/** There was no answer in time. */
export class TooLateError extends Error {
  override readonly name = "TooLateError";
}

/**
 * What `run` gives within `ms` milliseconds. Its signal is aborted then, and nobody waits for it any longer.
 *
 * @throws TooLateError, and whatever `run` throws before
 */
export async function within<T>(clock: Clock, ms: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  const running = run(late.signal);
  running.catch(() => {}); // whoever is late is told to nobody
  const timer = pause(clock, ms, done.signal).then(() => {
    const error = new TooLateError(`there was no answer in ${ms / 1_000} s`);
    late.abort(error);
    throw error;
  });
  timer.catch(() => {});
  try {
    return await Promise.race([running, timer]);
  } finally {
    done.abort();
  }
}
