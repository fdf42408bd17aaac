import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { createWatch, newsOf } from "../../../feed/watch.ts";
import type { OrgFilter, OrgPage, OrgPlace } from "../../../org-feed/org-feed.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import { CloudEvent, Cursor, cursorOf, eventBody, type EventForm, ListedEvent } from "./event-body.ts";
import { CATCH_UP_MS, EventsQuery, filterOf, joinLists, organizationOf, startOf } from "./query.ts";
import { createWaits } from "./waits.ts";

const PAGE_SIZE = 100;
const BATCH = "application/cloudevents-batch+json";
/** Questions of one answer: whoever filters for what is rare is given a cursor to go on. */
const LOOKS = 10;
/** A line that says nothing, so that a connection on which nothing happens is not taken for a dead one. */
const HEARTBEAT_MS = 15_000;
/** How soon a client that was cut off asks again. */
const RETRY_MS = 1_000;

export const EventsBody = objectWithExample(
  { events: Type.Array(ListedEvent), nextCursor: Cursor },
  { title: "OrganizationEvents", description: "Some of what happened, in the order of commits" },
);

const schema = {
  operationId: "listEvents",
  summary: "What happened, for programs that follow it",
  description:
    "Every event of the record at locks of the caller's organisation, while they were its, in the order of commits: from the beginning, after a cursor, or from `after=now` on. Ask again with nextCursor, always: nothing is left out, and nothing is told twice, at whatever process. An answer may have fewer events than there are, or none. With `wait` an answer without events waits for one. With `format=cloudevents` each is a CloudEvents 1.0 event; to `Accept: application/cloudevents-batch+json` the answer is a batch of those alone, and the header Link says where to go on. To `Accept: text/event-stream` they are told as they happen, the cursor of each as its id: a connection that was lost goes on after it with `Last-Event-ID`. Waiting and streams end when the caller's token, key or role does.",
  tags: ["Events"],
  querystring: EventsQuery,
  headers: Type.Object({
    "last-event-id": Type.Optional(
      Type.String({
        pattern: "^[\\w-]{1,500}$",
        description: "Of a stream that goes on: the id of the last event that was taken, instead of after",
        examples: ["WyJhY21lIiw0MiwxMjMsN10"],
      }),
    ),
  }),
  response: {
    200: {
      description: "Some of what happened, or what happens",
      headers: { Link: Type.String({ description: "Of a batch: where to go on, as rel=next" }) },
      content: {
        "application/json": { schema: EventsBody, example: EventsBody.examples[0] },
        [BATCH]: { schema: Type.Array(CloudEvent, { title: "CloudEvents" }), example: [CloudEvent.examples[0]] },
        "text/event-stream": { schema: Type.String({ examples: ['id: WyJhY…\ndata: {"id":"…"}\n\n'] }) },
      },
    },
    ...errorAnswers(),
  },
};

/** What is asked for. */
interface Asked {
  readonly orgId: string;
  readonly filter: OrgFilter;
  readonly form: EventForm;
}

