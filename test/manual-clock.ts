import { setImmediate as turn } from "node:timers/promises";
import { type Clock, systemClock } from "../src/clock.ts";

interface Sleeper {
  readonly ms: number;
  readonly due: number;
  readonly wake: () => void;
}

/** Turns of the event loop that whoever was woken is given to go on, before time moves further. */
const TURNS = 5;

/** A clock that stands still until `advance`. Worker threads that are given `shared` see the same time. */
export class ManualClock implements Clock {
  readonly shared = new SharedArrayBuffer(8);
  readonly #time = new Float64Array(this.shared);
  readonly #sleepers = new Set<Sleeper>();
  #setBackMs = 0;

  constructor(startMs: number) {
    this.#time[0] = startMs;
  }

  now(): number {
    return this.#time[0]!;
  }

  elapsed(): number {
    return this.now() + this.#setBackMs;
  }

  /** What somebody does who sets it: no time passes. */
  setBack(ms: number): void {
    this.#setBackMs += ms;
    this.#time[0]! -= ms;
  }

  /** How many sleeps are under way: 0 when nothing was left behind. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Whether a sleep of just so many milliseconds is under way. */
  isAsleepFor(ms: number): boolean {
    return this.#sleepers.values().some((sleeper) => sleeper.ms === ms);
  }

  /** Resolves only by `advance`, except that a sleep of nothing is over at once. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", onAbort);
      };
      const onAbort = () => {
        done();
        reject(signal?.reason);
      };
      const wake = () => {
        done();
        resolve();
      };
      const sleeper: Sleeper = { ms, due: this.elapsed() + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /**
   * Let `ms` milliseconds pass. Sleepers wake in order of time, each at its own instant, those that fall asleep
   * meanwhile included. Work in threads or on the disk is not waited for.
   */
  async advance(ms: number): Promise<void> {
    const end = this.elapsed() + ms;
    await turns();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#setElapsed(Math.max(this.elapsed(), next.due));
      next.wake();
      await turns();
    }
    this.#setElapsed(end);
    await turns();
  }

  /** Let `ms` milliseconds pass at once, as on a machine that was asleep: sleepers that are due wake at the end, once. */
  async jump(ms: number): Promise<void> {
    const end = this.elapsed() + ms;
    this.#setElapsed(end);
    for (let next = this.#next(end); next; next = this.#next(end)) next.wake();
    await turns();
  }

  #setElapsed(elapsed: number): void {
    this.#time[0] = elapsed - this.#setBackMs;
  }

  #next(end: number): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (sleeper.due <= end && (first === undefined || sleeper.due < first.due)) first = sleeper;
    }
    return first;
  }
}

/** Stands still for everybody who asks what time it is, and sleeps as the machine does. */
export class StillClock extends ManualClock {
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }
}

async function turns(): Promise<void> {
  for (let i = 0; i < TURNS; i++) await turn();
}
