/** How a key stands, in the words of those who manage it, and at which of its doors it opens. All of it is asked of `admission.ts`. */
import { admit, keyStatus, type KeyStatus } from "./admission.ts";
import type { Door, TempKeyState } from "./temp-key.ts";

export const STANDINGS = ["upcoming", "active", "paused", "used-up", "ended", "revoked"] as const;
/** How a key stands at an instant. */
export type Standing = (typeof STANDINGS)[number];

const STANDING_OF: Readonly<Record<KeyStatus, Standing>> = {
  valid: "active",
  "not-yet-valid": "upcoming",
  paused: "paused",
  "used-up": "used-up",
  expired: "ended",
  revoked: "revoked",
};

/** How it stands at an instant, in milliseconds since the epoch. */
export function standingAt(key: TempKeyState, at: number): Standing {
  return STANDING_OF[keyStatus(key, at)];
}

/**
 * How a key stands before its window, within it and after it, unless something happens to it: of the rules of admission
 * only the window has to do with time.
 */
export interface Standings {
  readonly before: Standing;
  readonly within: Standing;
  readonly after: Standing;
}

/** Each asked of the rules at an instant of that time. */
export function standingsOf(given: TempKeyState): Standings {
  // When the time of its pause is over that is written down, and then something has happened to it.
  const key = given.paused ? { ...given, paused: { since: given.paused.since, by: given.paused.by } } : given;
  const at = (instant: number) => STANDING_OF[keyStatus(key, instant)];
  return { before: at(key.validFrom - 1), within: at(key.validFrom), after: at(key.validUntil) };
}

const METHODS = ["key", "code"] as const;

/** Whether somebody whom the key is for opens the door within its window, by whatever way, where its device can. */
export function opensWithin(key: TempKeyState, { id }: Pick<Door, "id">): boolean {
  const [userId] = key.allowedUserIds;
  const attempt = { at: key.validFrom, door: id, ...(userId !== undefined && { userId }) };
  return METHODS.some((method) => admit(key, { ...attempt, method }).admitted);
}
