/** Which keys somebody asks for, looked up in the columns of all of them. */
import { type Standing, STANDINGS } from "../domain/standing.ts";
import type { Holding } from "./holding.ts";
import { foldText } from "./fold-text.ts";
import { ANYONE, type KeyColumns, SEVERAL } from "./key-columns.ts";

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
export function standingAt({ begins, ends, before, within, after }: KeyColumns, slot: number, at: number): number {
  if (at < begins[slot]!) return before[slot]!;
  return at < ends[slot]! ? within[slot]! : after[slot]!;
}

/**
 * Look through all keys, in pieces.
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
  const found = new Uint8Array(keys.size);
  const asked = shown.map((is, lock) => {
    const lockId = locks.lock(lock)?.record.state.lockId;
    return is === 1 && lockId !== undefined && (filter.lockIds?.has(lockId) ?? true) ? 1 : 0;
  });
  const atAny = asked.every((is, lock) => is === 1 || locks.lock(lock) === undefined);
  const standings = Uint8Array.from(STANDINGS, (one) => ((filter.standings?.has(one) ?? true) ? 1 : 0));
  const creator = filter.createdBy === undefined ? ANYONE : (people.find(filter.createdBy) ?? SEVERAL);
  const person = filter.person === undefined ? undefined : people.find(filter.person);
  if (creator === SEVERAL || (filter.person !== undefined && person === undefined)) return found;
  const { from = -Infinity, until = Infinity } = filter;
  for (let slot = 0; slot < keys.size; slot++) {
    if (slot % PIECE === PIECE - 1) yield;
    if (keys.there[slot] === 0 || standings[standingAt(keys, slot, at)] === 0) continue;
    if (keys.ends[slot]! <= from || keys.begins[slot]! >= until) continue;
    if (creator >= 0 && keys.creator[slot] !== creator) continue;
    if (person !== undefined && !isFor(keys, slot, person)) continue;
    if (atAny || keys.hasDoorAt(slot, asked)) found[slot] = 1;
  }
  const all = shown.every((is, lock) => is === 1 || locks.lock(lock) === undefined);
  // The longest first: fewest have it.
  for (const word of filter.words.toSorted((a, b) => b.length - a.length)) {
    yield;
    yield* keepThoseWith(word, found, holding, all ? undefined : shown);
  }
  return found;
}

function isFor(keys: KeyColumns, slot: number, person: number): boolean {
  const only = keys.person[slot]!;
  return only === SEVERAL ? keys.personsOf(slot).includes(person) : only === person;
}

/** @param shown undefined where all locks are */
function* keepThoseWith(
  word: string,
  found: Uint8Array,
  { keys, locks, people }: Holding,
  shown: ShownLocks | undefined,
): Generator<undefined> {
  const has = new Uint8Array(keys.size);
  keys.texts.search(word, found, (slot) => {
    if (!shown || hasInShownTexts(keys, slot, word, shown)) has[slot] = 1;
  });
  yield;
  const atLocks = new Uint8Array(locks.size);
  for (let lock = 0; lock < locks.size; lock++)
    if ((!shown || shown[lock] === 1) && (locks.lock(lock)?.text.includes(word) ?? false)) atLocks[lock] = 1;
  const ofPeople = new Uint8Array(people.size);
  for (let one = 0; one < people.size; one++) if (people.text(one).includes(word)) ofPeople[one] = 1;
  const [anyLock, anyPerson] = [atLocks.includes(1), ofPeople.includes(1)];
  for (let slot = 0; slot < keys.size; slot++) {
    if (slot % PIECE === PIECE - 1) yield;
    if (found[slot] === 0 || has[slot] === 1) continue;
    if (anyLock && keys.hasDoorAt(slot, atLocks)) continue;
    const only = keys.person[slot]!;
    if (anyPerson && (only >= 0 ? ofPeople[only] === 1 : isForOneOf(keys, slot, ofPeople))) continue;
    found[slot] = 0;
  }
}

function isForOneOf(keys: KeyColumns, slot: number, people: Uint8Array): boolean {
  return keys.person[slot] === SEVERAL && keys.personsOf(slot).some((one) => people[one] === 1);
}

/** Labels of doors that are not shown do not count. */
function hasInShownTexts(keys: KeyColumns, slot: number, word: string, shown: ShownLocks): boolean {
  if (foldText(keys.note[slot] ?? "").includes(word)) return true;
  const locks = keys.door[slot] === SEVERAL ? [...keys.doorsOf(slot).locks] : [keys.door[slot]!];
  const labels = keys.labelsOf(slot) ?? [];
  return locks.some((lock, i) => lock >= 0 && shown[lock] === 1 && foldText(labels[i] ?? "").includes(word));
}