export function listEventsRoute(app: App, deps: RouteDeps): void {
  const { orgFeed, ledger, clock, log } = deps;
  const wait = createWaits(app, deps);
  const watch = createWatch(orgFeed, clock, log);

  /** Of what there is; what was just committed too. */
  async function find({ orgId, filter }: Asked, from: OrgPlace, limit: number): Promise<OrgPage> {
    let page = await orgFeed.page(orgId, from.n, filter, limit);
    if (page.isEnd && page.events.length < limit) {
      await orgFeed.catchUp(CATCH_UP_MS);
      page = await orgFeed.page(orgId, from.n, filter, limit);
    }
    for (let look = 1; look < LOOKS && page.events.length === 0 && !page.isEnd; look++)
      page = await orgFeed.page(orgId, page.next.n, filter, limit);
    return page;
  }

  /** The same, or what comes until the signal is aborted or `until`; the error that ended it is thrown. */
  async function come(asked: Asked, from: OrgPlace, limit: number, until: number, signal: AbortSignal) {
    const news = newsOf(watch, asked.orgId, clock, signal);
    let after = from;
    for (;;) {
      news.look();
      const page = await orgFeed.page(asked.orgId, after.n, asked.filter, limit);
      if (signal.aborted && !(signal.reason instanceof DOMException)) throw signal.reason;
      const rest = until - clock.now();
      if (page.events.length > 0 || signal.aborted || rest <= 0) return page;
      after = page.next;
      if (page.isEnd) await news.come(rest);
    }
  }

  async function* tell(asked: Asked, from: OrgPlace, limit: number, signal: AbortSignal): AsyncGenerator<string> {
    if (signal.aborted) return;
    const { orgId, filter, form } = asked;
    const news = newsOf(watch, orgId, clock, signal);
    let after = from;
    let told = cursorOf(orgId, from);
    yield `retry: ${RETRY_MS}\nid: ${told}\n\n`;
    while (!signal.aborted) {
      news.look();
      const { events, next, isEnd } = await orgFeed.page(orgId, after.n, filter, limit);
      if (signal.aborted) return;
      after = next;
      const now = clock.now();
      const lines = events.map((event) => {
        const { lockId, version } = event.stored;
        told = cursorOf(orgId, { n: event.n, lockId, version });
        return `id: ${told}\ndata: ${JSON.stringify(eventBody(event, orgId, form, now))}\n\n`;
      });
      if (lines.length > 0) yield lines.join("");
      if (!isEnd || lines.length > 0 || (await news.come(HEARTBEAT_MS))) continue;
      // Nothing that is told happened for a while: what the filter left out is not looked at again.
      const cursor = cursorOf(orgId, after);
      yield cursor === told ? ":\n\n" : `id: ${(told = cursor)}\n\n`;
    }
  }

  app.get("/events", { schema, preValidation: joinLists }, async (request, reply) => {
    const { actor, query, headers } = request;
    const { accept = "" } = headers;
    const orgId = organizationOf(actor);
    const isBatch = accept.includes(BATCH);
    const form = isBatch ? "cloudevents" : (query.format ?? "event");
    const filter = await filterOf(query, actor, { orgFeed, read: ledger.read });
    const limit = Number(query.limit ?? PAGE_SIZE);
    const seconds = Number(query.wait ?? 0);
    const asked = { orgId, filter, form } as const;
    const plain = [request as FastifyRequest, reply as FastifyReply] as const;
    if (accept.includes("text/event-stream")) {
      if (query.wait !== undefined) throw invalidField("wait", "cannot be asked for of a stream");
      const last = headers["last-event-id"];
      const from = await startOf(last ?? query.after, last === undefined ? "after" : "last-event-id", orgId, orgFeed);
      const stream = Readable.from(tell(asked, from, limit, wait(...plain)), { highWaterMark: 1 });
      // nginx keeps an answer until it has some kilobytes of it, unless it is told not to.
      void reply.header("x-accel-buffering", "no").header("cache-control", "no-store");
      return plain[1].type("text/event-stream").send(stream);
    }
    const from = await startOf(query.after, "after", orgId, orgFeed);
    let page = await find(asked, from, limit);
    if (page.events.length === 0 && seconds > 0)
      page = await come(asked, page.next, limit, clock.now() + seconds * 1_000, wait(...plain));
    const now = clock.now();
    const events = page.events.map((event) => eventBody(event, orgId, form, now));
    const nextCursor = cursorOf(orgId, page.next);
    if (!isBatch) return { events, nextCursor };
    const next = new URLSearchParams({ ...(query as Record<string, string>), after: nextCursor });
    return plain[1].type(BATCH).header("link", `<?${next}>; rel="next"`).serializer(JSON.stringify).send(events);
  });
}
