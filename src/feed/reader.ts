/**
 * A named reader of the log whose cursor is in the store: one process at a time reads for it, whichever has its lease, and
 * another one goes on within some seconds when that one is killed. What a batch comes to is written with the cursor in one
 * transaction, so it counts once; what is done elsewhere is done at least once.
 */
import { setImmediate as turn } from "node:timers/promises";
import { type Clock, pause } from "../clock.ts";
import type { Statement } from "../database/sql.ts";
import type { StoredEvent } from "../domain/events.ts";
import { isFollowedTo } from "../ledger/cursor.ts";
import type { LedgerReads } from "../ledger/ledger.ts";
import { type HeldLease, holdLease } from "../leases/lease.ts";
import type { Log } from "../log.ts";
import type { Cursors } from "./cursors.ts";
import { givingWay, type Pace } from "./pace.ts";
import { retryAfter } from "./retry.ts";

/** Who reads, and what they make of what they read. */
export interface ReaderOptions {
  /** The same in every process: it is the cursor's. */
  readonly name: string;
  readonly read: Pick<LedgerReads, "follow" | "newest">;
  readonly cursors: Cursors;
  /**
   * The events that came next, those of a lock by rising version. Where it throws, or the process ends before its answer
   * is written, the same events come again, with others perhaps, to this process or another.
   *
   * @param turn the number of the batch; rises with each that is written, and is the same when it comes again
   * @param signal aborted when this process has lost the lease or stops
   * @returns what is to be written together with the cursor
   */
  readonly take: (events: readonly StoredEvent[], turn: number, signal: AbortSignal) => Promise<readonly Statement[]>;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly measure?: ReaderMeasure;
  readonly pace?: Pace;
  /** How many events a batch may have now, where it is fewer than usual. */
  readonly limit?: () => number;
}

/** What is counted of readers, by their names. */
export interface ReaderMeasure {
  taken(reader: string, events: number): void;
  failed(reader: string): void;
  /**
   * How old the last event was that it took, in seconds; 0 when there was nothing more. While it fails, how long it is since it
   * last took something or found nothing.
   */
  behind(reader: string, seconds: number): void;
}

/** One reader in this process. */
export interface Reader {
  /** Read from now on, whenever this process has the lease. */
  begin(): void;
  /**
   * Take what was committed before this call, now, whoever has the lease: only for a reader whose work is all written with
   * its cursor. Whoever asks at once shares the work.
   *
   * @returns false where that took longer than `ms` milliseconds, or failed; what was taken is taken
   */
  catchUp(ms: number): Promise<boolean>;
  stop(): Promise<void>;
}

/** Events of one batch, in the background and while somebody waits. */
export const BATCH = 200;
const BATCH_NOW = 500;
/** How soon it is looked again when there was nothing more, in milliseconds; whoever waits has it looked at once. */
const LOOK_MS = 1_000;
/** How long the lease is kept while nothing comes: a server on which nothing happens writes nothing. */
const LINGER_MS = 5_000;
/** How soon it is looked again for what is committed and cannot be followed yet; and how long that goes on. */
const UNSETTLED_MS = 5;
/** How long a process that catches up leaves it to another one that does too. */
const ELSEWHERE_MS = 40;
const MAX_CATCH_UP_MS = 5_000;

