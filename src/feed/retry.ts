/** How soon it is tried again after a failure, at first and at most, in milliseconds. */
const RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;

/** How long to wait after so many failures in a row before this one, in milliseconds; not all processes at once. */
export function retryAfter(failures: number): number {
  return Math.min(RETRY_MS * 2 ** Math.min(failures, 10), MAX_RETRY_MS) * (0.75 + Math.random() / 4);
}
