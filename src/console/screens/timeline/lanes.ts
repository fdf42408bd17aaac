/** Where the keys of a door are drawn over time: in few lanes, so that none covers another; what finds no room is counted. */

/** A time, in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Keys that find no room, and the time of all of them. */
export interface More extends Span {
  readonly count: number;
}

/** Where each is drawn, and what is not. */
export interface Lanes {
  /** Of each span, in their order: counted from 0; undefined for one without room. */
  readonly laneOf: readonly (number | undefined)[];
  /** Lanes that are taken. */
  readonly count: number;
  /** One after another, none over another. */
  readonly more: readonly More[];
}

/**
 * The first lane that is free, in the order of their beginnings.
 *
 * @param spans those that begin first, first
 * @param least the shortest time that is drawn: shorter ones take as much room
 */
export function lanesOf(spans: readonly Span[], most: number, least: number): Lanes {
  /** Until when each lane is taken. */
  const taken: number[] = [];
  const more: { from: number; until: number; count: number }[] = [];
  const laneOf = spans.map(({ from, until }) => {
    const end = Math.max(until, from + least);
    const free = taken.findIndex((busy) => busy <= from);
    const lane = free >= 0 ? free : taken.length;
    if (lane < most) {
      taken[lane] = end;
      return lane;
    }
    const last = more.at(-1);
    if (last && from < last.until) {
      last.until = Math.max(last.until, end);
      last.count++;
    } else more.push({ from, until: end, count: 1 });
    return undefined;
  });
  return { laneOf, count: taken.length, more };
}

/**
 * The time of a new key where somebody points: no key is in it.
 *
 * @param wanted the time that it would have in an empty row
 * @returns undefined where a key is there
 */
export function gapAt(spans: readonly Span[], at: number, wanted: Span): Span | undefined {
  if (spans.some(({ from, until }) => from <= at && at < until)) return undefined;
  const before = Math.max(...spans.filter(({ until }) => until <= at).map(({ until }) => until), -Infinity);
  const after = Math.min(...spans.filter(({ from }) => from > at).map(({ from }) => from), Infinity);
  const from = Math.max(wanted.from, before);
  const until = Math.min(wanted.until, after);
  return until > from ? { from, until } : { from: at, until: after };
}
