import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { it } from "node:test";
import { publicTerms, startServer } from "../harness.ts";

it("gives links with the port that it really has", async () => {
  const server = await startServer();
  const named = server.url.replace("127.0.0.1", "localhost");
  const org = await server.organization("acme");
  await server.lock(1, { orgId: "acme" });
  const body = publicTerms(Date.now());
  const { url, tempKeyUuid } = (await server.call("POST", "/locks/1/create-temp-key", { ...org, body })).json;
  assert.equal(url, `${named}/temp-keys/${tempKeyUuid}`);
  const { servers } = (await server.call("GET", "/openapi.json")).json;
  assert.deepEqual(
    servers.map(({ url: place }: { url: string }) => place),
    [named],
  );
  await server.close();
});

it("lets go of everything when its port is taken", async () => {
  const server = await startServer();
  const { port } = new URL(server.url);
  await assert.rejects(startServer({ env: { PORT: port } }), { code: "EADDRINUSE" });
  assert.equal((await server.call("GET", "/readyz")).status, 200);
  await server.close();
  await assert.rejects(server.ledger.submit({ type: "expireOrder", orderId: "none" }), {
    name: "StoreUnavailableError",
  });
});

it("stops although somebody holds connections on which nothing was asked", async () => {
  const server = await startServer({ drainMs: 50 });
  const sockets = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
      await once(socket, "connect");
      return socket;
    }),
  );
  sockets[1]!.write("POST /locks/1/open-with-pin HTTP/1.1\r\nhost: a\r\ncontent-length: 99\r\n");
  const ended = Promise.all(
    sockets.map((socket) => new Promise((resolve) => socket.resume().on("error", resolve).on("close", resolve))),
  );
  const started = performance.now();
  await server.close();
  await ended;
  // Node itself would wait until these requests time out: 15 s.
  assert.ok(performance.now() - started < 10_000);
});
