/** Which keys somebody asks for, looked up in the columns of all of them. */
import { type Standing, STANDINGS } from "../domain/standing.ts";
import type { Holding } from "./holding.ts";
import { foldText } from "./fold-text.ts";
import { type KeyColumns, SEVERAL } from "./key-columns.ts";

/** What is left out is not asked. */
export interface KeyFilter {
  /** All of these are found in its note, or its doors' names and labels, or names and addresses of those it is for. */
  readonly words: readonly string[];
  readonly standings?: ReadonlySet<Standing>;
  /** The locks of which it opens one; others than those that are shown have no effect. */
  readonly lockIds?: ReadonlySet<number>;
  /** As the record has who made it. */
  readonly createdBy?: string;
  /** It is for this user by name. */
  readonly person?: string;
  /** Its window ends after this, and begins before that; milliseconds since the epoch. */
  readonly from?: number;
  readonly until?: number;
}

/** Locks by their numbers in a holding: 1 for those that are shown to whoever asks. */
export type ShownLocks = Uint8Array;

/** Keys that are looked through before others get their turn. */
const PIECE = 65_536;

/** @returns the standing of a key at an instant, as its place in `STANDINGS` */
export function standingIndexAt({ begins, ends, before, within, after }: KeyColumns, slot: number, at: number): number {
  if (at < begins[slot]!) return before[slot]!;
  return at < ends[slot]! ? within[slot]! : after[slot]!;
}

/**
 * Look through all keys, in pieces: each thing that is asked for takes those away that are otherwise.
 *
 * @returns 1 for each slot that has such a key
 */
export function* keysLike(
  holding: Holding,
  filter: KeyFilter,
  shown: ShownLocks,
  at: number,
): Generator<undefined, Uint8Array> {
  const { keys, locks, people } = holding;
  const { standings, lockIds, createdBy, person, from = -Infinity, until = Infinity, words } = filter;
  let found: Uint8Array = keys.there.slice(0, keys.size);
  if (standings && standings.size < STANDINGS.length) {
    const asked = Uint8Array.from(STANDINGS, (one) => (standings.has(one) ? 1 : 0));
    yield* keep(found, (slot) => asked[standingIndexAt(keys, slot, at)] === 1);
  }
  const { begins, ends, creator } = keys;
  if (from > -Infinity || until < Infinity) yield* keep(found, (slot) => ends[slot]! > from && begins[slot]! < until);
  if (createdBy !== undefined) {
    const number = people.find(createdBy);
    yield* keep(found, (slot) => creator[slot] === number);
  }
  if (person !== undefined) {
    const number = people.find(person);
    yield* keep(found, (slot) => number !== undefined && isFor(keys, slot, number));
  }
  const isAllShown = shown.every((is, lock) => is === 1 || locks.lock(lock) === undefined);
  if (!isAllShown || lockIds) {
    const asked = shown.map((is, lock) => {
      const lockId = locks.lock(lock)?.record.state.lockId;
      return is === 1 && lockId !== undefined && (lockIds?.has(lockId) ?? true) ? 1 : 0;
    });
    yield* keep(found, (slot) => keys.hasDoorAt(slot, asked));
  }
  // The longest first: fewest have it.
  for (const word of words.toSorted((a, b) => b.length - a.length))
    found = yield* thoseWith(word, found, holding, isAllShown ? undefined : shown);
  return found;
}

function* keep(found: Uint8Array, is: (slot: number) => boolean): Generator<undefined> {
  for (let first = 0; first < found.length; first += PIECE) {
    const end = Math.min(found.length, first + PIECE);
    for (let slot = first; slot < end; slot++) if (found[slot] === 1 && !is(slot)) found[slot] = 0;
    yield;
  }
}

function isFor(keys: KeyColumns, slot: number, person: number): boolean {
  const only = keys.person[slot]!;
  return only === SEVERAL ? keys.personsOf(slot).includes(person) : only === person;
}

/** @param shown undefined where all locks are */
function* thoseWith(
  word: string,
  found: Uint8Array,
  { keys, locks, people }: Holding,
  shown: ShownLocks | undefined,
): Generator<undefined, Uint8Array> {
  const having = new Uint8Array(found.length);
  keys.texts.search(word, found, (slot) => {
    if (!shown || hasInShownTexts(keys, slot, word, shown)) having[slot] = 1;
  });
  yield;
  const atLocks = new Uint8Array(locks.size);
  for (let lock = 0; lock < locks.size; lock++)
    if ((!shown || shown[lock] === 1) && (locks.lock(lock)?.text.includes(word) ?? false)) atLocks[lock] = 1;
  const ofPeople = new Uint8Array(people.size);
  for (let one = 0; one < people.size; one++) if (people.text(one).includes(word)) ofPeople[one] = 1;
  const [anyLock, anyPerson] = [atLocks.includes(1), ofPeople.includes(1)];
  if (!anyLock && !anyPerson) return having;
  for (let first = 0; first < found.length; first += PIECE) {
    const end = Math.min(found.length, first + PIECE);
    for (let slot = first; slot < end; slot++) {
      if (found[slot] === 0 || having[slot] === 1) continue;
      if (anyLock && keys.hasDoorAt(slot, atLocks)) having[slot] = 1;
      else if (anyPerson && isForOneOf(keys, slot, ofPeople)) having[slot] = 1;
    }
    yield;
  }
  return having;
}

function isForOneOf(keys: KeyColumns, slot: number, people: Uint8Array): boolean {
  const only = keys.person[slot]!;
  return only >= 0 ? people[only] === 1 : only === SEVERAL && keys.personsOf(slot).some((one) => people[one] === 1);
}

/** Labels of doors that are not shown do not count. */
function hasInShownTexts(keys: KeyColumns, slot: number, word: string, shown: ShownLocks): boolean {
  if (foldText(keys.note[slot] ?? "").includes(word)) return true;
  const locks = keys.door[slot] === SEVERAL ? [...keys.doorsOf(slot).locks] : [keys.door[slot]!];
  const labels = keys.labelsOf(slot) ?? [];
  return locks.some((lock, i) => lock >= 0 && shown[lock] === 1 && foldText(labels[i] ?? "").includes(word));
}
