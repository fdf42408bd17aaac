/**
 * What makes a message of ours or of a door of ours believed: HMAC-SHA256 under a secret of that door, in hex, over
 * its fields, a line each. All secrets and passwords are derived from the hub's one `doorSecret`.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** @param fields without line breaks */
export function seal(secret: string, fields: readonly string[]): string {
  return createHmac("sha256", secret).update(fields.join("\n")).digest("hex");
}

/** Whether a seal is that of these fields under this secret. */
export function isSealed(secret: string, fields: readonly string[], given: unknown): boolean {
  if (typeof given !== "string" || fields.some((field) => field.includes("\n"))) return false;
  return sameText(seal(secret, fields), given);
}

/** What a door of ours and this server share. */
export function secretOfDoor(doorSecret: string, door: string): string {
  return seal(doorSecret, ["latchstring door", door]);
}

/** The password of an account at the broker. */
export function passwordOf(doorSecret: string, username: string): string {
  return seal(doorSecret, ["latchstring account", username]).slice(0, 40);
}

/** Compare in a time that tells nothing of where they differ. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
