/**
 * An unlock order: the instruction to a device to open one door before a deadline. It is made by an admission
 * (or by the owner's own OpenLock), sent at most once, and settled exactly once.
 */
import type { Decision, Refused } from "./decision.ts";
import { nothingToDo } from "./decision.ts";
import { isoTime } from "./ids.ts";
import type { LockState } from "./lock.ts";
import { inFlightOrder } from "./lock.ts";
import { releaseUse, type TempKeyState } from "./temp-key.ts";

// ---- events

export type OrderEvent =
  /** The order exists. With `sent` it is on its way to the device; without, it waits for the lock to be free. */
  | {
      readonly type: "LockOpenRequested";
      readonly data: LockFacts & { readonly reason?: string; readonly requestId?: string };
      readonly context: {
        readonly orderId: string;
        readonly notAfter: number;
        readonly sent: boolean;
        readonly driver: string | null;
        readonly tempKeyUuid?: string;
        readonly door?: number;
        readonly method?: OpenMethod;
        readonly userId?: string;
        readonly intent?: string;
      };
    }
  /** A waiting order is now on its way to the device. */
  | {
      readonly type: "LockOpenSent";
      readonly data: LockFacts & { readonly orderId: string };
      readonly context: {
        readonly notAfter: number;
        readonly tempKeyUuid?: string;
        /** Of whoever carries it, and nobody else's: two who take it at the same instant are told apart. */
        readonly claim?: string;
      };
    }
  /** The device did it; `stage` and `by` say how we know. */
  | {
      readonly type: "LockOpened";
      readonly data: LockFacts & {
        readonly orderId: string;
        readonly stage: OpenStage;
        readonly by: "ack" | "state" | "event";
        readonly latencyMs: number;
      };
      readonly context?: never;
    }
  /** The door did not open (`failed`, `expired`), or nobody knows (`unknown`). */
  | {
      readonly type: "LockOpenFailed";
      readonly data: LockFacts & {
        readonly orderId: string;
        readonly outcome: "failed" | "expired" | "unknown";
        readonly failure: OpenFailure;
      };
      readonly context?: never;
    };

