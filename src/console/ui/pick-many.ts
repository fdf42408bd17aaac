/** Picking many rows of a long list, whether they are shown or not. */
import type { ReadonlySignal } from "../signals.ts";
import { useSignal } from "../use-signal.ts";
import { useRef } from "preact/hooks";

/** What is done with many is done one by one: so many at once. */
export const MOST_PICKED = 1_000;

/** What is picked, by its id. */
export interface Picked<T> {
  readonly rows: ReadonlySignal<ReadonlyMap<string, T>>;
  /** Pick it or leave it out; the next range begins there. */
  toggle(row: T, place: number): void;
  /** Add these, as far as they are not too many. @returns how many were left out */
  add(rows: readonly T[]): number;
  clear(): void;
  /** Where a range begins. */
  anchor(): number | undefined;
}

/** Nothing is picked at first. */
export function usePickMany<T>(idOf: (row: T) => string): Picked<T> {
  const rows = useSignal<ReadonlyMap<string, T>>(new Map());
  const anchor = useRef<number | undefined>(undefined);
  return {
    rows,
    anchor: () => anchor.current,
    toggle(row, place) {
      const next = new Map(rows.value);
      if (!next.delete(idOf(row)) && next.size < MOST_PICKED) next.set(idOf(row), row);
      anchor.current = place;
      rows.value = next;
    },
    add(more) {
      const next = new Map(rows.value);
      let left = 0;
      for (const row of more) {
        if (next.size < MOST_PICKED || next.has(idOf(row))) next.set(idOf(row), row);
        else left++;
      }
      rows.value = next;
      return left;
    },
    clear() {
      rows.value = new Map();
      anchor.current = undefined;
    },
  };
}
