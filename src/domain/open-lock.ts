/** The owner's own opening, without a key. */
import { type Actor, isEntitled } from "./actor.ts";
import { accept, type Decision, nothingToDo, refuse } from "./decision.ts";
import type { LockState } from "./lock.ts";
import { requestOrder } from "./order-decisions.ts";
import type { OrderState } from "./order.ts";

/** Open a lock without a key, by whoever is entitled to it. */
export interface OpenLock {
  readonly type: "openLock";
  readonly actor: Actor;
  readonly lockId: number;
  readonly orderId: string;
  readonly requestId?: string;
  readonly reason?: string;
  /** Hubs that the asking process alone holds: their devices are told at once, and not left to the one that holds them. */
  readonly heldHubs?: readonly string[];
}

/**
 * The owner's own opening, without a key. The same `requestId` again is the same order. What a person gives as the reason may
 * be about anybody, so it stands beside the record; what a program says is on it, as published.
 *
 * @param earlier the order that was made of the same request, found by its id or its `requestId`
 * @throws Error where the earlier order is of another lock, or of a key
 */
export function openLock(
  lock: LockState | undefined,
  earlier: OrderState | undefined,
  command: OpenLock,
  now: number,
): Decision {
  if (!lock || !isEntitled(command.actor, lock)) return refuse("unknown-lock");
  if (earlier) {
    if (earlier.lockId !== lock.lockId || earlier.tempKeyUuid !== null)
      throw new Error(`order ${earlier.orderId} belongs to something else`);
    return nothingToDo(lock.lockId, earlier);
  }
  const { actor, orderId, requestId, reason, heldHubs } = command;
  const userId = actor.kind === "operator" ? undefined : actor.userId;
  const isPersons = actor.kind === "user" || actor.kind === "member";
  const event = requestOrder(
    lock,
    {
      orderId,
      ...(requestId !== undefined && { requestId, intent: lockIntent(lock.lockId, requestId) }),
      ...(reason !== undefined && !isPersons && { reason }),
      ...(userId !== undefined && { userId }),
      ...(heldHubs && { heldHubs }),
    },
    now,
  );
  if (reason === undefined || !isPersons) return accept(event);
  const { lockId } = lock;
  const kept = { kind: "open-reason", orderId, lockId, userId: actor.userId, reason, at: now } as const;
  return { ...accept(event), erasable: [kept] };
}

/** The name under which a lock's request is remembered, as `keyIntent`. */
export function lockIntent(lockId: number, requestId: string): string {
  return `${requestId}/lock/${lockId}`;
}
