/**
 * Counts of what may be done only so often, in windows of time that begin with the first of them. What is counted, and
 * how much is too much, is told by whoever asks.
 */
import type { Clock } from "../clock.ts";

/** What is counted apart, so that none of it pushes another out; and how many subjects of it one process remembers. */
export const MAX_SUBJECTS = {
  caller: 10_000,
  page: 10_000,
  opening: 10_000,
  "sign-in": 10_000,
  operation: 10_000,
  credential: 10_000,
  "key-opening": 10_000,
  "key-sign-in": 10_000,
  "key-of-client-opening": 10_000,
  "key-of-client-sign-in": 10_000,
  "key-of-caller": 10_000,
  "mail-of-client": 50_000,
  mail: 50_000,
  "guess-of-account": 50_000,
  "guess-of-network": 50_000,
} as const;

/** What is counted; each kind has a table of its own. */
export type Kind = keyof typeof MAX_SUBJECTS;

/** The port of counts in windows of time, shared by the processes of one store. */
export interface Counters {
  /**
   * Count one more, at once and without asking anybody. Other processes on the same store are known up to a moment ago,
   * so that many of them together let through at most what each of them sees in `SHARED_EVERY_MS` more than one would.
   */
  count(kind: Kind, subject: string, windowMs: number): Counted;
  /**
   * The same, with all processes asked first.
   *
   * @throws StoreUnavailableError when they cannot be asked; then it counts nowhere
   */
  countExactly(kind: Kind, subject: string, windowMs: number): Promise<Counted>;
  /** Count one less of what was counted before: it turned out not to be what is counted. */
  giveBack(kind: Kind, subject: string, windowMs: number): void;
  /** The same of what was counted exactly, for all processes before it resolves; a moment later where they cannot be told. */
  giveBackExactly(kind: Kind, subject: string, windowMs: number): Promise<void>;
  /** What is counted now; undefined for nothing. */
  look(kind: Kind, subject: string): Counted | undefined;
  /** Count nothing of it: it turned out not to be there. Other processes may have been told already. */
  forget(kind: Kind, subject: string): void;
  close(): Promise<void>;
}

/** A count and the end of its window. */
export interface Counted {
  /** How many in this window, this one included. */
  readonly count: number;
  /** When the window ends, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** How long what a process counted is its own, in milliseconds. */
export const SHARED_EVERY_MS = 250;

/** The subjects of one process. */
export interface Windows extends Pick<Counters, "count" | "giveBack" | "look" | "forget"> {
  /** What is known better elsewhere. */
  set(kind: Kind, subject: string, counted: Counted): void;
}

/** The counts of one process, in a table of bounded size for each kind. */
export function createWindows(clock: Clock): Windows {
  const tables = new Map(Object.entries(MAX_SUBJECTS).map(([kind, most]) => [kind, createTable(most)]));
  const tableOf = (kind: Kind) => tables.get(kind)!;
  return {
    count: (kind, subject, windowMs) => tableOf(kind).count(subject, windowMs, clock.now()),
    giveBack: (kind, subject) => tableOf(kind).giveBack(subject, clock.now()),
    look: (kind, subject) => tableOf(kind).look(subject, clock.now()),
    forget: (kind, subject) => tableOf(kind).windows.delete(subject),
    set: (kind, subject, counted) => tableOf(kind).set(subject, counted, clock.now()),
  };
}

/**
 * How far the clocks of processes may be apart, in milliseconds. A window that ends later than one that begins now, and so much,
 * is of before the clock was set back: it is over.
 */
export const WINDOW_SKEW_MS = 60_000;

const NOTHING: Counted = { count: 0, endsAt: 0 };

/**
 * The subjects of one kind. Where there are too many, those that are over go first, then the half that was counted
 * least; and whoever comes anew begins with as much as the most counted of those had, until their windows end. So to be
 * forgotten is never worth anything, and everybody new is refused only after half the table was counted to the limit.
 */
function createTable(most: number) {
  const windows = new Map<string, Counted>();
  let forgotten = NOTHING;

  function look(subject: string, now: number): Counted | undefined {
    const counted = windows.get(subject);
    return counted && now < counted.endsAt ? counted : undefined;
  }

  function set(subject: string, counted: Counted, now: number): void {
    roomFor(subject, now);
    windows.set(subject, counted);
  }

  function roomFor(subject: string, now: number): void {
    if (windows.size >= most && !windows.has(subject)) makeRoom(now);
  }

  function makeRoom(now: number): void {
    for (const [subject, { endsAt }] of windows) if (endsAt <= now) windows.delete(subject);
    // What is little would be looked for again with the next that comes.
    if (windows.size <= most * 0.75) return;
    const least = [...windows].toSorted(([, a], [, b]) => a.count - b.count).slice(0, windows.size - most / 2);
    for (const [subject, { count, endsAt }] of least) {
      windows.delete(subject);
      const before = now < forgotten.endsAt ? forgotten : NOTHING;
      forgotten = { count: Math.max(count, before.count), endsAt: Math.max(endsAt, before.endsAt) };
    }
  }

  return {
    windows,
    look,
    set,
    giveBack(subject: string, now: number): void {
      const counted = look(subject, now);
      if (counted) windows.set(subject, { count: Math.max(0, counted.count - 1), endsAt: counted.endsAt });
    },
    count(subject: string, windowMs: number, now: number): Counted {
      roomFor(subject, now);
      const known = look(subject, now);
      const latest = now + windowMs + WINDOW_SKEW_MS;
      const before = known && known.endsAt <= latest ? known : undefined;
      const first = (now < forgotten.endsAt ? forgotten.count : 0) + 1;
      const counted = before
        ? { count: before.count + 1, endsAt: before.endsAt }
        : { count: first, endsAt: now + windowMs };
      windows.set(subject, counted);
      return counted;
    },
  };
}

/** The counts of a process that has its store for itself; they begin anew when it starts. */
export function createOwnCounters(clock: Clock): Counters {
  const { count, giveBack, look, forget } = createWindows(clock);
  return {
    count,
    giveBack,
    look,
    forget,
    countExactly: async (...of) => count(...of),
    giveBackExactly: async (...of) => giveBack(...of),
    close: async () => {},
  };
}
