/**
 * What a caller may have remembered at most: the oldest are forgotten past it. Counting all of a caller's is not done
 * with every request, but after so many more, and then to as many less.
 */
import { LRUCache } from "lru-cache";

/** Whose a request is, and how much of theirs is remembered. */
export interface Share {
  /** A keyed hash: the store alone tells nothing of who it is. */
  readonly of: string;
  readonly requests: number;
  readonly bytes: number;
}

/** A sixteenth of a share may come before it is counted. */
const PART = 16;
const MAX_SHARES = 10_000;

interface Grown {
  requests: number;
  bytes: number;
}

/** How much callers had remembered since their share was last counted. */
export interface Growth {
  /** One more request; whether its share is to be counted and cut now. */
  claimed(share: Share): boolean;
  /** An answer of so many bytes. */
  kept(share: Share, bytes: number): void;
}

/** Of one process. Those that were longest away are forgotten, and counted when they have grown again. */
export function createGrowth(): Growth {
  const growth = new LRUCache<string, Grown>({ maxSize: MAX_SHARES, sizeCalculation: () => 1 });

  function of(share: Share): Grown {
    const grown = growth.get(share.of) ?? { requests: 0, bytes: 0 };
    growth.set(share.of, grown);
    return grown;
  }

  return {
    claimed(share) {
      const grown = of(share);
      grown.requests++;
      if (grown.requests * PART < share.requests && grown.bytes * PART < share.bytes) return false;
      growth.delete(share.of);
      return true;
    },
    kept(share, bytes) {
      of(share).bytes += bytes;
    },
  };
}

/** Forget the oldest of a share: `$1` whose, `$2` how many stay, `$3` how many bytes, `$4` now; what is under way stays. */
export const CUT_SHARE = `DELETE FROM requests WHERE id IN (
  SELECT id FROM (
    SELECT id, row_number() OVER newest AS requests, sum(coalesce(length(answer), 0)) OVER newest AS bytes
    FROM requests WHERE caller = $1 AND (answer IS NOT NULL OR lease_until <= $4)
    WINDOW newest AS (ORDER BY created_at DESC, id)
  ) AS theirs WHERE requests > $2 OR bytes > $3)`;

/** What a share is cut to: a sixteenth below it, so that it is not cut at every request. */
export function cutTo({ requests, bytes }: Share): readonly [requests: number, bytes: number] {
  return [requests - Math.ceil(requests / PART), bytes - Math.ceil(bytes / PART)];
}