interface LockFacts {
  readonly lockId: number;
  readonly uuid: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

export type OpenMethod = "key" | "code";
export type OpenStage = "sent" | "accepted" | "executed" | "confirmed";
export type OpenFailure =
  | "expired"
  | "offline"
  | "timeout"
  | "rejected"
  | "jammed"
  | "auth"
  | "unsupported"
  | "indeterminate"
  | "internal"
  | "revoked";

/** What a driver reports of one command. `mayHaveExecuted: false` is a promise that the door did not move. */
export type OpenOutcome =
  | { readonly ok: true; readonly stage: OpenStage; readonly by: "ack" | "state" | "event"; readonly latencyMs: number }
  | { readonly ok: false; readonly failure: OpenFailure; readonly mayHaveExecuted: boolean; readonly detail: string };

// ---- state

export interface OrderState {
  readonly orderId: string;
  readonly lockId: number;
  readonly tempKeyUuid: string | null;
  readonly door: number | null;
  /** The driver that reaches the lock's device; null when none is bound. */
  readonly driver: string | null;
  /** The caller's own id of this request, within its key or lock: the same again is the same order. */
  readonly intent: string | null;
  readonly requestedAt: number;
  /** The device must not open at or after this instant, in milliseconds. */
  readonly notAfter: number;
  readonly stage: "queued" | "sent" | "opened" | "failed" | "expired" | "unknown";
  readonly failure: OpenFailure | null;
  readonly settledAt: number | null;
  /** Of whoever carries it, where it had to wait. */
  readonly claim?: string;
}

export function isSettled(order: OrderState): boolean {
  return order.stage !== "queued" && order.stage !== "sent";
}

// ---- evolve

export function evolveOrder(order: OrderState | undefined, event: OrderEvent, at: number): OrderState {
  if (event.type === "LockOpenRequested") {
    const { context } = event;
    return {
      orderId: context.orderId,
      lockId: event.data.lockId,
      tempKeyUuid: context.tempKeyUuid ?? null,
      door: context.door ?? null,
      driver: context.driver,
      intent: context.intent ?? null,
      requestedAt: at,
      notAfter: context.notAfter,
      stage: context.sent ? "sent" : "queued",
      failure: null,
      settledAt: null,
    };
  }
  if (!order) throw new Error(`${event.type} for an order that was never requested: ${event.data.orderId}`);
  switch (event.type) {
    case "LockOpenSent":
      return { ...order, stage: "sent", ...(event.context.claim !== undefined && { claim: event.context.claim }) };
    case "LockOpened":
      return { ...order, stage: "opened", settledAt: at };
    case "LockOpenFailed":
      return { ...order, stage: event.data.outcome, failure: event.data.failure, settledAt: at };
    default:
      return event satisfies never;
  }
}

// ---- decisions

/** How long past its deadline an order may wait for its report before it is settled without one, in milliseconds. */
export const REPORT_GRACE_MS = 2_000;

export interface RequestedOrder {
  readonly orderId: string;
  readonly tempKey?: { readonly uuid: string; readonly door: number; readonly method: OpenMethod };
  readonly userId?: string;
  readonly intent?: string;
  readonly reason?: string;
  readonly requestId?: string;
}

/** The event that makes an order: sent at once when the lock is free, else waiting its turn. */
export function requestOrder(
  lock: LockState,
  request: RequestedOrder,
  now: number,
): OrderEvent & { type: "LockOpenRequested" } {
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
      sent: inFlightOrder(lock, now) === null,
      driver: lock.driver,
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
  if (!order || !lock) return refuseOrder("unknown-order", "There is no such order");
  if (order.stage === "sent" && order.claim === claim) return nothingToDo(order.lockId, order);
  if (order.stage !== "queued") return refuseOrder("not-queued", `The order is already ${order.stage}`);
  if (now >= order.notAfter) return settle(order, lock, key, { outcome: "expired", failure: "expired" }, now);
  if (inFlightOrder(lock, now) !== null) return refuseOrder("lock-busy", "Another order is on its way to this lock");
  const event = {
    type: "LockOpenSent",
    data: { ...lockFacts(lock, now), orderId: order.orderId },
    context: { notAfter: order.notAfter, ...(order.tempKeyUuid !== null && { tempKeyUuid: order.tempKeyUuid }), claim },
  } as const;
  return { events: [event], answer: { ok: true, lockId: lock.lockId, event } };
}

/** Record what the device reported. A report for a settled order is a duplicate and changes nothing. */
export function reportOrder({ order, lock, key }: OrderRows, outcome: OpenOutcome, now: number): Decision {
  if (!order || !lock) return refuseOrder("unknown-order", "There is no such order");
  if (isSettled(order)) return nothingToDo(order.lockId, order);
  if (outcome.ok) {
    const { stage, by, latencyMs } = outcome;
    const data = { ...lockFacts(lock, now), orderId: order.orderId, stage, by, latencyMs: Math.round(latencyMs) };
    const event = { type: "LockOpened", data } as const;
    return { events: [event], answer: { ok: true, lockId: lock.lockId, event } };
  }
  if (outcome.mayHaveExecuted) return settle(order, lock, key, { outcome: "unknown", failure: outcome.failure }, now);
  const kind = outcome.failure === "expired" ? "expired" : "failed";
  return settle(order, lock, key, { outcome: kind, failure: outcome.failure }, now);
}

/** Settle an order whose deadline passed without a report: never sent means it did not open, sent means unknown. */
export function expireOrder({ order, lock, key }: OrderRows, now: number): Decision {
  if (!order || !lock) return refuseOrder("unknown-order", "There is no such order");
  if (isSettled(order)) return nothingToDo(order.lockId, order);
  if (order.stage === "queued") {
    if (now < order.notAfter) return nothingToDo(order.lockId, order);
    return settle(order, lock, key, { outcome: "expired", failure: "expired" }, now);
  }
  if (now < order.notAfter + REPORT_GRACE_MS) return nothingToDo(order.lockId, order);
  return settle(order, lock, key, { outcome: "unknown", failure: "indeterminate" }, now);
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

function lockFacts(lock: LockState, now: number): LockFacts {
  return { lockId: lock.lockId, uuid: lock.uuid, timestamp: isoTime(now) };
}

function refuseOrder(reason: Refused["reason"], message: string): Decision {
  return { events: [], answer: { ok: false, reason, message } };
}
