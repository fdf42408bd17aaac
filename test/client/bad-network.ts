/** What may stand between a client and the server: a proxy that does to requests what networks do. */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** `lost`: the server answers, and nothing of it comes back. `cut`: half of it does. A status: the proxy itself answers. */
export type Fault =
  | "none"
  | "unreached"
  | "lost"
  | "cut"
  | "silent"
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface BadNetwork {
  readonly url: string;
  /** All requests that came here. */
  readonly asked: readonly Asked[];
  /** Of the next requests, one after another; forgets those that were for requests that did not come. */
  next(...faults: readonly Fault[]): void;
  /** Cut every stream after so many bytes, as the function says for each. */
  cutStreams(bytes: (() => number) | undefined): void;
  /** Connections of streams that are open. */
  readonly streams: number;
  close(): Promise<void>;
}

export async function startBadNetwork(to: string): Promise<BadNetwork> {
  const asked: Asked[] = [];
  let faults: Fault[] = [];
  let cutAfter: (() => number) | undefined;
  let streams = 0;

  const server = createServer((incoming, answer) => {
    void pass(incoming, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));

  async function pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = incoming;
    const body = await buffer(incoming);
    if (url === "/network") return tell(body.toString(), answer);
    asked.push({ method, url, headers, body: body.toString() });
    const fault = faults.shift() ?? "none";
    if (fault === "silent") return;
    if (fault === "unreached") return void answer.destroy();
    if (typeof fault === "object") return void answer.writeHead(fault.status, fault.headers).end(fault.body);
    const got = await new Promise<IncomingMessage>((done, fail) => {
      const passed = request(new URL(url, to), { method, headers }, done);
      passed.on("error", fail);
      answer.on("close", () => passed.destroy());
      passed.end(body);
    });
    if (headers.accept === "text/event-stream") return stream(got, answer);
    const whole = await buffer(got);
    if (fault === "lost") return void answer.destroy();
    const { "transfer-encoding": _, ...told } = got.headers;
    answer.writeHead(got.statusCode!, { ...told, "content-length": whole.length });
    if (fault === "cut") answer.write(whole.subarray(0, whole.length / 2), () => answer.destroy());
    else answer.end(whole);
  }

  /** Faults of the next requests, for whoever is in another process or a page; `cut` is about the next stream. */
  function tell(text: string, answer: ServerResponse): void {
    const told = text === "" ? [] : (JSON.parse(text) as (Fault & { cut?: number })[]);
    const cut = told.find((fault) => fault.cut !== undefined)?.cut;
    if (cut !== undefined) cutAfter = () => ((cutAfter = undefined), cut);
    else if (text !== "") faults = told;
    const keys = asked.map(({ headers }) => headers["idempotency-key"] ?? "");
    answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(keys));
  }

  function stream(got: IncomingMessage, answer: ServerResponse): void {
    streams++;
    answer.on("close", () => streams--);
    answer.writeHead(got.statusCode!, got.headers);
    let left = cutAfter?.() ?? Infinity;
    got.on("data", (chunk: Buffer) => {
      const part = chunk.subarray(0, left);
      left -= chunk.length;
      answer.write(part, () => left <= 0 && answer.destroy());
    });
    got.on("close", () => answer.destroy());
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    next(...all) {
      faults = [...all];
    },
    cutStreams(bytes) {
      cutAfter = bytes;
    },
    get streams() {
      return streams;
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}
