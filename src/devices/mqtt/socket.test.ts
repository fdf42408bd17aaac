import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { dialHere, openLine } from "./socket.ts";

const NEVER = new AbortController().signal;

for (const [what, before] of [
  ["that is open", () => {}],
  ["with something on its way", (stream: NodeJS.WritableStream) => void stream.write("x".repeat(10_000_000))],
  ["that is just being ended", (stream: NodeJS.WritableStream) => void stream.end()],
  ["that ends with something on its way", (stream: NodeJS.WritableStream) => void stream.end("x".repeat(10_000_000))],
] as const) {
  test(`a line ${what} is closed when it is reset, and says so`, { timeout: 10_000 }, async () => {
    const server = createServer((socket) => socket.on("error", () => {}));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const line = await openLine({ host: "127.0.0.1", port }, dialHere, NEVER);
    const closed = new Promise<string>((resolve) => line.stream.once("close", () => resolve("closed")));
    line.stream.on("error", () => {});
    before(line.stream);
    // Its end is on its way then, and not over.
    await Promise.resolve();
    await new Promise<void>((resolve) => process.nextTick(resolve));
    line.reset();
    assert.equal(await Promise.race([closed, turns(1_000)]), "closed");
    server.close();
    server.unref();
  });
}

async function turns(count: number): Promise<string> {
  for (let i = 0; i < count; i++) await turn();
  return "open";
}
