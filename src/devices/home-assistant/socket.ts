/** Connects to a Home Assistant and signs in, within bounds of time and size, at an address that may be called. */
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { Outbound } from "../../outbound/outbound.ts";
import { secure, type Trust } from "../../outbound/connect.ts";
import { OutboundError } from "../../outbound/outbound-error.ts";
import { HubSocket, isMessage, parse } from "./hub-socket.ts";

/** How long connecting, and then signing in, may take each, in milliseconds. */
const STEP_MS = 10_000;
/** A home of some thousand entities sends all their states in a few megabytes. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

/** Why a hub was not reached. `message` holds no secret. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  readonly failure: "offline" | "auth" | "unsupported";

  constructor(failure: ConnectError["failure"], message: string) {
    super(message);
    this.failure = failure;
  }
}

/** Which Home Assistant, and as whom. */
export interface Where {
  /** Of the WebSocket, `ws:` or `wss:`. */
  readonly url: URL;
  readonly token: string;
  readonly trust?: Trust;
  readonly outbound: Outbound;
}

/**
 * Connect and sign in.
 *
 * @throws ConnectError
 */
export async function openSocket({ url, token, trust, outbound }: Where, signal: AbortSignal): Promise<HubSocket> {
  const { raw, stream } = await openStream(url, trust, outbound, signal);
  const { promise, resolve, reject } = Promise.withResolvers<HubSocket>();
  const socket = new WebSocket(url, {
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handshakeTimeout: STEP_MS,
    createConnection: () => stream,
  });
  const give = (failure: ConnectError["failure"], why: string) => {
    settle();
    socket.terminate();
    raw.destroy();
    reject(new ConnectError(failure, why));
  };
  const timer = setTimeout(() => give("offline", "Home Assistant did not answer in time"), 2 * STEP_MS);
  const onAbort = () => give("offline", "the hub was stopped");
  const onError = (error: Error) => give(failureOf(error), `Home Assistant cannot be reached: ${reasonOf(error)}`);
  const onClose = () => give("offline", "Home Assistant closed the connection");
  const onMessage = (data: Buffer) => {
    const message = parse(data.toString("utf8"));
    if (!isMessage(message)) return give("unsupported", "what answers there is not Home Assistant");
    if (message.type === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token: token }));
    else if (message.type === "auth_invalid") give("auth", "Home Assistant refuses the token");
    else if (message.type !== "auth_ok") give("unsupported", "what answers there is not Home Assistant");
    else {
      settle();
      const version = "ha_version" in message ? String(message.ha_version).slice(0, 40) : "unknown";
      resolve(new HubSocket(socket, raw, version));
    }
  };
  const settle = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    socket.off("error", onError);
    socket.off("close", onClose);
    socket.off("message", onMessage);
    // From here on a fault of the connection is told by its end alone.
    socket.on("error", () => {});
  };
  socket.on("error", onError);
  socket.on("close", onClose);
  socket.on("message", onMessage);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return promise;
}

interface Stream {
  readonly raw: Socket;
  /** What is written to: the same, or TLS over it. */
  readonly stream: Socket;
}

async function openStream(url: URL, trust: Trust = {}, outbound: Outbound, signal: AbortSignal): Promise<Stream> {
  const isSecure = url.protocol === "wss:";
  const [hostname, port] = [hostOf(url), url.port === "" ? (isSecure ? 443 : 80) : Number(url.port)];
  const soon = () => AbortSignal.any([signal, AbortSignal.timeout(STEP_MS)]);
  try {
    const raw = await outbound.connect({ hostname, port, signal: soon() });
    raw.setNoDelay(true).setKeepAlive(true);
    return { raw, stream: isSecure ? await secure(raw, hostname, trust, soon()) : raw };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const isUntrusted = isSecure && /certificate/.test(error.message) && !trust.fingerprint && !trust.ca;
    throw new ConnectError(
      error.kind === "refused" ? "unsupported" : "offline",
      `Home Assistant cannot be reached: ${error.message}${isUntrusted ? HOW_TO_TRUST : ""}`,
    );
  }
}

const HOW_TO_TRUST = ". Where it is its own, name the setting fingerprint or the secret ca";

function hostOf({ hostname }: URL): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

function failureOf(error: Error): ConnectError["failure"] {
  return /^(Unexpected server response|Invalid )/.test(error.message) ? "unsupported" : "offline";
}

function reasonOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.message.slice(0, 100);
}