/** A reader that has not begun. */
export function createReader(options: ReaderOptions): Reader {
  const {
    name,
    read,
    cursors,
    take,
    holder,
    clock,
    log,
    measure,
    pace = givingWay(),
    limit: most = () => BATCH_NOW,
  } = options;
  const stopping = new AbortController();
  let lease: HeldLease | undefined;
  let held = new AbortController();
  let quietSince = 0;
  let running: Promise<void> = Promise.resolve();
  /** One batch at a time in this process. */
  let stepping: Promise<unknown> = Promise.resolve();
  let catchingUp: Promise<unknown> = Promise.resolve();
  let next: Promise<boolean> | undefined;

  interface Step {
    readonly taken: number;
    /** Another process took the same meanwhile. */
    readonly isElsewhere?: true;
    readonly cursor: string | undefined;
  }

  function step(limit: number, signal: AbortSignal): Promise<Step> {
    const done = stepping.then(() => stepNow(limit, signal));
    stepping = done.catch(() => {});
    return done;
  }

  async function stepNow(limit: number, signal: AbortSignal): Promise<Step> {
    const from = await cursors.place(name);
    const { events, cursor } = await read.follow(from.cursor, limit);
    if (events.length === 0) return { taken: 0, cursor: from.cursor };
    const work = await take(events, from.turn + 1, signal);
    if (!(await cursors.advance(name, from, cursor, work))) return { taken: 0, isElsewhere: true, cursor: from.cursor };
    measure?.taken(name, events.length);
    measure?.behind(name, events.length < limit ? 0 : Math.max(0, clock.now() - events.at(-1)!.at) / 1_000);
    return { taken: events.length, cursor };
  }

  /** Whether this process is the one that reads now; it tries to be while there is something to read. */
  async function isReading(): Promise<boolean> {
    if (lease?.held()) return true;
    const { cursor } = await cursors.place(name);
    const { events } = await read.follow(cursor, 1);
    if (events.length === 0) {
      measure?.behind(name, 0);
      await letGo();
      return false;
    }
    lease ??= holdLease({
      name,
      holder,
      leases: cursors,
      clock,
      log,
      taken: () => (held = new AbortController()),
      lost: () => held.abort(),
    });
    await lease.looked;
    quietSince = clock.now();
    return lease.held();
  }

  async function letGo(): Promise<void> {
    const released = lease;
    lease = undefined;
    held.abort();
    await released?.release();
  }

  /** @returns how long to wait before the next one, in milliseconds */
  async function look(): Promise<number> {
    if (!(await isReading())) return LOOK_MS;
    pace.begin();
    const limit = Math.min(BATCH, most());
    const { taken } = await step(limit, AbortSignal.any([held.signal, stopping.signal]));
    const wait = pace.end();
    if (taken === limit) return wait;
    if (taken > 0) quietSince = clock.now();
    else if (clock.now() - quietSince >= LINGER_MS) await letGo();
    return LOOK_MS;
  }

  async function run(): Promise<void> {
    let failures = 0;
    let workedAt = clock.now();
    while (!stopping.signal.aborted) {
      let wait: number;
      try {
        wait = await look();
        failures = 0;
        workedAt = clock.now();
      } catch (error) {
        measure?.failed(name);
        measure?.behind(name, Math.max(0, clock.now() - workedAt) / 1_000);
        if (failures === 0 && !stopping.signal.aborted)
          log.warn({ err: error, feed: name }, "The feed is held up; trying again");
        wait = retryAfter(failures++);
      }
      await pause(clock, wait, stopping.signal);
    }
    await letGo();
  }

  async function catchUpNow(): Promise<boolean> {
    const target = await read.newest();
    const until = clock.now() + MAX_CATCH_UP_MS;
    let { cursor } = await cursors.place(name);
    for (let steps = 0; !isFollowedTo(cursor, target); steps++) {
      // A store in a file answers at once, so nobody else would have a turn until the end.
      if (steps > 0) await turn();
      if (stopping.signal.aborted || clock.now() >= until || pace.holdsBack?.()) return false;
      const limit = Math.min(BATCH_NOW, most());
      const from = performance.now();
      const done = await step(limit, stopping.signal);
      // Who was faster goes on: all that others do at the same time is for nothing.
      if (done.isElsewhere) await pause(clock, ELSEWHERE_MS * (0.5 + Math.random()), stopping.signal);
      else if (done.taken === 0) await pause(clock, UNSETTLED_MS, stopping.signal);
      else if (done.taken === limit && pace.rest)
        await pause(clock, pace.rest(performance.now() - from), stopping.signal);
      cursor = done.cursor;
    }
    return true;
  }

  return {
    begin: () => void (running = run()),
    async catchUp(ms) {
      // One that has begun may have looked before this call; the next one is shared by all who come until it begins.
      next ??= catchingUp.then(() => {
        next = undefined;
        const now = catchUpNow();
        catchingUp = now.catch(() => {});
        return now;
      });
      const done = next.catch((error: unknown) => {
        measure?.failed(name);
        log.warn({ err: error, feed: name }, "The feed could not be caught up with");
        return false;
      });
      const waited = new AbortController();
      const late = pause(clock, ms, waited.signal).then(() => false);
      return Promise.race([done, late]).finally(() => waited.abort());
    },
    async stop() {
      stopping.abort();
      await running;
      await Promise.all([stepping, catchingUp]);
    },
  };
}
