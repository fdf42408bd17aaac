import Type from "typebox";
import { isoTime } from "../../domain/ids.ts";
import type { StoredEvent } from "../../domain/events.ts";
import { eventId } from "../../ledger/chain.ts";
import type { App, RouteDeps } from "../server.ts";
import { lockFor } from "./commands.ts";
import { EVENTS } from "./command-answer.ts";
import { errorAnswers } from "./error-answers.ts";
import { exampleOf, LockIdText, LockPath, objectWithExample, StreamVersion, Timestamp } from "./schemas.ts";

const PAGE_SIZE = 10;

const schema = {
  operationId: "listLockEvents",
  summary: "The record of a lock",
  description:
    "Ten events a page, oldest first; page 1 has the first events and never changes once it is full. Without a page, the last 10 events. event.data has the published fields, event.context what is known beyond them; hash chains each event to the one before.",
  tags: ["Locks"],
  params: LockPath,
  querystring: Type.Object({
    page: Type.Optional(
      Type.String({ pattern: "^[1-9]\\d{0,11}$", description: "From 1; left out, the last page", examples: ["1"] }),
    ),
  }),
  response: {
    200: objectWithExample(
      {
        aggregateId: LockIdText,
        totalEvents: StreamVersion,
        page: Type.Number({ examples: [1] }),
        pageSize: Type.Number({ examples: [PAGE_SIZE] }),
        totalPages: Type.Number({ examples: [1] }),
        events: Type.Array(
          Type.Object({
            id: Type.String({ description: "The event's UUID", examples: ["8a8abf9d-8ffd-87b4-8ddb-857b2cc5e73e"] }),
            aggregateType: Type.String({ examples: ["lock"] }),
            aggregateId: LockIdText,
            version: Type.Number({ description: "Place in the lock's stream", examples: [1] }),
            type: Type.String({ examples: ["OwnerSet"] }),
            timestamp: Timestamp,
            orgId: Type.String({ description: "The lock's organisation", examples: ["seaside-flats"] }),
            event: Type.Unknown({ examples: [{ type: "OwnerSet", data: exampleOf(EVENTS.OwnerSet) }] }),
            hash: Type.String({
              description: "SHA-256 in hex",
              examples: ["8a8abf9d8ffdc7b40ddb857b2cc5e73e1776052d0f0c1b171c051bfb9ef64729"],
            }),
          }),
        ),
      },
      { description: "A page of the record" },
    ),
    ...errorAnswers(404),
  },
};

export function listLockEventsRoute(app: App, { ledger }: RouteDeps): void {
  app.get("/locks/:id/events", { schema }, async ({ actor, params, query }) => {
    const { state, version: totalEvents } = await lockFor(ledger, actor, params.id);
    const totalPages = Math.ceil(totalEvents / PAGE_SIZE);
    const page = query.page === undefined ? totalPages : Number(query.page);
    // Versions have no gaps, so a page is a range of them however long the history is. The last 10 may reach back
    // into the page before; whoever goes on from there sees an event twice, and misses none.
    const first = query.page === undefined ? Math.max(1, totalEvents - PAGE_SIZE + 1) : (page - 1) * PAGE_SIZE + 1;
    const last = Math.min(totalEvents, first + PAGE_SIZE - 1);
    const events = first > last ? [] : await ledger.read.events(state.lockId, first, last);
    return {
      aggregateId: String(state.lockId),
      totalEvents,
      page,
      pageSize: PAGE_SIZE,
      totalPages,
      events: events.map((event) => eventBody(event, state.orgId)),
    };
  });
}

function eventBody({ version, at, event, hash }: StoredEvent, orgId: string | null) {
  return {
    id: eventId(hash),
    aggregateType: "lock",
    aggregateId: String(event.data.lockId),
    version,
    type: event.type,
    timestamp: isoTime(at),
    orgId: orgId ?? "",
    event,
    hash: Buffer.from(hash).toString("hex"),
  };
}
