/**
 * What happens, told to somebody in order: every event at least once, a batch after the other, from a cursor that is
 * kept where they want it. Who is slow is waited for, and who fails is given the same batch again.
 */
import type { Clock } from "../clock.ts";
import type { StoredEvent } from "../domain/events.ts";
import type { LedgerReads } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";
import { retryAfter } from "./retry.ts";

/** Who follows, from where, and what they do. */
export interface FeedOptions {
  /** For the log. */
  readonly name: string;
  readonly read: Pick<LedgerReads, "follow">;
  readonly cursor: FeedCursor;
  /**
   * The events that came next, those of a lock by rising version. The next batch is read when it is done; where it throws,
   * or the process ends before the cursor is kept, the same come again, with others perhaps.
   */
  readonly take: (events: readonly StoredEvent[], signal: AbortSignal) => void | Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends it after the batch that is under way. */
  readonly signal: AbortSignal;
}

/** Where a follower goes on. */
export interface FeedCursor {
  /** Undefined for the beginning of the log. */
  load(): Promise<string | undefined>;
  /** Called when everything before it was taken. */
  keep(cursor: string): void | Promise<void>;
}

/** Events of one batch. */
const BATCH = 200;
/** How soon it is looked again when there was nothing more, in milliseconds. */
const LOOK_MS = 250;

/** Resolves when `signal` is aborted; never rejects. */
export async function followFeed({ name, read, cursor, take, clock, log, signal }: FeedOptions): Promise<void> {
  let at: { readonly cursor: string | undefined } | undefined;
  let failures = 0;

  /** @returns whether there may be more */
  async function step(): Promise<boolean> {
    at ??= { cursor: await cursor.load() };
    const { events, cursor: next } = await read.follow(at.cursor, BATCH);
    if (events.length === 0) return false;
    await take(events, signal);
    await cursor.keep(next);
    at = { cursor: next };
    return events.length === BATCH;
  }

  while (!signal.aborted) {
    let wait = 0;
    try {
      wait = (await step()) ? 0 : LOOK_MS;
      failures = 0;
    } catch (error) {
      if (failures === 0 && !signal.aborted) log.warn({ err: error, feed: name }, "The feed is held up; trying again");
      wait = retryAfter(failures++);
    }
    if (wait > 0) await clock.sleep(wait, signal).catch(() => {});
  }
}
