import { randomUUID } from "node:crypto";
import Type, { type Static } from "typebox";
import { recordedAs, SCOPES } from "../../../domain/actor.ts";
import { isoTime } from "../../../domain/ids.ts";
import type { FieldError } from "../../../domain/refusals.ts";
import { hashApiKey, hintOf, newApiKey } from "../../../identity/api-keys.ts";
import type { KeyLimits, OrganizationKey } from "../../../identity/organization-keys.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError, INVALID_REQUEST, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith, objectWithExample, orNull } from "../../schemas.ts";
import { LockIdGiven, LockIdText, Timestamp } from "../schemas.ts";
import { checkTexts, Gone, noOrganization, OrganizationPath, ownOrganization, When } from "./schemas.ts";
import { SiteId } from "./sites.ts";

const MAX_LIMITS = 1_000;
const MAX_OVERLAP_S = 30 * 86_400;

const tags = ["API keys"];
const KeyId = Type.String({
  maxLength: 64,
  description: "The key's id",
  examples: ["5c0f0b5e-9a42-4c1c-9d5f-0f7b7a3f8f11"],
});
const KeyPath = Type.Object({ ...OrganizationPath.properties, keyId: { ...KeyId, title: "ApiKeyId" } });
const Name = Type.String({ minLength: 1, maxLength: 120, description: "For people", examples: ["Booking system"] });
const Scopes = Type.Array(Type.Enum([...SCOPES], { title: "Scope", type: "string" }), {
  minItems: 1,
  maxItems: SCOPES.length,
  uniqueItems: true,
  description:
    "read: what a viewer reads. keys: that, and temporary keys. locks: that, and locks, hubs, directions and opening. admin: everything of the organisation",
  examples: [["keys"]],
});
const LIMITS = "The locks, and the locks of the sites, that it is for; all others are to it as if they were not there";
const key = {
  keyId: KeyId,
  name: orNull(Name),
  masked: Type.String({ description: "Its first 8 and last 4 characters", examples: ["4kQw81Zx…9Ab2"] }),
  scopes: Scopes,
  limits: Type.Unsafe<{ lockIds: string[]; siteIds: string[] } | null>({
    type: ["object", "null"],
    properties: { lockIds: Type.Array(LockIdText), siteIds: Type.Array(SiteId) },
    required: ["lockIds", "siteIds"],
    description: `${LIMITS}; null for every lock`,
    examples: [null],
  }),
  createdBy: orNull(Type.String(), { description: "As the record names them", examples: [null] }),
  createdAt: Timestamp,
  expiresAt: When("When it ends by itself"),
  expired: Type.Boolean({ description: "It has ended; it is listed for a month yet", examples: [false] }),
  lastUsed: orNull(Type.String({ format: "date" }), {
    description: "The day of its last use, UTC; null where it was never used",
    examples: ["2026-12-24"],
  }),
};
export const ListedKey = objectWithExample(key, { title: "ApiKey", description: "An API key, but for the key itself" });
export const MadeKey = objectWithExample(
  {
    ...key,
    apiKey: Type.String({
      description: "The key itself: 40 letters and digits, shown this once",
      examples: ["4kQw81Zx0000000000000000000000000000009Ab2"],
    }),
  },
  { title: "NewApiKey", description: "An API key that was just made" },
);

const list = {
  operationId: "listApiKeys",
  summary: "An organisation's API keys",
  description: "Newest first; there are 200 at the most.",
  tags,
  params: OrganizationPath,
  response: {
    200: objectWithExample({ apiKeys: Type.Array(ListedKey) }, { title: "ApiKeys", description: "All of them" }),
    ...errorAnswers(404),
  },
};
const Limits = Type.Object(
  {
    lockIds: Type.Optional(Type.Array(LockIdGiven, { maxItems: MAX_LIMITS })),
    siteIds: Type.Optional(Type.Array(SiteId, { maxItems: MAX_LIMITS })),
  },
  { title: "ApiKeyLimits", description: LIMITS, additionalProperties: false },
);
const create = {
  operationId: "createApiKey",
  summary: "Make an API key",
  description: "It is shown this once. Only its hash is kept.",
  tags,
  params: OrganizationPath,
  body: bodyWith({
    name: Name,
    scopes: Scopes,
    limits: Type.Optional(Limits),
    expiresAt: Type.Optional(
      Type.String({ format: "date-time", description: "When it ends by itself", examples: ["2027-12-24T15:04:05Z"] }),
    ),
  }),
  response: { 201: MadeKey, ...bodyErrorAnswers(404, 409) },
};
const rotate = {
  operationId: "rotateApiKey",
  summary: "Put another API key in the place of one",
  description:
    "With the same name, scopes, limits and end. The one before ends after the overlap, at once without one; never later than it would have.",
  tags,
  params: KeyPath,
  body: bodyWith({
    overlapSeconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: MAX_OVERLAP_S, description: "0 if left out", examples: [3_600] }),
    ),
  }),
  response: { 201: MadeKey, ...bodyErrorAnswers(404) },
};
const revoke = {
  operationId: "revokeApiKey",
  summary: "Revoke an API key",
  description: "At once, in every process of the server within a second.",
  tags,
  params: KeyPath,
  response: { 200: Gone, ...bodyErrorAnswers(404) },
};

