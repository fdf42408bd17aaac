/** Clients that take their time: with a request's head, its body, or with nothing at all. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { proxiesOf } from "../../src/http/callers/client.ts";
import { boundConnections } from "../../src/http/callers/connections.ts";
import { startServer, type TestServer } from "../harness.ts";

const REQUEST_MS = 500;
/** To notice, to let go, and for a machine that is busy. */
const LATER_MS = 4_000;
const DRIP_MS = 20;

/** Of a request with a body that is longer than whatever comes of it. */
const head = (line: string, type: string) =>
  `${line} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: ${type}\r\ncontent-length: 60000\r\n\r\n`;

describe("a request that does not arrive", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ requestMs: REQUEST_MS });
  });
  after(() => server.close());

  /** Send the first part, then a byte after another, until the server lets go. @returns what it said */
  async function drip(first: string, byte: string): Promise<{ text: string; after: number }> {
    const begun = performance.now();
    const socket = connect({ port: Number(new URL(server.url).port), host: "127.0.0.1", allowHalfOpen: true });
    let text = "";
    const over = new AbortController();
    // Only whoever sends something learns that nobody takes it any more.
    socket.on("end", () => byte || over.abort());
    socket.on("data", (bytes) => (text += String(bytes)));
    socket.on("error", () => {}).on("close", () => over.abort());
    socket.write(first);
    const until = begun + REQUEST_MS + 2 * LATER_MS;
    while (!over.signal.aborted && performance.now() < until) {
      if (byte) socket.write(byte);
      await wait(DRIP_MS);
    }
    socket.destroy();
    return { text, after: performance.now() - begun };
  }

  const form = "application/x-www-form-urlencoded";
  const slow: Readonly<Record<string, readonly [first: string, byte: string]>> = {
    "a form": [head(`POST /temp-keys/${randomUUID()}/open`, form), "a"],
    "a sign-in": [head("POST /sign-in", form), "a"],
    "a PIN": [head("POST /locks/1/open-with-pin", "application/json"), " "],
    "a body in chunks": [
      `POST /sign-in HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: ${form}\r\ntransfer-encoding: chunked\r\n\r\n`,
      "1\r\na\r\n",
    ],
    "a body that nobody reads": [head("POST /nothing", "text/plain"), "a"],
    headers: ["GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-long: ", "a"],
    "a head that stops": ["GET /healthz HTTP/1.1\r\n", ""],
    "nothing at all": ["", ""],
  };
  for (const [name, [first, byte]] of Object.entries(slow))
    it(`is given up in time: ${name}`, async () => {
      const { text, after } = await drip(first, byte);
      assert.ok(after >= REQUEST_MS - DRIP_MS || text.startsWith("HTTP/1.1 4"), `${after} ms: ${text}`);
      assert.ok(after < REQUEST_MS + LATER_MS, `${after} ms`);
    });

  it("is told so, where it was being read", async () => {
    const [first, byte] = slow["a form"]!;
    assert.match((await drip(first, byte)).text, /^HTTP\/1\.1 408 /);
  });
});

describe("connections", () => {
  it("are held by one client up to a number, and by a proxy without end", async () => {
    for (const [trust, held] of [
      [false, 5],
      ["loopback", 8],
    ] as const) {
      const server = createServer();
      boundConnections(server, proxiesOf(trust)!, 5);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const open = new Set(Array.from({ length: 8 }, () => connect(port, "127.0.0.1")));
      for (const socket of open) socket.on("error", () => {}).on("close", () => open.delete(socket));
      for (let i = 0; i < 1_000 && open.size !== held; i++) await wait(10);
      await wait(50);
      assert.equal(open.size, held);
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
