/**
 * Many deadlines on one sleep of the clock. Almost every order is done long before its deadline, and a sleep of its
 * own that is aborted for each of them would be the dearest part of an order's way.
 */
import { type Clock, timeLeft } from "../clock.ts";

/** Callbacks at instants of the clock. */
export interface Timers {
  /**
   * Call `ring` once, at `time` (milliseconds since the epoch) or soon after, and no later where the clock is set back; call
   * what is returned to cancel.
   */
  at(time: number, ring: () => void): () => void;
  /** Forget all that are left, unrung. */
  close(): void;
}

interface Timer {
  readonly left: () => number;
  readonly ring: () => void;
}

/** With one sleep of the clock for all that are set. */
export function createTimers(clock: Clock): Timers {
  const timers = new Set<Timer>();
  let sleep = new AbortController();
  /** By `elapsed`. */
  let asleepUntil = Infinity;
  let closed = false;

  /** At most so long; Infinity when there is nothing to wake for. */
  function sleepFor(ms: number): void {
    const until = clock.elapsed() + ms;
    if (until >= asleepUntil) return;
    sleep.abort();
    sleep = new AbortController();
    asleepUntil = until;
    const { signal } = sleep;
    clock.sleep(ms, signal).then(wake, (error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  function wake(): void {
    asleepUntil = Infinity;
    for (const timer of timers) {
      if (timer.left() > 0) continue;
      timers.delete(timer);
      timer.ring();
    }
    let next = Infinity;
    for (const { left } of timers) next = Math.min(next, left());
    sleepFor(next);
  }

  return {
    at(time, ring) {
      if (closed) return () => {};
      const timer = { left: timeLeft(clock, time), ring };
      timers.add(timer);
      sleepFor(timer.left());
      return () => timers.delete(timer);
    },
    close() {
      closed = true;
      timers.clear();
      sleep.abort();
    },
  };
}
