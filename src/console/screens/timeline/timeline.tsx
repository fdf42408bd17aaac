import { useCallback, useEffect, useMemo, useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { ApiError } from "../../api/api-error.ts";
import { query, screen } from "../../api/paths.ts";
import type { LockRow, Rows } from "../../api/types.ts";
import { useRowPages } from "../../api/use-row-pages.ts";
import { shell } from "../../shell/texts.ts";
import { LOCALE } from "../../texts/texts.ts";
import { OWN_ZONE } from "../../time/instant.tsx";
import { addDays, dateAt } from "../../time/presets.ts";
import { serverNow } from "../../time/server-clock.ts";
import { unevenRows } from "../../ui/extents.ts";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { useFilters } from "../../ui/filters.ts";
import { Empty, Screen } from "../../ui/screen.tsx";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import { heightOf } from "./door-lanes.ts";
import { DoorRow } from "./door-row.tsx";
import { told } from "./extend.ts";
import { type DoorTime, withKeys } from "./read-doors.ts";
import { timeline } from "./texts.ts";
import "./timeline.css";

const ZOOMS = [1, 7, 28] as const;
const WIDE = matchMedia("(min-width: 60rem)");
const TYPED_MS = 150;
const DATE = /^\d{4}-\d\d-\d\d$/;

export function Timeline() {
  const { values, set } = useFilters(["date", "days", "search", "site"]);
  const isWide = useSignal(WIDE.matches);
  useEffect(() => {
    const look = () => (isWide.value = WIDE.matches);
    WIDE.addEventListener("change", look);
    return () => WIDE.removeEventListener("change", look);
  }, []);
  const today = dateAt(serverNow(), OWN_ZONE);
  const date = values.date && DATE.test(values.date) ? values.date : today;
  const days = isWide.value ? (ZOOMS.find((one) => String(one) === values.days) ?? 7) : 1;
  const { search, site } = values;
  const pages = useRowPages<DoorTime, Rows & { readonly locks: readonly LockRow[] }>(
    `/locks${query({ search, site, sort: "name" })}`,
    ({ locks }, stop) => withKeys(locks, date, days, stop),
    `${date} ${days}`,
  );
  const { total, error } = pages;
  const version = pages.version.value;
  const extents = useMemo(
    () => unevenRows(Array.from({ length: total ?? 0 }, (_, i) => heightOf(pages.row(i), date, days, isWide.value))),
    [pages, total, version, date, days, isWide.value],
  );
  const onShown = useCallback((first: number, last: number) => pages.show(first, last), [pages]);
  const go = (to: string) => set({ date: to === today ? undefined : to });
  return (
    <Screen wide title={shell.timeline}>
      <div class="time-tools">
        <div class="time-steps">
          <button type="button" class="plain" aria-label={timeline.before} onClick={() => go(addDays(date, -days))}>
            ←
          </button>
          <button type="button" class="plain" disabled={date === today} onClick={() => go(today)}>
            {timeline.today}
          </button>
          <button type="button" class="plain" aria-label={timeline.after} onClick={() => go(addDays(date, days))}>
            →
          </button>
        </div>
        <input
          type="date"
          aria-label={timeline.date}
          value={date}
          onChange={({ currentTarget }) => DATE.test(currentTarget.value) && go(currentTarget.value)}
        />
        {isWide.value && (
          <select
            aria-label={timeline.zoom}
            value={String(days)}
            onChange={({ currentTarget }) => set({ days: currentTarget.value })}
          >
            {ZOOMS.map((one) => (
              <option key={one} value={String(one)}>
                {timeline.zooms[one]}
              </option>
            ))}
          </select>
        )}
        <DoorSearch value={search ?? ""} onTyped={(text) => set({ search: text }, true)} />
      </div>
      <p class="row hint">
        <span role="status">{total === undefined ? "" : timeline.total(total)}</span>
        <span>{timeline.clock}</span>
      </p>
      <p class="visually-hidden" role="status" aria-live="assertive">
        {told.value}
      </p>
      {error instanceof ApiError && total !== undefined && <Failure error={error} again={() => pages.refresh()} />}
      {total === undefined && <Waiting error={error instanceof ApiError ? error : undefined} />}
      {total === 0 &&
        (search || site ? (
          <Empty title={timeline.noSuchDoor} />
        ) : (
          <Empty title={timeline.noDoors}>
            <p>{timeline.noDoorsNext}</p>
            <a class="button" href={screen("/doors")}>
              {timeline.addDoor}
            </a>
          </Empty>
        ))}
      {total !== undefined && total > 0 && (
        <div class={isWide.value ? "time-table" : "time-days"}>
          {isWide.value && <Head date={date} days={days} today={today} />}
          {!isWide.value && <h2 class="day-title">{dayTitle(date)}</h2>}
          <VirtualRows extents={extents} onShown={onShown} role="list" label={timeline.doors}>
            {(place, style) => (
              <DoorRow
                key={place}
                row={pages.row(place)}
                place={place}
                total={total}
                style={style}
                date={date}
                days={days}
                isWide={isWide.value}
              />
            )}
          </VirtualRows>
        </div>
      )}
      {isWide.value && (
        <details>
          <summary>{timeline.helpTitle}</summary>
          <p class="hint">{timeline.help}</p>
        </details>
      )}
    </Screen>
  );
}

function dayTitle(date: string, options: Intl.DateTimeFormatOptions = { dateStyle: "full" }): string {
  const locale = LOCALE;
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(Date.parse(`${date}T12:00Z`));
}

interface HeadProps {
  readonly date: string;
  readonly days: number;
  readonly today: string;
}

/** The days above the rows, or the hours of one. */
function Head({ date, days, today }: HeadProps) {
  const isDay = days === 1;
  const columns = Array.from({ length: isDay ? 8 : days }, (_, i) => i);
  return (
    <div class="time-head" aria-hidden="true">
      <span class="door-label">
        {isDay ? dayTitle(date, { weekday: "short", day: "numeric", month: "short" }) : ""}
      </span>
      <div class="time-columns">
        {columns.map((i) => {
          const day = addDays(date, i);
          const isNamed = days <= 7 || i % 7 === 0;
          const text = isDay
            ? `${String(i * 3).padStart(2, "0")}:00`
            : isNamed
              ? dayTitle(
                  day,
                  days <= 7 ? { weekday: "short", day: "numeric", month: "short" } : { day: "numeric", month: "short" },
                )
              : "";
          return (
            <span key={i} class={!isDay && day === today ? "is-today" : undefined}>
              {text}
            </span>
          );
        })}
      </div>
    </div>
  );
}

function DoorSearch({ value, onTyped }: { readonly value: string; readonly onTyped: (text: string) => void }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      type="search"
      aria-label={timeline.door}
      placeholder={timeline.door}
      maxLength={200}
      defaultValue={value}
      onInput={({ currentTarget: { value: text } }) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onTyped(text.trim()), TYPED_MS);
      }}
    />
  );
}
