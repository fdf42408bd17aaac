import Type from "typebox";
import { isoTime } from "../../domain/ids.ts";
import type { StoredEvent } from "../../domain/events.ts";
import { eventId } from "../../ledger/chain.ts";
import type { App, RouteDeps } from "../server.ts";
import { lockFor } from "./commands.ts";
import { errorAnswers, LockPath } from "./schemas.ts";

const PAGE_SIZE = 10;

const schema = {
  operationId: "listLockEvents",
  summary: "The record of a lock",
  description:
    "Newest first, 10 events a page; page 1 is the newest, higher pages are older. event.data has the published fields, event.context what is known beyond them; hash chains each event to the one before.",
  tags: ["Locks"],
  params: LockPath,
  querystring: Type.Object({
    page: Type.Optional(Type.String({ pattern: "^[1-9]\\d{0,11}$", description: "From 1", examples: ["1"] })),
  }),
  response: {
    200: Type.Object({
      aggregateId: Type.String(),
      totalEvents: Type.Number(),
      page: Type.Number(),
      pageSize: Type.Number(),
      totalPages: Type.Number(),
      events: Type.Array(
        Type.Object({
          id: Type.String({ description: "The event's UUID" }),
          aggregateType: Type.String({ examples: ["lock"] }),
          aggregateId: Type.String(),
          version: Type.Number(),
          type: Type.String({ examples: ["TempKeyUsed"] }),
          timestamp: Type.String(),
          orgId: Type.String(),
          event: Type.Unknown(),
          hash: Type.String(),
        }),
      ),
    }),
    ...errorAnswers(404),
  },
};

export function listLockEventsRoute(app: App, { ledger }: RouteDeps): void {
  app.get("/locks/:id/events", { schema }, async ({ actor, params, query }) => {
    const { state, version: totalEvents } = await lockFor(ledger, actor, params.id);
    const page = Number(query.page ?? "1");
    // Versions have no gaps, so a page is a range of them however long the history is.
    const newest = totalEvents - (page - 1) * PAGE_SIZE;
    const events =
      newest < 1 ? [] : await ledger.read.events(state.lockId, Math.max(1, newest - PAGE_SIZE + 1), newest);
    return {
      aggregateId: String(state.lockId),
      totalEvents,
      page,
      pageSize: PAGE_SIZE,
      totalPages: Math.ceil(totalEvents / PAGE_SIZE),
      events: events.map((event) => eventBody(event, state.orgId)).reverse(),
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
