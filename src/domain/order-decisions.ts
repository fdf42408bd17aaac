/** What becomes of an unlock order: asked for, sent, reported, or out of time. */
import { accept, type Decision, nothingToDo, refuse } from "./decision.ts";
import { isSameDevice } from "./device.ts";
import { lockFacts } from "./event-facts.ts";
import type { LedgerEvent } from "./events.ts";
import { releaseUse } from "./key-use.ts";
import { inFlightOrder, type LockState } from "./lock.ts";
import {
  isSettled,
  type OpenFailure,
  type OpenMethod,
  type OpenOutcome,
  type OrderEvent,
  type OrderState,
} from "./order.ts";
import { evolveTempKey, type TempKeyState } from "./temp-key.ts";

/** How long past its deadline an order may wait for its report before it is settled without one, in milliseconds. */
export const REPORT_GRACE_MS = 2_000;

/**
 * How far the clocks of processes may be apart, in milliseconds. An order that was made later than so much from now was made
 * before the clock was set back: its time is over, and comes again by this clock.
 */
export const CLOCK_SKEW_MS = 5_000;

/** An order that an admission or an entitled caller asks for. */
export interface RequestedOrder {
  readonly orderId: string;
  readonly tempKey?: { readonly uuid: string; readonly door: number; readonly method: OpenMethod };
  readonly userId?: string;
  readonly intent?: string;
  readonly reason?: string;
  readonly requestId?: string;
  /** Hubs that the asking process alone holds: their devices are told at once, and not left to the one that holds them. */
  readonly heldHubs?: readonly string[];
}

/**
 * The event that makes an order: sent at once when the lock is free, else waiting its turn. Where another
 * process holds the hub, it waits for that one to take it.
 */
export function requestOrder(
  lock: LockState,
  request: RequestedOrder,
  now: number,
): OrderEvent & { type: "LockOpenRequested" } {
  const isElsewhere = lock.device?.held === true && !request.heldHubs?.includes(lock.device.hubId);
  return {
    type: "LockOpenRequested",
    data: {
      ...lockFacts(lock, now),
      requestId: request.requestId ?? request.orderId,
      ...(request.reason !== undefined && { reason: request.reason }),
    },
    context: {
      orderId: request.orderId,
      notAfter: now + lock.openTimeoutMs,
      sent: inFlightOrder(lock, now) === null && !isElsewhere,
      driver: lock.driver,
      ...(lock.device && { device: lock.device }),
      ...(request.tempKey && {
        tempKeyUuid: request.tempKey.uuid,
        door: request.tempKey.door,
        method: request.tempKey.method,
      }),
      ...(request.userId !== undefined && { userId: request.userId }),
      ...(request.intent !== undefined && { intent: request.intent }),
    },
  };
}

/** The rows that a decision about an order reads; undefined for what does not exist. */
export interface OrderRows {
  readonly order: OrderState | undefined;
  readonly lock: LockState | undefined;
  readonly key: TempKeyState | undefined;
}

/**
 * Take a waiting order to the device: only while it waits, before its deadline, and when the lock is free. Whoever was
 * not answered asks with the same claim again, and learns that the order is theirs.
 */
export function sendOrder({ order, lock, key }: OrderRows, claim: string, now: number): Decision {
  if (!order || !lock) return refuse("unknown-order");
  if (order.stage === "sent" && order.claim === claim) return nothingToDo(order.lockId, order);
  if (order.stage !== "queued") return refuse("not-queued", { message: `The order is already ${order.stage}` });
  if (now >= order.notAfter || isAhead(order, now))
    return settle(order, lock, key, { outcome: "expired", failure: "expired" }, now);
  if (!isSameDevice(order, lock)) return settle(order, lock, key, { outcome: "failed", failure: "offline" }, now);
  if (inFlightOrder(lock, now) !== null) return refuse("lock-busy");
  const event = {
    type: "LockOpenSent",
    data: { ...lockFacts(lock, now), orderId: order.orderId },
    context: { notAfter: order.notAfter, ...(order.tempKeyUuid !== null && { tempKeyUuid: order.tempKeyUuid }), claim },
  } as const;
  return accept(event);
}

/** Record what the device reported. A report for a settled order is a duplicate and changes nothing. */
export function reportOrder({ order, lock, key }: OrderRows, outcome: OpenOutcome, now: number): Decision {
  if (!order || !lock) return refuse("unknown-order");
  if (isSettled(order)) return nothingToDo(order.lockId, order);
  if (outcome.ok) {
    const { stage, by, latencyMs } = outcome;
    const data = { ...lockFacts(lock, now), orderId: order.orderId, stage, by, latencyMs: Math.round(latencyMs) };
    const event = { type: "LockOpened", data } as const;
    return accept(event);
  }
  if (outcome.mayHaveExecuted) return settle(order, lock, key, { outcome: "unknown", failure: outcome.failure }, now);
  const kind = outcome.failure === "expired" ? "expired" : "failed";
  return settle(order, lock, key, { outcome: kind, failure: outcome.failure }, now);
}

/**
 * Settle an order whose deadline passed without a report: never sent means it did not open, sent means unknown. One that
 * stands ahead of the clock is settled too: that nobody carries it is known to whoever asks.
 */
export function expireOrder({ order, lock, key }: OrderRows, now: number): Decision {
  if (!order || !lock) return refuse("unknown-order");
  if (isSettled(order)) return nothingToDo(order.lockId, order);
  const ahead = isAhead(order, now);
  if (order.stage === "queued") {
    if (now < order.notAfter && !ahead) return nothingToDo(order.lockId, order);
    return settle(order, lock, key, { outcome: "expired", failure: "expired" }, now);
  }
  if (now < order.notAfter + REPORT_GRACE_MS && !ahead) return nothingToDo(order.lockId, order);
  return settle(order, lock, key, { outcome: "unknown", failure: "indeterminate" }, now);
}

function isAhead({ requestedAt }: OrderState, now: number): boolean {
  return now < requestedAt - CLOCK_SKEW_MS;
}

interface Failed {
  readonly outcome: "failed" | "expired" | "unknown";
  readonly failure: OpenFailure;
}

/** The events that end an order without an opened door; the use is given back unless the door may have moved. */
export function failOrder(
  order: OrderState,
  lock: LockState,
  key: TempKeyState | undefined,
  failed: Failed,
  now: number,
) {
  const event = {
    type: "LockOpenFailed",
    data: { ...lockFacts(lock, now), orderId: order.orderId, ...failed },
  } as const;
  const { orderId, door } = order;
  if (!key || door === null || failed.outcome === "unknown") return [event] as const;
  return [event, releaseUse(key, lock, { orderId, door }, now)] as const;
}

function settle(
  order: OrderState,
  lock: LockState,
  key: TempKeyState | undefined,
  failed: Failed,
  now: number,
): Decision {
  const events = failOrder(order, lock, key, failed, now);
  return { events, answer: { ok: true, lockId: lock.lockId, event: events[0] } };
}

/** End those of a key's orders that wait, and give their uses back. */
export function endOrders(
  key: TempKeyState,
  orders: readonly OrderState[],
  lockOf: (lockId: number) => LockState,
  now: number,
): LedgerEvent[] {
  const events: LedgerEvent[] = [];
  let rest = key;
  for (const order of orders) {
    if (order.stage !== "queued") continue;
    for (const event of failOrder(order, lockOf(order.lockId), rest, { outcome: "failed", failure: "revoked" }, now)) {
      events.push(event);
      if (event.type === "TempKeyUseReleased") rest = evolveTempKey(rest, event, now);
    }
  }
  return events;
}
