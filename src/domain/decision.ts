import type { LedgerEvent } from "./events.ts";
import type { OrderState } from "./order.ts";

/** Everything a decision may be refused for; `http/errors.ts` gives each its status. */
export type RefusalReason =
  | AdmissionRefusal
  | "unknown-lock"
  | "unknown-order"
  | "not-entitled"
  | "super-key-required"
  | "already-exists"
  | "same-uuid"
  | "invalid"
  | "lock-busy"
  | "not-queued";

/** In the order in which they are checked. */
export type AdmissionRefusal =
  | "unknown-key"
  | "revoked"
  | "not-yet-valid"
  | "expired"
  | "user-required"
  | "user-not-allowed"
  | "unknown-door"
  | "method-not-allowed"
  | "used-up";

/** One thing wrong with one field of a command. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface Refused {
  readonly ok: false;
  readonly reason: RefusalReason;
  readonly message: string;
  readonly fields?: readonly FieldError[];
}

export interface Accepted {
  readonly ok: true;
  readonly lockId: number;
  /** The event that answers the command; null when it was already done before. */
  readonly event: LedgerEvent | null;
  /** The unlock order that the command made, or made when it was first given. */
  readonly order?: OrderState;
}

/** What a command comes to: events for the record and an answer for the caller. Refusals may leave events too. */
export interface Decision {
  readonly events: readonly LedgerEvent[];
  readonly answer: Accepted | Refused;
  /** Personal data to keep beside the log, where it can be erased. */
  readonly personal?: Personal;
}

export type Personal =
  | { readonly kind: "lock-name"; readonly lockId: number; readonly name: string }
  | { readonly kind: "key-description"; readonly tempKeyUuid: string; readonly description: string };

export function refuse(reason: RefusalReason, message: string, fields?: readonly FieldError[]): Decision {
  return { events: [], answer: { ok: false, reason, message, ...(fields && { fields }) } };
}

export function nothingToDo(lockId: number, order?: OrderState): Decision {
  return { events: [], answer: { ok: true, lockId, event: null, ...(order && { order }) } };
}
