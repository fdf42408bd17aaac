/**
 * HTTP requests to addresses that somebody configured: a door's relay, a receiver of events. Nothing of the server's own
 * network can be reached by them but what the operator listed (`OUTBOUND_ALLOW`), and a failure says whether anything of
 * the request may have arrived.
 */
import type { Socket } from "node:net";
import type { Network } from "./addresses.ts";
import { connect, type Resolve, resolveByMachine } from "./connect.ts";
import { exchange, type OutboundAnswer, reasonOf } from "./exchange.ts";
import { OutboundError } from "./outbound-error.ts";
import { targetOf } from "./target.ts";

export type { OutboundAnswer } from "./exchange.ts";

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
  /** The answer's status is what matters: it counts when its head is there, whatever becomes of its body. */
  readonly onlyBeginning?: boolean;
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
        return await exchange(target, request, { createConnection: () => socket, headers: { connection: "close" } });
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
