/** Long lists as screens read them: kept by their path, so that one comes back to what one left. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { call } from "./api.ts";
import { refreshers, useAgain } from "./queries.ts";
import { RowPages } from "./row-pages.ts";
import { membership } from "./session.ts";

const MAX_KEPT = 3;
const EVERY_MS = 30_000;
const kept = new Map<string, RowPages<unknown>>();

/**
 * @param path with its query, without a place in it
 * @param rowsOf the rows in an answer
 * @param more what else the rows depend on
 * @returns the list; that of the path before while nothing is known of this one
 */
export function useRowPages<T, A extends { readonly total: number }>(
  path: string,
  rowsOf: (answer: A, stop: AbortSignal) => readonly T[] | Promise<readonly T[]>,
  more = "",
): RowPages<T> {
  const name = `${membership.value?.organizationId ?? ""} ${path} ${more}`;
  const pages = useMemo(() => {
    const found = kept.get(name) as RowPages<T> | undefined;
    const one =
      found ??
      new RowPages<T>(async (offset, limit, signal) => {
        const place = `${path.includes("?") ? "&" : "?"}offset=${offset}&limit=${limit}`;
        const answer = await call<A>("GET", path + place, { signal });
        return { rows: await rowsOf(answer, signal), total: answer.total };
      });
    kept.delete(name);
    kept.set(name, one);
    for (const old of kept.keys()) if (kept.size > MAX_KEPT) kept.delete(old);
    return one;
  }, [name]);
  const shown = useRef(pages);
  useEffect(() => {
    const refresh = (starts: readonly string[]) => {
      if (starts.length === 0 || starts.some((start) => path.startsWith(start))) pages.refresh();
    };
    refresh([]);
    refreshers.add(refresh);
    const timer = setInterval(() => !document.hidden && refresh([]), EVERY_MS);
    return () => {
      clearInterval(timer);
      refreshers.delete(refresh);
      pages.stop();
    };
  }, [pages]);
  void pages.version.value;
  useAgain(pages.error, () => document.hidden || pages.refresh());
  if (pages.total !== undefined || pages.error !== undefined) shown.current = pages;
  return shown.current;
}
