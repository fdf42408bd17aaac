import Type from "typebox";
import { isoTime } from "../../../domain/ids.ts";
import type { LockTime } from "../../../reading/door-keys.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import { Anyone, LockName, Note, People, PeopleCount, StandingBody } from "../keys/key-row.ts";
import { LockIds, lockIdsOf, pageAsked, RowsQuery, writeCursor } from "../list-pages.ts";
import { KeyUuid, LockIdText, NextCursor, WindowEnd, WindowStart } from "../schemas.ts";
import { lockIdsAsked, SiteQuery } from "../sites-of-locks.ts";

const MAX_SPAN_MS = 92 * 86_400_000;
const LOCKS = 50;

const Span = Type.Object(
  {
    tempKeyUuid: KeyUuid,
    note: Note,
    status: StandingBody,
    anyone: Anyone,
    people: People,
    peopleCount: PeopleCount,
    from: WindowStart,
    until: WindowEnd,
    overlaps: Type.Boolean({ description: "Another key of the lock has a part of its time", examples: [false] }),
  },
  { title: "KeySpan", description: "One key at one lock" },
);
const Overlap = Type.Object(
  {
    from: WindowStart,
    until: WindowEnd,
    keys: Type.Integer({ minimum: 2, description: "How many have it, at the most at once", examples: [2] }),
  },
  { title: "Overlap", description: "A time that several keys of one lock have" },
);

export const LockTimelineBody = Type.Object(
  {
    lockId: LockIdText,
    name: LockName,
    timeZone: Type.String({ description: "IANA name", examples: ["Europe/Athens"] }),
    keys: Type.Array(Span),
    overlaps: Type.Array(Overlap),
    hasMore: Type.Boolean({ description: "There are more keys than these: ask for less time", examples: [false] }),
  },
  { title: "LockTimeline", description: "A lock's keys within the time" },
);

const schema = {
  operationId: "getTimeline",
  summary: "The keys of each lock between two instants, and where they overlap",
  description:
    "By the locks' numbers. Keys that were taken back are left out; those that begin before or end after the time asked for are told whole.",
  tags: ["Locks"],
  querystring: Type.Object({
    from: Type.String({ format: "date-time", description: "The first instant", examples: ["2026-12-01T00:00:00Z"] }),
    until: Type.String({
      format: "date-time",
      description: "The first instant after it; at most 92 days later",
      examples: ["2027-01-01T00:00:00Z"],
    }),
    lockId: LockIds("These locks alone"),
    site: SiteQuery,
    limit: Type.Optional(
      Type.String({
        pattern: "^([1-9]\\d{0,2}|1000)$",
        description: `Locks, 1 to 1000, fewer where they have many keys; ${LOCKS} if left out`,
        examples: ["50"],
      }),
    ),
    cursor: RowsQuery.cursor,
  }),
  response: {
    200: objectWithExample(
      {
        locks: Type.Array(LockTimelineBody),
        nextCursor: NextCursor,
      },
      { title: "Timeline", description: "The locks of this page" },
    ),
    ...errorAnswers(409),
  },
};

const Cursor = Type.Tuple([Type.Literal("lock"), Type.Number()]);

export function timelineRoute(app: App, deps: RouteDeps): void {
  app.get("/timeline", { schema }, async ({ actor, query }) => {
    const [from, until] = [Date.parse(query.from), Date.parse(query.until)];
    if (until <= from) throw invalidField("until", "must be later than from");
    if (until - from > MAX_SPAN_MS) throw invalidField("until", "must be at most 92 days after from");
    const { after } = await pageAsked({ ...(query.cursor !== undefined && { cursor: query.cursor }) }, Cursor);
    const given = query.lockId === undefined ? undefined : lockIdsOf(query.lockId);
    const lockIds = await lockIdsAsked(actor, { lockIds: given, site: query.site }, deps);
    const { locks, next } = await deps.reading.timeline(actor, {
      from,
      until,
      limit: query.limit === undefined ? LOCKS : Number(query.limit),
      ...(lockIds && { lockIds }),
      ...(after && { after: after[1] }),
    });
    return { locks: locks.map(lockBody), nextCursor: next === undefined ? null : writeCursor(["lock", next]) };
  });
}

function lockBody({ lockId, name, timeZone, spans, overlaps, hasMore }: LockTime) {
  return {
    lockId: String(lockId),
    name,
    timeZone,
    keys: spans.map(({ uuid, note, standing, people, peopleCount, from, until, overlaps: meets }) => ({
      tempKeyUuid: uuid,
      note,
      status: standing,
      anyone: people === null,
      people: [...(people ?? [])],
      peopleCount,
      from: isoTime(from),
      until: isoTime(until),
      overlaps: meets,
    })),
    overlaps: overlaps.map(({ from, until, keys }) => ({ from: isoTime(from), until: isoTime(until), keys })),
    hasMore,
  };
}
