/** Webhooks by the published calls: for whoever hosts the server, and the organisation's own change of its address. */
import Type from "typebox";
import { organizationOf } from "../../../domain/actor.ts";
import { isHeader } from "../../../outbound/target.ts";
import type { Endpoint } from "../../../webhooks/webhooks.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { seedOf } from "../../requests/idempotency.ts";
import { bodyWith, objectWithExample } from "../../schemas.ts";
import { Gone, NewOrgId, noOrganization } from "../organizations/schemas.ts";
import { checkUrl, EventNames, PublishedWebhook, publishedWebhook, Url, WebhookId } from "./schemas.ts";
import { noWebhook } from "./webhooks.ts";

const PAGE_SIZE = 50;

const tags = ["Administration"];
const TenantPath = Type.Object({ orgId: { ...NewOrgId, title: "NewOrganizationId" } });
const TenantWebhookPath = Type.Object({
  ...TenantPath.properties,
  webhookId: { ...WebhookId, title: "WebhookId" },
});
const Secret = Type.String({
  minLength: 1,
  maxLength: 500,
  description: "Sent with every delivery as a bearer token",
  examples: ["a1b2c3"],
});
const list = {
  operationId: "listTenantWebhooks",
  summary: "An organisation's webhooks",
  description: "As they are published; in the order in which they were made.",
  tags,
  params: TenantPath,
  querystring: Type.Object({
    limit: Type.Optional(
      Type.String({ pattern: "^([1-9]\\d?|100)$", description: "50 if left out", examples: ["50"] }),
    ),
    offset: Type.Optional(
      Type.String({ pattern: "^(0|[1-9]\\d{0,8})$", description: "0 if left out", examples: ["0"] }),
    ),
  }),
  response: {
    200: objectWithExample(
      {
        webhooks: Type.Array(PublishedWebhook),
        total: Type.Integer({ description: "How many there are on all pages", examples: [1] }),
        limit: Type.Integer({ description: "Of the page", examples: [50] }),
        offset: Type.Integer({ description: "Where the page begins", examples: [0] }),
      },
      { title: "TenantWebhooks", description: "A page of webhooks" },
    ),
    ...errorAnswers(404),
  },
};
const create = {
  operationId: "createTenantWebhook",
  summary: "Have an organisation's events sent to an address",
  description:
    "It is pending until it answered a verification with a 2xx. Deliveries are signed with a secret that this does not answer: `rotateWebhookSecret` gives the organisation one.",
  tags,
  params: TenantPath,
  body: bodyWith({ url: Url, events: EventNames, secret: Type.Optional(Secret) }),
  response: { 201: PublishedWebhook, ...bodyErrorAnswers(404, 409) },
};
const replace = {
  operationId: "replaceTenantWebhook",
  summary: "Change an organisation's webhook",
  description:
    "What is left out stays. Another address is pending until it was asked; another host is sent no secret that is not given with it.",
  tags,
  params: TenantWebhookPath,
  body: bodyWith({ url: Type.Optional(Url), events: Type.Optional(EventNames), secret: Type.Optional(Secret) }),
  response: { 200: PublishedWebhook, ...bodyErrorAnswers(404, 409) },
};
const remove = {
  operationId: "removeTenantWebhook",
  summary: "Remove an organisation's webhook",
  description: "With what waits for it and its log; of a long one the rest goes within hours.",
  tags,
  params: TenantWebhookPath,
  response: { 200: Gone, ...bodyErrorAnswers(404) },
};
const changeUrl = {
  operationId: "changeWebhookUrl",
  summary: "Change the address of one's webhook",
  description:
    "It is pending until the new address was asked. Another host is sent no secret that was given for the one before.",
  tags: ["Webhooks"],
  params: Type.Object({ webhookId: { ...WebhookId, title: "WebhookId" } }),
  body: bodyWith({ url: Url }),
  response: { 200: PublishedWebhook, ...bodyErrorAnswers(404, 409) },
};

/** @throws HttpError 400 for what no header can carry */
function bearer(secret: string | undefined) {
  if (secret === undefined) return undefined;
  if (!isHeader("authorization", `Bearer ${secret}`)) throw invalidField("secret", "cannot be sent in a header");
  return { type: "bearerToken", token: secret } as const;
}

export function tenantWebhookRoutes(app: App, deps: RouteDeps): void {
  const { webhooks, directory, clock, config } = deps;
  const { outboundAllow } = config;

  async function found({ orgId, webhookId }: { readonly orgId: string; readonly webhookId: string }) {
    const endpoint = await webhooks.find(webhookId);
    return endpoint?.orgId === orgId ? endpoint : noWebhook();
  }

  app.get("/tenants/:orgId/webhooks", { schema: list }, async ({ params: { orgId }, query }) => {
    if (!(await directory.organization(orgId))) throw noOrganization();
    const all = await webhooks.list(orgId);
    const limit = query.limit === undefined ? PAGE_SIZE : Number(query.limit);
    const offset = Number(query.offset ?? 0);
    const page = all.slice(offset, offset + limit).map(publishedWebhook);
    return { webhooks: page, total: all.length, limit, offset };
  });

  app.post("/tenants/:orgId/webhooks", { schema: create }, async (request, reply) => {
    const { params, body } = request;
    const { orgId } = params;
    if (!(await directory.organization(orgId))) throw noOrganization();
    const { url, events, secret } = body;
    checkUrl(url, outboundAllow);
    const id = seedOf(request, clock);
    const authentication = bearer(secret) ?? { type: "none" };
    const given = { url, events, lockIds: null, format: "published", authentication } as const;
    if (!(await webhooks.make(id, orgId, given, clock.now())))
      throw new HttpError(409, "There are as many webhooks as there may be: remove one first");
    return reply.code(201).send(publishedWebhook((await webhooks.find(id)) ?? noWebhook()));
  });

  app.put("/tenants/:orgId/webhooks/:webhookId", { schema: replace }, async ({ params, body }) => {
    const endpoint = await found(params);
    checkUrl(body.url, outboundAllow);
    const { secret, ...changes } = body;
    const authentication = bearer(secret);
    return changed(deps, endpoint, { ...changes, ...(authentication && { authentication }) });
  });

  app.delete("/tenants/:orgId/webhooks/:webhookId", { schema: remove }, async ({ params }) => {
    await webhooks.remove((await found(params)).id);
    return { success: true };
  });
}

export function changeWebhookUrlRoute(app: App, deps: RouteDeps): void {
  const { outboundAllow } = deps.config;
  app.patch("/webhooks/:webhookId", { schema: changeUrl }, async ({ actor, params, body }) => {
    const endpoint = await deps.webhooks.find(params.webhookId);
    const isOwn = actor.kind === "super" || endpoint?.orgId === organizationOf(actor);
    if (!endpoint || !isOwn) noWebhook();
    checkUrl(body.url, outboundAllow);
    return changed(deps, endpoint, body);
  });
}

async function changed(
  { webhooks, clock }: RouteDeps,
  endpoint: Endpoint,
  changes: Parameters<RouteDeps["webhooks"]["change"]>[1],
) {
  // By these calls an address changes whatever it is called with.
  return publishedWebhook((await webhooks.change(endpoint, changes, clock.now(), true)) ?? noWebhook());
}
