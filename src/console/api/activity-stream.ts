/**
 * What happens at the doors, as it happens: one connection for all screens that listen. It goes on after the last event
 * that it took, whatever ended it, so that nothing is missed; what comes between two frames is told at once.
 */
import { effect, signal } from "../signals.ts";
import { callLong } from "./long-call.ts";
import { reconnects } from "./connection.ts";
import { eventReader, type SentEvent } from "./event-stream.ts";
import { membership } from "./session.ts";
import type { ActivityItem } from "./types.ts";

/** Who is told what happens. */
export interface ActivityListener {
  /** New and changed items, each as it is now. */
  items(items: readonly ActivityItem[]): void;
  /** Something may have been left out: ask for all of it again. */
  missed(): void;
}

/** Whether what happens is shown as it happens. */
export const isLive = signal(false);

const FIRST_MS = 500;
const LAST_MS = 30_000;
const LASTED_MS = 10_000;
/** A server that says nothing for so long is gone: it says something every 15 seconds. */
const SILENCE_MS = 45_000;
/** Items that wait for a frame; a window that nobody sees has none. */
const MAX_WAITING = 500;

const listeners = new Set<ActivityListener>();
/** What was taken last: the stream goes on after it. */
let place: string | undefined;
let connection: AbortController | undefined;
const waiting = new Map<string, ActivityItem>();
let isMissing = false;
let frame = 0;

/**
 * @param after `lastEventId` of the list that is shown: what changed since is told; left out, what happens from now on
 * @returns what ends it
 */
export function listenToActivity(listener: ActivityListener, after?: string): () => void {
  listeners.add(listener);
  goOnAfter(after);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
}

/** Tell again what changed after an earlier place: nobody is told less for it. */
function goOnAfter(after: string | undefined): void {
  const isEarlier = after !== undefined && (place === undefined || Number(after) < Number(place));
  if (isEarlier) place = after;
  if (connection && !isEarlier) return;
  connection?.abort();
  void connect((connection = new AbortController()));
}

function stop(): void {
  connection?.abort();
  connection = place = undefined;
  waiting.clear();
  isLive.value = isMissing = false;
}

/** One connection after another, until it is ended. */
async function connect({ signal: ended }: AbortController): Promise<void> {
  let wait = FIRST_MS / 2;
  while (!ended.aborted) {
    const attempt = new AbortController();
    const began = performance.now();
    const end = () => attempt.abort();
    ended.addEventListener("abort", end);
    try {
      await read(attempt);
    } catch {
      // Whatever it was: ask again, where it was left.
    }
    ended.removeEventListener("abort", end);
    end();
    if (ended.aborted) return;
    isLive.value = false;
    // A stream that lasted ended for a reason of its own: a token's end, a server's.
    wait = performance.now() - began > LASTED_MS ? FIRST_MS : Math.min(LAST_MS, wait * 2);
    await pause(wait * (0.5 + Math.random()), ended);
  }
}

async function read(attempt: AbortController): Promise<void> {
  const headers = {
    accept: "text/event-stream",
    ...(place !== undefined && { "last-event-id": place }),
  };
  let silence = setTimeout(() => attempt.abort(), SILENCE_MS);
  try {
    const { body } = await callLong("/activity", headers, attempt.signal);
    const take = eventReader((event) => attempt.signal.aborted || note(event));
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || attempt.signal.aborted) return;
      clearTimeout(silence);
      silence = setTimeout(() => attempt.abort(), SILENCE_MS);
      isLive.value = true;
      take(value);
    }
  } finally {
    clearTimeout(silence);
  }
}

function note({ id, event, data }: SentEvent): void {
  if (event === "reset") isMissing = true;
  else if (data !== "") {
    const item = JSON.parse(data) as ActivityItem;
    waiting.delete(item.id);
    waiting.set(item.id, item);
  }
  if (waiting.size > MAX_WAITING) {
    waiting.clear();
    isMissing = true;
  }
  if (id !== undefined) place = id;
  if (waiting.size > 0 || isMissing) frame ||= requestAnimationFrame(tell);
}

/** Everything that came since the last frame, at once. */
function tell(): void {
  frame = 0;
  const [items, missed] = [[...waiting.values()], isMissing];
  waiting.clear();
  isMissing = false;
  for (const listener of listeners) {
    if (missed) listener.missed();
    if (items.length > 0) listener.items(items);
  }
}

/** Until the time is over, the connection is back, or nobody waits any more. */
function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const before = reconnects.peek();
    const timer = setTimeout(done, ms);
    const unsubscribe = reconnects.subscribe((now) => now !== before && done());
    ended.addEventListener("abort", done);
    function done() {
      clearTimeout(timer);
      unsubscribe();
      ended.removeEventListener("abort", done);
      resolve();
    }
  });
}

let actsFor = membership.peek()?.organizationId;
// Whoever acts for another organisation sees something else from now on.
effect(() => {
  const next = membership.value?.organizationId;
  if (actsFor === next) return;
  actsFor = next;
  if (!connection) return;
  stop();
  goOnAfter(undefined);
  for (const listener of listeners) listener.missed();
});
