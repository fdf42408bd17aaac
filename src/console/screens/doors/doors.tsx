import { query, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { isOwner, membership } from "../../api/session.ts";
import type { LockRow, Rows } from "../../api/types.ts";
import { useLocation } from "../../shell/location.ts";
import { shell } from "../../shell/texts.ts";
import { common } from "../../texts/common.ts";
import { Instant } from "../../time/instant.tsx";
import { Attention } from "../../ui/attention.tsx";
import { Waiting } from "../../ui/failure.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { AddDoors } from "./add-doors.tsx";
import { DoorFilters } from "./filters.tsx";
import { Sites } from "./sites.tsx";
import { doors } from "./texts.ts";
import "./doors.css";

const PAGE = 50;
const EVERY_MS = 60_000;

/** All doors; with `view`, the sites that they are at, and where they are added. */
export function Doors() {
  const { view } = useLocation().query;
  if (view === "add" && isOwner.value) return <AddDoors />;
  if (view === "sites" && membership.value) return <Sites />;
  return <List />;
}

function List() {
  const { query: asked, route } = useLocation();
  const { search, site, state, attention, hub } = asked;
  const offset = Math.max(0, Math.trunc(Number(asked["offset"])) || 0);
  const filters = { search, site, state, attention, hub };
  const { data, error } = useGet<Rows & { readonly locks: readonly LockRow[] }>(
    `/locks${query({ ...filters, limit: PAGE, offset })}`,
    EVERY_MS,
  );
  const to = (change: Readonly<Record<string, string | number | undefined>>, replace = true) =>
    route(screen(`/doors${query({ ...filters, ...change })}`), replace);
  const isFiltered = Object.values(filters).some(Boolean);
  const isEmpty = data?.total === 0 && !isFiltered;
  const last = offset + (data?.locks.length ?? 0);
  return (
    <Screen
      title={shell.doors}
      wide
      actions={
        <>
          {membership.value && (
            <a class="button plain" href={screen("/doors?view=sites")}>
              {doors.sites}
            </a>
          )}
          {isOwner.value && (
            <a class="button" href={screen("/doors?view=add")}>
              {doors.add}
            </a>
          )}
        </>
      }
    >
      {!isEmpty && <DoorFilters values={filters} onChange={to} />}
      {hub && (
        <p>
          {doors.hub}: {hub} <a href={screen("/doors")}>{doors.clear}</a>
        </p>
      )}
      {(!data || error) && <Waiting error={error} />}
      {isEmpty && (
        <Empty title={doors.noDoors}>
          <p>{doors.noDoorsNext}</p>
        </Empty>
      )}
      {data && !isEmpty && (
        <>
          <p class="aside" role="status">
            {data.total > PAGE ? doors.page(offset + 1, last, data.total) : doors.count(data.total)}
          </p>
          {data.total === 0 && (
            <Empty title={doors.nothingFound}>
              <a href={screen("/doors")}>{doors.clear}</a>
            </Empty>
          )}
          {data.locks.length > 0 && (
            <ul class="rows">
              {data.locks.map((lock) => (
                <DoorRow key={lock.lockId} lock={lock} />
              ))}
            </ul>
          )}
          {data.total > PAGE && (
            <div class="row">
              <button
                type="button"
                class="plain"
                disabled={offset === 0}
                onClick={() => to({ offset: Math.max(0, offset - PAGE) || undefined }, false)}
              >
                ← {doors.earlier}
              </button>
              <button
                type="button"
                class="plain"
                disabled={last >= data.total}
                onClick={() => to({ offset: offset + PAGE }, false)}
              >
                {doors.later} →
              </button>
            </div>
          )}
        </>
      )}
    </Screen>
  );
}

function DoorRow({ lock }: { readonly lock: LockRow }) {
  const { lockId, name, site, device, attention, canOpenNow, nextArrival, lastOpenedAt, timeZone } = lock;
  return (
    <li>
      <a class="row-link door-row" href={screen(`/doors/${lockId}`)}>
        <span class="door-row-name">
          <strong>{name ?? common.unnamedLock(lockId)}</strong>
          {site && <small class="aside"> {site.name}</small>}
        </span>
        <span class="row">
          <Attention of={attention} />
          {device.state !== "unknown" && (
            <span class={`badge ${device.state === "jammed" ? "bad" : "calm"}`}>{doors.states[device.state]}</span>
          )}
        </span>
        <span class="aside door-row-when">
          {canOpenNow > 0 && <span>{doors.canOpen(canOpenNow)}</span>}
          {nextArrival && (
            <span>
              {doors.next}: <Instant at={nextArrival.at} zone={timeZone} />
            </span>
          )}
          {lastOpenedAt && (
            <span>
              {doors.last}: <Instant at={lastOpenedAt} zone={timeZone} />
            </span>
          )}
        </span>
      </a>
    </li>
  );
}
