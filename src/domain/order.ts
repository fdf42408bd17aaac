/**
 * An unlock order: the instruction to a device to open one door before a deadline. It is made by an admission
 * (or by the owner's own OpenLock), sent at most once, and settled exactly once. Its decisions are in `order-decisions.ts`.
 */
import type { DeviceBinding } from "./device.ts";
import type { LockFacts } from "./event-facts.ts";

// ---- events

/** Everything that happens to an unlock order, as its lock's stream records it. */
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
        /** See `deviceOf`. */
        readonly device?: DeviceBinding;
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

/** How somebody opens: by the link, or by the PIN. */
export type OpenMethod = "key" | "code";
/** How far the device said that it came. */
export const OPEN_STAGES = ["sent", "accepted", "executed", "confirmed"] as const;
/** One of `OPEN_STAGES`. */
export type OpenStage = (typeof OPEN_STAGES)[number];

/** Of an opening that counts as done: nothing says whether the bolt moved. */
function isUnconfirmed(stage: OpenStage): boolean {
  return stage === "sent" || stage === "accepted";
}
/** Why a door did not open, or why nobody knows. */
export const OPEN_FAILURES = [
  "expired",
  "offline",
  "timeout",
  "rejected",
  "jammed",
  "auth",
  "unsupported",
  "indeterminate",
  "internal",
  "revoked",
] as const;
/** One of `OPEN_FAILURES`. */
export type OpenFailure = (typeof OPEN_FAILURES)[number];

/** What a driver reports of one command. `mayHaveExecuted: false` is a promise that the door did not move. */
export type OpenOutcome =
  | { readonly ok: true; readonly stage: OpenStage; readonly by: "ack" | "state" | "event"; readonly latencyMs: number }
  | { readonly ok: false; readonly failure: OpenFailure; readonly mayHaveExecuted: boolean; readonly detail: string };

/** The outcome of an order that surely moved nothing. `detail` is for logs, and holds no secret. */
export function notMoved(failure: OpenFailure, detail: string): OpenOutcome {
  return { ok: false, failure, mayHaveExecuted: false, detail };
}

// ---- state

/** The fold of an order's events. */
export interface OrderState {
  readonly orderId: string;
  readonly lockId: number;
  readonly tempKeyUuid: string | null;
  readonly door: number | null;
  /** The kind of the driver that reaches the lock's device; null when none is bound. */
  readonly driver: string | null;
  /** What it goes to, whatever the lock is bound to later; see `deviceOf`. */
  readonly device?: DeviceBinding;
  /** The caller's own id of this request, within its key or lock: the same again is the same order. */
  readonly intent: string | null;
  /** Milliseconds since the epoch, as all times here. */
  readonly requestedAt: number;
  /** The device must not open at or after this instant. */
  readonly notAfter: number;
  readonly stage: "queued" | "sent" | "opened" | "failed" | "expired" | "unknown";
  readonly failure: OpenFailure | null;
  readonly settledAt: number | null;
  /** The device accepted the order, and nothing confirms that the bolt moved. */
  readonly acceptedOnly?: true;
  /** Of whoever carries it, where it had to wait. */
  readonly claim?: string;
}

/** Whether it is known what became of the order, or that nobody will know; it changes no more. */
export function isSettled(order: OrderState): boolean {
  return order.stage !== "queued" && order.stage !== "sent";
}

// ---- evolve

/**
 * The order after an event of it.
 *
 * @param order undefined before `LockOpenRequested`
 * @param at when it happened, in milliseconds since the epoch
 * @throws Error for an event of an order that was never requested
 */
export function evolveOrder(order: OrderState | undefined, event: OrderEvent, at: number): OrderState {
  if (event.type === "LockOpenRequested") {
    const { context } = event;
    return {
      orderId: context.orderId,
      lockId: event.data.lockId,
      tempKeyUuid: context.tempKeyUuid ?? null,
      door: context.door ?? null,
      driver: context.driver,
      ...(context.device && { device: context.device }),
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
      return {
        ...order,
        stage: "opened",
        settledAt: at,
        ...(isUnconfirmed(event.data.stage) && { acceptedOnly: true }),
      };
    case "LockOpenFailed":
      return { ...order, stage: event.data.outcome, failure: event.data.failure, settledAt: at };
    default:
      return event satisfies never;
  }
}
