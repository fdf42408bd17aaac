/** A page of somebody's keys, as lean rows. */
import { type Standing, STANDINGS } from "../domain/standing.ts";
import type { Holding } from "./holding.ts";
import { ANYONE, SEVERAL } from "./key-columns.ts";
import { type KeyFilter, keysLike, type ShownLocks, standingIndexAt } from "./key-filter.ts";
import type { KeySort, Place } from "./orders.ts";
import type { Person } from "./people.ts";

/** Which keys, in which order, and which page of them. */
export interface KeyRowsQuery extends KeyFilter {
  readonly sort: KeySort;
  readonly descending: boolean;
  readonly limit: number;
  /** Where the page begins: after a key, or at a place from 0. */
  readonly after?: Place;
  readonly offset?: number;
}

/** One key, as a list has it; times in milliseconds since the epoch. */
export interface KeyRow {
  readonly uuid: string;
  readonly note: string | null;
  readonly standing: Standing;
  readonly doors: readonly DoorOfRow[];
  /** Null: whoever has the link. */
  readonly people: readonly Person[] | null;
  /** How many there are of them; not all are in `people`. */
  readonly peopleCount: number;
  readonly from: number;
  readonly until: number;
  readonly uses: number;
  readonly maxUses: number | null;
  readonly maxUsesPerDoor: number | null;
  readonly hasPin: boolean;
  readonly createdBy: Person;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
  /** When its pause ends it; null where none does. */
  readonly revokeAfter: number | null;
}

/** A door of a key, where it is at a lock that is shown. */
export interface DoorOfRow {
  readonly lockId: number;
  /** The lock's. */
  readonly name: string | null;
  readonly timeZone: string;
  /** What the guest reads in its place. */
  readonly label: string | null;
}

/** A page of rows. */
export interface KeyRows {
  readonly rows: readonly KeyRow[];
  /** Of all pages. */
  readonly total: number;
  /** Of the first row, from 0. */
  readonly offset: number;
  /** Of the last row; undefined where there is none after it. */
  readonly next: Place | undefined;
}

/** People of one key that a row names. */
const NAMED = 10;

/** Look for a page, in pieces. */
export function* pageOfKeyRows(
  holding: Holding,
  query: KeyRowsQuery,
  shown: ShownLocks,
  at: number,
): Generator<undefined, KeyRows> {
  const { sort, descending, limit, after } = query;
  const order = yield* holding.orders.sorted(sort);
  const like = yield* keysLike(holding, query, shown, at);
  const { length } = order;
  const is = (i: number) => like[order[descending ? length - 1 - i : i]!] === 1;
  const total = countOf(like);
  let begin = 0;
  if (after) {
    const before = holding.orders.countBefore(order, after, sort, !descending);
    begin = descending ? length - before : before;
  }
  const offset = after ? countOfFirst(is, begin, length, total) : (query.offset ?? 0);
  if (!after) begin = placeOfNth(is, offset, length, total);
  const found: number[] = [];
  for (let i = begin; i < length && found.length < limit; i++)
    if (is(i)) found.push(order[descending ? length - 1 - i : i]!);
  const more = offset + found.length < total;
  const last = found.at(-1);
  return {
    rows: found.map((slot) => rowOf(holding, slot, shown, at)),
    total,
    offset,
    next: more && last !== undefined ? holding.orders.placeOf(last, sort) : undefined,
  };
}

function countOf(like: Uint8Array): number {
  let count = 0;
  for (let slot = 0; slot < like.length; slot++) count += like[slot]!;
  return count;
}

/** How many of the first places have what is looked for; counted from whichever end is nearer. */
function countOfFirst(is: (i: number) => boolean, places: number, length: number, total: number): number {
  let count = 0;
  if (places > length / 2) {
    for (let i = places; i < length; i++) if (is(i)) count++;
    return total - count;
  }
  for (let i = 0; i < places; i++) if (is(i)) count++;
  return count;
}

/** The place of the one before which there are so many; walked to from whichever end is nearer. */
function placeOfNth(is: (i: number) => boolean, before: number, length: number, total: number): number {
  if (before >= total) return length;
  if (before > total / 2) {
    let left = total - before;
    for (let i = length - 1; ; i--) if (is(i) && --left === 0) return i;
  }
  let passed = 0;
  for (let i = 0; ; i++) if (is(i) && passed++ === before) return i;
}

/** A key as it is shown to whoever sees these locks. */
export function rowOf({ keys, locks, people }: Holding, slot: number, shown: ShownLocks, at: number): KeyRow {
  const only = keys.person[slot]!;
  const persons = only === ANYONE ? null : only === SEVERAL ? [...keys.personsOf(slot)] : [only];
  const doors = keys.door[slot] === SEVERAL ? [...keys.doorsOf(slot).locks] : [keys.door[slot]!];
  const labels = keys.labelsOf(slot);
  const [lastUsed, revoked, revokes] = [keys.lastUsed[slot]!, keys.revoked[slot]!, keys.revokes[slot]!];
  return {
    uuid: keys.uuid[slot]!,
    note: keys.note[slot]!,
    standing: STANDINGS[standingIndexAt(keys, slot, at)]!,
    doors: doors.flatMap((door, i) => {
      if (door < 0 || shown[door] === 0) return [];
      const { state, name } = locks.lock(door)!.record;
      return [{ lockId: state.lockId, name, timeZone: state.timeZone, label: labels?.[i] ?? null }];
    }),
    people: persons && persons.slice(0, NAMED).map((one) => people.person(one)),
    peopleCount: persons?.length ?? 0,
    from: keys.begins[slot]!,
    until: keys.ends[slot]!,
    uses: keys.uses[slot]!,
    maxUses: limitOf(keys.maxUses[slot]!),
    maxUsesPerDoor: limitOf(keys.maxUsesPerDoor[slot]!),
    hasPin: keys.hasPin[slot] === 1,
    createdBy: people.person(keys.creator[slot]!),
    createdAt: keys.created[slot]!,
    lastUsedAt: lastUsed === 0 ? null : lastUsed,
    revokedAt: revoked === 0 ? null : revoked,
    revokeAfter: revokes === 0 ? null : revokes,
  };
}

function limitOf(uses: number): number | null {
  return uses === Infinity ? null : uses;
}
