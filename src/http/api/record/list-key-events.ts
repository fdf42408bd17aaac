import Type from "typebox";
import { isEntitled } from "../../../domain/actor.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import {
  EventBody,
  eventBodies,
  filterOf,
  findPage,
  HistoryQuery,
  joinTypes,
  Page,
  PAGE_SIZE,
  PageSize,
} from "./history.ts";
import { KeyPath } from "../keys/key-body.ts";
import { objectWithExample, orNull } from "../../schemas.ts";
import { KeyUuid, NextCursor } from "../schemas.ts";

const schema = {
  operationId: "listKeyEvents",
  summary: "The record of a temporary key",
  description:
    "What happened to one key at all its doors, those that were taken out of it included: its making and changes, openings and their outcomes, refusals. Ten events a page, oldest first; without a page, the last 10. Only of locks that the caller may manage; without one of them it is a 404. One request looks at 10,000 events of these locks at the most; where nextCursor is not null there is more to look at, even if no event was found: ask again with it as cursor.",
  tags: ["Temporary keys"],
  params: KeyPath,
  querystring: Type.Object(HistoryQuery),
  response: {
    200: objectWithExample(
      {
        tempKeyUuid: KeyUuid,
        page: orNull(Page, { description: "Number of the page; null for the last events" }),
        pageSize: PageSize,
        events: Type.Array(EventBody),
        nextCursor: { ...NextCursor, examples: ["after.123.10000.2.10"] },
      },
      { description: "A page of the record" },
    ),
    ...errorAnswers(404),
  },
};

export function listKeyEventsRoute(app: App, { ledger }: RouteDeps): void {
  app.get("/temp-keys/:uuid/events", { schema, preValidation: joinTypes }, async ({ actor, params, query }) => {
    const tempKeyUuid = params.uuid.toLowerCase();
    const streams = await ledger.read.streamsOfKey(tempKeyUuid);
    const locks = streams && (await ledger.read.locks(streams.lockIds));
    // In the order of the streams, which a cursor goes by.
    const managed = (streams?.lockIds ?? []).flatMap((lockId) => {
      const lock = locks?.get(lockId);
      return lock && isEntitled(actor, lock.state) ? [lock.state] : [];
    });
    if (!streams || managed.length === 0) throw new HttpError(404, "Temporary key not found");
    const orgIds = new Map(managed.map(({ lockId, orgId }) => [lockId, orgId]));
    const history = {
      lockIds: [...orgIds.keys()],
      filter: { ...filterOf(query), tempKeyUuid },
      after: streams.after,
    };
    const { events, page, nextCursor } = await findPage(ledger.read, history, query);
    return {
      tempKeyUuid,
      page: page ?? null,
      pageSize: PAGE_SIZE,
      events: await eventBodies(ledger.read, events, (lockId) => orgIds.get(lockId) ?? null),
      nextCursor,
    };
  });
}
