/**
 * Requests over connections that are kept for the next ones to the same place: for many small ones, each of which may be
 * sent twice. The rules of what may be called are those of all; a connection is only ever to the address that was looked at
 * when it was made.
 */
import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { http } from "../node-http.ts";
import { connect, resolveByMachine } from "./connect.ts";
import { exchange, reasonOf } from "./exchange.ts";
import type { Outbound, OutboundOptions } from "./outbound.ts";
import { OutboundError } from "./outbound-error.ts";
import { type Target, targetOf } from "./target.ts";

/** How long a connection is kept without a request, and how long at all: its name may stand for another address by then. */
const IDLE_MS = 5_000;
const KEPT_MS = 60_000;
/** Without a request, to one place and in all. */
const KEPT_OF_ONE = 16;
/** How long making one may take, whoever waits for it. */
const CONNECT_MS = 10_000;

/** As `Outbound.request`; a request for one certificate alone gets a connection of its own. */
export interface KeptConnections extends Pick<Outbound, "request"> {
  /** Close those that nobody uses. */
  close(): void;
}

/** What our agent is told of a place, beside what it passes on. */
interface PlaceOptions {
  readonly target: Target;
}

/** Connections are another's only where all of that is the same. */
function nameOf({ target: { tls, isPrivate, hostname, port } }: PlaceOptions): string {
  return `${tls ? "tls" : "plain"} ${isPrivate} ${hostname} ${port}`;
}

/** None are there yet. @param single for what is not kept, and where one that was kept turned out to be closed */
export function keepConnections(options: OutboundOptions, single: Pick<Outbound, "request">): KeptConnections {
  const { allow, resolve = resolveByMachine } = options;
  const made = new WeakMap<Socket, number>();
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: KEPT_OF_ONE, timeout: IDLE_MS });

  function open({ target }: PlaceOptions, done: (error: Error | null, socket?: Socket) => void): undefined {
    connect(target, { allow, resolve, signal: AbortSignal.timeout(CONNECT_MS) }).then(
      (socket) => {
        made.set(socket, performance.now());
        done(null, socket);
      },
      (error: Error) => done(error),
    );
  }
  const keepSocketAlive = agent.keepSocketAlive.bind(agent);
  Object.assign(agent, {
    createConnection: open,
    getName: nameOf,
    keepSocketAlive: (socket: Duplex & Socket) =>
      performance.now() - (made.get(socket) ?? 0) < KEPT_MS && keepSocketAlive(socket),
  });

  return {
    async request(request) {
      if (request.fingerprint !== undefined) return single.request(request);
      const { signal } = request;
      const target = targetOf(request, request.headers);
      if (signal.aborted) throw new OutboundError("unreachable", "it was given up", { aborted: true });
      let asked: ClientRequest | undefined;
      let isAnswered = false;
      const giveUp = () => asked?.destroy();
      signal.addEventListener("abort", giveUp, { once: true });
      const place: PlaceOptions = { target };
      try {
        const asking = (one: ClientRequest) => void (asked = one.once("response", () => (isAnswered = true)));
        return await exchange(target, request, { ...place, agent, asking });
      } catch (error) {
        if (error instanceof OutboundError) throw error;
        asked?.destroy();
        // The other side closed it between two requests, as it may.
        if (asked?.reusedSocket && !isAnswered && !signal.aborted) return await single.request(request);
        throw new OutboundError("unanswered", reasonOf(error, signal), { aborted: signal.aborted });
      } finally {
        signal.removeEventListener("abort", giveUp);
      }
    },
    close: () => agent.destroy(),
  };
}
