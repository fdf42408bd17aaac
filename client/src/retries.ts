/** When a call is sent again, after how long, and what ends it before. */

const FIRST_MS = 300;
const LONGEST_MS = 8_000;

/**
 * How long to wait after so many attempts, in milliseconds: what the server asks for, and some more that doubles, half
 * of it by chance so that many callers do not come back together.
 *
 * @param random from 0 to below 1
 */
export function waitMs(attempts: number, retryAfterMs = 0, random = Math.random()): number {
  return retryAfterMs + Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1)) * (0.5 + random / 2);
}

/**
 * Whether the same call may come to something else later.
 *
 * @param isOwn whether the server itself answered, and nothing that stands before it: its own 502 is a door that did
 *   not open, and is not tried again without whoever stands there
 */
export function mayPass(status: number, headers: Headers, isOwn: boolean): boolean {
  if (status === 409) return headers.has("retry-after"); // the first one is under way
  return [408, 429, 500, 503].includes(status) || (!isOwn && [502, 504].includes(status));
}

/** @throws the signal's reason when it is aborted */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const waited = new Promise<void>((done) => {
    timer = setTimeout(done, ms);
  });
  const ending = linked(signal);
  await unlessEnded(waited, ending.signal).finally(() => {
    clearTimeout(timer);
    ending.end();
  });
}

export interface Linked {
  readonly signal: AbortSignal;
  end(reason?: unknown): void;
  /** Let the signal that it follows go, so that one that lives long does not keep what is over. */
  unlink(): void;
}

/** A signal of its own that ends with another one. `AbortSignal.any` keeps what is over in Node 20. */
export function linked(signal: AbortSignal | undefined): Linked {
  const own = new AbortController();
  const follow = () => own.abort(signal!.reason);
  const unlink = () => signal?.removeEventListener("abort", follow);
  if (signal?.aborted) follow();
  else signal?.addEventListener("abort", follow);
  return {
    signal: own.signal,
    end(reason) {
      unlink();
      own.abort(reason);
    },
    unlink,
  };
}

/** @throws the signal's reason when it is aborted first */
export function unlessEnded<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    const end = () => fail(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
    promise.then(done, fail).finally(() => signal.removeEventListener("abort", end));
  });
}
