import type { LedgerEvent } from "./events.ts";
import type { OrderState } from "./order.ts";
import type { CountedRefusal } from "./refusals.ts";
import type { StoredPin } from "./temp-key.ts";

/** Everything a decision may be refused for; `http/errors.ts` gives each its status. */
export type RefusalReason =
  | AdmissionRefusal
  | "unknown-lock"
  | "unknown-order"
  | "not-entitled"
  | "super-key-required"
  | "already-exists"
  | "same-uuid"
  | "shared-keys"
  | "invalid"
  | "no-free-pin"
  | "wrong-pin"
  | "too-many-pins"
  | "pin-changed"
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
  /** When it may be tried again, in milliseconds since the epoch. */
  readonly retryAt?: number;
  /** The refusal is not on the record; whoever submitted the command counts it. Never told to a caller. */
  readonly counted?: CountedRefusal;
}

export interface Accepted {
  readonly ok: true;
  readonly lockId: number;
  /** The event that answers the command; null when it was already done before. */
  readonly event: LedgerEvent | null;
  /** The unlock order that the command made, or made when it was first given. */
  readonly order?: OrderState;
  /** Which of the PINs that the command brought the key was given. */
  readonly pin?: number;
}

/** What a command comes to: events for the record and an answer for the caller. Refusals may leave events too. */
export interface Decision {
  readonly events: readonly LedgerEvent[];
  readonly answer: Accepted | Refused;
  /** Personal and secret data to keep beside the log, where it can be erased. */
  readonly personal?: readonly Personal[];
}

export type Personal =
  | { readonly kind: "lock-name"; readonly lockId: number; readonly name: string }
  | {
      readonly kind: "key-texts";
      readonly tempKeyUuid: string;
      readonly description?: string;
      /** By the doors' numbers. */
      readonly labels?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "key-pin"; readonly tempKeyUuid: string; readonly pin: StoredPin };

export function refuse(reason: RefusalReason, message: string, fields?: readonly FieldError[]): Decision {
  return { events: [], answer: { ok: false, reason, message, ...(fields && { fields }) } };
}

export function nothingToDo(lockId: number, order?: OrderState): Decision {
  return { events: [], answer: { ok: true, lockId, event: null, ...(order && { order }) } };
}
