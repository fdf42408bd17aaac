import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { ApiError } from "../../api/api-error.ts";
import { call } from "../../api/api.ts";
import { query, screen } from "../../api/paths.ts";
import { mayManage } from "../../api/session.ts";
import type { KeyRow, Rows } from "../../api/types.ts";
import { useRowPages } from "../../api/use-row-pages.ts";
import { useLocation } from "../../shell/location.ts";
import { shell } from "../../shell/texts.ts";
import { common } from "../../texts/common.ts";
import { OWN_ZONE } from "../../time/instant.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { useFilters } from "../../ui/filters.ts";
import { MOST_PICKED, usePickMany } from "../../ui/pick-many.ts";
import { Empty, Screen } from "../../ui/screen.tsx";
import { NAMES, withInstants } from "./asked.ts";
import { BulkPanel } from "./bulk-panel.tsx";
import { ExportButton } from "./export-button.tsx";
import { FilterPanel, IN_PANEL } from "./filter-panel.tsx";
import { KeyTable } from "./key-table.tsx";
import "./keys.css";
import { keys } from "./texts.ts";

type Answer = Rows & { readonly rows: readonly KeyRow[] };
const rowsOf = ({ rows }: Answer) => rows;
const SORTS = ["createdAt", "from", "until", "uses", "lastUsedAt", "note"] as const;
const TYPED_MS = 150;
/** Keys that are read at once, to pick them. */
const PAGE = 200;
/** How far down one was, by address. */
const places = new Map<string, number>();
const MAX_PLACES = 20;

export function Keys() {
  const filters = useFilters(NAMES);
  const { values, set, count } = filters;
  const asked = withInstants(values, OWN_ZONE);
  const path = `/temp-keys/rows${query(asked)}`;
  const pages = useRowPages<KeyRow, Answer>(path, rowsOf);
  const picked = usePickMany<KeyRow>(({ uuid }) => uuid);
  const inPanel = count(...IN_PANEL);
  const isFiltering = useSignal(inPanel > 0);
  const { sort = "createdAt", order = sort === "note" ? "asc" : "desc" } = values;
  const isUpward = order === "asc";
  const { total, error } = pages;
  usePlace(total !== undefined);
  useEffect(() => picked.clear(), [path]);

  async function pick(offset: number, most: number): Promise<void> {
    for (let at = offset; at < offset + most; at += PAGE) {
      const limit = Math.min(PAGE, offset + most - at);
      const { rows } = await call<Answer>("GET", `/temp-keys/rows${query({ ...asked, offset: at, limit })}`);
      if (picked.add(rows) > 0 || rows.length < limit) return;
    }
  }

  return (
    <Screen
      wide
      title={shell.keys}
      actions={
        <>
          <ExportButton path={`/temp-keys/rows/export${query(asked)}`} isEmpty={total === 0} />
          {mayManage.value && (
            <a class="button plain" href={screen("/import")}>
              {shell.importKeys}
            </a>
          )}
        </>
      }
    >
      <search class="key-tools">
        <Search value={values.search ?? ""} onTyped={(search) => set({ search }, true)} />
        <button
          type="button"
          class="plain"
          aria-expanded={isFiltering.value}
          onClick={() => (isFiltering.value = !isFiltering.value)}
        >
          {inPanel > 0 ? keys.filters(inPanel) : keys.filter}
        </button>
        <div class="key-sort">
          <select
            aria-label={keys.sort}
            value={sort}
            onChange={({ currentTarget }) => set({ sort: currentTarget.value, order: undefined })}
          >
            {SORTS.map((one) => (
              <option key={one} value={one}>
                {keys.sorts[one]}
              </option>
            ))}
          </select>
          <button
            type="button"
            class="icon"
            aria-label={keys.backwards}
            aria-pressed={(sort === "note") !== isUpward}
            onClick={() => set({ order: isUpward ? "desc" : "asc" })}
          >
            <span aria-hidden="true">{isUpward ? "↑" : "↓"}</span>
          </button>
        </div>
      </search>
      {isFiltering.value && <FilterPanel filters={filters} />}
      <p class="row">
        <span role="status">{total === undefined ? "" : keys.total(total)}</span>
        {count("search", ...IN_PANEL) > 0 && (
          <button
            type="button"
            class="plain"
            onClick={() => set(Object.fromEntries(["search", ...IN_PANEL].map((name) => [name, undefined])))}
          >
            {keys.clearFilters}
          </button>
        )}
      </p>
      {error instanceof ApiError && total !== undefined && <Failure error={error} again={() => pages.refresh()} />}
      {total === undefined && <Waiting error={error instanceof ApiError ? error : undefined} />}
      {total === 0 && (count("search", ...IN_PANEL) > 0 ? <Empty title={keys.nothingFits} /> : <NoKeys />)}
      {total !== undefined && total > 0 && (
        <KeyTable
          pages={pages}
          picked={picked}
          sort={sort}
          isUpward={isUpward}
          onRange={(from, to) => pick(Math.min(from, to), Math.abs(to - from) + 1)}
          onSort={(by) => set({ sort: by, order: by === sort && !isUpward ? "asc" : by === sort ? "desc" : undefined })}
        />
      )}
      <BulkPanel
        picked={[...picked.rows.value.values()]}
        total={total ?? 0}
        most={MOST_PICKED}
        onAll={() => pick(0, MOST_PICKED)}
        onClear={() => picked.clear()}
      />
    </Screen>
  );
}

function NoKeys() {
  return (
    <Empty title={keys.noKeys}>
      <p>{keys.noKeysNext}</p>
      {mayManage.value && (
        <a class="button" href={screen("/keys/new")}>
          {keys.makeKey}
        </a>
      )}
    </Empty>
  );
}

function Search({ value, onTyped }: { readonly value: string; readonly onTyped: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const typed = useSignal(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const told = useRef(value);
  useEffect(() => {
    // Changed by the way back, not by typing.
    if (value !== told.current) typed.value = told.current = value;
  }, [value]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key !== "/" || isTyping || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener("keydown", onKey);
    return () => {
      clearTimeout(timer.current);
      removeEventListener("keydown", onKey);
    };
  }, []);
  return (
    <input
      type="search"
      ref={field}
      aria-label={common.search}
      aria-keyshortcuts="/"
      placeholder={keys.search}
      maxLength={200}
      value={typed.value}
      onInput={({ currentTarget }) => {
        typed.value = currentTarget.value;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onTyped((told.current = typed.value.trim())), TYPED_MS);
      }}
    />
  );
}

/** Who comes back to the list, comes to where they were. */
function usePlace(isKnown: boolean): void {
  const { url } = useLocation();
  const here = useRef(url);
  here.current = url;
  useLayoutEffect(() => {
    const place = places.get(url);
    if (isKnown && place) scrollTo({ top: place, behavior: "instant" });
  }, [isKnown]);
  useEffect(
    () => () => {
      places.delete(here.current);
      places.set(here.current, scrollY);
      for (const old of places.keys()) if (places.size > MAX_PLACES) places.delete(old);
    },
    [],
  );
}
