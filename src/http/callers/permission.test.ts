import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fastify from "fastify";
import type { Actor } from "../../domain/actor.ts";
import { askPermission } from "./permission.ts";

/** A server that takes everybody for this actor. */
function serverFor(actor: Actor) {
  const app = fastify({ exposeHeadRoutes: true });
  app.addHook("onRequest", async (request) => {
    request.actor = actor;
  });
  askPermission(app);
  return app;
}

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

  it("refuses before a handler runs, or a body is looked at", async () => {
    const app = serverFor(VIEWER);
    let ran = 0;
    const body = { type: "object", required: ["doors"] };
    app.post("/keys", { schema: { operationId: "createKey", body } }, async () => ++ran);
    app.get("/keys", { schema: { operationId: "listKeys" } }, async () => ++ran);
    const refused = await app.inject({ method: "POST", url: "/keys", payload: {} });
    assert.deepEqual([refused.statusCode, ran], [403, 0]);
    for (const method of ["GET", "HEAD"] as const)
      assert.equal((await app.inject({ method, url: "/keys" })).statusCode, 200);
    assert.equal(ran, 2);
  });
});
