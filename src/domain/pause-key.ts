/** A key is paused: it opens nothing until it is resumed, or is revoked when its time for that is over. */
import { type Actor, recordedAs } from "./actor.ts";
import { type Decision, nothingToDo, refuse } from "./decision.ts";
import { isEntitledToAll, isEntitledToSome, lockFinder } from "./entitlement.ts";
import { type KeyFacts, keyFacts } from "./event-facts.ts";
import { isoTime } from "./ids.ts";
import { endOrders } from "./order-decisions.ts";
import type { OrderState } from "./order.ts";
import type { Rows } from "./rows.ts";
import { revokedSince, type TempKeyEvent, type TempKeyState } from "./temp-key.ts";

/** How long a pause may be given before it revokes the key, in milliseconds. */
export const MAX_PAUSE_MS = 366 * 86_400_000;

/** Let a key open nothing until it is resumed. */
export interface PauseKey {
  readonly type: "pauseKey";
  readonly actor: Actor;
  readonly tempKeyUuid: string;
  /** The instant from which on the key is revoked unless it was resumed, in milliseconds since the epoch; null for none any more. */
  readonly revokeAfter?: number | null;
}

/**
 * From its acknowledgement on nothing is admitted, and orders that still wait are cancelled. A repeat changes nothing, and
 * one that says nothing of an end leaves the one that there is. Refused: `unknown-key`, also for whoever is entitled to
 * none of its locks; `not-entitled`; `revoked`; `invalid`.
 *
 * @param orders of the key, those that wait
 * @param now milliseconds since the epoch
 */
export function pauseKey(rows: Rows, orders: readonly OrderState[], command: PauseKey, now: number): Decision {
  const key = keyOf(rows, command, now);
  if ("answer" in key) return key;
  const { revokeAfter } = command;
  if (typeof revokeAfter === "number" && (revokeAfter <= now || revokeAfter > now + MAX_PAUSE_MS)) {
    const message = revokeAfter <= now ? "must be in the future" : "must be at most 366 days ahead";
    return refuse("invalid", { fields: [{ field: "revokeAfter", message }] });
  }
  const isSame = revokeAfter === undefined || (revokeAfter ?? undefined) === key.paused?.revokeAfter;
  if (key.paused && isSame) return nothingToDo(key.doors[0]!.lockId);
  const data = {
    pausedBy: recordedAs(command.actor),
    ...(typeof revokeAfter === "number" && { revokeAfter: isoTime(revokeAfter) }),
  };
  const paused = atEveryDoor(rows, key, now, (facts) => ({ type: "TempKeyPaused", data: { ...facts, ...data } }));
  return decided(key, [...paused, ...endOrders(key, orders, lockFinder(rows, key.uuid), now)]);
}

/** Let a paused key open again. */
export interface ResumeKey {
  readonly type: "resumeKey";
  readonly actor: Actor;
  readonly tempKeyUuid: string;
}

/**
 * The key opens again as its terms say. A key that is not paused stays as it is. Refused as `pauseKey` is: when the time of
 * the pause is over the key is revoked, whoever has written that down.
 *
 * @param now milliseconds since the epoch
 */
export function resumeKey(rows: Rows, command: ResumeKey, now: number): Decision {
  const key = keyOf(rows, command, now);
  if ("answer" in key) return key;
  if (!key.paused) return nothingToDo(key.doors[0]!.lockId);
  const resumedBy = recordedAs(command.actor);
  return decided(
    key,
    atEveryDoor(rows, key, now, (facts) => ({ type: "TempKeyResumed", data: { ...facts, resumedBy } })),
  );
}

/** A key that the actor may change and that was not taken back, or the refusal. */
function keyOf(rows: Rows, { actor, tempKeyUuid }: PauseKey | ResumeKey, now: number): TempKeyState | Decision {
  const key = rows.key(tempKeyUuid)?.state;
  if (!key || !isEntitledToSome(rows, actor, key)) return refuse("unknown-key");
  if (!isEntitledToAll(rows, actor, key)) return refuse("not-entitled");
  return revokedSince(key, now) === null ? key : refuse("revoked");
}

function atEveryDoor(
  rows: Rows,
  key: TempKeyState,
  now: number,
  event: (facts: KeyFacts) => TempKeyEvent,
): readonly TempKeyEvent[] {
  const lockOf = lockFinder(rows, key.uuid);
  return key.doors.map(({ lockId }) => event(keyFacts(key.uuid, lockOf(lockId), now)));
}

function decided(key: TempKeyState, events: Decision["events"]): Decision {
  return { events, answer: { ok: true, lockId: key.doors[0]!.lockId, event: events[0]! } };
}
