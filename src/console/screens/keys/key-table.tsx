/** The keys as a table of any length: gone through by keyboard, picked one by one, in ranges, or all that are shown. */
import { useCallback, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { screen } from "../../api/paths.ts";
import type { RowPages } from "../../api/row-pages.ts";
import { mayManage } from "../../api/session.ts";
import type { KeyRow } from "../../api/types.ts";
import { useLocation } from "../../shell/location.ts";
import { shell } from "../../shell/texts.ts";
import { evenRows } from "../../ui/extents.ts";
import type { Picked } from "../../ui/pick-many.ts";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import { KeyRowLine } from "./key-row.tsx";
import { keys } from "./texts.ts";

interface KeyTableProps {
  readonly pages: RowPages<KeyRow>;
  readonly picked: Picked<KeyRow>;
  /** Pick all between two places, which need not be known yet. */
  readonly onRange: (from: number, to: number) => Promise<void>;
  readonly sort: string;
  readonly isUpward: boolean;
  readonly onSort: (by: string) => void;
}

/** What each is sorted by, its name and its class. */
const COLUMNS = [
  ["note", keys.key, "name"],
  [undefined, keys.doors, "doors"],
  ["from", keys.from, "begin"],
  ["until", keys.until, "end"],
  ["uses", keys.uses, "uses"],
  [undefined, keys.standing, "standing"],
] as const;

export function KeyTable({ pages, picked, onRange, sort, isUpward, onSort }: KeyTableProps) {
  const { route } = useLocation();
  const total = pages.total ?? 0;
  const extents = useMemo(() => evenRows(total), [total]);
  const grid = useRef<HTMLDivElement>(null);
  const current = useSignal(0);
  const hasFocus = useSignal(false);
  const shown = useSignal({ first: 0, last: 0 });
  /** To be focused once it is rendered. */
  const wanted = useRef<number | undefined>(undefined);
  /** One function for all lines and all times: a line of which nothing changed is not looked at again while one scrolls. */
  const latestPick = useRef(pick);
  const onPick = useCallback((...picked: Parameters<typeof pick>) => latestPick.current(...picked), []);
  const onShown = useCallback(
    (first: number, last: number) => {
      shown.value = { first, last };
      pages.show(first, last);
    },
    [pages],
  );
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const row = grid.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    wanted.current = undefined;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest", behavior: "instant" });
  });

  function go(to: number): void {
    const place = Math.max(0, Math.min(total - 1, to));
    wanted.current = place;
    hasFocus.value = true;
    if (current.value === place) current.value = -1; // so that it is rendered again
    current.value = place;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const at = current.value;
    const page = Math.max(1, shown.value.last - shown.value.first - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: total - 1,
    };
    const to = steps[event.key];
    const row = pages.row(at);
    if (to !== undefined) {
      if (event.shiftKey && mayManage.value && Math.abs(to - at) === 1) {
        for (const place of [at, Math.max(0, Math.min(total - 1, to))]) {
          const one = pages.row(place);
          if (one && !picked.rows.value.has(one.uuid)) picked.toggle(one, place);
        }
      }
      go(to);
    } else if (event.key === "Enter" && row) route(screen(`/keys/${row.uuid}`));
    else if (event.key === " " && row && mayManage.value) pick(row, at, event.shiftKey);
    else if (event.key === "Escape" && picked.rows.value.size > 0) picked.clear();
    else return;
    event.preventDefault();
  }

  function pick(row: KeyRow, place: number, isRange: boolean): void {
    const from = picked.anchor();
    if (isRange && from !== undefined && from !== place) void onRange(from, place);
    else picked.toggle(row, place);
  }

  function pickShown(): void {
    const rows: KeyRow[] = [];
    for (let place = shown.value.first; place <= shown.value.last; place++) {
      const row = pages.row(place);
      if (row) rows.push(row);
    }
    const isAll = rows.every(({ uuid }) => picked.rows.value.has(uuid));
    if (isAll) picked.clear();
    else picked.add(rows);
  }

  latestPick.current = pick;
  const { first, last } = shown.value;
  const stop = current.value >= first && current.value <= last ? current.value : first;
  const { rows } = picked;
  return (
    <div
      class={mayManage.value ? "key-table" : "key-table no-pick"}
      role="grid"
      aria-label={shell.keys}
      aria-rowcount={total + 1}
      aria-multiselectable={mayManage.value ? "true" : undefined}
      ref={grid}
      onKeyDown={onKeyDown}
      onFocusIn={({ target }) => {
        const row = (target as HTMLElement).closest<HTMLElement>("[data-row]");
        hasFocus.value = row !== null;
        if (row) current.value = Number(row.dataset["row"]);
      }}
      onFocusOut={() => (hasFocus.value = false)}
    >
      <div role="row" aria-rowindex={1} class="key-head">
        {mayManage.value && (
          <span role="columnheader" class="key-pick">
            <label>
              <input
                type="checkbox"
                aria-label={keys.pickShown}
                checked={rows.value.size > 0}
                indeterminate={rows.value.size > 0 && rows.value.size < total}
                onClick={pickShown}
              />
            </label>
          </span>
        )}
        {COLUMNS.map(([by, said, name]) => (
          <span
            role="columnheader"
            key={name}
            class={`key-${name}`}
            aria-sort={by !== undefined && by === sort ? (isUpward ? "ascending" : "descending") : undefined}
          >
            {by === undefined ? (
              said
            ) : (
              <button type="button" class="icon" onClick={() => onSort(by)}>
                {said}
                {by === sort && <span aria-hidden="true">{isUpward ? " ↑" : " ↓"}</span>}
              </button>
            )}
          </span>
        ))}
      </div>
      <VirtualRows extents={extents} kept={hasFocus.value ? current.value : undefined} onShown={onShown}>
        {(place, { transform, height }) => {
          const row = pages.row(place);
          return (
            <KeyRowLine
              key={place}
              {...{ row, place, transform, height, onPick }}
              isStop={place === stop}
              isPicked={mayManage.value ? row !== undefined && rows.value.has(row.uuid) : undefined}
            />
          );
        }}
      </VirtualRows>
    </div>
  );
}
