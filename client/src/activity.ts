/** Activity as it happens, over as many connections as it takes. */
import { type LatchstringError, noAnswer, retryAfterMs } from "./errors.ts";
import { linked, pause, waitMs } from "./retries.ts";
import type { Call, Sender } from "./send.ts";
import { readEvents } from "./server-sent-events.ts";
import type { Schemas } from "./types.ts";

export interface FollowOptions {
  /** Where to go on: of an event that was taken, or of `listActivity`. What happens from now on if left out. */
  readonly lastEventId?: string;
  /** Ends it: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long to go without a connection, in milliseconds; without end if left out. */
  readonly patienceMs?: number;
  /** Told when there is a connection, and when it is lost. */
  readonly onConnection?: (isOpen: boolean) => void;
}

/** `lastEventId` is where to go on once the event was taken. */
export type ActivityEvent =
  /** Something that happened; or that was told before and has changed, by the same `item.id`. */
  | { readonly type: "item"; readonly lastEventId: string; readonly item: Schemas["ActivityItem"] }
  /** The server has another record than the one that was followed: ask for the list again. */
  | { readonly type: "reset"; readonly lastEventId: string };

/** The server says something every 15 s. */
const SILENCE_MS = 45_000;
/** A connection that held so long was a good one: the next is asked for soon. */
const GOOD_MS = 5_000;

export async function* followActivity(
  { attempt }: Sender,
  { lastEventId, signal, patienceMs = Infinity, onConnection }: FollowOptions = {},
): AsyncGenerator<ActivityEvent, void, undefined> {
  let last = lastEventId;
  let attempts = 0;
  let lostAt = Date.now();
  /** As the server says. */
  let retryMs = 1_000;
  let lost: LatchstringError | undefined;

  async function* take(response: Response): AsyncGenerator<ActivityEvent, void, undefined> {
    const openedAt = Date.now();
    onConnection?.(true);
    try {
      for await (const { id = last!, event, data, retry } of readEvents(response, SILENCE_MS)) {
        if (/^\d{1,5}$/.test(retry ?? "")) retryMs = Number(retry);
        // Read before it counts as taken.
        const item = data && JSON.parse(data);
        last = id;
        if (!item) continue;
        attempts = 0;
        yield event === "reset" ? { type: "reset", lastEventId: id } : { type: "item", lastEventId: id, item };
      }
    } catch (cause) {
      signal?.throwIfAborted();
      lost = noAnswer({ operation: "listActivity", attempts, idempotencyKey: undefined }, cause);
    } finally {
      onConnection?.(false);
    }
    lostAt = Date.now();
    if (lostAt - openedAt > GOOD_MS) attempts = 0;
  }

  for (;;) {
    // Ends the connection, also where nobody takes any more what comes.
    const ending = linked(signal);
    lost = undefined;
    try {
      const came = await attempt(streamCall(last, ending.signal), ++attempts);
      if (came.ok) yield* take(came.answer as Response);
      else {
        lost = came.error;
        if (!came.again) throw lost;
      }
    } finally {
      ending.end();
    }
    const ms = waitMs(Math.max(1, attempts), (lost && retryAfterMs(lost)) ?? retryMs);
    if (lost && Date.now() + ms - lostAt > patienceMs) throw lost;
    await pause(ms, signal);
  }
}

function streamCall(last: string | undefined, signal: AbortSignal): Call {
  return {
    operation: "listActivity",
    method: "GET",
    path: "/activity",
    headers: { accept: "text/event-stream", ...(last !== undefined && { "last-event-id": last }) },
    credentials: "caller",
    isRepeatable: true,
    isOpening: false,
    signal,
  };
}
