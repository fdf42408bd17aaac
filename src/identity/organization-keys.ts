/**
 * The port of an organisation's API keys: several, each with a name, scopes, and the locks that it is for. Times are
 * milliseconds since the epoch.
 */
import type { Scope } from "../domain/actor.ts";
import type { Recalled } from "./recent-actors.ts";

export const MAX_KEYS = 200;

/** The port of API keys. What is done here counts in this process at once, and in every other within a second. */
export interface OrganizationKeys {
  /**
   * Who holds a key, unless it has ended. Remembered for less than a second, and then told at once.
   *
   * @param hash as `hashApiKey` gives it
   */
  holder(hash: string, now: number): Recalled<KeyHolder>;
  /** The key was used: its day is written later, once a day and key. Never fails. */
  used(keyId: string, now: number): void;
  /** @returns `taken` with `onlyIfNone` where the organisation has a key that is good */
  add(key: NewOrganizationKey, onlyIfNone?: boolean): Promise<"done" | "unknown" | "full" | "taken">;
  /** Newest first, those that ended of late too. */
  list(orgId: string): Promise<readonly OrganizationKey[]>;
  find(orgId: string, keyId: string): Promise<OrganizationKey | undefined>;
  /** Another key in its place, with its name, scopes, limits and end; the one before ends at `endOfOther`, if not sooner. */
  rotate(orgId: string, keyId: string, next: NextKey, endOfOther: number): Promise<OrganizationKey | undefined>;
  /** @returns whether there was one */
  revoke(orgId: string, keyId: string): Promise<boolean>;
}

/** What is asked at every request. */
export interface KeyHolder {
  readonly orgId: string;
  /** May act on every lock. */
  readonly super: boolean;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** Numbers of the locks that it is limited to; undefined for all. */
  readonly limits: readonly number[] | undefined;
}

/** What a key is limited to: these locks, and those of these sites as they are at the time. */
export interface KeyLimits {
  readonly lockIds: readonly number[];
  readonly siteIds: readonly string[];
}

/** A key as it is listed; the key itself never is. */
export interface OrganizationKey {
  readonly keyId: string;
  readonly orgId: string;
  readonly name: string | null;
  /** First 8 and last 4 characters. */
  readonly hint: string;
  readonly scopes: readonly Scope[];
  readonly limits: KeyLimits | null;
  readonly createdBy: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  /** The day of its last use, as the milliseconds at which it began; null where it was never used. */
  readonly usedOn: number | null;
}

/** What is new of a key in the place of another. */
export interface NextKey {
  readonly keyId: string;
  /** As `hashApiKey` gives it. */
  readonly hash: string;
  readonly hint: string;
  readonly createdBy: string | null;
  readonly now: number;
}

/** A key to be kept, by its hash. */
export interface NewOrganizationKey extends NextKey {
  readonly orgId: string;
  readonly name: string | null;
  readonly scopes: readonly Scope[];
  readonly limits: KeyLimits | null;
  readonly expiresAt: number | null;
}
