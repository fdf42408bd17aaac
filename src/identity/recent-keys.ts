/**
 * API keys that were just asked for: looking one up costs as much as the rest of a request. A key that is ended or
 * rotated by another process still works for as long as it is remembered.
 */
import type { Organization } from "./directory.ts";

export interface RecentKeys {
  get(hash: Buffer, now: number): Organization | undefined;
  /** @param expiresAt when the key ends by itself, in milliseconds since the epoch */
  set(hash: Buffer, organization: Organization, now: number, expiresAt: number | null): void;
  clear(): void;
}

const RECENT_MS = 1_000;
const MAX_RECENT = 10_000;

export function createRecentKeys(): RecentKeys {
  const recent = new Map<
    string,
    { readonly organization: Organization; readonly from: number; readonly until: number }
  >();
  return {
    get(hash, now) {
      const name = hash.toString("base64");
      const seen = recent.get(name);
      if (seen && now >= seen.from && now < seen.until) return seen.organization;
      recent.delete(name);
      return undefined;
    },
    set(hash, organization, now, expiresAt) {
      if (recent.size >= MAX_RECENT) recent.clear();
      const until = Math.min(now + RECENT_MS, expiresAt ?? Infinity);
      recent.set(hash.toString("base64"), { organization, from: now, until });
    },
    clear: () => recent.clear(),
  };
}
