/**
 * Orders of all keys, kept: a page of any order is found by walking along it. An order is made when it is first asked
 * for, in pieces, and what changed since is put in its place when it is asked for again.
 */
import { foldText } from "./fold-text.ts";
import type { KeyColumns } from "./key-columns.ts";

const NUMBERS = {
  createdAt: "created",
  from: "begins",
  until: "ends",
  uses: "uses",
  lastUsedAt: "lastUsed",
} as const satisfies Readonly<Record<string, keyof KeyColumns>>;

/** What keys can be sorted by; those of which it is the same by their making. */
export type KeySort = keyof typeof NUMBERS | "note";
export const KEY_SORTS = [...(Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]), "note"] as const;

/** Of a note so much decides where it stands. */
const NOTE_PART = 64;
/** Slots that are sorted, and that are merged, before others get their turn. */
const PIECE = 2_048;
const MERGED = 16_384;

/** Where a key stands in an order. */
export interface Place {
  readonly value: number | string;
  readonly keyId: number;
}

interface Order {
  slots: Uint32Array;
  /** Of notes, as they are compared. */
  readonly notes: string[] | undefined;
  readonly changed: Set<number>;
}

/** Of one holder's keys. */
export class Orders {
  readonly #keys: KeyColumns;
  readonly #orders = new Map<KeySort, Order>();

  constructor(keys: KeyColumns) {
    this.#keys = keys;
  }

  /** A key came, changed or went. */
  note(slot: number): void {
    for (const { changed } of this.#orders.values()) changed.add(slot);
  }

  /** All slots with a key, the least first; in pieces. */
  *sorted(by: KeySort): Generator<undefined, Uint32Array> {
    const keys = this.#keys;
    const known = this.#orders.get(by);
    const order = known ?? { slots: new Uint32Array(0), notes: by === "note" ? [] : undefined, changed: new Set() };
    const { changed, notes } = order;
    if (known && changed.size === 0) return order.slots;
    // Those of a new order are all that there are: no set of them is made.
    const slots = known ? Uint32Array.from(changed) : upTo(keys.size);
    if (notes) yield* foldNotes(keys, slots, notes);
    const compare = comparing(keys, by, notes);
    const come = yield* sortInPieces(
      slots.filter((slot) => keys.there[slot] === 1),
      compare,
    );
    const stay = known ? order.slots.filter((slot) => !changed.has(slot)) : order.slots;
    order.slots = yield* merged(stay, come, compare);
    changed.clear();
    this.#orders.set(by, order);
    return order.slots;
  }

  /** Where a key stands. */
  placeOf(slot: number, by: KeySort): Place {
    const value = by === "note" ? this.#orders.get(by)!.notes![slot]! : this.#keys[NUMBERS[by]][slot]!;
    return { value, keyId: this.#keys.keyId[slot]! };
  }

  /** How many of an order stand before a place, or at it with `including`. */
  countBefore(order: Uint32Array, place: Place, by: KeySort, including: boolean): number {
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = this.placeOf(order[middle]!, by);
      const way = at.value === place.value ? at.keyId - place.keyId : at.value < place.value ? -1 : 1;
      if (way < 0 || (including && way === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

type Compare = (a: number, b: number) => number;

function comparing(keys: KeyColumns, by: KeySort, notes: readonly string[] | undefined): Compare {
  const { keyId } = keys;
  if (by === "note") {
    const texts = notes!;
    return (a, b) => (texts[a]! < texts[b]! ? -1 : texts[a]! > texts[b]! ? 1 : keyId[a]! - keyId[b]!);
  }
  const values = keys[NUMBERS[by]];
  return (a, b) => values[a]! - values[b]! || keyId[a]! - keyId[b]!;
}

function upTo(size: number): Uint32Array {
  const slots = new Uint32Array(size);
  for (let slot = 0; slot < size; slot++) slots[slot] = slot;
  return slots;
}

function* foldNotes({ note }: KeyColumns, slots: Uint32Array, notes: string[]): Generator<undefined> {
  for (const [i, slot] of slots.entries()) {
    notes[slot] = foldText((note[slot] ?? "").slice(0, NOTE_PART));
    if (i % PIECE === PIECE - 1) yield;
  }
}

/** Runs are sorted, then merged with each other: none of it takes long at once. */
export function* sortInPieces(slots: Uint32Array, compare: Compare): Generator<undefined, Uint32Array> {
  let runs: Uint32Array[] = [];
  for (let at = 0; at < slots.length; at += PIECE) {
    runs.push(slots.subarray(at, at + PIECE).toSorted(compare));
    yield;
  }
  while (runs.length > 1) {
    const next: Uint32Array[] = [];
    for (let i = 0; i < runs.length; i += 2) {
      next.push(i + 1 < runs.length ? yield* merged(runs[i]!, runs[i + 1]!, compare) : runs[i]!);
      yield;
    }
    runs = next;
  }
  return runs[0] ?? new Uint32Array(0);
}

function* merged(one: Uint32Array, other: Uint32Array, compare: Compare): Generator<undefined, Uint32Array> {
  if (one.length === 0 || other.length === 0) return one.length === 0 ? other : one;
  const all = new Uint32Array(one.length + other.length);
  let [i, j] = [0, 0];
  for (let at = 0; at < all.length; at++) {
    const first = j >= other.length || (i < one.length && compare(one[i]!, other[j]!) <= 0);
    all[at] = first ? one[i++]! : other[j++]!;
    if (at % MERGED === MERGED - 1) yield;
  }
  return all;
}
