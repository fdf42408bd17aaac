import { useMemo } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { isLive } from "../../api/activity-stream.ts";
import { query, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { membership } from "../../api/session.ts";
import type { LockRow, Rows } from "../../api/types.ts";
import { useLocation } from "../../shell/location.ts";
import { shell } from "../../shell/texts.ts";
import { OWN_ZONE } from "../../time/instant.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Chart } from "./chart.tsx";
import { ExportDialog } from "./export.tsx";
import { type Filter, filterOf, wantedOf } from "./filter.ts";
import { Filters } from "./filters.tsx";
import { FeedList } from "./feed-list.tsx";
import { activity } from "./texts.ts";
import "./activity.css";

type Locks = Rows & { readonly locks: readonly LockRow[] };
/** Whose clocks are looked at, to tell days by. */
const MOST_DOORS = 200;

/** What happened at all doors, as it happens. */
export function Activity() {
  const { query: given, route } = useLocation();
  const filter = filterOf(given);
  const isExporting = useSignal(false);
  const { data } = useGet<Locks>(`/locks?limit=${MOST_DOORS}`);
  const doors = data?.locks ?? [];
  const { door } = filter;
  const asked = useGet<Locks>(door && `/locks?lockId=${door}`).data?.locks;
  const chosen = door === undefined ? [] : (asked ?? [{ lockId: door, name: null, timeZone: OWN_ZONE, site: null }]);
  const zone = filter.zone ?? asked?.[0]?.timeZone ?? zoneOf(doors);
  const hasDays = filter.from !== undefined || filter.to !== undefined;
  // A list without days is the same one by whatever clock.
  const name = JSON.stringify([filter, hasDays && zone, membership.value?.organizationId]);
  const wanted = useMemo(() => wantedOf(filter, zone), [name]);
  const change = (changes: Partial<Filter>) =>
    route(screen(`/activity${query({ ...filter, before: undefined, ...changes })}`), true);
  return (
    <Screen
      title={shell.activity}
      wide
      actions={
        <>
          <span class={`badge ${isLive.value ? "good" : "calm"}`} role="status">
            {isLive.value ? activity.live : activity.notLive}
          </span>
          <button type="button" class="plain" onClick={() => (isExporting.value = true)}>
            {activity.export}
          </button>
        </>
      }
    >
      <Filters filter={filter} doors={chosen} zone={zone} onChange={change} />
      <div class="activity-columns stack">
        <Chart zones={[...new Set([zone, ...doors.map(({ timeZone }) => timeZone), OWN_ZONE])]} />
        {/* Days wait for the doors: they are by their clocks. */}
        {((data && (door === undefined || asked)) || !hasDays) && (
          <FeedList key={name} wanted={wanted} filter={filter} onChange={change} />
        )}
      </div>
      {isExporting.value && (
        <ExportDialog
          wanted={wanted}
          doors={chosen.length === 0 && doors.length === 1 ? doors : chosen}
          onClose={() => (isExporting.value = false)}
        />
      )}
    </Screen>
  );
}

/** Where the doors are, if all are in one zone. */
function zoneOf(doors: readonly LockRow[]): string {
  const [zone = OWN_ZONE, ...others] = new Set(doors.map(({ timeZone }) => timeZone));
  return others.length === 0 ? zone : OWN_ZONE;
}
