/**
 * The keys of doors within a time: who opens one then, which follow each other, and which meet. Times are milliseconds since
 * the epoch.
 */
import { STANDINGS } from "../domain/standing.ts";
import type { Holding } from "./holding.ts";
import { SEVERAL } from "./key-columns.ts";
import type { ShownLocks } from "./key-filter.ts";
import { type KeyRow, rowOf } from "./key-rows.ts";
import { sortInPieces } from "./orders.ts";

/** Keys that are looked through before others get their turn. */
const PIECE = 65_536;
const ACTIVE = STANDINGS.indexOf("active");
const REVOKED = STANDINGS.indexOf("revoked");
const USED_UP = STANDINGS.indexOf("used-up");

/** Tell of every door of every key that is at one of these locks (1), within a time; in pieces. */
function* doorsWithin(
  { keys }: Holding,
  wanted: Uint8Array,
  from: number,
  until: number,
  tell: (slot: number, lock: number, opens: boolean) => void,
): Generator<undefined> {
  for (let slot = 0; slot < keys.size; slot++) {
    if (slot % PIECE === PIECE - 1) yield;
    if (keys.there[slot] === 0 || keys.begins[slot]! >= until || keys.ends[slot]! <= from) continue;
    const only = keys.door[slot]!;
    if (only !== SEVERAL) {
      if (wanted[only] === 1) tell(slot, only, keys.opens[slot] === 1);
      continue;
    }
    const doors = keys.doorsOf(slot);
    for (let i = 0; i < doors.locks.length; i++) {
      const lock = doors.locks[i]!;
      if (lock >= 0 && wanted[lock] === 1) tell(slot, lock, doors.opens[i] === 1);
    }
  }
}

function only(holding: Holding, shown: ShownLocks, lockIds: Iterable<number>): Uint8Array {
  const wanted = new Uint8Array(holding.locks.size);
  for (const lockId of lockIds) {
    const number = holding.locks.numberOf(lockId);
    if (number !== undefined && shown[number] === 1) wanted[number] = 1;
  }
  return wanted;
}

/** Keys that open a lock at an instant where its device can, those that end first, first. */
export interface OpeningKeys {
  readonly uuids: readonly string[];
  readonly total: number;
}

/** @param page from a place, so many */
export function* keysOpening(
  holding: Holding,
  shown: ShownLocks,
  lockId: number,
  at: number,
  page: { readonly offset: number; readonly limit: number },
): Generator<undefined, OpeningKeys> {
  const { keys } = holding;
  const slots: number[] = [];
  yield* doorsWithin(holding, only(holding, shown, [lockId]), at, at + 1, (slot, _lock, opens) => {
    if (opens && keys.within[slot] === ACTIVE && keys.begins[slot]! <= at) slots.push(slot);
  });
  slots.sort((a, b) => keys.ends[a]! - keys.ends[b]! || keys.keyId[a]! - keys.keyId[b]!);
  const some = slots.slice(page.offset, page.offset + page.limit);
  return { uuids: some.map((slot) => keys.uuid[slot]!), total: slots.length };
}

/** Other keys that open doors in a time, and will. */
export interface Overlaps {
  readonly rows: readonly KeyRow[];
  readonly total: number;
}

/** Overlaps that are told one by one. */
const TOLD = 20;

/** @param except a key that is none of the others */
export function* overlapsWith(
  holding: Holding,
  shown: ShownLocks,
  asked: {
    readonly lockIds: readonly number[];
    readonly from: number;
    readonly until: number;
    readonly except?: string;
  },
  at: number,
): Generator<undefined, Overlaps> {
  const { keys } = holding;
  const slots = new Set<number>();
  const from = Math.max(asked.from, at);
  yield* doorsWithin(holding, only(holding, shown, asked.lockIds), from, asked.until, (slot) => {
    const standing = keys.within[slot];
    if (standing !== REVOKED && standing !== USED_UP && keys.uuid[slot] !== asked.except) slots.add(slot);
  });
  const first = [...slots].toSorted((a, b) => keys.begins[a]! - keys.begins[b]! || keys.keyId[a]! - keys.keyId[b]!);
  return { rows: first.slice(0, TOLD).map((slot) => rowOf(holding, slot, shown, at)), total: slots.size };
}

/** One lock's keys within a time. */
export interface LockTime {
  readonly lockId: number;
  readonly name: string | null;
  readonly timeZone: string;
  /** Those that begin first, first. */
  readonly spans: readonly Span[];
  readonly overlaps: readonly Stretch[];
  /** There are more than these. */
  readonly hasMore: boolean;
}

/** One key at one lock. */
export interface Span extends Time, Pick<KeyRow, "uuid" | "note" | "standing" | "people" | "peopleCount"> {
  /** Another of the lock's keys opens it in a part of its time. */
  readonly overlaps: boolean;
}

interface Time {
  readonly from: number;
  readonly until: number;
}

