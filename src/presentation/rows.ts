/** How brands, arrivals and pictures stand in a table of any store. */
import { createHash } from "node:crypto";
import type { Pictured } from "./presentation.ts";

/** Of a row: what it is of. */
export interface Key {
  readonly kind: "brand" | "arrival";
  readonly of: string;
}

export const brandKey = (orgId: string): Key => ({ kind: "brand", of: orgId });
export const arrivalKey = (lockId: number): Key => ({ kind: "arrival", of: String(lockId) });

export function keyOfPicture(of: Pictured): Key {
  return "logoOf" in of ? brandKey(of.logoOf) : arrivalKey(of.wayTo);
}

/** The same for the same bytes, in 16 characters. */
export function versionOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64url").slice(0, 16);
}

/** What was said, over what is there where nothing was; whatever an older program wrote has all fields. */
export function said<T extends object>(nothing: T, text: string | null | undefined): T {
  return text === null || text === undefined ? nothing : { ...nothing, ...(JSON.parse(text) as Partial<T>) };
}
