/** Somebody who receives deliveries, well or badly. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  /** As it was parsed. */
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- tests look at whatever came
  readonly at: number;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** How it answers from now on; 204 at first. */
  answer: (received: Received, response: ServerResponse) => void;
  /** Those of a type of events. */
  of(type: string): readonly Received[];
  /** Wait until there are so many of a type. */
  until(count: number, type?: string, ms?: number): Promise<readonly Received[]>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let heard: (() => void) | undefined;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString();
      const one = { headers: request.headers, text, body: JSON.parse(text), at: Date.now() };
      received.push(one);
      receiver.answer(one, response);
      heard?.();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    received,
    answer: (_received, response) => void response.writeHead(204).end(),
    of: (type) => received.filter(({ body }) => (body["detail-type"] ?? body.type) === type),
    async until(count, type, ms = 20_000) {
      const found = () => (type === undefined ? received : receiver.of(type));
      const late = Date.now() + ms;
      while (found().length < count) {
        const wait = late - Date.now();
        if (wait <= 0)
          throw new Error(
            `${found().length} of ${count} came: ${JSON.stringify(received.map((one) => one.body["detail-type"]))}`,
          );
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, wait);
          heard = () => (clearTimeout(timer), resolve());
        });
      }
      return found();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}