/** A time in which several keys open one lock. */
export interface Stretch extends Time {
  /** How many, at the most. */
  readonly keys: number;
}

/** Spans of one lock, and of all locks beyond which there is another page. */
const MAX_SPANS = 2_000;
const MAX_OF_PAGE = 5_000;
const SPANS_AT_ONCE = 500;

/** What is asked of a timeline. */
export interface TimelineQuery {
  readonly from: number;
  readonly until: number;
  readonly lockIds?: ReadonlySet<number>;
  /** Locks at the most. */
  readonly limit: number;
  /** The last lock that is known. */
  readonly after?: number;
}

/** Keys of locks in a time, by the locks' numbers; `next` is the last of these, where there are more. */
export interface Timeline {
  readonly locks: readonly LockTime[];
  readonly next: number | undefined;
}

/** Keys that were taken back have no part in it. */
export function* timelineOf(
  holding: Holding,
  { from, until, lockIds, limit, after = 0 }: TimelineQuery,
  shown: ShownLocks,
  at: number,
): Generator<undefined, Timeline> {
  const { keys, locks } = holding;
  const all = [...locks.lockIds()].filter((lockId) => {
    const is = shown[locks.numberOf(lockId)!] === 1;
    return is && lockId > after && (lockIds?.has(lockId) ?? true);
  });
  const asked = all.toSorted((a, b) => a - b).slice(0, limit);
  const slots = new Map<number, number[]>(asked.map((lockId) => [locks.numberOf(lockId)!, []]));
  yield* doorsWithin(holding, only(holding, shown, asked), from, until, (slot, lock) => {
    if (keys.within[slot] !== REVOKED) slots.get(lock)!.push(slot);
  });
  const told: LockTime[] = [];
  let count = 0;
  for (const lockId of asked) {
    const number = locks.numberOf(lockId)!;
    const ofLock = slots.get(number)!;
    if (told.length > 0 && count + ofLock.length > MAX_OF_PAGE) break;
    count += Math.min(ofLock.length, MAX_SPANS);
    told.push(yield* timeOf(holding, number, Uint32Array.from(ofLock), { from, until }, shown, at));
    if (told.length % 50 === 0) yield;
  }
  const last = told.at(-1)?.lockId;
  return { locks: told, next: told.length < all.length ? last : undefined };
}

function* timeOf(
  holding: Holding,
  number: number,
  unsorted: Uint32Array,
  { from, until }: Time,
  shown: ShownLocks,
  at: number,
): Generator<undefined, LockTime> {
  const { keys, locks } = holding;
  const { state, name } = locks.lock(number)!.record;
  const slots = yield* sortInPieces(
    unsorted,
    (a, b) => keys.begins[a]! - keys.begins[b]! || keys.keyId[a]! - keys.keyId[b]!,
  );
  // By their places: 1 for those that another one meets.
  const meeting = new Uint8Array(slots.length);
  let latest = 0;
  for (let i = 1; i < slots.length; i++) {
    if (keys.ends[slots[latest]!]! > keys.begins[slots[i]!]!) meeting[i] = meeting[latest] = 1;
    if (keys.ends[slots[i]!]! > keys.ends[slots[latest]!]!) latest = i;
  }
  yield;
  const spans: Span[] = [];
  for (const [i, slot] of slots.subarray(0, MAX_SPANS).entries()) {
    const { uuid, note, standing, people, peopleCount, ...row } = rowOf(holding, slot, shown, at);
    const overlaps = meeting[i] === 1;
    spans.push({ uuid, note, standing, people, peopleCount, from: row.from, until: row.until, overlaps });
    if (i % SPANS_AT_ONCE === SPANS_AT_ONCE - 1) yield;
  }
  const overlaps = yield* stretches(
    Float64Array.from(slots, (slot) => keys.begins[slot]!),
    Float64Array.from(slots, (slot) => keys.ends[slot]!),
  );
  const within = overlaps.filter((one) => one.from < until && one.until > from).slice(0, MAX_SPANS);
  return {
    lockId: state.lockId,
    name,
    timeZone: state.timeZone,
    spans,
    overlaps: within,
    hasMore: slots.length > spans.length,
  };
}

/**
 * Times in which there are several, each as long as it goes on; in pieces.
 *
 * @param begins in order
 */
function* stretches(begins: Float64Array, unsorted: Float64Array): Generator<undefined, Stretch[]> {
  yield;
  const ends = unsorted.toSorted();
  yield;
  const found: Stretch[] = [];
  let [open, begun, most] = [0, 0, 0];
  for (let [i, j] = [0, 0]; j < ends.length;) {
    // One that ends as another begins does not meet it.
    if (i < begins.length && begins[i]! < ends[j]!) {
      if (++open === 2) [begun, most] = [begins[i]!, 2];
      else most = Math.max(most, open);
      i++;
    } else {
      if (--open === 1) found.push({ from: begun, until: ends[j]!, keys: most });
      j++;
    }
  }
  return found;
}
