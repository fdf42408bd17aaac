import Type from "typebox";
import { type Bucket, bucketsOf } from "../../../activity/buckets.ts";
import type { Outcome, QuarterCount } from "../../../activity/activity.ts";
import { isoTime } from "../../../domain/ids.ts";
import { timeZoneOf } from "../../../domain/time-zone.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import { CATCH_UP_MS, scopeOf, timesOf } from "./query.ts";

const DAY_MS = 86_400_000;
const MOST_DAYS = { hour: 31, day: 400 } as const;
const QUARTER_MS = 900_000;
/** Since long before, no zone sets its clocks but at a quarter of an hour; and no record is older. */
const EARLIEST = Date.UTC(2020, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

const Count = (description: string, example = 0) => Type.Integer({ minimum: 0, description, examples: [example] });

const OutcomeCounts = {
  requested: Count("Openings of which it is not known yet what became of them"),
  opened: Count("Openings that opened the door", 4),
  failed: Count("Openings that failed"),
  expired: Count("Openings that came too late for the device"),
  unknown: Count("Openings of which nobody knows what became of them"),
  refused: Count("Refusals of a key or a PIN", 1),
};

const BucketBody = objectWithExample(
  {
    start: Type.String({
      format: "date-time",
      description: "Its first instant",
      examples: ["2026-12-23T23:00:00.000Z"],
    }),
    end: Type.String({
      format: "date-time",
      description: "The first instant after it; where clocks are set, an hour or a day is shorter or longer",
      examples: ["2026-12-24T23:00:00.000Z"],
    }),
    label: Type.String({
      description: "What the zone's clocks call it: a date, or an hour with its offset from UTC",
      examples: ["2026-12-24"],
    }),
    total: Count("All items", 9),
    ...OutcomeCounts,
    other: Count("Items that were not to open a door", 4),
  },
  { title: "ActivityCount", description: "How many items there are of an hour or a day" },
);

export const CountsBody = objectWithExample(
  {
    timeZone: Type.String({ description: "Whose hours and days they are", examples: ["Europe/Athens"] }),
    counts: Type.Array(BucketBody),
  },
  { title: "ActivityCounts", description: "An entry for each hour or day, in order" },
);

const schema = {
  operationId: "countActivity",
  summary: "How much happened, by hour or day",
  description:
    "Of the items that `GET /activity` lists without a filter, by the hours or days of a time zone that have a part of the given time: these are counted whole. At most 31 days by hour, and 400 by day.",
  tags: ["Activity"],
  querystring: Type.Object({
    from: Type.String({ format: "date-time", description: "First instant", examples: ["2026-12-24T00:00:00+01:00"] }),
    to: Type.String({
      format: "date-time",
      description: "The first instant after it",
      examples: ["2026-12-31T00:00:00+01:00"],
    }),
    by: Type.Enum(["hour", "day"], { type: "string", description: "What is counted by", examples: ["day"] }),
    timeZone: Type.Optional(
      Type.String({
        format: "time-zone",
        description: "Whose hours and days, by its IANA name; UTC if left out",
        examples: ["Europe/Athens"],
      }),
    ),
  }),
  response: {
    200: CountsBody,
    ...errorAnswers(),
  },
};

export function countActivityRoute(app: App, { activity }: RouteDeps): void {
  app.get("/activity/counts", { schema }, async ({ actor, query }) => {
    const { by } = query;
    const { from = 0, to = 0 } = timesOf(query);
    if (to - from > MOST_DAYS[by] * DAY_MS)
      throw invalidField("to", `must be at most ${MOST_DAYS[by]} days after from where it is counted by ${by}`);
    if (from < EARLIEST) throw invalidField("from", "must not be before the year 2020");
    if (to > LATEST) throw invalidField("to", "must not be after the year 2200");
    const timeZone = timeZoneOf(query.timeZone ?? "UTC")!; // its format was checked
    await activity.catchUp(CATCH_UP_MS);
    const buckets = bucketsOf(from, to, by, timeZone);
    const quarters = buckets.map(({ start }) => start / QUARTER_MS);
    const counted = await activity.counts(scopeOf(actor), quarters[0]!, buckets.at(-1)!.end / QUARTER_MS);
    return { timeZone, counts: sums(buckets, counted) };
  });
}

function sums(buckets: readonly Bucket[], counted: readonly QuarterCount[]) {
  let next = 0;
  return buckets.map(({ start, end, label }) => {
    const of: Record<Outcome | "other" | "total", number> = {
      total: 0,
      requested: 0,
      opened: 0,
      failed: 0,
      expired: 0,
      unknown: 0,
      refused: 0,
      other: 0,
    };
    for (; next < counted.length && counted[next]!.quarter * QUARTER_MS < end; next++) {
      const { outcome, items } = counted[next]!;
      of[outcome ?? "other"] += items;
      of.total += items;
    }
    return { start: isoTime(start), end: isoTime(end), label, ...of };
  });
}
