/** The locks of somebody as lean rows, with what their keys come to at each. */
import { deviceRefusal } from "../domain/device.ts";
import { STANDINGS } from "../domain/standing.ts";
import type { LockRecord } from "../ledger/ledger.ts";
import type { Holding } from "./holding.ts";
import { SEVERAL } from "./key-columns.ts";
import type { ShownLocks } from "./key-filter.ts";

/** What a lock is looked for by. */
export interface LockFilter {
  /** Each is found in its name or serial number, is its number, or begins its UUID; folded. */
  readonly words: readonly string[];
  readonly lockIds?: ReadonlySet<number>;
}

/** One lock, with what its keys come to at an instant. */
export interface LockRow {
  readonly record: LockRecord;
  /** Keys that open it. */
  readonly canOpen: number;
  /** The next key to begin; undefined where there is none. */
  readonly next: NextKey | undefined;
}

/** A key that begins. */
export interface NextKey {
  readonly at: number;
  readonly uuid: string;
  readonly note: string | null;
}

/** Keys that are looked through before others get their turn. */
const PIECE = 65_536;
const UPCOMING = STANDINGS.indexOf("upcoming");
const ACTIVE = STANDINGS.indexOf("active");

/** All locks like that, in no order; in pieces. */
export function* lockRows(
  holding: Holding,
  { words, lockIds }: LockFilter,
  shown: ShownLocks,
  at: number,
): Generator<undefined, readonly LockRow[]> {
  const { keys, locks } = holding;
  const counts = new Int32Array(locks.size);
  const next = new Int32Array(locks.size).fill(-1);
  const { begins, ends, before, within } = keys;

  function count(slot: number, lock: number): void {
    if (at < begins[slot]!) {
      if (before[slot] !== UPCOMING) return;
      const known = next[lock]!;
      if (known < 0 || begins[slot]! < begins[known]!) next[lock] = slot;
    } else if (at < ends[slot]!) counts[lock]!++;
  }

  for (let slot = 0; slot < keys.size; slot++) {
    if (slot % PIECE === PIECE - 1) yield;
    // What opens nothing within its window, or is over, opens nothing at all.
    if (keys.there[slot] === 0 || ends[slot]! <= at || within[slot] !== ACTIVE) continue;
    const only = keys.door[slot]!;
    if (only !== SEVERAL) {
      if (keys.opens[slot] === 1) count(slot, only);
      continue;
    }
    const doors = keys.doorsOf(slot);
    for (let i = 0; i < doors.locks.length; i++)
      if (doors.locks[i]! >= 0 && doors.opens[i] === 1) count(slot, doors.locks[i]!);
  }
  const found: LockRow[] = [];
  for (let number = 0; number < locks.size; number++) {
    const lock = locks.lock(number);
    if (!lock || shown[number] === 0) continue;
    const { record, text } = lock;
    const { lockId, uuid, serialNumber } = record.state;
    if (lockIds && !lockIds.has(lockId)) continue;
    const serial = serialNumber?.toLowerCase() ?? "";
    const has = (word: string) =>
      text.includes(word) ||
      serial.includes(word) ||
      word === String(lockId) ||
      (word.length >= 4 && uuid.startsWith(word));
    if (!words.every(has)) continue;
    const first = next[number]!;
    found.push({
      record,
      canOpen: deviceRefusal(record.state) === undefined ? counts[number]! : 0,
      next: first < 0 ? undefined : { at: begins[first]!, uuid: keys.uuid[first]!, note: keys.note[first]! },
    });
  }
  return found;
}
