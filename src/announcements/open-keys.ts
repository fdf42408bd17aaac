/** The keys that open a door at a moment, as those who manage the door may read it. */
import type { AnnouncedKeys } from "../devices/announcer.ts";
import { opensWithin } from "../domain/standing.ts";
import type { TempKeyRecord } from "../ledger/ledger.ts";

/** When a key opens a door, unless something happens to it. */
export interface OpenKey {
  readonly description: string | null;
  /** Milliseconds since the epoch; it opens from `from` on, and at `until` no more. */
  readonly from: number;
  readonly until: number;
}

/** Keys that are told one by one. */
const LISTED = 20;

/**
 * When a key opens a lock by whatever way, if somebody comes whom it is for.
 *
 * @returns undefined where it does not, at no time
 */
export function openKeyAt({ state, description }: TempKeyRecord, lockId: number): OpenKey | undefined {
  const door = state.doors.find((one) => one.lockId === lockId);
  return door && opensWithin(state, door) ? { description, from: state.validFrom, until: state.validUntil } : undefined;
}

/** @param more there are keys that are not among these */
export function keysOpenAt(keys: Iterable<OpenKey>, now: number, more: boolean): AnnouncedKeys {
  const open = [...keys].filter(({ from, until }) => from <= now && now < until);
  const first = open.length > 1 ? open.toSorted((a, b) => a.until - b.until) : open;
  const some = first.slice(0, LISTED).map(({ description, until }) => ({ description, until }));
  return { count: open.length, more, some };
}

/** When others than now open, though nothing happens; Infinity where they never will. */
export function keysChangeAt(keys: Iterable<OpenKey>, now: number): number {
  let next = Infinity;
  for (const { from, until } of keys) {
    if (from > now) next = Math.min(next, from);
    else if (until > now) next = Math.min(next, until);
  }
  return next;
}
