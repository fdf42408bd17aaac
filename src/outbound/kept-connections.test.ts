import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { it } from "node:test";
import { networkOf } from "./addresses.ts";
import { keepConnections } from "./kept-connections.ts";
import { createOutbound } from "./outbound.ts";
import { OutboundError } from "./outbound-error.ts";

const LOOPBACK = { allow: [networkOf("127.0.0.0/8")!] };

async function serving(answer: RequestListener) {
  const sockets: Socket[] = [];
  const server: Server = createServer(answer).listen(0, "127.0.0.1");
  server.on("connection", (socket) => sockets.push(socket));
  await once(server, "listening");
  const kept = keepConnections(LOOPBACK, createOutbound(LOOPBACK));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const post = (body: string, ms = 2_000) =>
    kept.request({ url, method: "POST", body, isPrivate: true, signal: AbortSignal.timeout(ms) });
  return {
    post,
    sockets,
    [Symbol.dispose]() {
      kept.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

it("requests to one place go over one connection, one after the other", async () => {
  using server = await serving((request, response) => void request.pipe(response));
  for (const body of ["one", "two", "three"]) assert.equal((await server.post(body)).body, body);
  assert.equal(server.sockets.length, 1);
  await Promise.all(["four", "five"].map((body) => server.post(body)));
  assert.equal(server.sockets.length, 2);
});

it("one that the other side closed in between is no failure: it is sent again on another", async () => {
  let asked = 0;
  using server = await serving((request, response) => {
    request.resume();
    // Read, and cut before it is answered: as if it had been closed when the request was on its way.
    if (++asked === 2) request.socket.destroy();
    else request.on("end", () => response.end("taken"));
  });
  await server.post("one");
  assert.equal((await server.post("two")).body, "taken");
  assert.deepEqual([asked, server.sockets.length], [3, 2]);
});

it("one that fails on a connection of its own is not sent again", async () => {
  let asked = 0;
  using server = await serving((request) => void (asked++, request.socket.destroy()));
  await assert.rejects(server.post("one"), (error) => error instanceof OutboundError && error.kind === "unanswered");
  assert.equal(asked, 1);
});

it("an answer that is cut, too long or too late is none, and nothing of it is left for the next one", async () => {
  using server = await serving((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      if (text === "cut") response.writeHead(200, { "content-length": "10" }).write("12345", () => response.destroy());
      else if (text === "long") response.end("x".repeat(70_000));
      else if (text !== "late") response.end(text);
    });
  });
  await server.post("first");
  for (const body of ["cut", "long", "late"]) {
    await assert.rejects(
      server.post(body, 300),
      (error) => error instanceof OutboundError && error.kind === "unanswered",
    );
    assert.equal((await server.post("after")).body, "after");
  }
});
