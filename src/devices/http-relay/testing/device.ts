/** A door opener that is told over HTTP: a real server with a bolt, and with faults. What it speaks is its maker's. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Clock } from "../../../clock.ts";

/** What happens to a request that moves the bolt. */
export type Fault =
  | { readonly kind: "none" }
  /** It moves, and answers, only after so many milliseconds; not at all when nobody waits any more. */
  | { readonly kind: "slow"; readonly ms: number }
  /** It moves at once and answers only after so many milliseconds. */
  | { readonly kind: "late"; readonly ms: number }
  /** It says that it moved, and did not. */
  | { readonly kind: "lying" }
  | { readonly kind: "silent" | "reset" | "half" | "twice" | "garbage"; readonly moves: boolean };

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Where the request moves the bolt. */
  move?(): void;
}

export interface Device {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Goes up with every connection, request and answer. */
  readonly traffic: number;
  /** How many requests it had at one time, at most. */
  readonly mostAtOnce: number;
  fault: Fault;
  /** Out of the network: connections are refused. */
  unplug(): Promise<void>;
  close(): Promise<void>;
}

export async function createDevice(options: {
  readonly clock: Clock;
  readonly tls?: TlsOptions;
  answer(asked: Asked): Said;
}): Promise<Device> {
  const { clock, answer, tls } = options;
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  let traffic = 0;
  let atOnce = 0;
  let mostAtOnce = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const part of request) body += String(part);
    const url = new URL(request.url!, "http://device");
    const one = { method: request.method!, url, headers: request.headers, body };
    asked.push(one);
    const said = answer(one);
    const text = typeof said.body === "string" ? said.body : JSON.stringify(said.body);
    const respond = () => {
      response.writeHead(said.status ?? 200, { "content-type": "application/json", ...said.headers });
      response.end(text);
    };
    if (!said.move) return respond();
    const { fault } = device;
    if (fault.kind === "slow") await clock.sleep(fault.ms, closing.signal);
    if (fault.kind === "slow" && response.destroyed) return;
    if (fault.kind !== "lying" && !("moves" in fault && !fault.moves)) said.move();
    switch (fault.kind) {
      case "late":
        await clock.sleep(fault.ms, closing.signal);
        return respond();
      case "silent":
        return;
      case "reset":
        request.socket.resetAndDestroy();
        return;
      case "half":
        response.writeHead(said.status ?? 200, { "content-length": String(text.length) });
        response.write(text.slice(0, 3), () => response.destroy());
        return;
      case "twice": {
        const whole = `HTTP/1.1 ${said.status ?? 200} OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
        request.socket.end(whole + whole);
        return;
      }
      case "garbage":
        request.socket.end("\u0000\u0001 OK\r\n\r\n");
        return;
      default:
        respond();
    }
  }

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    traffic++;
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    response.on("close", () => (traffic++, atOnce--));
    void serve(request, response).catch(() => {});
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.on("connection", (socket: Socket) => {
    traffic++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const device: Device = {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    asked,
    get traffic() {
      return traffic;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    fault: { kind: "none" },
    async unplug() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async close() {
      closing.abort();
      await device.unplug();
    },
  };
  return device;
}
