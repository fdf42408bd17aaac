/**
 * Every operation of the API, asked for as it should be; but for signing in and out and the pages of accounts, which
 * promise other answers.
 */
import { randomUUID } from "node:crypto";
import { PNG } from "pngjs";
import { type Answer, type Credentials, publicTerms, type TestServer } from "../harness.ts";

export interface Operation {
  /** `POST /temp-keys` */
  readonly name: string;
  readonly isRead: boolean;
  ask(headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

export interface Asked {
  /** Who owns lock 1, and a hub called `home`, and hosts the server. */
  readonly owner: Credentials;
  /** An owner of the organisation. */
  readonly member: Credentials;
  /** An organisation that may act on every lock. */
  readonly org: Credentials;
  /** The UUID of a key of lock 1. */
  readonly key: string;
}

const picture = PNG.sync.write(new PNG({ width: 2, height: 2 }));
const doors = [{ lockId: "1" }];

/** What valid requests send. */
const BODIES: Readonly<Record<string, (key: string, id: string) => unknown>> = {
  "POST /locks/{id}/create-temp-key": () => publicTerms(Date.now()),
  "POST /locks/{id}/update-temp-key": (key) => ({ ...publicTerms(Date.now()), tempKeyUuid: key, maxUses: 3 }),
  "POST /locks/{id}/delete-temp-key": (key) => ({ tempKeyUuid: key }),
  "POST /locks/{id}/use-temp-key": (key) => ({ tempKeyUuid: key }),
  "POST /temp-keys": () => ({ ...window(), doors }),
  "POST /collective-temp-keys": () => ({ ...window(), doors }),
  "PATCH /temp-keys/{uuid}": () => ({ description: "Anna" }),
  "PATCH /collective-temp-keys/{uuid}": () => ({ description: "Anna" }),
  "POST /locks/{id}/CreateLock": () => ({ index: 1, uuid: randomUUID() }),
  "POST /locks": () => ({ name: "Gate" }),
  "POST /locks/{id}/SetOwner": () => ({ userId: randomUUID() }),
  "POST /locks/{id}/SetOrganization": () => ({ orgId: "acme" }),
  "POST /locks/{id}/ChangeLockUuid": () => ({ newUuid: randomUUID() }),
  "POST /locks/{id}/OpenLock": () => ({}),
  "POST /locks/{id}/open-with-pin": () => ({ pin: "48205917" }),
  "POST /users/{id}/CreateUser": (_key, id) => ({ userId: id, firstName: "Anna" }),
  "POST /hubs": () => ({ kind: "simulator", settings: { travelMs: 0 } }),
  "POST /hubs/{hubId}/commission": () => ({ code: "34970112332" }),
  "PATCH /hubs/{hubId}": () => ({ name: "Home" }),
  "PUT /locks/{id}/device": () => ({ hubId: "simulator", address: "1", relockAfterS: 5 }),
  "PUT /organizations/{orgId}/brand": () => ({ name: "Seaside Flats" }),
  "PUT /organizations/{orgId}/brand/logo": () => picture,
  "PUT /locks/{id}/arrival": () => ({ text: "Second floor" }),
  "PUT /locks/{id}/arrival/picture": () => picture,
  "POST /temp-keys/{uuid}/pause": () => ({}),
  "POST /temp-keys/{uuid}/duplicate": () => ({}),
  "POST /temp-keys/{uuid}/notify": () => ({ email: "maria@example.test", language: "en" }),
  "POST /temp-keys/import": () => ({
    csv: "locks,validFrom,validUntil\r\n1,2035-01-01 15:00,2035-01-02 11:00\r\n",
  }),
  "PATCH /locks/{id}": () => ({ name: randomUUID() }),
  "PUT /notice-choices": () => ({ atOnce: [], dailyAt: null, lockIds: null, timeZone: "UTC", language: "en" }),
  "PUT /locks/{id}/site": () => ({ siteId: null }),
  "POST /organizations": () => ({ orgId: randomUUID(), name: "Quay" }),
  "PATCH /organizations/{orgId}": () => ({ name: "Quay" }),
  "PATCH /organizations/{orgId}/members/{userId}": () => ({ role: "viewer" }),
  "POST /organizations/{orgId}/invitations": () => ({
    email: `${randomUUID()}@example.test`,
    role: "viewer",
    byLink: true,
  }),
  "POST /organizations/{orgId}/invitations/{invitationId}/resend": () => ({ byLink: true }),
  "POST /invitations/accept": () => ({ secret: randomUUID() }),
  "POST /organizations/{orgId}/sites": () => ({ name: "Quay" }),
  "PATCH /organizations/{orgId}/sites/{siteId}": () => ({ name: "Quay" }),
  "POST /organizations/{orgId}/api-keys": () => ({ name: "Till", scopes: ["read"] }),
  "POST /organizations/{orgId}/api-keys/{keyId}/rotate": () => ({}),
  "POST /tenants/{orgId}/register": () => ({ orgName: "Quay", ownerEmail: `${randomUUID()}@example.test` }),
  "POST /api-keys": () => ({ orgId: "acme", orgName: "Acme" }),
  "POST /organizations/{orgId}/webhooks": () => ({ url: "https://partner.invalid/", events: ["*"] }),
  "PATCH /organizations/{orgId}/webhooks/{webhookId}": () => ({ events: ["*"] }),
  "POST /organizations/{orgId}/webhooks/{webhookId}/rotate-secret": () => ({}),
  "POST /organizations/{orgId}/webhooks/{webhookId}/resend": () => ({}),
  "POST /organizations/{orgId}/webhooks/{webhookId}/replay": () => ({}),
  "PATCH /webhooks/{webhookId}": () => ({ url: "https://partner.invalid/" }),
  "POST /tenants/{orgId}/webhooks": () => ({ url: "https://partner.invalid/", events: ["*"] }),
  "PUT /tenants/{orgId}/webhooks/{webhookId}": () => ({ events: ["*"] }),
  "POST /temp-keys/{uuid}/open": () => ({}),
  "POST /temp-keys/{uuid}/doors/{doorId}/open": () => ({}),
  "POST /collective-temp-keys/{uuid}/doors/{doorId}/open": () => ({}),
};
const QUERIES: Readonly<Record<string, string>> = {
  "GET /users/by-email": "?email=anna@example.test",
  "GET /locks/{id}/events/export": "?format=jsonl",
  "POST /temp-keys/import": "?dryRun=true",
  "GET /timeline": "?from=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z",
  "GET /activity/counts": "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&by=day",
};
/** What an API key alone may; its organisation has to be looked up. */
const OF_ORGANIZATIONS = /brand|ChangeLockUuid|CreateUser|^\/(organizations|events)$/;
const OF_MEMBERS = /^\/(organizations|webhooks)\/|\/site$/;
const OF_HOSTS = /^\/(tenants|api-keys)/;

/** Of the document that the server gives of itself, so that none is forgotten. */
export async function operationsOf(
  server: TestServer,
  { owner, org, member, key }: Asked,
): Promise<readonly Operation[]> {
  const { paths } = (await server.call("GET", "/openapi.json")).json as { paths: Record<string, object> };
  const asked = Object.entries(paths).filter(([template]) => !/sign-(in|out)$|^\/(account|session)\b/.test(template));
  return asked.flatMap(([template, methods]) =>
    Object.keys(methods).map((lower) => {
      const method = lower.toUpperCase();
      const name = `${method} ${template}`;
      const missing = randomUUID();
      const values: Record<string, string> = { id: "1", uuid: key, doorId: "1", orgId: "acme", hubId: "home" };
      if (template.startsWith("/users/")) values["id"] = missing;
      if (template.startsWith("/tenants/")) values["orgId"] = missing;
      const path =
        template.replaceAll(/\{(\w+)\}/g, (_, param: string) => values[param] ?? missing) + (QUERIES[name] ?? "");
      const as = OF_ORGANIZATIONS.test(template) ? org : OF_MEMBERS.test(template) ? member : owner;
      const admin: Record<string, string> = OF_HOSTS.test(template) ? { "x-admin-api-key": org.apiKey! } : {};
      const ask: Operation["ask"] = (more = {}) => {
        const body = BODIES[name]?.(key, values["id"]!);
        const type = body instanceof Uint8Array ? { "content-type": "image/png" } : {};
        const headers = { accept: "application/json", ...type, ...admin, ...more };
        return server.call(method, path, { ...as, headers, ...(body !== undefined && { body }) });
      };
      return { name, isRead: method === "GET", ask };
    }),
  );
}

/** Make an owner of the organisation, and have the other host the server. */
export async function ownersOf(server: TestServer, orgId: string, hostId: string): Promise<Credentials> {
  await server.sql("UPDATE users SET operator = 1 WHERE id = ?", hostId);
  const { userId } = await server.user();
  await server.organizations.members.put(orgId, userId, "owner", server.clock.now());
  const { sessions, tokens } = await server.store.accounts();
  const { sessionId } = await sessions.begin(userId, {});
  const session = { sessionId, userId, provedAt: server.clock.now(), expiresAt: server.clock.now() + 86_400_000 };
  return { token: (await tokens.sign(session, orgId)).token };
}

function window() {
  const { validFrom, validUntil } = publicTerms(Date.now());
  return { validFrom, validUntil };
}
