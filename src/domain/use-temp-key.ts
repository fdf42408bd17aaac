/** A use of a key by somebody who was let in by other means. */
import { type Actor, isEntitled } from "./actor.ts";
import { admit } from "./admission.ts";
import { accept, type Decision, refuse } from "./decision.ts";
import { defined } from "./defined.ts";
import type { KeyRow } from "./erasable.ts";
import { takeUse } from "./key-use.ts";
import type { LockState } from "./lock.ts";
import { attemptOf, refuseAdmission } from "./record-refusals.ts";

/** Count a use of a key that opened a door elsewhere, by the published call. */
export interface UseTempKey {
  readonly type: "useTempKey";
  readonly actor: Actor;
  readonly lockId: number;
  readonly tempKeyUuid: string;
  readonly userId?: string;
}

/** Count a use that somebody entitled to the lock let in by other means; the rules are those of every admission. */
export function useTempKey(
  lock: LockState | undefined,
  row: KeyRow | undefined,
  command: UseTempKey,
  now: number,
): Decision {
  if (!lock || !isEntitled(command.actor, lock)) return refuse("unknown-lock");
  const key = row?.state;
  const door = key?.doors.find((one) => one.lockId === lock.lockId);
  if (!key || !door) return refuse("unknown-key");
  const method = door.method === "code" ? "code" : "key";
  const asked = { method, via: "api", door: door.id, ...defined({ userId: command.userId }) } as const;
  const admission = admit(key, attemptOf(asked, now));
  if (!admission.admitted) return refuseAdmission(key, lock, admission.reason, asked, now);
  const event = takeUse(key, lock, { door: door.id, method, ...defined({ userId: command.userId }) }, now);
  return accept(event);
}
