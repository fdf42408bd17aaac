/** Sends a request as it is, and keeps what was answered. */
import { Agent, request as httpRequest } from "node:http";
import type { AttackRequest } from "./requests.ts";

export interface AttackAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly ms: number;
}

const MOST_BYTES = 4_000_000;
/** Longer than anything that is documented, such as an opening's wait for its device. */
const ANSWER_MS = 20_000;

export interface Sender {
  /** @throws Error when the connection ends before the answer does, or nothing comes */
  send(request: Pick<AttackRequest, "method" | "target" | "headers" | "body">): Promise<AttackAnswer>;
  close(): void;
}

/** @param connections at once */
export function createSender(url: string, connections: number): Sender {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    send: ({ method, target, headers, body }) =>
      new Promise((resolve, reject) => {
        const from = performance.now();
        const length = body === undefined ? {} : { "content-length": String(body.length) };
        const sent = httpRequest(
          { agent, hostname, port, method, path: target, headers: { ...length, ...headers }, timeout: ANSWER_MS },
          (response) => {
            const chunks: Buffer[] = [];
            let size = 0;
            response.on("data", (chunk: Buffer) => {
              chunks.push(chunk);
              size += chunk.length;
              if (size > MOST_BYTES) response.destroy(new Error("an answer without end"));
            });
            response.once("error", reject);
            response.once("end", () =>
              resolve({
                status: response.statusCode!,
                headers: response.headers,
                text: Buffer.concat(chunks).toString("utf8"),
                ms: performance.now() - from,
              }),
            );
          },
        );
        sent.once("timeout", () => sent.destroy(new Error("no answer")));
        sent.once("error", reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
