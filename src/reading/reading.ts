/**
 * Lists of what somebody has, fast however much that is: their keys and locks are read into memory when they are first
 * asked for, brought up to date each time, and let go of when nobody asks.
 */
import { type Actor, isEntitled } from "../domain/actor.ts";
import type { Clock } from "../clock.ts";
import type { Holder } from "../ledger/ledger.ts";
import {
  keysOpening,
  type OpeningKeys,
  type Overlaps,
  overlapsWith,
  type Timeline,
  timelineOf,
  type TimelineQuery,
} from "./door-keys.ts";
import { Holding, type HoldingReads, TooManyKeysError } from "./holding.ts";
import type { ShownLocks } from "./key-filter.ts";
import { type KeyRows, type KeyRowsQuery, pageOfKeyRows } from "./key-rows.ts";
import { type LockFilter, type LockRow, lockRows } from "./lock-rows.ts";

export { TooManyKeysError };

/** The port of lists. Everything throws StoreUnavailableError, and TooManyKeysError for more than are kept. */
export interface Reading {
  keyRows(actor: Actor, query: KeyRowsQuery): Promise<KeyRows>;
  /** All locks like that, in no order. */
  lockRows(actor: Actor, filter: LockFilter): Promise<readonly LockRow[]>;
  /**
   * The keys that open a lock at an instant, where its device can.
   *
   * @param page from a place, so many
   */
  keysOpening(
    actor: Actor,
    lockId: number,
    at: number,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<OpeningKeys>;
  /** Other keys that open one of these locks in a time that is not over. @param asked.except a key that is none of them */
  overlaps(actor: Actor, asked: Parameters<typeof overlapsWith>[2]): Promise<Overlaps>;
  timeline(actor: Actor, query: TimelineQuery): Promise<Timeline>;
  close(): Promise<void>;
}

/** Where lists are read, and how much of it is kept. */
export interface ReadingOptions extends HoldingReads {
  readonly clock: Clock;
  /** Keys of all that are in memory; a million takes some 350 MB. */
  readonly maxKeys?: number;
}

const MAX_KEYS = 1_000_000;
/** Of whom what they have is in memory. */
const MAX_HOLDINGS = 1_000;
/** After so long without a question it is let go of, in milliseconds, and how often that is looked for. */
const IDLE_MS = 600_000;
const LOOK_MS = 60_000;

/** With nothing in memory yet. */
export function createReading({ read, directory, clock, maxKeys = MAX_KEYS }: ReadingOptions): Reading {
  /** Who asked last is last. */
  const holdings = new Map<string, { readonly holding: Holding; askedAt: number }>();
  const idle = setInterval(() => forget(clock.now() - IDLE_MS), LOOK_MS).unref();

  function forget(before: number): void {
    for (const [name, { askedAt }] of holdings) if (askedAt < before) holdings.delete(name);
  }

  /** Whoever asked longest ago gives way. */
  function makeRoom(): void {
    let count = 0;
    for (const [name, { holding }] of [...holdings].toReversed()) {
      count += holding.count;
      if (count > maxKeys && count > holding.count) holdings.delete(name);
    }
    for (const name of holdings.keys()) if (holdings.size > MAX_HOLDINGS) holdings.delete(name);
  }

  async function use<T>(
    actor: Actor,
    using: (holding: Holding, shown: ShownLocks) => Generator<undefined, T>,
  ): Promise<T> {
    const holder = holderOf(actor);
    const name = JSON.stringify(holder);
    const kept = holdings.get(name)?.holding;
    const holding = kept && !kept.isBroken ? kept : new Holding(holder, { read, directory }, maxKeys);
    holdings.delete(name);
    holdings.set(name, { holding, askedAt: clock.now() });
    const used = await holding.use((one) => using(one, shownTo(actor, one)));
    makeRoom();
    return used;
  }

  return {
    keyRows: (actor, query) => use(actor, (holding, shown) => pageOfKeyRows(holding, query, shown, clock.now())),
    lockRows: (actor, filter) => use(actor, (holding, shown) => lockRows(holding, filter, shown, clock.now())),
    keysOpening: (actor, lockId, at, page) =>
      use(actor, (holding, shown) => keysOpening(holding, shown, lockId, at, page)),
    overlaps: (actor, asked) => use(actor, (holding, shown) => overlapsWith(holding, shown, asked, clock.now())),
    timeline: (actor, query) => use(actor, (holding, shown) => timelineOf(holding, query, shown, clock.now())),
    async close() {
      clearInterval(idle);
      holdings.clear();
    },
  };
}

function holderOf(actor: Actor): Holder {
  switch (actor.kind) {
    case "user":
      return { kind: "owner", userId: actor.userId };
    case "member":
    case "organization":
      return { kind: "organization", orgId: actor.orgId };
    case "super":
    case "operator":
      return { kind: "anybody" };
    default:
      return actor satisfies never;
  }
}

function shownTo(actor: Actor, { locks }: Holding): ShownLocks {
  return Uint8Array.from({ length: locks.size }, (_, number) => {
    const lock = locks.lock(number);
    return lock && isEntitled(actor, lock.record.state) ? 1 : 0;
  });
}
