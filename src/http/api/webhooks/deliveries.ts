import Type, { type Static } from "typebox";
import { isoTime } from "../../../domain/ids.ts";
import { DELIVERY_STATES, type Delivery } from "../../../webhooks/webhooks.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith, objectWithExample } from "../../schemas.ts";
import { Instant, listOf, pageAsked, RowsQuery, writeCursor } from "../list-pages.ts";
import { When } from "../organizations/schemas.ts";
import { NextCursor, Timestamp } from "../schemas.ts";
import { IF_ASKED, WebhookPath } from "./schemas.ts";
import { askedWebhookOf, webhookOf } from "./webhooks.ts";

/** Of one call. */
const MAX_RESENT = 1_000;

const tags = ["Webhooks"];
const State = Type.Enum([...DELIVERY_STATES], {
  title: "DeliveryState",
  type: "string",
  description: "waiting for its turn or its next try, delivered, or dead: given up, and kept until it is sent again",
  examples: ["dead"],
});
const TypeName = Type.String({ maxLength: 100, description: "A type of events", examples: ["TempKeyUsed"] });
const DeliveryId = Type.Integer({ minimum: 1, description: "The delivery's number", examples: [42] });
export const DeliveryBody = objectWithExample(
  {
    id: DeliveryId,
    eventId: Type.String({
      description: "Its webhook-id, by which a receiver knows what comes again",
      examples: ["…"],
    }),
    type: TypeName,
    time: Timestamp,
    state: State,
    attempts: Type.Integer({ minimum: 0, description: "How often it was tried", examples: [1] }),
    settledAt: When("When it was delivered or given up"),
    request: Type.String({ description: "The body, to the byte", examples: ["{}"] }),
    tries: Type.Array(
      Type.Object(
        {
          at: Timestamp,
          ms: Type.Integer({ description: "How long it took, in milliseconds", examples: [12] }),
          status: Type.Optional(
            Type.Integer({ description: "Of the answer; absent where none came", examples: [503] }),
          ),
          said: Type.String({ description: "The beginning of the answer, or why there is none", examples: ["busy"] }),
        },
        { title: "DeliveryTry" },
      ),
      { description: "The last of its tries, the oldest first" },
    ),
  },
  { title: "Delivery", description: "One event on its way to one webhook" },
);
const list = {
  operationId: "listDeliveries",
  summary: "What was sent to a webhook, and what became of it",
  description: "The newest first. What was delivered is kept for 30 days.",
  tags,
  params: WebhookPath,
  querystring: Type.Object({
    state: listOf(DELIVERY_STATES, "As they stand now"),
    type: Type.Optional(TypeName),
    from: Instant("When it happened, at the earliest"),
    to: Instant("Before when it happened"),
    limit: RowsQuery.limit,
    cursor: RowsQuery.cursor,
  }),
  response: {
    200: objectWithExample(
      { deliveries: Type.Array(DeliveryBody), nextCursor: NextCursor },
      { title: "Deliveries", description: "A page of them" },
    ),
    ...errorAnswers(404),
  },
};
const test = {
  operationId: "testWebhook",
  summary: "Send a test event",
  description: `Of the type WebhookTest, with nothing in it; what becomes of it is among the deliveries. ${IF_ASKED}`,
  tags,
  params: WebhookPath,
  response: {
    200: objectWithExample(
      { eventId: Type.String({ description: "Its webhook-id", examples: ["…"] }) },
      { title: "TestEvent", description: "It is on its way" },
    ),
    ...bodyErrorAnswers(404, 409),
  },
};
const resend = {
  operationId: "resendDeliveries",
  summary: "Send deliveries again",
  description: `Those that match, dead letters if no state is given; the oldest ${MAX_RESENT} of them in one call. ${IF_ASKED}`,
  tags,
  params: WebhookPath,
  body: bodyWith({
    state: Type.Optional(Type.Enum(["delivered", "dead"], { type: "string", examples: ["dead"] })),
    type: Type.Optional(TypeName),
    from: Instant("When it happened, at the earliest"),
    to: Instant("Before when it happened"),
    ids: Type.Optional(Type.Array(DeliveryId, { minItems: 1, maxItems: MAX_RESENT, description: "These alone" })),
  }),
  response: {
    200: objectWithExample(
      { resent: Type.Integer({ description: "How many are on their way again", examples: [3] }) },
      { title: "ResentDeliveries", description: "They are on their way again" },
    ),
    ...bodyErrorAnswers(404, 409),
  },
};

const Cursor = Type.Tuple([Type.Integer({ minimum: 1 })]);

export function deliveryRoutes(app: App, deps: RouteDeps): void {
  const { webhooks, clock } = deps;
  const path = "/organizations/:orgId/webhooks/:webhookId";

  app.get(`${path}/deliveries`, { schema: list }, async ({ actor, params, query }) => {
    const endpoint = await webhookOf(deps, actor, params);
    const { limit, after } = await pageAsked(query, Cursor);
    const found = await webhooks.deliveries(endpoint.id, filterOf(query), limit + 1, after?.[0]);
    const page = found.slice(0, limit);
    return {
      deliveries: page.map(deliveryBody),
      nextCursor: found.length > limit ? writeCursor([page.at(-1)!.id]) : null,
    };
  });

  app.post(`${path}/test`, { schema: test }, async ({ actor, params }) => {
    const endpoint = await askedWebhookOf(deps, actor, params);
    return { eventId: await webhooks.test(endpoint, clock.now()) };
  });

  app.post(`${path}/resend`, { schema: resend }, async ({ actor, params, body }) => {
    const endpoint = await askedWebhookOf(deps, actor, params);
    const { ids, state = ids ? undefined : "dead" } = body;
    const wanted = { ...filterOf({ ...body, state }), ...(ids && { ids }) };
    return { resent: await webhooks.resend(endpoint.id, wanted, clock.now(), MAX_RESENT) };
  });
}

interface Asked {
  /** With commas between. */
  readonly state?: string | undefined;
  readonly type?: string;
  readonly from?: string;
  readonly to?: string;
}

function filterOf({ state, type, from, to }: Asked) {
  return {
    ...(state !== undefined && { states: state.split(",") }),
    ...(type !== undefined && { type }),
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  };
}

function deliveryBody({ body, at, tries, settledAt, ...rest }: Delivery): Static<typeof DeliveryBody> {
  const { id, eventId, type, state, attempts } = rest;
  return {
    id,
    eventId,
    type,
    time: isoTime(at),
    state,
    attempts,
    settledAt: settledAt === null ? null : isoTime(settledAt),
    request: body,
    tries: tries.map((one) => ({ ...one, at: isoTime(one.at) })),
  };
}
