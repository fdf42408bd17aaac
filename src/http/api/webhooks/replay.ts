import Type from "typebox";
import type { OrgFeed } from "../../../org-feed/org-feed.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith, objectWithExample } from "../../schemas.ts";
import { cursorOf } from "../events/event-body.ts";
import { startOf } from "../events/query.ts";
import { Instant } from "../list-pages.ts";
import { NextCursor } from "../schemas.ts";
import { IF_ASKED, WebhookPath } from "./schemas.ts";
import { askedWebhookOf } from "./webhooks.ts";

/** Events of one call. */
const MOST = 500;

const replay = {
  operationId: "replayEvents",
  summary: "Send events again from any point on",
  description: `Those that the webhook wants now, also of before it was there, with the ids that they have: from a time, or after a cursor of GET /events; from the beginning if neither is given. They wait behind what waits already, those of a lock in order. Of ${MOST} events at the most in one call; nextCursor is \`after\` for the next one. ${IF_ASKED}`,
  tags: ["Webhooks"],
  params: WebhookPath,
  body: bodyWith({
    after: Type.Optional(
      Type.String({
        pattern: "^[\\w-]{1,500}$",
        description: "A cursor of GET /events, or nextCursor of the answer before",
        examples: ["WyJhY21lIiw0MiwxMjMsN10"],
      }),
    ),
    from: Instant("When they happened, at the earliest; not together with after"),
    to: Instant("Before when they happened"),
  }),
  response: {
    200: objectWithExample(
      {
        replayed: Type.Integer({ description: "How many are on their way", examples: [120] }),
        nextCursor: NextCursor,
      },
      { title: "ReplayedEvents", description: "They are on their way" },
    ),
    ...bodyErrorAnswers(404, 409),
  },
};

export function replayRoute(app: App, deps: RouteDeps): void {
  const { webhooks, orgFeed, clock } = deps;

  app.post(
    "/organizations/:orgId/webhooks/:webhookId/replay",
    { schema: replay },
    async ({ actor, params, body: { after, from, to } }) => {
      const endpoint = await askedWebhookOf(deps, actor, params);
      if (after !== undefined && from !== undefined) throw invalidField("from", "does not go together with after");
      const { orgId, lockIds, events: types } = endpoint;
      const start =
        from === undefined
          ? (await startOf(after, "after", orgId, orgFeed)).n
          : await before(orgFeed, orgId, Date.parse(from));
      const filter = { ...(lockIds && { lockIds }), ...(!types.includes("*") && { types }) };
      const { events, next, isEnd } = await orgFeed.page(orgId, start, filter, MOST);
      const wanted = to === undefined ? events : events.filter(({ stored }) => stored.at < Date.parse(to));
      const stored = wanted.map((one) => one.stored);
      if (!(await webhooks.replay(endpoint, stored, clock.now())))
        throw new HttpError(409, "Too much waits for the webhook: go on when it has taken that");
      const isOver = isEnd || wanted.length < events.length;
      return { replayed: wanted.length, nextCursor: isOver ? null : cursorOf(orgId, next) };
    },
  );
}

/** The number before the first event that happened at a time or later. */
async function before(feed: OrgFeed, orgId: string, at: number): Promise<number> {
  let low = 0;
  for (let high = (await feed.last(orgId)).n; low < high;) {
    const middle = Math.floor((low + high) / 2);
    const [one] = (await feed.page(orgId, middle, {}, 1)).events;
    if (one && one.stored.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
