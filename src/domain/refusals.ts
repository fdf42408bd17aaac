/**
 * Everything that may be refused, in two tables: what it is in words, and what those who are refused may know. Their
 * status over HTTP stands in `http/errors.ts` and what guests read in `http/guest/messages/`, keyed by the same types.
 */

interface Refusal {
  /** What the answer says where the decision says nothing more exact. */
  readonly message: string;
  /** The same may be accepted later without anybody's doing, so asking again makes sense. */
  readonly waitingHelps: boolean;
}

interface RefusedAdmission extends Refusal {
  /** The key is not for whoever asks: its times, notes, PIN and the way are not theirs to see. */
  readonly ofStranger: boolean;
  /** The key opens nothing any more, whoever asks: nobody needs its PIN or the way. */
  readonly ended: boolean;
}

/** What a key is refused for, in the order in which it is checked (`admission.ts`). */
export const ADMISSION_REFUSALS = {
  "unknown-key": { message: "Temporary key not found", waitingHelps: false, ofStranger: false, ended: false },
  revoked: { message: "The temporary key was revoked", waitingHelps: false, ofStranger: false, ended: true },
  "not-yet-valid": {
    message: "The temporary key is not valid yet",
    waitingHelps: true,
    ofStranger: false,
    ended: false,
  },
  expired: { message: "The temporary key has expired", waitingHelps: false, ofStranger: false, ended: true },
  "user-required": {
    message: "The temporary key is for named users: sign in to use it",
    waitingHelps: false,
    ofStranger: true,
    ended: false,
  },
  "user-not-allowed": {
    message: "The user is not allowed to use this temporary key",
    waitingHelps: false,
    ofStranger: true,
    ended: false,
  },
  "unknown-door": {
    message: "The temporary key has no such door",
    waitingHelps: false,
    ofStranger: false,
    ended: false,
  },
  "method-not-allowed": {
    message: "The door does not open this way",
    waitingHelps: false,
    ofStranger: false,
    ended: false,
  },
  "used-up": {
    message: "The temporary key has been used as often as it may be",
    waitingHelps: false,
    ofStranger: false,
    ended: false,
  },
} as const satisfies Readonly<Record<string, RefusedAdmission>>;

/** Everything that a command may be refused for. */
export const REFUSALS = {
  ...ADMISSION_REFUSALS,
  "unknown-lock": { message: "Lock not found", waitingHelps: false },
  "unknown-order": { message: "There is no such order", waitingHelps: false },
  "not-entitled": { message: "Not authorized for one of the locks", waitingHelps: false },
  "super-key-required": { message: "Only a super API key may change a lock's UUID", waitingHelps: false },
  "already-exists": { message: "Another lock with this value already exists", waitingHelps: false },
  "same-uuid": { message: "The lock already has this UUID", waitingHelps: false },
  "shared-keys": {
    message: "A key that still opens this lock opens others too; take it back, or take this lock out of it, first",
    waitingHelps: false,
  },
  invalid: { message: "The request contains invalid parameters", waitingHelps: false },
  "no-free-pin": { message: "No free PIN could be found for these locks and this time", waitingHelps: true },
  "wrong-pin": { message: "Invalid PIN", waitingHelps: false },
  "too-many-pins": { message: "Too many wrong PINs at this lock", waitingHelps: true },
  "pin-changed": { message: "PINs of this lock are being changed", waitingHelps: true },
  "lock-busy": { message: "Another order is on its way to this lock", waitingHelps: true },
  "not-queued": { message: "The order does not wait any more", waitingHelps: false },
} as const satisfies Readonly<Record<string, Refusal>>;

export type AdmissionRefusal = keyof typeof ADMISSION_REFUSALS;
export type RefusalReason = keyof typeof REFUSALS;

export function isAdmissionRefusal(reason: string): reason is AdmissionRefusal {
  return Object.hasOwn(ADMISSION_REFUSALS, reason);
}

/**
 * Why a PIN was refused, as the record tells it; whoever entered it is told nothing of it. `unknown-pin`: no key has it
 * at this lock. `unproven-pin`: its blind index finds a key whose ciphertext does not hold it, so the table was edited.
 */
export const PIN_REFUSALS = ["unknown-pin", "unproven-pin"] as const;
export type PinRefusal = (typeof PIN_REFUSALS)[number] | AdmissionRefusal;

/** One thing wrong with one field of a command or a request: `field` as a path, such as `doors[0].lockId`. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}
