/** Where rows stand that are not of one height, in units of the least one. */
export interface Extents {
  readonly count: number;
  /** Of all rows together. */
  readonly total: number;
  /** Where a row begins; of the count, where the last one ends. */
  start(row: number): number;
  /** The row that is there; the nearest one where none is. */
  at(unit: number): number;
}

/** All of one height. */
export function evenRows(count: number): Extents {
  return {
    count,
    total: count,
    start: (row) => row,
    at: (unit) => Math.max(0, Math.min(count - 1, Math.floor(unit))),
  };
}

/** @param heights of each row, in units */
export function unevenRows(heights: readonly number[]): Extents {
  const starts = new Float64Array(heights.length + 1);
  for (const [row, height] of heights.entries()) starts[row + 1] = starts[row]! + height;
  return {
    count: heights.length,
    total: starts[heights.length]!,
    start: (row) => starts[row]!,
    at(unit) {
      let [low, high] = [0, Math.max(0, heights.length - 1)];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= unit) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}
