import Type from "typebox";
import type { LedgerReads } from "../../../ledger/ledger.ts";
import type { App, RouteDeps } from "../../app.ts";
import { lockFor } from "../commands.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import {
  EventBody,
  eventBodies,
  filterOf,
  findPage,
  type History,
  HistoryQuery,
  joinTypes,
  Page,
  PAGE_SIZE,
  PageSize,
} from "./history.ts";
import { objectWithExample } from "../../schemas.ts";
import { KeyUuid, LockIdText, LockPath, NextCursor, StreamVersion } from "../schemas.ts";

const schema = {
  operationId: "listLockEvents",
  summary: "The record of a lock",
  description:
    "Ten events a page, oldest first; page 1 has the first events and never changes once it is full. Without a page, the last 10 events. event.data has the published fields, event.context what is known beyond them; hash chains each event to the one before. Filters go together: with any of them, pages are of the events that match, totalEvents and totalPages still of all. One request looks at 10,000 events at the most; where nextCursor is not null there is more to look at, even if no event was found: ask again with it as cursor.",
  tags: ["Locks"],
  params: LockPath,
  querystring: Type.Object({
    ...HistoryQuery,
    tempKeyUuid: Type.Optional({ ...KeyUuid, description: "Only events of this temporary key and of its orders" }),
  }),
  response: {
    200: objectWithExample(
      {
        aggregateId: LockIdText,
        totalEvents: StreamVersion,
        page: Page,
        pageSize: PageSize,
        totalPages: Type.Integer({
          minimum: 0,
          description: "How many pages there are without filters",
          examples: [1],
        }),
        events: Type.Array(EventBody),
        nextCursor: Type.Optional({ ...NextCursor, description: "With filters only: where to go on, null at the end" }),
      },
      { description: "A page of the record" },
    ),
    ...errorAnswers(404),
  },
};

export function listLockEventsRoute(app: App, { ledger }: RouteDeps): void {
  app.get("/locks/:id/events", { schema, preValidation: joinTypes }, async ({ actor, params, query }) => {
    const { state, version: totalEvents } = await lockFor(ledger, actor, params.id);
    const { lockId, orgId } = state;
    const totalPages = Math.ceil(totalEvents / PAGE_SIZE);
    const body = { aggregateId: String(lockId), totalEvents, pageSize: PAGE_SIZE, totalPages };
    const { page: asked, cursor, type, tempKeyUuid, from, to } = query;
    if ((cursor ?? type ?? tempKeyUuid ?? from ?? to) !== undefined) {
      const history = await historyOf(ledger.read, lockId, query);
      const { events, page = totalPages, nextCursor } = await findPage(ledger.read, history, query);
      return { ...body, page, events: await eventBodies(ledger.read, events, () => orgId), nextCursor };
    }
    const page = asked === undefined ? totalPages : Number(asked);
    // Versions have no gaps, so a page is a range of them however long the history is. The last 10 may reach back
    // into the page before; whoever goes on from there sees an event twice, and misses none.
    const first = asked === undefined ? Math.max(1, totalEvents - PAGE_SIZE + 1) : (page - 1) * PAGE_SIZE + 1;
    const last = Math.min(totalEvents, first + PAGE_SIZE - 1);
    const events = first > last ? [] : await ledger.read.events(lockId, first, last);
    return { ...body, page, events: await eventBodies(ledger.read, events, () => orgId) };
  });
}

async function historyOf(
  read: LedgerReads,
  lockId: number,
  query: Parameters<typeof filterOf>[0] & { tempKeyUuid?: string },
): Promise<History> {
  const filter = filterOf(query);
  const tempKeyUuid = query.tempKeyUuid?.toLowerCase();
  if (tempKeyUuid === undefined) return { lockIds: [lockId], filter };
  // A key has no events at a lock that it never opened, nor before it was made.
  const { lockIds, after } = (await read.streamsOfKey(tempKeyUuid)) ?? { lockIds: [], after: 0 };
  return { lockIds: lockIds.filter((one) => one === lockId), filter: { ...filter, tempKeyUuid }, after };
}
