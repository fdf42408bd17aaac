import Type from "typebox";
import { errorAnswers } from "../../answers/error-answers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import { NextCursor } from "../schemas.ts";
import { ItemBody, itemBodies } from "./activity-body.ts";
import { CATCH_UP_MS, FilterQuery, filterOf, joinLists, scopeOf } from "./query.ts";

const PAGE_SIZE = 50;

const schema = {
  operationId: "listActivity",
  summary: "What happened at the doors",
  description:
    "Newest first, over all locks of the caller's organisation, or of the caller where they act for none: what happened while the lock was theirs. An opening is one item, whose outcome changes until it is known. One request looks at 50,000 items at the most; where nextCursor is not null there is more to look at, even if nothing was found: ask again with it, and the same filters.",
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
  response: {
    200: objectWithExample(
      {
        items: Type.Array(ItemBody),
        nextCursor: { ...NextCursor, examples: ["1798124645678.8192"] },
        lastEventId: Type.String({
          description: "Changes of anything here are told after this by `GET /activity/stream` (Last-Event-ID)",
          examples: ["12287"],
        }),
        upToDate: Type.Boolean({
          description: "False where something that was recorded before may not be here yet",
          examples: [true],
        }),
      },
      { title: "ActivityList", description: "A page of what happened" },
    ),
    ...errorAnswers(),
  },
};

export function listActivityRoute(app: App, { activity, ledger }: RouteDeps): void {
  app.get("/activity", { schema, preValidation: joinLists }, async ({ actor, query }) => {
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
