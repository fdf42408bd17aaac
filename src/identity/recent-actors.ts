/**
 * Who was just seen to act: holders of API keys and members. Looking one up costs as much as the rest of a request. What
 * another process changes is seen when it marks the change, where it can, and within half a second at the latest.
 */
import { LRUCache } from "lru-cache";

/** One bounded memory of all who may act, so that whatever changes, nothing of it is missed. */
export interface RecentActors {
  /** A part of it with names of its own; all parts are forgotten together. */
  part<T extends object>(): Recall<T>;
  /** Something was changed here: forget all, and let the others know where they can. */
  invalidate(): void;
}

/**
 * What is remembered under this name, at once, else what is read now; nobody is remembered who is not there.
 *
 * @throws StoreUnavailableError when it cannot be seen whether another process changed something
 */
export type Recall<T> = (name: string, now: number, read: () => Promise<Read<T> | undefined>) => Recalled<T>;

/** A promise only where it had to be read: every request asks, and almost none of them waits. */
export type Recalled<T> = T | Promise<T | undefined>;

/** What was read, and when it ends by itself, in milliseconds since the epoch. */
export interface Read<T> {
  readonly value: T;
  readonly endsAt: number | null;
}

/** What tells of changes in other processes at once, where there is such a thing. */
export interface ChangeMarker {
  hasChanged(): boolean;
  announce(): void;
}

const RECENT_MS = 500;
const MAX_RECENT = 10_000;

interface Remembered<T> {
  readonly value: T;
  readonly from: number;
  readonly until: number;
}

/** @param marker where other processes tell at once of their changes */
export function createRecentActors(marker?: ChangeMarker): RecentActors {
  const parts: { clear(): void }[] = [];
  /** Counts changes: what was read before one is not remembered after it. */
  let changes = 0;

  function forget(): void {
    changes++;
    for (const part of parts) part.clear();
  }

  function part<T extends object>(): Recall<T> {
    const recent = new LRUCache<string, Remembered<T>>({ maxSize: MAX_RECENT, sizeCalculation: () => 1 });
    parts.push(recent);
    async function readNow(name: string, now: number, read: Parameters<Recall<T>>[2]): Promise<T | undefined> {
      const before = changes;
      const found = await read();
      if (!found) {
        recent.delete(name);
        return undefined;
      }
      const { value, endsAt } = found;
      const until = Math.min(now + RECENT_MS, endsAt ?? Infinity);
      if (changes === before) recent.set(name, { value, from: now, until });
      return value;
    }

    return (name, now, read) => {
      if (marker?.hasChanged()) forget();
      const seen = recent.get(name);
      return seen && now >= seen.from && now < seen.until ? seen.value : readNow(name, now, read);
    };
  }

  return {
    part,
    invalidate() {
      marker?.announce();
      forget();
    },
  };
}
