import { useSignal } from "../../use-signal.ts";
import { query } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { ActivityCounts } from "../../api/types.ts";
import { LOCALE } from "../../texts/texts.ts";
import { wallClock } from "../../time/instant.tsx";
import { type Bar, BarChart } from "../../ui/bar-chart.tsx";
import { Waiting } from "../../ui/failure.tsx";
import { Choice } from "../../ui/field.tsx";
import { dayStart, nextDay } from "./filter.ts";
import { activity } from "./texts.ts";

const RANGES = { today: 0, week: 6, month: 29, year: 364 } as const;
type Range = keyof typeof RANGES;
const EVERY_MS = 60_000;
const MOST_TICKS = 5;
/** Where it stands beside the list it is open from the start. */
const IS_BESIDE = matchMedia("(min-width: 80rem)").matches;

/** Openings by hour or day. @param zones that may be chosen, the usual one first */
export function Chart({ zones }: { readonly zones: readonly string[] }) {
  const isOpen = useSignal(IS_BESIDE);
  return (
    <details
      class="card activity-aside"
      open={IS_BESIDE}
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
    >
      <summary>{activity.chart}</summary>
      {isOpen.value && <Counts zones={zones} />}
    </details>
  );
}

function Counts({ zones }: { readonly zones: readonly string[] }) {
  const range = useSignal<Range>("week");
  const chosen = useSignal<string | undefined>(undefined);
  const zone = zones.find((one) => one === chosen.value) ?? zones[0]!;
  const today = wallClock(Date.now(), zone).slice(0, 10);
  const by = range.value === "today" ? "hour" : "day";
  const from = new Date(dayStart(nextDay(today, -RANGES[range.value]), zone)).toISOString();
  const to = new Date(dayStart(nextDay(today), zone)).toISOString();
  const { data, error } = useGet<ActivityCounts>(
    `/activity/counts${query({ from, to, by, timeZone: zone })}`,
    EVERY_MS,
  );
  const { opened, failed, refused } = activity.outcomes;
  return (
    <>
      <div class="filter-fields">
        <Choice
          label={activity.range}
          of={range}
          options={(Object.keys(RANGES) as Range[]).map((one) => [one, activity.ranges[one]] as const)}
        />
        {zones.length > 1 && (
          <Choice
            label={activity.zone}
            value={zone}
            onValue={(value) => (chosen.value = value)}
            options={zones.map((one) => [one, one] as const)}
          />
        )}
      </div>
      {!data && <Waiting error={error} />}
      {data && (
        <BarChart
          caption={activity.chartOf(zone)}
          series={[
            { name: opened, tone: "good" },
            { name: failed, tone: "bad" },
            { name: refused, tone: "wait" },
          ]}
          bars={barsOf(data)}
          texts={{ table: activity.table, when: activity.when, total: activity.total }}
        />
      )}
    </>
  );
}

function barsOf({ counts, timeZone }: ActivityCounts): readonly Bar[] {
  const isByHour = counts[0]?.label.includes("T") ?? false;
  const every = Math.ceil(counts.length / MOST_TICKS);
  const locale = LOCALE;
  const day = { weekday: "short", day: "numeric", month: "short" } as const;
  const hour = { hour: "2-digit", minute: "2-digit" } as const;
  const label = new Intl.DateTimeFormat(locale, {
    timeZone,
    ...(isByHour ? { ...hour, timeZoneName: "shortOffset" } : { ...day, year: "numeric" }),
  });
  const tick = new Intl.DateTimeFormat(locale, { timeZone, ...(isByHour ? hour : { day: "numeric", month: "short" }) });
  return counts.map(({ start, opened, failed, expired, unknown, refused }, i) => ({
    label: label.format(Date.parse(start)),
    tick: i % every === 0 ? tick.format(Date.parse(start)) : "",
    values: [opened, failed + expired + unknown, refused],
  }));
}
