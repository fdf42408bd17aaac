/** Receivers of every kind of badness, which write down what came, in order, and how each was answered. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { RETRY_AFTER_S } from "./timing.ts";

/** What the answer meant: `taken`, `refused` for good, `gone`, or to be tried again. */
export type Meaning = "taken" | "refused" | "gone" | "again";

/** One request. */
export interface Heard {
  readonly lane: number;
  readonly version: number;
  readonly eventId: string;
  readonly at: number;
  /** Written down before the answer was sent. */
  readonly meaning: Meaning;
  /** How soon it may come again at the earliest, in milliseconds; of 429. */
  readonly notBefore?: number;
}

interface Bad {
  readonly meaning: Meaning;
  readonly notBefore?: number;
  answer(response: ServerResponse, request: IncomingMessage): void;
}

const status = (code: number, meaning: Meaning, headers: Record<string, string> = {}): Bad => ({
  meaning,
  answer: (response) => void response.writeHead(code, headers).end(`${code}`),
});
const raw = (meaning: Meaning, write: (socket: IncomingMessage["socket"]) => void): Bad => ({
  meaning,
  answer: (_response, request) => write(request.socket),
});
const OK = "HTTP/1.1 200 OK\r\n";

/** What a receiver of a kind answers the given share of events, at their first tries. */
const KINDS: Readonly<
  Record<string, { readonly share: number; readonly times: number; readonly ways: readonly Bad[] }>
> = {
  good: { share: 0, times: 0, ways: [] },
  crashes: {
    share: 0.3,
    times: 2,
    ways: [
      raw("again", (socket) => socket.resetAndDestroy()),
      raw("again", (socket) => socket.end()),
      raw("again", (socket) => socket.end("HTTP/1.1 20")),
    ],
  },
  hangs: { share: 0.02, times: 1, ways: [raw("again", () => {})] },
  fails: { share: 0.3, times: 2, ways: [status(500, "again"), status(503, "again"), status(408, "again")] },
  "is asked too much": {
    share: 0.04,
    times: 1,
    ways: [{ ...status(429, "again", { "retry-after": String(RETRY_AFTER_S) }), notBefore: RETRY_AFTER_S * 1_000 }],
  },
  redirects: {
    share: 0.3,
    times: 1,
    ways: [301, 302, 303, 307, 308].map((code) => status(code, "again", { location: "/elsewhere" })),
  },
  trickles: {
    share: 0.02,
    times: 1,
    ways: [
      // Its head is whole: it was taken, however long it goes on talking.
      raw("taken", (socket) => trickle(socket, `${OK}content-length: 1000\r\n\r\n`)),
      raw("again", (socket) => trickle(socket, "HTTP/1.1 200 OK\r\nx-a: ")),
    ],
  },
  lies: {
    share: 0.2,
    times: 1,
    ways: [
      raw("taken", (socket) => socket.end(`${OK}content-length: 100000\r\n\r\nshort`)),
      raw("taken", (socket) => void socket.write(`${OK}content-length: 10\r\n\r\n${"x".repeat(3_000_000)}`)),
      raw(
        "taken",
        (socket) => void socket.write(`${OK}transfer-encoding: chunked\r\n\r\n2dc6c0\r\n${"y".repeat(3_000_000)}\r\n`),
      ),
      raw("again", (socket) => socket.end("220 mail.example ESMTP\r\n")),
      raw("again", (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${"z".repeat(40_000)}\r\n\r\n`)),
      raw("again", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx")),
    ],
  },
  refuses: { share: 0.2, times: 1, ways: [status(400, "refused"), status(404, "refused"), status(422, "refused")] },
  "is gone": { share: 1, times: Infinity, ways: [status(410, "gone")] },
};
export const KIND_NAMES = Object.keys(KINDS);

export interface Receivers extends AsyncDisposable {
  urlOf(kind: string): string;
  heardBy(kind: string): readonly Heard[];
  /** How often somebody followed a redirect. */
  followed(): number;
}

/** Deterministic: what an event meets does not hang on who else is there. */
function lot(eventId: string): number {
  return createHash("sha256").update(eventId).digest().readUInt32BE(0) / 2 ** 32;
}

export async function startReceivers(): Promise<Receivers> {
  const heard = new Map<string, Heard[]>(KIND_NAMES.map((kind) => [kind, []]));
  const tries = new Map<string, number>();
  let followed = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const kind = decodeURIComponent(request.url!.slice(1));
      const all = heard.get(kind);
      if (!all) return void (followed++, response.end());
      const body = JSON.parse(Buffer.concat(parts).toString()) as Told;
      if (body["detail-type"] === "WebhookVerification") return void response.writeHead(204).end();
      const { share, times, ways } = KINDS[kind]!;
      const { id } = body;
      const tried = tries.get(`${kind} ${id}`) ?? 0;
      tries.set(`${kind} ${id}`, tried + 1);
      const chance = lot(id);
      const way = chance < share && tried < times ? ways[Math.floor((chance / share) * ways.length)] : undefined;
      const { version, data } = body.detail;
      const { meaning = "taken" as const, notBefore } = way ?? {};
      all.push({ lane: data.lockId, version, eventId: id, at: Date.now(), meaning, ...(notBefore && { notBefore }) });
      if (way) way.answer(response, request);
      else response.writeHead(204).end();
    });
  }).listen(0, "127.0.0.1");
  server.on("connection", (socket) => socket.on("error", () => {}));
  server.on("clientError", (_error, socket) => socket.destroy());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (kind) => `http://127.0.0.1:${port}/${encodeURIComponent(kind)}`,
    heardBy: (kind) => heard.get(kind)!,
    followed: () => followed,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Told {
  readonly id: string;
  readonly "detail-type": string;
  readonly detail: { readonly version: number; readonly data: { readonly lockId: number } };
}

function trickle(socket: IncomingMessage["socket"], head: string): void {
  socket.write(head);
  const going = setInterval(() => (socket.destroyed ? clearInterval(going) : socket.write("t")), 100);
  setTimeout(() => (clearInterval(going), socket.destroy()), 5_000);
}
