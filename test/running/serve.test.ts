import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { it } from "node:test";
import { BARE_ENV, publicTerms, startServer, storeEnv } from "../harness.ts";

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

it("is at localhost whichever address a browser takes that for, and stops at both", async (t) => {
  const server = await startServer({ drainMs: 50 });
  const other = server.url.replace("127.0.0.1", "[::1]");
  const asked = () => fetch(`${other}/healthz`);
  const isThere = await asked().then(
    ({ status }) => status === 200,
    () => false,
  );
  const idle = isThere ? connect(Number(new URL(server.url).port), "::1") : undefined;
  if (idle) await once(idle, "connect");
  await server.close();
  await assert.rejects(asked());
  const named = await startServer({ env: { PUBLIC_URL: "https://doors.example" } });
  await assert.rejects(
    fetch(`${named.url.replace("127.0.0.1", "[::1]")}/healthz`),
    "behind a proxy it is not asked for",
  );
  await named.close();
  if (!isThere) t.skip("this machine has no IPv6");
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

/** The routes take longer to load than a connection to PostgreSQL may take to come about. */
const SLOW = `import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) {
  if (url.endsWith("/src/http/server.ts")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000);
  return next(url, context);
} });`;

it("starts on a machine that is slow to load it", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "latchstring-slow-"));
  const env = { ...BARE_ENV, DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "silent", ...(await storeEnv(dataDir)) };
  const slow = `data:text/javascript,${encodeURIComponent(SLOW)}`;
  const child = spawn(process.execPath, ["--import", slow, "src/main.ts", "serve"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), exited]);
  child.kill("SIGTERM");
  await exited;
  rmSync(dataDir, { recursive: true });
  assert.match(String(line), /^Latchstring listens on /);
});
