/**
 * Administration as it is published: whoever hosts the server registers organisations and gives each its first key. Two
 * proofs are asked for: a super key in X-Admin-API-Key, and the bearer token of an account that hosts the server.
 */
import { randomUUID } from "node:crypto";
import Type from "typebox";
import { recordedAs, SCOPES } from "../../../domain/actor.ts";
import { isoTime } from "../../../domain/ids.ts";
import { DirectoryConflictError } from "../../../identity/directory.ts";
import { canonicalEmail } from "../../../identity/email.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith, objectWithExample, orNull } from "../../schemas.ts";
import { OrgId, Timestamp, UserName } from "../schemas.ts";
import { newKey } from "./api-keys.ts";
import { checkTexts, Email, NewOrgId, OrganizationName, When } from "./schemas.ts";
import { newSecret, sendInvitation } from "./send-invitation.ts";

const PAGE_SIZE = 100;

const tags = ["Administration"];
const security = [{ AdminApiKeyAuth: [], BearerAuth: [] }];
const Name = orNull(OrganizationName);

const register = {
  operationId: "registerTenant",
  summary: "Register an organisation",
  description:
    "Its owner is invited, by mail where the server has a mail server, else by the link in the answer. An id that was an organisation's before is not given again.",
  tags,
  security,
  params: Type.Object({ orgId: { ...NewOrgId, title: "NewOrganizationId" } }),
  body: bodyWith({ orgName: OrganizationName, ownerEmail: Email }),
  response: {
    201: objectWithExample(
      {
        orgId: OrgId,
        orgName: OrganizationName,
        ownerEmail: Email,
        createdAt: Timestamp,
        invitationLink: orNull(Type.String(), { description: "Null where it was mailed", examples: [null] }),
      },
      { title: "RegisteredTenant", description: "The organisation, and its owner's invitation" },
    ),
    ...bodyErrorAnswers(403, 409),
  },
};
const createKey = {
  operationId: "createTenantApiKey",
  summary: "Give an organisation its API key",
  description:
    "With every scope, shown this once. 404 where it is not registered, 409 where it has a key that is good.",
  tags,
  security,
  body: bodyWith({
    orgId: OrgId,
    orgName: OrganizationName,
    expiresAt: Type.Optional(
      orNull(Type.String({ format: "date-time" }), {
        description: "When it ends by itself",
        examples: ["2027-12-24T15:04:05Z"],
      }),
    ),
  }),
  response: {
    201: objectWithExample(
      {
        apiKey: Type.String({
          description: "40 letters and digits",
          examples: ["4kQw81Zx0000000000000000000000009Ab2"],
        }),
        orgId: OrgId,
        orgName: OrganizationName,
        createdAt: Timestamp,
        createdBy: UserName,
        expiresAt: When("When it ends by itself"),
      },
      { title: "TenantApiKey", description: "The key, which is not shown again" },
    ),
    ...bodyErrorAnswers(403, 404, 409),
  },
};
const number = (description: string, example: number) => Type.Integer({ description, examples: [example] });
const list = {
  operationId: "listTenants",
  summary: "All organisations",
  description: "By their ids, with their keys masked.",
  tags,
  security,
  querystring: Type.Object({
    limit: Type.Optional(
      Type.String({ pattern: "^([1-9]\\d?|100)$", description: "1 to 100", examples: [String(PAGE_SIZE)] }),
    ),
    offset: Type.Optional(
      Type.String({ pattern: "^\\d{1,6}$", description: "How many to pass over", examples: ["0"] }),
    ),
  }),
  response: {
    200: objectWithExample(
      {
        tenants: Type.Array(
          objectWithExample(
            {
              orgId: OrgId,
              orgName: Name,
              createdAt: Timestamp,
              apiKeys: Type.Array(
                objectWithExample(
                  {
                    apiKey: Type.String({ description: "First 8 and last 4", examples: ["4kQw81Zx…9Ab2"] }),
                    createdAt: Timestamp,
                    expiresAt: When("When it ends by itself"),
                  },
                  { title: "MaskedApiKey", description: "A key, masked" },
                ),
              ),
            },
            { title: "Tenant", description: "An organisation with its keys" },
          ),
        ),
        total: number("How many there are", 1),
        limit: number("How many a page has at the most", PAGE_SIZE),
        offset: number("How many were passed over", 0),
      },
      { title: "Tenants", description: "A page of organisations" },
    ),
    ...errorAnswers(403),
  },
};

export function tenantRoutes(app: App, deps: RouteDeps): void {
  const { directory, organizations, limits, clock } = deps;
  const { keys, invitations } = organizations;

  app.post("/tenants/:orgId/register", { schema: register }, async ({ actor, params, body, client }, reply) => {
    const { orgId } = params;
    const { orgName } = body;
    checkTexts({ orgName });
    const email = canonicalEmail(body.ownerEmail);
    if (email === undefined) throw invalidField("ownerEmail", "must be an e-mail address");
    const secret = newSecret(deps, false);
    if (secret.mailed) await limits.mail(`organization ${orgId}`, email, client);
    const now = clock.now();
    try {
      await directory.createOrganization({ orgId, name: orgName, super: false }, now);
    } catch (error) {
      if (!(error instanceof DirectoryConflictError)) throw error;
      throw new HttpError(409, "There is, or was, an organisation with this id");
    }
    const id = randomUUID();
    const by = { invitedBy: recordedAs(actor), byOperator: true };
    await invitations.invite({ id, orgId, email, role: "owner", now, ...by, ...secret });
    const invitation = await invitations.find(orgId, id);
    const invitationLink = invitation ? await sendInvitation(invitation, secret, deps, "en") : null;
    return reply.code(201).send({ orgId, orgName, ownerEmail: email, createdAt: isoTime(now), invitationLink });
  });

  app.post("/api-keys", { schema: createKey }, async ({ actor, body }, reply) => {
    const { orgId, orgName } = body;
    checkTexts({ orgName });
    const now = clock.now();
    const expiresAt = body.expiresAt === undefined || body.expiresAt === null ? null : Date.parse(body.expiresAt);
    if (expiresAt !== null && expiresAt <= now) throw invalidField("expiresAt", "must be in the future");
    const createdBy = recordedAs(actor);
    const { apiKey, kept } = newKey(createdBy, now);
    const answer = await keys.add({ ...kept, orgId, name: orgName, scopes: SCOPES, limits: null, expiresAt }, true);
    if (answer === "unknown") throw new HttpError(404, "The organisation is not registered");
    if (answer !== "done") throw new HttpError(409, "The organisation has an active API key");
    const until = expiresAt === null ? null : isoTime(expiresAt);
    return reply.code(201).send({ apiKey, orgId, orgName, createdAt: isoTime(now), createdBy, expiresAt: until });
  });

  app.get("/tenants", { schema: list }, async ({ query }) => {
    const limit = query.limit === undefined ? PAGE_SIZE : Number(query.limit);
    const offset = Number(query.offset ?? 0);
    const { total, page } = await organizations.pageAt({ offset, limit });
    const tenants = await Promise.all(
      page.map(async ({ orgId, name, createdAt }) => ({
        orgId,
        orgName: name,
        createdAt: isoTime(createdAt),
        apiKeys: (await keys.list(orgId)).map(({ hint, createdAt: made, expiresAt }) => ({
          apiKey: hint,
          createdAt: isoTime(made),
          expiresAt: expiresAt === null ? null : isoTime(expiresAt),
        })),
      })),
    );
    return { tenants, total, limit, offset };
  });
}
