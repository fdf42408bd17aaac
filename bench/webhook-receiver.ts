/** A receiver of webhooks in a process of its own: 204 at once at one port, and late at another. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";

/** How late the slow one answers, in milliseconds. */
const SLOW_MS = 2_000;

/** What it is asked; each is answered once. */
export type ReceiverRequest = "count" | "latencies";
/** How many deliveries came; or how late they were since this was asked last, in milliseconds after their event. */
export type ReceiverAnswer = { readonly count: number } | { readonly latencies: readonly number[] };

let count = 0;
let latencies: number[] = [];

function receive(done: () => void): RequestListener {
  return (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { time } = JSON.parse(Buffer.concat(parts).toString()) as { readonly time: string };
      done();
      latencies.push(performance.timeOrigin + performance.now() - Date.parse(time));
      response.writeHead(204).end();
    });
  };
}

const good = createServer(receive(() => count++)).listen(0, "127.0.0.1");
const slow = createServer((request, response) => {
  request.resume();
  setTimeout(() => response.writeHead(204).end(), SLOW_MS);
}).listen(0, "127.0.0.1");
await Promise.all([once(good, "listening"), once(slow, "listening")]);
const [port, slowPort] = [good, slow].map((server) => (server.address() as AddressInfo).port);

process.on("message", (asked: ReceiverRequest) => {
  if (asked === "count") process.send!({ count } satisfies ReceiverAnswer);
  else process.send!({ latencies } satisfies ReceiverAnswer);
  latencies = [];
});
process.send!({ port, slowPort });
