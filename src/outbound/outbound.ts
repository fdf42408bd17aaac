/**
 * HTTP requests to addresses that somebody configured: a door's relay, a receiver of events. Nothing of the server's own
 * network can be reached by them but what the operator listed (`OUTBOUND_ALLOW`), and a failure says whether anything of
 * the request may have arrived.
 */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { http } from "../node-http.ts";
import type { Network } from "./addresses.ts";
import { connect, type Resolve, resolveByMachine } from "./connect.ts";
import { OutboundError } from "./outbound-error.ts";
import { type Target, targetOf } from "./target.ts";

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Where a request goes. */
export interface Destination {
  /** http or https, without a user, a password or a fragment. */
  readonly url: string;
  /**
   * SHA-256 of the server's own certificate, 64 hexadecimal digits, colons allowed. It is then that one or none, whoever
   * signed it and whatever it says.
   */
  readonly fingerprint?: string | undefined;
  /** Only https, but for addresses that the operator listed. */
  readonly isPrivate?: boolean;
  readonly signal: AbortSignal;
}

/** One request to an address that somebody configured. */
export interface OutboundRequest extends Destination {
  readonly method: (typeof METHODS)[number];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The whole answer. */
export interface OutboundAnswer {
  /** Redirects too: they are never followed. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** 64 KiB at most. */
  readonly body: string;
}

/** The port of HTTP to configured addresses. */
export interface Outbound {
  /**
   * Ask once, and wait for the whole answer: 30 seconds at most, or until the signal is aborted.
   *
   * @throws OutboundError for everything that goes wrong
   */
  request(request: OutboundRequest): Promise<OutboundAnswer>;
  /**
   * Whether a connection can be had, its certificate included. Sends nothing.
   *
   * @throws OutboundError
   */
  reach(destination: Destination): Promise<void>;
  /**
   * A plain connection for another protocol, which brings its own TLS. Its end is the caller's business.
   *
   * @param hostname a name or an address, without brackets
   * @throws OutboundError
   */
  connect(where: { readonly hostname: string; readonly port: number; readonly signal: AbortSignal }): Promise<Socket>;
}

/** Which networks may be called, and how names are resolved. */
export interface OutboundOptions {
  /** Networks that are not public and may be called nevertheless. */
  readonly allow: readonly Network[];
  readonly resolve?: Resolve;
}

const MAX_MS = 30_000;
const MAX_BODY_BYTES = 65_536;
const MAX_HEADER_BYTES = 16_384;

/** Calls public addresses and the operator's networks only; each request has bounds of size and time. */
export function createOutbound({ allow, resolve = resolveByMachine }: OutboundOptions): Outbound {
  return {
    async request(request) {
      const target = targetOf(request, request.headers);
      const signal = bounded(request.signal);
      const socket = await connect(target, { allow, resolve, signal });
      const giveUp = () => socket.destroy();
      signal.addEventListener("abort", giveUp, { once: true });
      try {
        return await exchange(socket, target, request);
      } catch (error) {
        throw new OutboundError("unanswered", reasonOf(error, signal), { aborted: signal.aborted });
      } finally {
        signal.removeEventListener("abort", giveUp);
        socket.destroy();
      }
    },
    async reach(destination) {
      const signal = bounded(destination.signal);
      const socket = await connect(targetOf(destination), { allow, resolve, signal });
      socket.destroy();
    },
    connect: ({ hostname, port, signal }) =>
      connect(
        { hostname, port, tls: false, fingerprint: undefined, isPrivate: false },
        { allow, resolve, signal: bounded(signal) },
      ),
  };
}

function bounded(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(MAX_MS)]);
}

function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "the answer took too long";
  return error instanceof TooLong ? error.message : "the connection ended before the answer did";
}

class TooLong extends Error {}

/** On a connection that is there, and on no other. @throws Error when the answer is not whole */
async function exchange(
  socket: Socket,
  { url, headers }: Target,
  { method, body }: OutboundRequest,
): Promise<OutboundAnswer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asking = http.request({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        ...headers,
        host: url.host,
        // What is packed may be much longer than it looks.
        "accept-encoding": "identity",
        connection: "close",
        ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
      },
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    asking.on("response", resolve);
    asking.on("error", reject);
    asking.on("close", () => reject(new Error("closed"))); // what was answered already stays so
    asking.end(body);
  });
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.byteLength;
    if (length > MAX_BODY_BYTES) throw new TooLong(`the answer is longer than ${MAX_BODY_BYTES} bytes`);
    parts.push(part);
  }
  if (!answer.complete) throw new Error("cut off");
  return { status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(parts).toString("utf8") };
}
