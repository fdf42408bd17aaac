/**
 * Everything that may be refused, in two tables: what it is in words, and what those who are refused may know. Their
 * status over HTTP stands in `http/answers/errors.ts` and what guests read in `http/guest/messages/`, keyed by the same types.
 */

interface Refusal {
  /** What the answer says where the decision says nothing more exact. */
  readonly message: string;
  /** What helps whoever is refused, without anybody else: to ask again later, to say who they are, or nothing. */
  readonly helps: "waiting" | "signing-in" | "nothing";
}

interface RefusedAdmission extends Refusal {
  /**
   * What is wrong. Of the `key`: it is so at every door and for everybody, and is the key's published status. Of the
   * `user`: the key is not for whoever asks, so its times, notes, PIN and the way are not theirs to see.
   */
  readonly about: "link" | "key" | "user" | "door";
  /** The key opens nothing ever again: nobody needs its PIN or the way. */
  readonly ends: boolean;
}

/** What a key is refused for, in the order in which it is checked (`admission.ts`). */
export const ADMISSION_REFUSALS = {
  "unknown-key": { message: "Temporary key not found", helps: "nothing", about: "link", ends: false },
  revoked: { message: "The temporary key was revoked", helps: "nothing", about: "key", ends: true },
  paused: { message: "The temporary key is paused", helps: "nothing", about: "key", ends: false },
  "not-yet-valid": {
    message: "The temporary key is not valid yet",
    helps: "waiting",
    about: "key",
    ends: false,
  },
  expired: { message: "The temporary key has expired", helps: "nothing", about: "key", ends: true },
  "user-required": {
    message: "The temporary key is for named users: sign in to use it",
    helps: "signing-in",
    about: "user",
    ends: false,
  },
  "user-not-allowed": {
    message: "The user is not allowed to use this temporary key",
    helps: "nothing",
    about: "user",
    ends: false,
  },
  "unknown-door": {
    message: "The temporary key has no such door",
    helps: "nothing",
    about: "door",
    ends: false,
  },
  "method-not-allowed": {
    message: "The door does not open this way",
    helps: "nothing",
    about: "door",
    ends: false,
  },
  "used-up": {
    message: "The temporary key has been used as often as it may be",
    helps: "nothing",
    about: "key",
    ends: false,
  },
  "not-bound": {
    message: "No device is bound to this lock: nothing would open",
    helps: "nothing",
    about: "door",
    ends: false,
  },
  offline: {
    message: "The device of this lock cannot be reached now",
    helps: "waiting",
    about: "door",
    ends: false,
  },
} as const satisfies Readonly<Record<string, RefusedAdmission>>;

/** Everything that a command may be refused for. */
export const REFUSALS = {
  ...ADMISSION_REFUSALS,
  "unknown-lock": { message: "Lock not found", helps: "nothing" },
  "unknown-order": { message: "There is no such order", helps: "nothing" },
  "not-entitled": { message: "Not authorized for one of the locks", helps: "nothing" },
  "super-key-required": { message: "Only a super API key may change a lock's UUID", helps: "nothing" },
  "already-exists": { message: "Another lock with this value already exists", helps: "nothing" },
  "device-taken": { message: "The device is bound to another lock", helps: "nothing" },
  "same-uuid": { message: "The lock already has this UUID", helps: "nothing" },
  "shared-keys": {
    message: "A key that still opens this lock opens others too; take it back, or take this lock out of it, first",
    helps: "nothing",
  },
  invalid: { message: "The request contains invalid parameters", helps: "nothing" },
  "no-free-pin": { message: "No free PIN could be found for these locks and this time", helps: "waiting" },
  "wrong-pin": { message: "Invalid PIN", helps: "nothing" },
  "too-many-pins": { message: "Too many wrong PINs at this lock", helps: "waiting" },
  "pin-changed": { message: "PINs of this lock are being changed", helps: "waiting" },
  "lock-busy": { message: "Another order is on its way to this lock", helps: "waiting" },
  "not-queued": { message: "The order does not wait any more", helps: "nothing" },
} as const satisfies Readonly<Record<string, Refusal>>;

/** Why a key does not open a door; a key of `ADMISSION_REFUSALS`. */
export type AdmissionRefusal = keyof typeof ADMISSION_REFUSALS;
/** Why anything is refused; a key of `REFUSALS`. */
export type RefusalReason = keyof typeof REFUSALS;

type Admissions = typeof ADMISSION_REFUSALS;
/** What a key is refused for whoever asks, at whatever door. */
export type KeyRefusal = {
  [R in AdmissionRefusal]: Admissions[R]["about"] extends "key" ? R : never;
}[AdmissionRefusal];

/** Whether it is so for everybody, at every door. */
export function isKeyRefusal(reason: AdmissionRefusal): reason is KeyRefusal {
  return ADMISSION_REFUSALS[reason].about === "key";
}

export const KEY_REFUSALS: readonly KeyRefusal[] = (Object.keys(ADMISSION_REFUSALS) as AdmissionRefusal[]).filter(
  isKeyRefusal,
);

/** Whether it is a key that was refused, as the guest's pages tell it. */
export function isAdmissionRefusal(reason: string): reason is AdmissionRefusal {
  return Object.hasOwn(ADMISSION_REFUSALS, reason);
}

/**
 * Why a PIN was refused, as the record tells it; whoever entered it is told nothing of it. `unknown-pin`: no key has it
 * at this lock. `unproven-pin`: its blind index finds a key whose ciphertext does not hold it, so the table was edited.
 */
export const PIN_REFUSALS = ["unknown-pin", "unproven-pin"] as const;
/** Why an entered PIN does not open. */
export type PinRefusal = (typeof PIN_REFUSALS)[number] | AdmissionRefusal;

/** One thing wrong with one field of a command or a request: `field` as a path, such as `doors[0].lockId`. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}
