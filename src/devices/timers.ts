/**
 * Many deadlines on one sleep of the clock. Almost every order is done long before its deadline, and a sleep of its
 * own that is aborted for each of them would be the dearest part of an order's way.
 */
import type { Clock } from "../clock.ts";

/** Callbacks at instants of the clock. */
export interface Timers {
  /** Call `ring` once, at `time` (milliseconds since the epoch) or soon after; call what is returned to cancel. */
  at(time: number, ring: () => void): () => void;
  /** Forget all that are left, unrung. */
  close(): void;
}

interface Timer {
  readonly time: number;
  readonly ring: () => void;
}

/** With one sleep of the clock for all that are set. */
export function createTimers(clock: Clock): Timers {
  const timers = new Set<Timer>();
  let sleep = new AbortController();
  let asleepUntil = Infinity;
  let closed = false;

  function sleepUntil(time: number): void {
    sleep.abort();
    sleep = new AbortController();
    asleepUntil = time;
    const { signal } = sleep;
    clock.sleep(time - clock.now(), signal).then(wake, (error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  function wake(): void {
    asleepUntil = Infinity;
    const now = clock.now();
    for (const timer of timers) {
      if (timer.time > now) continue;
      timers.delete(timer);
      timer.ring();
    }
    let next = Infinity;
    for (const { time } of timers) next = Math.min(next, time);
    if (next < asleepUntil) sleepUntil(next);
  }

  return {
    at(time, ring) {
      if (closed) return () => {};
      const timer = { time, ring };
      timers.add(timer);
      if (time < asleepUntil) sleepUntil(time);
      return () => timers.delete(timer);
    },
    close() {
      closed = true;
      timers.clear();
      sleep.abort();
    },
  };
}
