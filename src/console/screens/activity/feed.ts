/** A list of what happened, kept true for as long as it is shown. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Signal } from "../../signals.ts";
import { useSignal } from "../../use-signal.ts";
import { listenToActivity } from "../../api/activity-stream.ts";
import { call } from "../../api/api.ts";
import { ApiError } from "../../api/api-error.ts";
import { reconnects } from "../../api/connection.ts";
import { query } from "../../api/paths.ts";
import type { ActivityList } from "../../api/types.ts";
import { asked } from "./filter.ts";
import { firstPage, MAX_ROOM, type Older, PAGE, type Shown, type Wanted, withNews, withOlder } from "./shown.ts";

/** The list, and what a reader does with it. */
export interface Feed {
  readonly shown: Signal<Shown | undefined>;
  readonly error: Signal<ApiError | undefined>;
  readonly isLoading: Signal<boolean>;
  /** Show the next page; nothing while one is on its way. */
  older(): Promise<void>;
  /** Show what was held. */
  release(): void;
  reload(): void;
}

/** A page looks at so many that match nothing that it may be empty: how many are asked for at once. */
const MAX_EMPTY = 10;

/** @param isHolding whether the reader is further down, so that nothing may move */
export function useFeed(wanted: Wanted, isHolding: () => boolean): Feed {
  const shown = useSignal<Shown | undefined>(undefined);
  const error = useSignal<ApiError | undefined>(undefined);
  const isLoading = useSignal(false);
  const reloads = useSignal(0);
  const abort = useRef<AbortController>(undefined);
  const name = JSON.stringify(wanted);

  const page = (of: Record<string, string | undefined>, signal: AbortSignal) =>
    call<ActivityList>("GET", `/activity${query({ ...asked(wanted), limit: PAGE, ...of })}`, { signal });

  async function attempt<T>(does: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const { signal } = (abort.current ??= new AbortController());
    isLoading.value = true;
    try {
      const done = await does(signal);
      if (signal.aborted) return undefined;
      error.value = undefined;
      return done;
    } catch (caught) {
      if (!signal.aborted) error.value = caught instanceof ApiError ? caught : new ApiError("fault", String(caught));
      return undefined;
    } finally {
      if (!signal.aborted) isLoading.value = false;
    }
  }

  useEffect(() => {
    let leave: (() => void) | undefined;
    async function load() {
      abort.current?.abort();
      abort.current = new AbortController();
      const list = await attempt((signal) => filled((cursor) => page({ cursor }, signal)));
      if (!list) return;
      shown.value = firstPage(list);
      const before = leave;
      leave = listenToActivity(
        {
          items: (items) => shown.value && (shown.value = withNews(shown.value, items, wanted, isHolding())),
          missed: () => void load(),
        },
        list.lastEventId,
      );
      before?.();
    }
    shown.value = undefined;
    void load();
    let seen = reconnects.peek();
    const unsubscribe = reconnects.subscribe((now) => {
      if (now !== seen && error.peek()) void load();
      seen = now;
    });
    return () => {
      abort.current?.abort();
      abort.current = undefined;
      leave?.();
      unsubscribe();
    };
  }, [name, reloads.value]);

  return useMemo(
    () => ({
      shown,
      error,
      isLoading,
      reload: () => void reloads.value++,
      async older() {
        const from = shown.value?.older;
        if (!from || isLoading.value || shown.value!.items.length >= MAX_ROOM) return;
        const known = new Set(shown.value!.items.map(({ id }) => id));
        const list = await attempt((signal) =>
          filled(
            (cursor) => page(cursor === undefined ? placeOf(from) : { cursor }, signal),
            ({ id }) => !known.has(id),
          ),
        );
        if (list && shown.value) shown.value = withOlder(shown.value, list);
      },
      release() {
        if (shown.value?.isOverfull) reloads.value++;
        else if (shown.value) shown.value = withNews(shown.value, [], wanted, false);
      },
    }),
    [name],
  );
}

const placeOf = (older: Older) => ("cursor" in older ? { cursor: older.cursor } : { to: older.before });

/** The first page that has something that counts, or the last. */
async function filled(
  page: (cursor?: string) => Promise<ActivityList>,
  counts: (item: ActivityList["items"][number]) => boolean = () => true,
): Promise<ActivityList> {
  let list = await page();
  const { lastEventId } = list;
  for (let more = 0; more < MAX_EMPTY && list.nextCursor !== null && !list.items.some(counts); more++)
    list = await page(list.nextCursor);
  return { ...list, lastEventId };
}
