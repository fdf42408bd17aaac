/** Taking keys back, with ten seconds to undo it: the server pauses them at once, and ends them by itself when the time is over. */
import { useEffect } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import { call } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { newIntent } from "../api/intent.ts";
import type { KeyDetails } from "../api/types.ts";
import { refresh } from "../api/queries.ts";
import { OWN_ZONE, shortTime } from "../time/instant.tsx";
import { serverNow } from "../time/server-clock.ts";
import { wordsOf } from "./failure.tsx";
import { keyActions } from "./key-texts.ts";
import { toast } from "./toasts.tsx";

/** How long it can be undone, in seconds. */
const UNDO_S = 10;
/** What a pause is asked for with, to take a key back. */
export const TAKE_BACK = { revokeAfterSeconds: UNDO_S } as const;
/** Starts of paths of what shows keys. */
export const SHOW_KEYS = ["/temp-keys", "/locks", "/timeline", "/activity"] as const;

const TICK_MS = 250;
/** What ends later than this is no undo that somebody waits for. */
const SOON_S = 60;
const TRY_MS = 3_000;
const AGAIN_MS = 600;

/** When a paused key is taken back: counted down, where that is soon. */
export function TakenBackIn({ until }: { readonly until: number }) {
  const left = useSignal(secondsTo(until));
  useEffect(() => {
    left.value = secondsTo(until);
    const timer = setInterval(() => {
      left.value = secondsTo(until);
      if (left.value > 0) return;
      clearInterval(timer);
      refresh(...SHOW_KEYS);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [until]);
  if (left.value > SOON_S) return <span>{keyActions.at(shortTime(until, OWN_ZONE))}</span>;
  return (
    <span class="countdown">
      <span aria-hidden="true">{keyActions.inSeconds(left.value)}</span>
      <span class="visually-hidden">{keyActions.shortly}</span>
    </span>
  );
}

function secondsTo(until: number): number {
  return Math.max(0, Math.ceil((until - serverNow()) / 1_000));
}

/** Tell that keys are taken back, with the way to undo it. @param until when it is too late @param name of the one key, if it is one */
export function offerUndo(uuids: readonly string[], until: number, name?: string): void {
  toast(
    <>
      {name !== undefined && <strong>{name}: </strong>}
      {keyActions.takingBack} <TakenBackIn until={until} />
    </>,
    { undo: () => void undo(uuids, until), ms: Math.max(1_000, until - serverNow()) },
  );
}

/** Have them as they were; tried again until it is done, or too late. */
export async function undo(uuids: readonly string[], until: number): Promise<void> {
  const done = await Promise.all(uuids.map((uuid) => putBack(uuid, until)));
  refresh(...SHOW_KEYS);
  toast(done.find((failed) => failed !== undefined) ?? keyActions.undone);
}

/** @returns what went wrong, for people */
async function putBack(uuid: string, until: number): Promise<string | undefined> {
  const idempotencyKey = newIntent();
  for (let tries = 0; ; tries++) {
    try {
      const signal = AbortSignal.timeout(TRY_MS);
      const { pausedAt } = await call<KeyDetails>("GET", `/temp-keys/${uuid}/details`, { signal });
      // One that was paused before stays so.
      const wasPaused = pausedAt !== null && until - Date.parse(pausedAt) > (UNDO_S + 1) * 1_000;
      const asked = { idempotencyKey, signal, body: wasPaused ? { revokeAfter: null } : {} };
      await call("POST", `/temp-keys/${uuid}/${wasPaused ? "pause" : "resume"}`, asked);
      return undefined;
    } catch (error) {
      const isRefused = error instanceof ApiError && !["offline", "unsure", "busy", "fault"].includes(error.kind);
      if (serverNow() >= until) return keyActions.tooLate;
      if (isRefused) return wordsOf(error);
      if (tries === 0) toast(keyActions.undoing);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
