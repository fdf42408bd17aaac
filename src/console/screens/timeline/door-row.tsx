import { query, screen } from "../../api/paths.ts";
import { mayManage } from "../../api/session.ts";
import { useLocation } from "../../shell/location.ts";
import { common } from "../../texts/common.ts";
import { wallClock } from "../../time/wall-clock.ts";
import { addDays, CHECK_IN, CHECK_OUT, dateAt, instantAt } from "../../time/presets.ts";
import { serverNow } from "../../time/server-clock.ts";
import { Standing } from "../../ui/standing.tsx";
import { Bar } from "./bar.tsx";
import { drawnOf, MOST_LANES } from "./door-lanes.ts";
import { nameOfSpan } from "./extend.ts";
import { gapAt, type Span } from "./lanes.ts";
import type { DoorTime } from "./read-doors.ts";
import { timeline } from "./texts.ts";

interface DoorRowProps {
  /** Undefined while it is not known. */
  readonly row: DoorTime | undefined;
  readonly place: number;
  readonly total: number;
  readonly style: { readonly transform: string; readonly height: string };
  readonly date: string;
  readonly days: number;
  readonly isWide: boolean;
}

const iso = (at: number) => new Date(at).toISOString();
const newKeyAt = (lockId: string, span?: Span) =>
  screen(`/keys/new${query({ lockId, ...(span && { from: iso(span.from), until: iso(span.until) }) })}`);

/** One door: its keys over time, or on phones those of the day. */
export function DoorRow({ row, place, total, style, date, days, isWide }: DoorRowProps) {
  const of = { role: "listitem", style, "aria-posinset": place + 1, "aria-setsize": total } as const;
  if (!row)
    return (
      <div {...of} class="door-row" aria-busy="true">
        <span class="visually-hidden">{common.loading}</span>
      </div>
    );
  const { door } = row;
  const name = door.name ?? common.unnamedLock(door.lockId);
  return (
    <div {...of} class="door-row">
      <div class="door-label">
        <a href={screen(`/doors/${door.lockId}`)}>{name}</a>
        {mayManage.value && (
          <a
            class="button icon-link"
            href={newKeyAt(door.lockId, spanOf(date, days, door.timeZone))}
            aria-label={timeline.newKey(name)}
          >
            +
          </a>
        )}
      </div>
      {isWide ? <Track row={row} name={name} date={date} days={days} /> : <DayKeys row={row} name={name} date={date} />}
    </div>
  );
}

/** A new key of that day: a night, or an hour where the hours are shown. */
function spanOf(date: string, days: number, zone: string, at?: number): Span {
  if (days === 1 && at !== undefined) {
    const from = at - (at % 3_600_000);
    return { from, until: from + 3_600_000 };
  }
  return {
    from: instantAt(date, CHECK_IN, zone, "begin"),
    until: instantAt(addDays(date, 1), CHECK_OUT, zone, "end"),
  };
}

interface TrackProps {
  readonly row: DoorTime;
  readonly name: string;
  readonly date: string;
  readonly days: number;
}

function Track({ row, name, date, days }: TrackProps) {
  const { route } = useLocation();
  const { door, overlaps, hasMore } = row;
  const zone = door.timeZone;
  const drawn = drawnOf(row, date, days);
  const { begin, end, keys, laneOf, count, more } = drawn;
  const part = (at: number) => Math.max(0, Math.min(1, (at - begin) / (end - begin))) * 100;
  const box = ({ from, until }: Span) => ({
    insetInlineStart: `${part(from)}%`,
    width: `${part(until) - part(from)}%`,
  });
  const now = serverNow();
  return (
    <div
      class="track"
      style={{ "--columns": days === 1 ? 24 : days }}
      onClick={(event) => {
        if (event.target !== event.currentTarget || !mayManage.value) return;
        const { left, width } = event.currentTarget.getBoundingClientRect();
        const at = begin + ((event.clientX - left) / width) * (end - begin);
        const gap = gapAt(keys, at, spanOf(dateAt(at, zone), days, zone, at));
        if (gap) route(newKeyAt(door.lockId, gap));
      }}
    >
      {overlaps
        .map((one) => ({ from: Date.parse(one.from), until: Date.parse(one.until) }))
        .filter(({ from, until }) => from < end && until > begin)
        .map((one) => (
          <span class="meeting" key={one.from} style={box(one)} />
        ))}
      {now > begin && now < end && <span class="now" style={{ insetInlineStart: `${part(now)}%` }} />}
      {keys.map((one, i) => {
        const lane = laneOf[i];
        return lane === undefined ? null : (
          <Bar key={one.key.tempKeyUuid} drawn={drawn} of={one} lane={lane} zone={zone} />
        );
      })}
      {more.map(({ from, until, count: n }) => (
        <a
          key={from}
          class="bar-more"
          style={{ ...box({ from, until }), top: `calc(var(--row) * ${count})` }}
          href={screen(`/keys${query({ lockId: door.lockId, from: iso(from), until: iso(until), sort: "from" })}`)}
          aria-label={timeline.moreOf(n, name)}
        >
          {timeline.more(n)}
        </a>
      ))}
      {hasMore && <span class="track-note wait">{timeline.hasMore}</span>}
    </div>
  );
}

function DayKeys({ row, name, date }: { readonly row: DoorTime; readonly name: string; readonly date: string }) {
  const { door } = row;
  const zone = door.timeZone;
  const { keys, begin, end } = drawnOf(row, date, 1);
  const others = keys.length - MOST_LANES;
  if (keys.length === 0) return <p class="day-free">{timeline.free}</p>;
  return (
    <ul class="day-keys">
      {keys.slice(0, MOST_LANES).map(({ key, from, until }) => (
        <li key={key.tempKeyUuid}>
          <a href={screen(`/keys/${key.tempKeyUuid}`)}>
            <span class="day-name">{nameOfSpan(key)}</span>
            <span class="day-time">
              {from >= begin ? wallClock(from, zone).slice(11) : "…"}–
              {until <= end ? wallClock(until, zone).slice(11) : "…"}
            </span>
            {key.overlaps && (
              <span class="wait" role="img" aria-label={timeline.overlaps}>
                ∩
              </span>
            )}
            <Standing of={key.status} />
          </a>
        </li>
      ))}
      {others > 0 && (
        <li>
          <a
            href={screen(`/keys${query({ lockId: door.lockId, from: iso(begin), until: iso(end), sort: "from" })}`)}
            aria-label={timeline.moreOf(others, name)}
          >
            {timeline.more(others)}
          </a>
        </li>
      )}
    </ul>
  );
}
