/**
 * What somebody began to write, kept in this tab until it is sent: over a reload, an accident, and signing in again. What is
 * chosen by one press is not worth it.
 */
import { useEffect, useMemo } from "preact/hooks";
import type { Signal } from "../signals.ts";
import { useSignal } from "../use-signal.ts";
import { membership, signedIn } from "../api/session.ts";
import { store, stored } from "./stored.ts";

/** What the form of a change began with, and what was made of it. Where that is another by now, somebody else changed it. */
type Kept<T> = readonly [begun: string, value: T];

/** Another person's, and another organisation's, is elsewhere. */
const placeOf = (name: string) => `draft ${signedIn.peek()?.userId} ${membership.peek()?.organizationId} ${name}`;

/**
 * As `useSignal`, for what is typed. What it begins with is not kept.
 *
 * @param name of the form, and of a part of it after a dot: `api-key.doors`
 * @param more.keeps what may be kept of it: no secrets
 * @param more.isChange of something that is there: whoever closes its form wants it to stay as it is
 */
export function useDraft<T>(
  name: string,
  first: T,
  { keeps = (value) => value, isChange = false }: { keeps?: (value: T) => T; isChange?: boolean } = {},
): Signal<T> {
  const place = placeOf(name);
  const begun = isChange ? JSON.stringify(first) : "";
  const draft = useSignal(first);
  useMemo(() => {
    const kept = stored<Kept<T>>(sessionStorage, place);
    if (kept?.[0] === begun) draft.value = kept[1];
  }, []);
  useEffect(() => {
    const end = draft.subscribe((value) =>
      store(sessionStorage, place, value === first ? undefined : [begun, keeps(value)]),
    );
    return () => {
      end();
      if (isChange) forgetDraft(name);
    };
  }, [place]);
  return draft;
}

/** It was sent, or is not wanted any more. @param name of the form; whatever begins with it goes too */
export function forgetDraft(name: string): void {
  const place = placeOf(name);
  for (const one of Object.keys(sessionStorage)) if (one.startsWith(place)) sessionStorage.removeItem(one);
}
