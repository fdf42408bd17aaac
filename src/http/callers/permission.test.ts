import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fastify from "fastify";
import type { Actor } from "../../domain/actor.ts";
import { ManualClock } from "../../../test/manual-clock.ts";
import { askPermission } from "./permission.ts";

/** A server that takes everybody for this actor. */
function serverFor(actor: Actor, provedAt?: number) {
  const app = fastify({ exposeHeadRoutes: true });
  app.addHook("onRequest", async (request) => {
    request.actor = actor;
    request.provedAt = provedAt;
  });
  askPermission(app, { clock: new ManualClock(NOW) });
  return app;
}

const NOW = Date.parse("2026-06-01T10:00:00Z");
const answer = async () => ({});
const VIEWER: Actor = { kind: "member", orgId: "agency", userId: "olga", role: "viewer" };

describe("the table of permissions", () => {
  it("is asked by every route, and none is added that it has no line for", () => {
    const app = serverFor(VIEWER);
    assert.throws(() => app.get("/a", answer), /\/a: "undefined" has no line/);
    assert.throws(() => app.get("/b", { schema: { operationId: "openEverything" } }, answer), /"openEverything"/);
    assert.throws(() => app.get("/c", { schema: { operationId: "constructor" } }, answer), /"constructor"/);
    app.get("/d", { schema: { operationId: "getBrand" } }, answer);
  });

  it("refuses before a handler runs", async () => {
    const app = serverFor(VIEWER);
    let ran = 0;
    app.post("/keys", { schema: { operationId: "createKey" } }, async () => ++ran);
    app.get("/keys", { schema: { operationId: "listKeys" } }, async () => ++ran);
    const refused = await app.inject({ method: "POST", url: "/keys", payload: {} });
    assert.deepEqual([refused.statusCode, ran], [403, 0]);
    for (const method of ["GET", "HEAD"] as const)
      assert.equal((await app.inject({ method, url: "/keys" })).statusCode, 200);
    assert.equal(ran, 2);
  });

  it("takes a proof of the last ten minutes from whoever is in a session, where its line says so", async () => {
    const minute = 60_000;
    for (const [provedAt, status] of [
      [NOW, 200],
      [NOW - 10 * minute + 1, 200],
      [NOW - 10 * minute, 403],
      [0, 403],
      [NOW + 10 * minute, 403],
      [undefined, 200],
    ] as const) {
      const app = serverFor({ ...VIEWER, role: "owner" }, provedAt);
      app.post("/keys", { schema: { operationId: "createApiKey" } }, answer);
      app.get("/keys", { schema: { operationId: "listApiKeys" } }, answer);
      assert.equal((await app.inject({ method: "POST", url: "/keys" })).statusCode, status, String(provedAt));
      assert.equal((await app.inject({ method: "GET", url: "/keys" })).statusCode, 200);
    }
  });
});
