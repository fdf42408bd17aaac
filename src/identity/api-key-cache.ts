/**
 * API keys that were just asked for: looking one up costs as much as the rest of a request. A key that is ended or
 * rotated by another process still works for as long as it is remembered.
 */
import { LRUCache } from "lru-cache";
import type { Organization } from "./directory.ts";

/** A bounded cache of API keys by the SHA-256 of each, for one second. */
export interface ApiKeyCache {
  get(hash: string, now: number): Organization | undefined;
  /** @param expiresAt when the key ends by itself, in milliseconds since the epoch */
  set(hash: string, organization: Organization, now: number, expiresAt: number | null): void;
  /** Some key was changed here: forget all, and let the others know where they can. */
  invalidate(): void;
}

/** What tells of changes in other processes at once, where there is such a thing. */
export interface ChangeMarker {
  hasChanged(): boolean;
  announce(): void;
}

const RECENT_MS = 1_000;
const MAX_RECENT = 10_000;

interface Recent {
  readonly organization: Organization;
  readonly from: number;
  readonly until: number;
}

/**
 * @param marker where other processes tell at once of their changes; without it a change elsewhere is seen after a
 *   second
 */
export function createApiKeyCache(marker?: ChangeMarker): ApiKeyCache {
  const recent = new LRUCache<string, Recent>({ max: MAX_RECENT });
  return {
    get(hash, now) {
      if (marker?.hasChanged()) recent.clear();
      const seen = recent.get(hash);
      return seen && now >= seen.from && now < seen.until ? seen.organization : undefined;
    },
    set(hash, organization, now, expiresAt) {
      const until = Math.min(now + RECENT_MS, expiresAt ?? Infinity);
      recent.set(hash, { organization, from: now, until });
    },
    invalidate() {
      marker?.announce();
      recent.clear();
    },
  };
}
