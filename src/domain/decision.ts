/** What a command comes to. */
import type { Erasable } from "./erasable.ts";
import type { LedgerEvent } from "./events.ts";
import type { OrderState } from "./order.ts";
import type { CountedRefusal } from "./refusal-counting.ts";
import { type FieldError, type RefusalReason, REFUSALS } from "./refusals.ts";

/** An expected no: nothing was done, and the reason says why. */
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

/** The command was done, now or when it was first given. */
export interface Accepted {
  readonly ok: true;
  readonly lockId: number;
  /** The event that answers the command; null when it was already done before. */
  readonly event: LedgerEvent | null;
  /** The unlock order that the command made, or made when it was first given. */
  readonly order?: OrderState;
  /** Which of the PINs that the command brought the key was given. */
  readonly pinCandidate?: number;
}

/** What a command comes to: events for the record and an answer for the caller. Refusals may leave events too. */
export interface Decision {
  readonly events: readonly LedgerEvent[];
  readonly answer: Accepted | Refused;
  /** Erasable and secret data to keep beside the log, where it can be erased. */
  readonly erasable?: readonly Erasable[];
}

interface RefusalDetails {
  /** Where there is more to say than `REFUSALS` does. */
  readonly message?: string;
  readonly fields?: readonly FieldError[];
  /** The one field that the message is about. */
  readonly atField?: string;
}

/** An expected no that leaves nothing on the record. */
export function refuse(reason: RefusalReason, details: RefusalDetails = {}): Decision {
  const { message = REFUSALS[reason].message, atField } = details;
  const fields = atField === undefined ? details.fields : [{ field: atField, message }];
  return { events: [], answer: { ok: false, reason, message, ...(fields && { fields }) } };
}

/** The command is done already; with the order that it made then. */
export function nothingToDo(lockId: number, order?: OrderState): Decision {
  return { events: [], answer: { ok: true, lockId, event: null, ...(order && { order }) } };
}

/** One event, which is also the answer. */
export function accept(event: LedgerEvent): Decision {
  return { events: [event], answer: { ok: true, lockId: event.data.lockId, event } };
}
