import assert from "node:assert/strict";
import { it } from "node:test";
import { startServer } from "./harness.ts";

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
