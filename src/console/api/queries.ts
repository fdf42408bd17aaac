/**
 * What screens read, kept by its path: shown at once when it is known, asked for again when it is shown, when the window
 * comes back, when the connection does and when something of it was changed.
 */
import { useEffect, useMemo } from "preact/hooks";
import { effect, type Signal, signal, untracked } from "../signals.ts";
import { call } from "./api.ts";
import { ApiError, type ErrorKind } from "./api-error.ts";
import { isConnected, reconnects } from "./connection.ts";
import { isSignedOut, membership } from "./session.ts";

interface Known {
  readonly state: Signal<{ readonly data?: unknown; readonly error?: ApiError; readonly isLoading: boolean }>;
  shown: number;
  asked: AbortController | undefined;
}

const MAX_KNOWN = 200;
const known = new Map<string, Known>();

function entry(path: string): Known {
  const found = known.get(path);
  if (found) return found;
  for (const [old, { shown }] of known) {
    if (known.size < MAX_KNOWN) break;
    if (shown === 0) known.delete(old);
  }
  const made: Known = { state: signal({ isLoading: true }), shown: 0, asked: undefined };
  known.set(path, made);
  return made;
}

async function load(path: string, one: Known): Promise<void> {
  one.asked?.abort();
  const asked = (one.asked = new AbortController());
  one.state.value = { ...one.state.value, isLoading: true };
  try {
    const data = await call("GET", path, { signal: asked.signal });
    if (!asked.signal.aborted) one.state.value = { data, isLoading: false };
  } catch (error) {
    if (asked.signal.aborted) return;
    const known = error instanceof ApiError ? error : new ApiError("fault", String(error));
    const { data } = one.state.value;
    // What is theirs no more is not shown on.
    one.state.value = { error: known, isLoading: false, ...(!LOST.has(known.kind) && { data }) };
  } finally {
    if (one.asked === asked) one.asked = undefined;
  }
}

const LOST = new Set<ErrorKind>(["gone", "forbidden"]);
/** What may be answered a moment later as if nothing had been. */
const PASSING = new Set<ErrorKind>(["offline", "unsure", "busy", "fault"]);
const AGAIN_S = 5;

/** What is asked by the clock waits for the answer before, for a server that answers, and for whoever is signed out. */
function loadAgain(path: string, one: Known): void {
  if (!document.hidden && !one.asked && isConnected.value && !isSignedOut.value) void load(path, one);
}

/** What failed for a while is asked for again without a word. */
export function useAgain(error: unknown, again: () => void): void {
  useEffect(() => {
    if (!(error instanceof ApiError) || !PASSING.has(error.kind)) return;
    const timer = setTimeout(again, (error.retryAfter ?? AGAIN_S) * 1_000);
    return () => clearTimeout(timer);
  }, [error]);
}

/** What is known of a path now. */
export interface Query<T> {
  /** Undefined until the first answer; an older one while an error is shown. */
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  readonly isLoading: boolean;
}

/** What a GET of the path answers. @param path undefined to read nothing @param everyMs asked again that often */
export function useGet<T>(path: string | undefined, everyMs?: number): Query<T> {
  const one = useMemo(() => (path === undefined ? undefined : entry(path)), [path]);
  useEffect(() => {
    if (!one || path === undefined) return;
    one.shown++;
    known.set(path, one);
    void load(path, one);
    const timer = everyMs === undefined ? undefined : setInterval(() => loadAgain(path, one), everyMs);
    return () => {
      clearInterval(timer);
      if (--one.shown === 0) one.asked?.abort();
    };
  }, [one, path, everyMs]);
  const { data, error, isLoading } = one?.state.value ?? { isLoading: false };
  useAgain(error, () => loadAgain(path!, one!));
  return { data: data as T | undefined, error, isLoading };
}

/** Lists that are kept elsewhere: told of the starts of paths that changed, none for all. */
export const refreshers = new Set<(starts: readonly string[]) => void>();

/** Ask anew for what is shown of these paths, and forget the rest of them. @param starts such as `/locks`; none for all */
export function refresh(...starts: string[]): void {
  for (const one of refreshers) one(starts);
  for (const [path, one] of known) {
    if (starts.length > 0 && !starts.some((start) => path.startsWith(start))) continue;
    if (one.shown > 0) void load(path, one);
    else known.delete(path);
  }
}

/** Keep what is shown true. Called once, at the start. */
export function keepFresh(): void {
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  let wasFor: string | undefined;
  effect(() => {
    const actsFor = membership.value?.organizationId;
    if (actsFor !== wasFor) known.clear();
    wasFor = actsFor;
  });
  effect(() => {
    // Not what that reads: it would be asked for again with every answer.
    if (reconnects.value > 0) untracked(refresh);
  });
}
