/** One call: sent, and sent again with the same key until it is answered or its time is over. */
import { type Credentials, walletOf } from "./credentials.ts";
import { isErrorBody, isLatchstringError, type LatchstringError, noAnswer, refused, retryAfterMs } from "./errors.ts";
import { linked, mayPass, pause, unlessEnded, waitMs } from "./retries.ts";
import type { OperationName } from "./types.ts";

export interface Sending extends Credentials {
  /** Where the server is, such as `https://doors.example`; a path of its own may follow. */
  readonly baseUrl: string;
  /** How often a call is sent at the most; 5 if left out, 1 never repeats. */
  readonly attempts?: number;
  /** How long one attempt may take, in milliseconds; 30,000 if left out. */
  readonly attemptMs?: number;
  /** How long after its beginning a call is still sent again, in milliseconds; 60,000 if left out, of openings 10,000. */
  readonly patienceMs?: number;
  /** Instead of the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** How long one attempt may take, in milliseconds, where nothing else is said. */
export const ATTEMPT_MS = 30_000;
/** Somebody stands at the door now: later nobody may be there, or somebody else. */
const OPENING_MS = 10_000;

export interface Call {
  readonly operation: OperationName;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Blob | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly credentials: "none" | "caller" | "administration";
  /** Whether it is done once however often it is sent. */
  readonly isRepeatable: boolean;
  readonly isOpening: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What an attempt came to. */
type Came =
  | { readonly ok: true; readonly answer: unknown }
  | {
      readonly ok: false;
      readonly error: LatchstringError;
      /** Whether it may come to something else later. */
      readonly again: boolean;
    };

export interface Sender {
  /** @returns the body, or the response itself where it is a file */
  send(call: Call): Promise<unknown>;
  /** Send once, but for a token that was refused. @throws the signal's reason, or what getting a token throws */
  attempt(call: Call, attempts: number): Promise<Came>;
}

export function createSender(sending: Sending): Sender {
  const { attempts: most = 5, attemptMs = ATTEMPT_MS, patienceMs = 60_000, fetch = globalThis.fetch } = sending;
  const base = baseOf(sending.baseUrl);
  const wallet = walletOf(sending);

  async function attempt(call: Call, attempts: number): Promise<Came> {
    const { operation, credentials, idempotencyKey, signal } = call;
    const failed = { operation, attempts, idempotencyKey };
    const ending = linked(signal);
    const timer = setTimeout(() => ending.end(new DOMException("It took too long", "TimeoutError")), attemptMs);
    const inTime = <T>(work: Promise<T>) => unlessEnded(work, ending.signal);
    let asksForToken = false;
    let isFile = false;
    try {
      for (let isRenewed = false; ; isRenewed = true) {
        asksForToken = true;
        const own = credentials === "none" ? {} : await inTime(wallet.headers(credentials === "administration"));
        asksForToken = false;
        const response = await inTime(sendOnce(call, own, ending.signal));
        isFile = response.ok && FILES.test(response.headers.get("content-type") ?? "");
        if (isFile) return { ok: true, answer: response };
        const read = await inTime(readAnswer(response));
        if (response.ok && read !== NO_JSON) return { ok: true, answer: read };
        asksForToken = true;
        if (response.status === 401 && !isRenewed && (await inTime(wallet.renew(own["authorization"])))) continue;
        // What somebody types without credentials, such as a PIN, is a guess: they send the next one themselves.
        const isGuess = credentials === "none" && call.method === "POST";
        const again = !isGuess && mayPass(response.status, response.headers, isErrorBody(read));
        return { ok: false, error: refused(failed, response, read), again };
      }
    } catch (cause) {
      signal?.throwIfAborted();
      // What the function for tokens throws is its own, unless it had no answer either.
      if (asksForToken && !ending.signal.aborted && !isPassing(cause)) throw cause;
      return { ok: false, error: noAnswer(failed, cause), again: true };
    } finally {
      clearTimeout(timer);
      if (!isFile) ending.unlink();
    }
  }

  function sendOnce(call: Call, own: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const { method, path, body = null, idempotencyKey } = call;
    const headers = {
      ...call.headers,
      ...own,
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
    };
    // A redirect would take the credentials somewhere else.
    return fetch(base + path, { method, headers, body, signal, redirect: "manual", cache: "no-store" });
  }

  return {
    attempt,
    async send(call) {
      const { isRepeatable, isOpening, signal } = call;
      const end = Date.now() + (isOpening ? Math.min(patienceMs, OPENING_MS) : patienceMs);
      for (let attempts = 1; ; attempts++) {
        const came = await attempt(call, attempts);
        if (came.ok) return came.answer;
        const wait = waitMs(attempts, retryAfterMs(came.error));
        if (!came.again || !isRepeatable || attempts >= most || Date.now() + wait > end) throw came.error;
        await pause(wait, signal);
      }
    },
  };
}

const NO_JSON = Symbol("no JSON");
const FILES = /^(text\/csv|application\/x-ndjson|text\/event-stream)/;

/** @throws when not all of it came */
async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text();
  if (response.status === 204) return undefined;
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return isJson ? JSON.parse(text) : NO_JSON;
}

function isPassing(error: unknown): boolean {
  return isLatchstringError(error) && ["no-answer", "unavailable", "rate-limited"].includes(error.kind);
}

/** @throws TypeError where it is no address of a server */
function baseOf(text: string): string {
  const { protocol, username, password, origin, pathname, search, hash } = new URL(text);
  if (!/^https?:$/.test(protocol) || username || password || search || hash)
    throw new TypeError("baseUrl must be like https://doors.example, without credentials, query and fragment");
  return origin + pathname.replace(/\/+$/, "");
}