export function apiKeyRoutes(app: App, { organizations, ledger, clock }: RouteDeps): void {
  const { keys, sites } = organizations;

  app.get("/organizations/:orgId/api-keys", { schema: list }, async ({ actor, params }) => {
    const all = await keys.list(ownOrganization(actor, params));
    return { apiKeys: all.map((one) => keyBody(one, clock.now())) };
  });

  app.post("/organizations/:orgId/api-keys", { schema: create }, async ({ actor, params, body }, reply) => {
    const orgId = ownOrganization(actor, params);
    const { name, scopes } = body;
    checkTexts({ name });
    const now = clock.now();
    const expiresAt = body.expiresAt === undefined ? null : Date.parse(body.expiresAt);
    if (expiresAt !== null && expiresAt <= now) throw invalidField("expiresAt", "must be in the future");
    const limits = body.limits === undefined ? null : await limitsOf(orgId, body.limits);
    const fresh = newKey(recordedAs(actor), now);
    const answer = await keys.add({ ...fresh.kept, orgId, name, scopes, limits, expiresAt });
    if (answer === "unknown") throw noOrganization();
    if (answer !== "done") throw new HttpError(409, "There are as many API keys as there may be: revoke one first");
    return reply.code(201).send(made(await keys.find(orgId, fresh.kept.keyId), fresh.apiKey, now));
  });

  app.post(
    "/organizations/:orgId/api-keys/:keyId/rotate",
    { schema: rotate },
    async ({ actor, params, body: { overlapSeconds = 0 } }, reply) => {
      const orgId = ownOrganization(actor, params);
      const now = clock.now();
      const fresh = newKey(recordedAs(actor), now);
      const next = await keys.rotate(orgId, params.keyId, fresh.kept, now + overlapSeconds * 1_000);
      return reply.code(201).send(made(next, fresh.apiKey, now));
    },
  );

  app.delete("/organizations/:orgId/api-keys/:keyId", { schema: revoke }, async ({ actor, params }) => {
    if (!(await keys.revoke(ownOrganization(actor, params), params.keyId))) throw noKey();
    return { success: true };
  });

  /** @throws HttpError 400 that names every lock and site that is not the organisation's */
  async function limitsOf(orgId: string, given: Static<typeof Limits>): Promise<KeyLimits> {
    const lockIds = [...new Set((given.lockIds ?? []).map(Number))];
    const siteIds = [...new Set(given.siteIds)];
    if (lockIds.length + siteIds.length === 0) throw invalidField("limits", "must name a lock or a site");
    const locks = lockIds.length > 0 ? await ledger.read.locks(lockIds) : new Map<number, never>();
    const known = new Set(siteIds.length > 0 ? (await sites.list(orgId)).map(({ siteId }) => siteId) : []);
    const wrong: FieldError[] = [];
    for (const [i, lockId] of lockIds.entries())
      if (locks.get(lockId)?.state.orgId !== orgId) wrong.push({ field: `limits.lockIds[${i}]`, message: "not found" });
    for (const [i, siteId] of siteIds.entries())
      if (!known.has(siteId)) wrong.push({ field: `limits.siteIds[${i}]`, message: "not found" });
    if (wrong.length > 0) throw new HttpError(400, INVALID_REQUEST, wrong);
    return { lockIds, siteIds };
  }
}

/** A key, and what is kept of it. */
export function newKey(createdBy: string, now: number) {
  const apiKey = newApiKey();
  return { apiKey, kept: { keyId: randomUUID(), hash: hashApiKey(apiKey), hint: hintOf(apiKey), createdBy, now } };
}

/** @throws HttpError 404 */
function made(one: OrganizationKey | undefined, apiKey: string, now: number) {
  if (!one) throw noKey();
  return { ...keyBody(one, now), apiKey };
}

function noKey(): HttpError {
  return new HttpError(404, "API key not found");
}

function keyBody(one: OrganizationKey, now: number) {
  const { keyId, name, hint, scopes, limits, createdBy, createdAt, expiresAt, usedOn } = one;
  return {
    keyId,
    name,
    masked: hint,
    scopes: [...scopes],
    limits: limits && { lockIds: limits.lockIds.map(String), siteIds: [...limits.siteIds] },
    createdBy,
    createdAt: isoTime(createdAt),
    expiresAt: expiresAt === null ? null : isoTime(expiresAt),
    expired: expiresAt !== null && now >= expiresAt,
    lastUsed: usedOn === null ? null : new Date(usedOn).toISOString().slice(0, "2026-12-24".length),
  };
}
