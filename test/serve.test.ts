import assert from "node:assert/strict";
import { it } from "node:test";
import { publicTerms, startServer } from "./harness.ts";

it("gives links with the port that it really has", async () => {
  const server = await startServer();
  const org = await server.organization("acme");
  await server.lock(1, { orgId: "acme" });
  const body = publicTerms(Date.now());
  const { url, tempKeyUuid } = (await server.call("POST", "/locks/1/create-temp-key", { ...org, body })).json;
  assert.equal(url, `${server.url}/temp-keys/${tempKeyUuid}`);
  const { servers } = (await server.call("GET", "/openapi.json")).json;
  assert.deepEqual(servers, [{ url: server.url }]);
  await server.close();
});

it("lets go of everything when its port is taken", async () => {
  const server = await startServer();
  const { port } = new URL(server.url);
  await assert.rejects(startServer({ env: { PORT: port } }), { code: "EADDRINUSE" });
  assert.equal((await server.call("GET", "/readyz")).status, 200);
  await server.close();
  await assert.rejects(server.ledger.submit({ type: "expireOrder", orderId: "none" }), {
    name: "LedgerUnavailableError",
  });
});
