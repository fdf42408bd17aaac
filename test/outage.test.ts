/** PostgreSQL goes away under a running server, and comes back. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { PNG } from "pngjs";
import { assertErrorBody } from "./api-flows.ts";
import { type Answer, type Credentials, publicTerms, startServer, type TestServer } from "./harness.ts";
import { startPostgres, type TestPostgres } from "./postgres.ts";

const HEAL_MS = 20_000;

describe("a server whose PostgreSQL went away", () => {
  let postgres: TestPostgres;
  let server: TestServer;
  let owner: Credentials;
  let org: Credentials;
  let key: string;

  before(async () => {
    postgres = await startPostgres({ own: true });
    // Mail is handed over to nobody: it is asked for, and not sent while nothing can be kept.
    const mail = { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "doors@example.test" };
    server = await startServer({ env: { DATABASE_URL: await postgres.createDatabase(), ...mail } });
    org = await server.organization("acme", { super: true });
    const { userId, token } = await server.user();
    owner = { token };
    await server.lock(1, { orgId: "acme", ownerId: userId });
    key = await server.key(1, owner);
    await postgres.stop("immediate");
  });
  after(async () => {
    await server?.close();
    await postgres.close();
  });

  const picture = PNG.sync.write(new PNG({ width: 2, height: 2 }));
  const doors = [{ lockId: "1" }];
  /** What valid requests send. */
  const bodies: Readonly<Record<string, () => unknown>> = {
    "POST /locks/{id}/create-temp-key": () => publicTerms(Date.now()),
    "POST /locks/{id}/update-temp-key": () => ({ ...publicTerms(Date.now()), tempKeyUuid: key, maxUses: 3 }),
    "POST /locks/{id}/delete-temp-key": () => ({ tempKeyUuid: key }),
    "POST /locks/{id}/use-temp-key": () => ({ tempKeyUuid: key }),
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
    "POST /users/{id}/CreateUser": () => ({ firstName: "Anna" }),
    "PUT /organizations/{orgId}/brand": () => ({ name: "Seaside Flats" }),
    "PUT /organizations/{orgId}/brand/logo": () => picture,
    "PUT /locks/{id}/arrival": () => ({ text: "Second floor" }),
    "PUT /locks/{id}/arrival/picture": () => picture,
    "POST /temp-keys/{uuid}/open": () => ({}),
    "POST /temp-keys/{uuid}/doors/{doorId}/open": () => ({}),
    "POST /collective-temp-keys/{uuid}/doors/{doorId}/open": () => ({}),
  };
  const queries: Readonly<Record<string, string>> = {
    "GET /users/by-email": "?email=anna@example.test",
    "GET /locks/{id}/events/export": "?format=jsonl",
  };
  /** What an API key alone may; its organisation has to be looked up. */
  const isOfOrganizations = /brand|ChangeLockUuid|CreateUser/;

  async function operations(): Promise<
    readonly { readonly name: string; readonly isRead: boolean; ask(): Promise<Answer> }[]
  > {
    const { paths } = (await server.call("GET", "/openapi.json")).json as { paths: Record<string, object> };
    return Object.entries(paths).flatMap(([template, methods]) =>
      Object.keys(methods).map((lower) => {
        const method = lower.toUpperCase();
        const name = `${method} ${template}`;
        const values: Record<string, string> = { id: "1", uuid: key, doorId: "1", orgId: "acme" };
        if (template.startsWith("/users/")) values["id"] = randomUUID();
        const path = template.replaceAll(/\{(\w+)\}/g, (_, param: string) => values[param]!) + (queries[name] ?? "");
        const as = isOfOrganizations.test(template) ? org : owner;
        const body = bodies[name]?.();
        const type = body instanceof Uint8Array ? { "content-type": "image/png" } : {};
        const headers = { accept: "application/json", ...type };
        const ask = () => server.call(method, path, { ...as, headers, ...(body !== undefined && { body }) });
        return { name, isRead: method === "GET", ask };
      }),
    );
  }

  it("answers every request of the API with 503 and Retry-After, soon", async () => {
    const all = await operations();
    assert.ok(all.length > 40);
    for (const { name, ask } of all) {
      const begun = Date.now();
      const answer = await ask();
      assert.equal(answer.status, 503, `${name}: ${answer.text}`);
      assertErrorBody(answer);
      assert.match(answer.headers.get("retry-after") ?? "", /^[1-9]\d*$/, name);
      assert.ok(Date.now() - begun < 5_000, name);
    }
  });

  it("tells guests in their language that it takes a moment", async () => {
    const headers = {
      accept: "text/html",
      "accept-language": "de",
      "content-type": "application/x-www-form-urlencoded",
    };
    for (const [method, path, body] of [
      ["GET", `/temp-keys/${key}`, undefined],
      ["GET", `/temp-keys/${key}/confirmation?order=${randomUUID()}`, undefined],
      ["POST", `/temp-keys/${key}/open`, `intent=${randomUUID()}`],
      ["POST", `/temp-keys/${key}/doors/1/open`, `intent=${randomUUID()}`],
      ["POST", `/temp-keys/${key}/sign-in`, "email=anna%40example.test"],
      ["POST", "/sign-in", `token=${"t".repeat(32)}`],
    ] as const) {
      const answer = await server.call(method, path, { headers, body });
      assert.equal(answer.status, 503, `${path}: ${answer.text}`);
      assert.match(answer.text, /<html lang="de"[^]*Einen Moment/, path);
      assert.match(answer.headers.get("retry-after") ?? "", /^[1-9]\d*$/, path);
    }
  });

  it("is alive and not ready", async () => {
    assert.equal((await server.call("GET", "/healthz")).status, 200);
    const answer = await server.call("GET", "/readyz");
    assert.equal(answer.status, 503);
    assert.ok(answer.headers.has("retry-after"));
  });

  it("is well again by itself, with nothing half done", { timeout: 2 * HEAL_MS }, async () => {
    await postgres.start();
    const until = Date.now() + HEAL_MS;
    while ((await server.call("GET", "/readyz")).status !== 200 && Date.now() < until) await wait(50);
    const { json } = await server.call("GET", "/locks/1/events", owner);
    assert.deepEqual(
      json.events.map(({ type }: { type: string }) => type),
      ["LockCreated", "OrganizationSet", "TempKeyCreated"],
    );
    for (const { name, isRead, ask } of await operations()) {
      const { status, text } = await ask();
      assert.ok(status < 500 && (!isRead || status === 200 || status === 404), `${name}: ${status} ${text}`);
    }
    const verified = await server.store.verify();
    assert.ok(verified.ok, JSON.stringify(verified));
  });
});

function window() {
  const { validFrom, validUntil } = publicTerms(Date.now());
  return { validFrom, validUntil };
}
