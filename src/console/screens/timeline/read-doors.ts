/** Doors with their keys over time, a page of doors at once. */
import { call } from "../../api/api.ts";
import { query } from "../../api/paths.ts";
import type { LockRow, LockTime } from "../../api/types.ts";

/** One door as its row shows it. */
export interface DoorTime {
  readonly door: LockRow;
  readonly keys: LockTime["keys"];
  readonly overlaps: LockTime["overlaps"];
  readonly hasMore: boolean;
}

/** Clocks are so far apart at the most, so that every door's days are within what is asked for. */
const ZONES_MS = 14 * 3_600_000;
/** Pages of a busy timeline; what is beyond them is told as more. */
const MAX_PAGES = 20;

/** @param days from a date on, by each door's clock */
export async function withKeys(
  doors: readonly LockRow[],
  date: string,
  days: number,
  stop: AbortSignal,
): Promise<readonly DoorTime[]> {
  if (doors.length === 0) return [];
  const begin = Date.parse(`${date}T00:00:00Z`);
  const asked = {
    from: new Date(begin - ZONES_MS).toISOString(),
    until: new Date(begin + days * 86_400_000 + ZONES_MS).toISOString(),
    lockId: doors.map(({ lockId }) => lockId).join(","),
    limit: doors.length,
  };
  const found = new Map<string, LockTime>();
  let cursor: string | null | undefined;
  for (let page = 0; page < MAX_PAGES && cursor !== null; page++) {
    const answer: { readonly locks: readonly LockTime[]; readonly nextCursor: string | null } = await call(
      "GET",
      `/timeline${query({ ...asked, cursor })}`,
      { signal: stop },
    );
    for (const one of answer.locks) found.set(one.lockId, one);
    cursor = answer.nextCursor;
  }
  return doors.map((door) => {
    const { keys = [], overlaps = [], hasMore = true } = found.get(door.lockId) ?? {};
    return { door, keys, overlaps, hasMore };
  });
}
