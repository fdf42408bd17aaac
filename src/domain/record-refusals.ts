/** Refusals of real keys go on the record: the first of a kind at once, its repeats counted. */
import type { Attempt } from "./admission.ts";
import { accept, type Decision, refuse, type Refused } from "./decision.ts";
import { defined } from "./defined.ts";
import { keyFacts } from "./event-facts.ts";
import { isoTime } from "./ids.ts";
import type { LockState } from "./lock.ts";
import type { OpenMethod } from "./order.ts";
import { type Asked, noteRefusal, type RefusalKind } from "./refusal-counting.ts";
import { type AdmissionRefusal, REFUSALS } from "./refusals.ts";
import type { Rows } from "./rows.ts";
import type { TempKeyEvent, TempKeyState } from "./temp-key.ts";

/** Who was refused, with the method by which they asked. */
export type AskedBy = Asked & { readonly method: OpenMethod };

/** @param at milliseconds since the epoch */
export function attemptOf({ method, door, userId }: AskedBy, at: number): Attempt {
  return { at, method, ...defined({ door, userId }) };
}

/**
 * The refusal of a real key, and its event where it is the first of its kind; a repeat is told in the answer's `counted`
 * instead, for whoever submitted the command to count.
 */
export function refuseAdmission(
  key: TempKeyState,
  lock: LockState,
  reason: AdmissionRefusal,
  { method, ...asked }: AskedBy,
  now: number,
): Decision & { readonly answer: Refused } {
  const answer = { ok: false, reason, message: REFUSALS[reason].message } as const;
  const kind: RefusalKind = { tempKeyUuid: key.uuid, lockId: lock.lockId, reason, method, asked };
  const { write, until, together } = noteRefusal(key.refusals, kind, now);
  if (!write) {
    const { asked: _, ...ofAll } = kind;
    return { events: [], answer: { ...answer, counted: { kind: together ? ofAll : kind, until } } };
  }
  const event: TempKeyEvent = {
    type: "AdmissionRefused",
    data: { ...keyFacts(key.uuid, lock, now), reason, method },
    context: { ...asked, countedUntil: isoTime(until), ...(together && { together }) },
  };
  return { events: [event], answer };
}

/** Record how often refusals of one kind were repeated. */
export interface RecordRefusals {
  readonly type: "recordRefusals";
  readonly kind: RefusalKind;
  /** How many were counted since the first was written down, and when, in milliseconds since the epoch. */
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Tell what was counted, as one event. */
export function recordRefusals(rows: Rows, command: RecordRefusals, now: number): Decision {
  const { kind, count, firstAt, lastAt } = command;
  const { tempKeyUuid, lockId, reason, method, asked } = kind;
  const [key, lock] = [rows.key(tempKeyUuid), rows.lock(lockId)];
  if (!key || !lock) return refuse("unknown-key");
  const event: TempKeyEvent = {
    type: "AdmissionRefused",
    data: { ...keyFacts(tempKeyUuid, lock, now), reason, method },
    context: {
      ...(asked ?? { together: true as const }),
      count,
      firstAt: isoTime(firstAt),
      lastAt: isoTime(lastAt),
    },
  };
  return accept(event);
}
