import { useEffect } from "preact/hooks";
import { query } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { LockRow, Rows } from "../../api/types.ts";
import type { DoorChoice } from "../../ui/door-picker.tsx";
import { lastDoors } from "./kept.ts";

const FOUND = 200;

/**
 * The doors that a new key begins with: the one that was asked for, or those of the last key, if they are still there.
 *
 * @param asked number of a lock
 * @param take called once, where there are such doors
 * @returns how many doors there are; undefined until that is known
 */
export function useFirstDoors(
  asked: string | undefined,
  isWanted: boolean,
  take: (doors: readonly DoorChoice[]) => void,
): number | undefined {
  const all = useGet<Rows & { readonly locks: readonly LockRow[] }>(`/locks${query({ limit: 30 })}`).data;
  const last = asked === undefined ? lastDoors() : [];
  const wanted = asked ?? last[0]?.lockId;
  const path = `/locks${query({ search: wanted, limit: FOUND })}`;
  const found = useGet<Rows & { readonly locks: readonly LockRow[] }>(wanted === undefined ? undefined : path).data;
  useEffect(() => {
    if (!isWanted) return;
    const door = found?.locks.find(({ lockId }) => lockId === wanted);
    if (door) take([door]);
    else if (all?.total === 1 && (wanted === undefined || found)) take(all.locks);
  }, [found, all, isWanted]);
  return all?.total;
}
