import Type, { type Static } from "typebox";
import type { Actor } from "../../../domain/actor.ts";
import { isoTime } from "../../../domain/ids.ts";
import { WebhookSecretsLostError } from "../../../webhooks/desk.ts";
import type { Endpoint } from "../../../webhooks/webhooks.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { seedOf } from "../../requests/idempotency.ts";
import { bodyWith, objectWithExample } from "../../schemas.ts";
import { Gone, noOrganization, OrganizationPath, ownOrganization } from "../organizations/schemas.ts";
import {
  authenticationOf,
  checkUrl,
  EventNames,
  Format,
  GivenAuthentication,
  LockIds,
  NewWebhook,
  publishedWebhook,
  SigningSecret,
  Url,
  Webhook,
  WebhookPath,
} from "./schemas.ts";

const MAX_OVERLAP_S = 30 * 86_400;

const tags = ["Webhooks"];
const given = {
  lockIds: Type.Optional(LockIds),
  format: Type.Optional(Format),
  authentication: Type.Optional(GivenAuthentication),
};
const list = {
  operationId: "listWebhooks",
  summary: "An organisation's webhooks",
  description: "In the order in which they were made; there are 50 at the most.",
  tags,
  params: OrganizationPath,
  response: {
    200: objectWithExample({ webhooks: Type.Array(Webhook) }, { title: "Webhooks", description: "All of them" }),
    ...errorAnswers(404),
  },
};
const get = {
  operationId: "getWebhook",
  summary: "One webhook",
  description: "Without what is secret of it.",
  tags,
  params: WebhookPath,
  response: { 200: Webhook, ...errorAnswers(404) },
};
const create = {
  operationId: "createWebhook",
  summary: "Have events sent to an address",
  description:
    "It is asked at once whether it wants them, by a signed POST of the type WebhookVerification, and is sent events from when it answered with a 2xx.",
  tags,
  params: OrganizationPath,
  body: bodyWith({ url: Url, events: EventNames, ...given }),
  response: { 201: NewWebhook, ...bodyErrorAnswers(404, 409) },
};
const change = {
  operationId: "changeWebhook",
  summary: "Change a webhook",
  description:
    "What is left out stays; lockIds of null is every lock. Another address is pending until it was asked; what waits is sent there then. At another host (scheme, host or port) authentication must be given again, if there is any.",
  tags,
  params: WebhookPath,
  body: bodyWith({
    url: Type.Optional(Url),
    events: Type.Optional(EventNames),
    ...given,
    lockIds: Type.Optional(
      Type.Unsafe<(string | number)[] | null>({ ...LockIds, type: ["array", "null"], examples: [null] }),
    ),
  }),
  response: { 200: Webhook, ...bodyErrorAnswers(404, 409) },
};
const verify = {
  operationId: "verifyWebhook",
  summary: "Ask a webhook's address again whether it wants events",
  description: "One that is disabled is sent events again from when it answered with a 2xx.",
  tags,
  params: WebhookPath,
  response: { 200: Webhook, ...bodyErrorAnswers(404, 409) },
};
const rotate = {
  operationId: "rotateWebhookSecret",
  summary: "Sign with another secret",
  description: "Until the overlap is over, deliveries are signed with both.",
  tags,
  params: WebhookPath,
  body: bodyWith({
    overlapSeconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: MAX_OVERLAP_S, description: "0 if left out", examples: [86_400] }),
    ),
  }),
  response: {
    201: objectWithExample(
      { secret: SigningSecret },
      { title: "NewWebhookSecret", description: "It is not shown again" },
    ),
    ...bodyErrorAnswers(404),
  },
};
const remove = {
  operationId: "removeWebhook",
  summary: "Remove a webhook",
  description: "With what waits for it and its log; of a long one the rest goes within hours.",
  tags,
  params: WebhookPath,
  response: { 200: Gone, ...bodyErrorAnswers(404) },
};

