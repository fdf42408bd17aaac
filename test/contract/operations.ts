/** Every operation of the API, asked for as it should be; but for signing in and out, which promise other answers. */
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
  /** Who owns lock 1, and a hub called `home`. */
  readonly owner: Credentials;
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
  "POST /temp-keys/{uuid}/open": () => ({}),
  "POST /temp-keys/{uuid}/doors/{doorId}/open": () => ({}),
  "POST /collective-temp-keys/{uuid}/doors/{doorId}/open": () => ({}),
};
const QUERIES: Readonly<Record<string, string>> = {
  "GET /users/by-email": "?email=anna@example.test",
  "GET /locks/{id}/events/export": "?format=jsonl",
  "GET /activity/counts": "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&by=day",
};
/** What an API key alone may; its organisation has to be looked up. */
const OF_ORGANIZATIONS = /brand|ChangeLockUuid|CreateUser/;

/** Of the document that the server gives of itself, so that none is forgotten. */
export async function operationsOf(server: TestServer, { owner, org, key }: Asked): Promise<readonly Operation[]> {
  const { paths } = (await server.call("GET", "/openapi.json")).json as { paths: Record<string, object> };
  const asked = Object.entries(paths).filter(([template]) => !/sign-(in|out)$/.test(template));
  return asked.flatMap(([template, methods]) =>
    Object.keys(methods).map((lower) => {
      const method = lower.toUpperCase();
      const name = `${method} ${template}`;
      const values: Record<string, string> = { id: "1", uuid: key, doorId: "1", orgId: "acme", hubId: "home" };
      if (template.startsWith("/users/")) values["id"] = randomUUID();
      const path = template.replaceAll(/\{(\w+)\}/g, (_, param: string) => values[param]!) + (QUERIES[name] ?? "");
      const as = OF_ORGANIZATIONS.test(template) ? org : owner;
      const ask: Operation["ask"] = (more = {}) => {
        const body = BODIES[name]?.(key, values["id"]!);
        const type = body instanceof Uint8Array ? { "content-type": "image/png" } : {};
        const headers = { accept: "application/json", ...type, ...more };
        return server.call(method, path, { ...as, headers, ...(body !== undefined && { body }) });
      };
      return { name, isRead: method === "GET", ask };
    }),
  );
}

function window() {
  const { validFrom, validUntil } = publicTerms(Date.now());
  return { validFrom, validUntil };
}
