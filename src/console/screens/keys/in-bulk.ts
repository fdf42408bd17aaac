/** The same done with many, one by one and some at a time: what fails is kept, and a server that is busy is waited for. */
import { ApiError } from "../../api/api-error.ts";

/** What of it failed, and why. */
export interface Failed<T> {
  readonly item: T;
  readonly error: ApiError;
}

/** How far it is. */
export interface Progress<T> {
  readonly done: readonly T[];
  readonly failed: readonly Failed<T>[];
  /** Neither tried nor failed yet. */
  readonly left: number;
  /** It waits for the server, which is busy. */
  readonly isWaiting: boolean;
}

interface BulkOptions<T> {
  readonly stop: AbortSignal;
  readonly tell: (progress: Progress<T>) => void;
  readonly wait: (ms: number, stop: AbortSignal) => Promise<void>;
}

const AT_ONCE = 4;
/** A caller has 600 requests in a minute, and the screens need some of them. */
const AT_FIRST = 100;
const THEN_EVERY_MS = 130;
const TRIES = 6;
const BUSY_MS = 5_000;
const MAX_BUSY_MS = 60_000;

/**
 * Never throws for one of the items. Once the server is away, the person signed out, or it was stopped, the rest fails
 * without being tried.
 *
 * @returns how it ended
 */
export async function inBulk<T>(
  items: readonly T[],
  does: (item: T) => Promise<unknown>,
  { stop, tell, wait }: BulkOptions<T>,
): Promise<Progress<T>> {
  const done: T[] = [];
  const failed: Failed<T>[] = [];
  let next = 0;
  let waiting = 0;
  let over: ApiError | undefined;
  const progress = () => ({
    done: [...done],
    failed: [...failed],
    left: items.length - done.length - failed.length,
    isWaiting: waiting > 0,
  });

  async function pause(ms: number): Promise<void> {
    waiting++;
    tell(progress());
    await wait(ms, stop);
    waiting--;
  }

  async function one(item: T): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await does(item);
        done.push(item);
        return;
      } catch (caught) {
        const error = caught instanceof ApiError ? caught : new ApiError("fault", String(caught));
        const isPassing = error.kind === "busy" || error.kind === "offline" || error.kind === "unsure";
        if (isPassing && tries < TRIES && !stop.aborted) {
          await pause(Math.min(MAX_BUSY_MS, (error.retryAfter ?? 0) * 1_000 || BUSY_MS));
          if (!stop.aborted) continue;
        }
        failed.push({ item, error });
        if (isPassing || error.kind === "signed-out") over = error;
        return;
      }
    }
  }

  async function work(): Promise<void> {
    while (next < items.length) {
      const item = items[next++]!;
      if (stop.aborted) continue; // what was not tried is told as left
      if (over) failed.push({ item, error: over });
      else {
        if (next > AT_FIRST) await wait(THEN_EVERY_MS * AT_ONCE, stop);
        await one(item);
      }
      tell(progress());
    }
  }

  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return progress();
}
