/**
 * Signals as `@preact/signals` has them: the console needs so little of them that the rest weighed two kilobytes. A test
 * compares these with that library's.
 */

/** What is told that something it read may be another. */
export interface Reader {
  /** What it read, and what that was. */
  readonly seen: Map<Signal<unknown>, unknown>;
  told(): void;
}

let reading: Reader | undefined;
let isTelling = false;
/** What is looked at anew once a change is told everywhere. */
export const due = new Set<() => void>();
/** More than whatever is shown takes: what sets each other would go on for ever. */
const MOST = 10_000;

/** Whether something that it read is another. */
export const isOther = ({ seen }: Reader): boolean => [...seen].some(([one, was]) => one.peek() !== was);

/** It is told of nothing more. */
export function forget(reader: Reader): void {
  for (const one of reader.seen.keys()) one.readers.delete(reader);
  reader.seen.clear();
}

/** @param reader who is told of another value of what is read there, and of nothing else from now on; undefined for nobody */
export function readBy<T>(reader: Reader | undefined, way: () => T): T {
  const before = reading;
  if (reader) forget(reader);
  reading = reader;
  try {
    return way();
  } finally {
    reading = before;
  }
}

/** Without being told of another value of what is read there. */
export const untracked = <T>(way: () => T): T => readBy(undefined, way);

function look(): void {
  if (isTelling) return;
  isTelling = true;
  let told = 0;
  try {
    for (const one of due) {
      due.delete(one);
      if (++told > MOST) due.clear();
      else one();
    }
  } finally {
    isTelling = false;
    if (due.size > 0) look(); // where one failed
  }
}

/** A value that knows who reads it. */
export class Signal<T> implements Reader {
  readonly readers = new Set<Reader>();
  readonly seen = new Map<Signal<unknown>, unknown>();
  readonly #way: (() => T) | undefined;
  #own: T;
  #isOld = true;

  /** @param way that it comes of others; undefined for one that is set */
  constructor(own: T, way?: () => T) {
    this.#own = own;
    this.#way = way;
  }

  told(): void {
    this.#isOld = true;
    for (const reader of this.readers) reader.told();
  }

  peek(): T {
    if (this.#way && this.#isOld && (this.seen.size === 0 || isOther(this))) this.#own = readBy(this, this.#way);
    this.#isOld = false;
    return this.#own;
  }

  get value(): T {
    const now = this.peek();
    if (reading) reading.seen.set(this, now);
    if (reading) this.readers.add(reading);
    return now;
  }

  set value(next: T) {
    if (next === this.#own) return;
    this.#own = next;
    this.told();
    look();
  }

  /** Called now and with each other value. @returns ends it */
  subscribe(told: (value: T) => void): () => void {
    return effect(() => {
      const { value } = this;
      untracked(() => told(value));
    });
  }
}

export type ReadonlySignal<T> = Pick<Signal<T>, "peek" | "subscribe"> & { readonly value: T };

export const signal = <T>(value: T): Signal<T> => new Signal(value);

/** What comes of others, for as long as they are there. */
export const computed = <T>(way: () => T): ReadonlySignal<T> => new Signal<T>(undefined as T, way);

/** Done now, and again when what it read is another. @returns ends it */
export function effect(way: () => void): () => void {
  const again = () => isOther(reader) && readBy(reader, way);
  const reader: Reader = { seen: new Map(), told: () => due.add(again) };
  due.add(() => readBy(reader, way));
  look();
  return () => forget(reader);
}
