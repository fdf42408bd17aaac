/** The terms of a key: for whom it is, when it opens and how often. */
import type { FieldError } from "./refusals.ts";

export type AccessMode = "public" | "user-whitelist";

/** The published changes. */
export interface KeyChanges {
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly maxUses?: number | null;
  readonly allowedUserIds?: readonly string[];
  readonly accessMode?: AccessMode;
}

/** What a key allows; times in milliseconds since the epoch, the window is `validFrom <= now < validUntil`. */
export interface KeyTerms {
  readonly accessMode: AccessMode;
  readonly allowedUserIds: readonly string[];
  readonly validFrom: number;
  readonly validUntil: number;
  /** How many admissions; null for no limit. */
  readonly maxUses: number | null;
  /** How many admissions at each door; null for no limit. */
  readonly maxUsesPerDoor: number | null;
}

export function termsAfter(key: KeyTerms, changes: KeyChanges, maxUsesPerDoor?: number | null): KeyTerms {
  return {
    accessMode: changes.accessMode ?? key.accessMode,
    allowedUserIds: changes.allowedUserIds ?? key.allowedUserIds,
    validFrom: changes.validFrom === undefined ? key.validFrom : Date.parse(changes.validFrom),
    validUntil: changes.validUntil === undefined ? key.validUntil : Date.parse(changes.validUntil),
    maxUses: changes.maxUses === undefined ? key.maxUses : changes.maxUses,
    maxUsesPerDoor: maxUsesPerDoor === undefined ? key.maxUsesPerDoor : maxUsesPerDoor,
  };
}

export function sameUsers(a: readonly string[], b: readonly string[]): boolean {
  const users = new Set(a);
  return users.size === new Set(b).size && b.every((user) => users.has(user));
}

export const MAX_SPAN_MS = 5 * 366 * 24 * 3_600_000;
export const MAX_ALLOWED_USERS = 1_000;

/** All that is wrong with a key's terms, one entry a field; parts that could not be read are left out by the caller. */
export function checkTerms(terms: Partial<KeyTerms>, now: number): FieldError[] {
  const errors: FieldError[] = [];
  const { validFrom, validUntil, accessMode, allowedUserIds } = terms;
  if (validUntil !== undefined) {
    if (validFrom !== undefined && validUntil <= validFrom) {
      errors.push({ field: "validUntil", message: "must be later than validFrom" });
    } else if (validUntil <= now) {
      errors.push({ field: "validUntil", message: "must be in the future" });
    } else if (validFrom !== undefined && validUntil - validFrom > MAX_SPAN_MS) {
      errors.push({ field: "validUntil", message: "must be at most 5 years after validFrom" });
    }
  }
  if (accessMode === "user-whitelist" && allowedUserIds?.length === 0) {
    errors.push({ field: "allowedUserIds", message: "must name at least one user when accessMode is user-whitelist" });
  }
  for (const field of ["maxUses", "maxUsesPerDoor"] as const) {
    const uses = terms[field] ?? null;
    if (uses !== null && !(Number.isSafeInteger(uses) && uses > 0)) {
      errors.push({ field, message: "must be a whole number from 1" });
    }
  }
  if (allowedUserIds && allowedUserIds.length > MAX_ALLOWED_USERS) {
    errors.push({ field: "allowedUserIds", message: `must name at most ${MAX_ALLOWED_USERS} users` });
  }
  return errors;
}

/**
 * For whom a key is asked to be, so that it is never more open than that: named users without a mode are those that it is
 * for, and one for everybody has no list, which would be read as if it held somebody back.
 */
export function accessAsked(asked: Partial<Pick<KeyTerms, "accessMode" | "allowedUserIds">>): typeof asked {
  const { accessMode, allowedUserIds } = asked;
  if (accessMode === "public") return { accessMode, allowedUserIds: [] };
  return accessMode === undefined && allowedUserIds ? { accessMode: "user-whitelist", allowedUserIds } : asked;
}

/** Who a key lets in by name: whoever is on the list of a key for everybody is not held to it. */
export function usersHeldTo({ accessMode, allowedUserIds }: KeyTerms): readonly string[] {
  return accessMode === "public" ? [] : allowedUserIds;
}

/**
 * Who is not a user and yet may use the key: whoever made themselves known under such an id would be let in.
 *
 * @param knownUsers of those who may be named the ones that exist; undefined where not all that exist are known
 */
export function checkNamedUsers(
  { accessMode, allowedUserIds }: Pick<KeyTerms, "accessMode" | "allowedUserIds">,
  knownUsers: readonly string[] | undefined,
): FieldError[] {
  if (accessMode !== "user-whitelist" || knownUsers === undefined) return [];
  const known = new Set(knownUsers);
  return allowedUserIds.flatMap((id, i) =>
    known.has(id) ? [] : [{ field: `allowedUserIds[${i}]`, message: "must be the id of a user that exists" }],
  );
}
