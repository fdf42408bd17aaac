/** PostgreSQL goes away under a running server, and comes back. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { assertErrorBody } from "../contract/api-flows.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { operationsOf, ownersOf } from "../contract/operations.ts";
import { StillClock } from "../manual-clock.ts";
import { startPostgres, type TestPostgres } from "../postgres.ts";

const HEAL_MS = 20_000;

describe("a server whose PostgreSQL went away", () => {
  let postgres: TestPostgres;
  let server: TestServer;
  let owner: Credentials;
  let org: Credentials;
  let member: Credentials;
  let key: string;

  before(async () => {
    postgres = await startPostgres({ own: true });
    // Mail is handed over to nobody: it is asked for, and not sent while nothing can be kept.
    const mail = { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "doors@example.test" };
    const env = { DATABASE_URL: await postgres.createDatabase(), ...mail };
    // Whoever was seen once stays known: what needs nothing else of the store must not be answered for that.
    server = await startServer({ clock: new StillClock(Date.now()), env });
    org = await server.organization("acme", { super: true });
    const { userId, token } = await server.user();
    owner = { token };
    member = await ownersOf(server, "acme", userId);
    await server.lock(1, { orgId: "acme", ownerId: userId });
    key = await server.key(1, owner);
    for (const who of [owner, org, member]) assert.equal((await server.call("GET", "/locks", who)).status, 200);
    await postgres.stop("immediate");
  });
  after(async () => {
    await server?.close();
    await postgres.close();
  });

  const operations = () => operationsOf(server, { owner, org, member, key });

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
