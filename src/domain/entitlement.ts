/** Who may manage a key: whoever is entitled to all its locks. */
import { type Actor, isEntitled } from "./actor.ts";
import type { LockState } from "./lock.ts";
import type { Rows } from "./rows.ts";
import type { TempKeyState } from "./temp-key.ts";

/** Whether there is such a lock and it is theirs. */
export function isEntitledAt(rows: Rows, actor: Actor, lockId: number): boolean {
  const lock = rows.lock(lockId);
  return lock !== undefined && isEntitled(actor, lock);
}

/** Who manages a key: whoever is entitled to each of its locks. */
export function isEntitledToEach(actor: Actor, locks: readonly LockState[]): boolean {
  return locks.every((lock) => isEntitled(actor, lock));
}

/** Who may change or revoke the key: it opens no lock that is not theirs. */
export function isEntitledToAll(rows: Rows, actor: Actor, { doors }: TempKeyState): boolean {
  return doors.every(({ lockId }) => isEntitledAt(rows, actor, lockId));
}

/** Who may know that there is such a key: it opens a lock of theirs. */
export function isEntitledToSome(rows: Rows, actor: Actor, { doors }: TempKeyState): boolean {
  return doors.some(({ lockId }) => isEntitledAt(rows, actor, lockId));
}

/** The locks of a key that exists, by their number. @throws Error, once asked, where there is no such lock */
export function lockFinder(rows: Rows, uuid: string): (lockId: number) => LockState {
  return (lockId) => {
    const lock = rows.lock(lockId);
    if (!lock) throw new Error(`key ${uuid} has a door without a lock: ${lockId}`);
    return lock;
  };
}