export function webhookRoutes(app: App, deps: RouteDeps): void {
  const { webhooks, directory, ledger, clock, config } = deps;
  const { outboundAllow } = config;

  const bodyOf = async (endpoint: Endpoint): Promise<Static<typeof Webhook>> => {
    const { lockIds, format, failingSince } = endpoint;
    return {
      ...publishedWebhook(endpoint),
      lockIds: lockIds && lockIds.map(String),
      format,
      authentication: await webhooks.authenticationOf(endpoint),
      failingSince: failingSince === null ? null : isoTime(failingSince),
    };
  };

  app.get("/organizations/:orgId/webhooks", { schema: list }, async ({ actor, params }) => {
    const all = await webhooks.list(ownOrganization(actor, params));
    return { webhooks: await Promise.all(all.map(bodyOf)) };
  });

  app.get("/organizations/:orgId/webhooks/:webhookId", { schema: get }, async ({ actor, params }) =>
    bodyOf(await webhookOf(deps, actor, params)),
  );

  app.post("/organizations/:orgId/webhooks", { schema: create }, async (request, reply) => {
    const { actor, params, body } = request;
    const orgId = ownOrganization(actor, params);
    if (!(await directory.organization(orgId))) throw noOrganization();
    checkUrl(body.url, outboundAllow);
    const lockIds = body.lockIds === undefined ? null : await locksOf(orgId, body.lockIds);
    const { url, events, format = "published" } = body;
    const authentication = authenticationOf(body.authentication);
    const id = seedOf(request, clock);
    const made = await webhooks.make(id, orgId, { url, events, lockIds, format, authentication }, clock.now());
    if (!made) throw new HttpError(409, "There are as many webhooks as there may be: remove one first");
    return reply.code(201).send({ ...(await bodyOf((await webhooks.find(id)) ?? noWebhook())), secret: made.secret });
  });

  app.patch("/organizations/:orgId/webhooks/:webhookId", { schema: change }, async ({ actor, params, body }) => {
    const endpoint = await webhookOf(deps, actor, params);
    const { url, events, format, lockIds, authentication } = body;
    checkUrl(url, outboundAllow);
    const changes = {
      ...(url !== undefined && { url }),
      ...(events && { events }),
      ...(format && { format }),
      ...(lockIds !== undefined && { lockIds: lockIds && (await locksOf(endpoint.orgId, lockIds)) }),
      ...(authentication && { authentication: authenticationOf(authentication) }),
    };
    return bodyOf((await webhooks.change(endpoint, changes, clock.now())) ?? noWebhook());
  });

  app.post("/organizations/:orgId/webhooks/:webhookId/verify", { schema: verify }, async ({ actor, params }) => {
    const endpoint = await signingWebhookOf(deps, actor, params);
    return bodyOf((await webhooks.verify(endpoint, clock.now())) ?? noWebhook());
  });

  app.post(
    "/organizations/:orgId/webhooks/:webhookId/rotate-secret",
    { schema: rotate },
    async ({ actor, params, body: { overlapSeconds = 0 } }, reply) => {
      const endpoint = await webhookOf(deps, actor, params);
      const secret = (await webhooks.rotate(endpoint, overlapSeconds * 1_000, clock.now())) ?? noWebhook();
      return reply.code(201).send({ secret });
    },
  );

  app.delete("/organizations/:orgId/webhooks/:webhookId", { schema: remove }, async ({ actor, params }) => {
    const { id } = await webhookOf(deps, actor, params);
    if (!(await webhooks.remove(id))) noWebhook();
    return { success: true };
  });

  /** @throws HttpError 400 that names every lock that is not the organisation's */
  async function locksOf(orgId: string, lockIds: readonly (string | number)[]): Promise<number[]> {
    const ids = [...new Set(lockIds.map(Number))];
    const locks = await ledger.read.locks(ids);
    const wrong = ids.flatMap((lockId, i) =>
      locks.get(lockId)?.state.orgId === orgId ? [] : [{ field: `lockIds[${i}]`, message: "not found" }],
    );
    if (wrong.length > 0) throw new HttpError(400, INVALID_REQUEST, wrong);
    return ids;
  }
}

/** The organisation's own. @throws HttpError 404 */
export async function webhookOf(
  { webhooks }: Pick<RouteDeps, "webhooks">,
  actor: Actor,
  params: { readonly orgId: string; readonly webhookId: string },
): Promise<Endpoint> {
  const orgId = ownOrganization(actor, params);
  const endpoint = await webhooks.find(params.webhookId);
  return endpoint?.orgId === orgId ? endpoint : noWebhook();
}

/** The same, where something can be sent to it. @throws WebhookSecretsLostError else */
async function signingWebhookOf(...of: Parameters<typeof webhookOf>): Promise<Endpoint> {
  const endpoint = await webhookOf(...of);
  if ((await of[0].webhooks.authenticationOf(endpoint)).type === "lost") throw new WebhookSecretsLostError();
  return endpoint;
}

/** The same, where something is sent to it: at once, or as soon as its address has answered. @throws HttpError 409 else */
export async function askedWebhookOf(...of: Parameters<typeof webhookOf>): Promise<Endpoint> {
  const [{ webhooks }, , { webhookId }] = of;
  // First: once it has answered, it is active before it is not asked any more.
  const isAsked = await webhooks.isAsked(webhookId);
  const endpoint = await signingWebhookOf(...of);
  if (endpoint.status === "active" || (endpoint.status === "pending" && isAsked)) return endpoint;
  throw new HttpError(409, "The webhook is sent nothing until its address is asked again (POST …/verify)");
}

/** @throws HttpError 404, always */
export function noWebhook(): never {
  throw new HttpError(404, "Webhook not found");
}
