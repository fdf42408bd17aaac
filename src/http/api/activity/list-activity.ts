import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { errorAnswers } from "../../answers/error-answers.ts";
import { invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import { NextCursor } from "../schemas.ts";
import { ItemBody, itemBodies } from "./activity-body.ts";
import { CATCH_UP_MS, FilterQuery, filterOf, joinLists, scopeOf } from "./query.ts";
import { activityStreams } from "./stream-activity.ts";

const PAGE_SIZE = 50;

export const ListBody = objectWithExample(
  {
    items: Type.Array(ItemBody),
    nextCursor: { ...NextCursor, examples: ["1798124645678.8192"] },
    lastEventId: Type.String({
      description: "Changes of anything here are told after this by the stream (Last-Event-ID)",
      examples: ["12287"],
    }),
    upToDate: Type.Boolean({
      description: "False where something that was recorded before may not be here yet",
      examples: [true],
    }),
  },
  { title: "ActivityList", description: "A page of what happened" },
);

const schema = {
  operationId: "listActivity",
  summary: "What happened at the doors",
  description:
    "Newest first, over all locks of the caller's organisation, or of the caller where they act for none: what happened while the lock was theirs. An opening is one item, whose outcome changes until it is known. One request looks at 50,000 items at the most; where nextCursor is not null there is more to look at, even if nothing was found: ask again with it, and the same filters. To `Accept: text/event-stream`, to be read with `fetch`, what happens as it happens: an event for each item that is new or has changed, with an id. A connection that was lost goes on after the id with `Last-Event-ID`, at any process: nothing is left out, and nothing is told twice. Without it, what happens from now on is told; with `lastEventId` of a list, what changed since. An event `reset` says that the id is of another record: ask for the list again. The stream takes no filter, and ends when the caller's token, session, key or role does.",
  tags: ["Activity"],
  querystring: Type.Object({
    ...FilterQuery.properties,
    limit: Type.Optional(
      Type.String({ pattern: "^([1-9]\\d?|1\\d\\d|200)$", description: "1 to 200; 50 if left out", examples: ["50"] }),
    ),
    cursor: Type.Optional(
      Type.String({
        pattern: "^\\d{1,15}\\.\\d{1,16}$",
        description: "nextCursor of the page before, with the same filters",
        examples: ["1798124645678.8192"],
      }),
    ),
  }),
  headers: Type.Object({
    "last-event-id": Type.Optional(
      Type.String({
        pattern: "^\\d{1,15}$",
        description: "Of a stream that goes on: the id of the last event that was taken",
        examples: ["12287"],
      }),
    ),
  }),
  response: {
    200: {
      description: "A page of what happened, or what happens",
      content: {
        "application/json": { schema: ListBody, example: ListBody.examples[0] },
        "text/event-stream": { schema: Type.String({ examples: ['id: 12288\ndata: {"id":"…"}\n\n'] }) },
      },
    },
    ...errorAnswers(),
  },
};

export function listActivityRoute(app: App, deps: RouteDeps): void {
  const { activity, ledger } = deps;
  const stream = activityStreams(app, deps);
  app.get("/activity", { schema, preValidation: joinLists }, async (request, reply) => {
    const { actor, query, headers } = request;
    if (headers.accept?.includes("text/event-stream")) {
      const [name] = Object.keys(query);
      if (name !== undefined) throw invalidField(name, "cannot be asked for of a stream");
      const last = headers["last-event-id"];
      return stream(request as FastifyRequest, reply as FastifyReply, last === undefined ? undefined : Number(last));
    }
    const [scope, filter] = [scopeOf(actor), filterOf(query, actor)];
    const upToDate = await activity.catchUp(CATCH_UP_MS);
    // Before the page is read: what changes meanwhile is told again, and not left out.
    const lastEventId = String(await activity.revision());
    if (!filter) return { items: [], nextCursor: null, lastEventId, upToDate };
    const [at, seq] = query.cursor?.split(".").map(Number) ?? [];
    const before = at === undefined || seq === undefined ? undefined : { at, seq };
    const { items, next } = await activity.page(scope, filter, Number(query.limit ?? PAGE_SIZE), before);
    return {
      items: await itemBodies(items, actor, { activity, read: ledger.read }),
      nextCursor: next ? `${next.at}.${next.seq}` : null,
      lastEventId,
      upToDate,
    };
  });
}
