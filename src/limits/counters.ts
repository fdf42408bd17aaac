/**
 * Counts of what may be done only so often, in windows of time that begin with the first of them. What is counted, and
 * how much is too much, is told by whoever asks.
 */
import type { Clock } from "../clock.ts";

export interface Counters {
  /**
   * Count one more, at once and without asking anybody. Other processes on the same store are known up to a moment ago,
   * so that many of them together let through at most what each of them sees in `SHARED_EVERY_MS` more than one would.
   */
  count(subject: string, windowMs: number): Counted;
  /**
   * The same, with all processes asked first.
   *
   * @throws StoreUnavailableError when they cannot be asked; then it counts nowhere
   */
  countExactly(subject: string, windowMs: number): Promise<Counted>;
  close(): Promise<void>;
}

export interface Counted {
  /** How many in this window, this one included. */
  readonly count: number;
  /** When the window ends, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** How long what a process counted is its own, in milliseconds. */
export const SHARED_EVERY_MS = 250;

/** The subjects of one process; the one that was longest away is forgotten first. */
export interface Windows {
  count(subject: string, windowMs: number): Counted;
  /** What is known better elsewhere. */
  set(subject: string, counted: Counted): void;
}

const MAX_SUBJECTS = 10_000;

export function createWindows(clock: Clock): Windows {
  const windows = new Map<string, Counted>();

  function set(subject: string, counted: Counted): void {
    windows.delete(subject);
    windows.set(subject, counted);
    if (windows.size > MAX_SUBJECTS) windows.delete(windows.keys().next().value!);
  }

  return {
    count(subject, windowMs) {
      const now = clock.now();
      const before = windows.get(subject);
      const counted =
        before && now < before.endsAt ? { ...before, count: before.count + 1 } : { count: 1, endsAt: now + windowMs };
      set(subject, counted);
      return counted;
    },
    set,
  };
}

/** The counts of a process that has its store for itself; they begin anew when it starts. */
export function createOwnCounters(clock: Clock): Counters {
  const windows = createWindows(clock);
  return { count: windows.count, countExactly: async (...of) => windows.count(...of), close: async () => {} };
}
