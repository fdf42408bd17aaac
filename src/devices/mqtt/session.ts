/**
 * One connection to a broker, from its CONNECT to its end. Each has a client of the library of its own, told never to
 * connect again: the library keeps what it could not send, and what was not acknowledged, and sends all of it when it
 * reconnects, which would open a door long after its guest has left.
 */
import { type IClientPublishOptions, MqttClient } from "mqtt";
import { OutboundError } from "../../outbound/outbound-error.ts";
import { type Dial, type Line, openLine, MAX_PACKET_BYTES, type Target } from "./socket.ts";

/** What arrives. */
export interface Message {
  readonly topic: string;
  readonly payload: Buffer;
  /** It was kept by the broker and is from some time before. */
  readonly retained: boolean;
}

/** What became of a message: who has it, and who surely does not. */
export type Delivery =
  /** The broker has it. */
  | { readonly kind: "taken" }
  /** The broker says that nobody listens, and has forgotten it. */
  | { readonly kind: "nobody" }
  /** The broker refused it, by the reason code of MQTT 5. */
  | { readonly kind: "refused"; readonly code: number }
  /** The connection ended before it was known. */
  | { readonly kind: "lost" }
  /** There was no connection, so nothing was sent. */
  | { readonly kind: "unsent" };

/** A message that matters. */
export interface Publication {
  readonly topic: string;
  readonly payload: string;
  /** A broker of MQTT 5 keeps it no longer than so many seconds. */
  readonly expiryS?: number;
  /** 0 is kept by no broker for a device that is away, and delivered once at most. */
  readonly qos: 0 | 1;
}

/** One connection, while it lasts. */
export interface Session {
  readonly mqtt5: boolean;
  /** Resolves when the connection has ended, however. */
  readonly ended: Promise<void>;
  publish(publication: Publication): Promise<Delivery>;
  /** What is so until it is said again: the broker keeps it, and an empty payload takes it back. Never a command. */
  keep(topic: string, payload: string): Promise<Delivery>;
  /** What nothing depends on. */
  tell(topic: string, payload: string): void;
  /** @returns those that the broker refused; one that tells nobody accepts them all */
  subscribe(filters: readonly string[]): Promise<readonly string[]>;
  /** End it so that nothing arrives later. */
  reset(): void;
  /** End it as MQTT does, so that the broker does not publish our will. */
  end(): Promise<void>;
}

/** Where to connect, as whom, and who hears what arrives. */
export interface SessionOptions {
  readonly target: Target;
  readonly dial: Dial;
  readonly mqtt5: boolean;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  /** Where it is said that we are there, and by the broker when we no longer are. */
  readonly statusTopic: string;
  /** The broker keeps that it says that we no longer are. */
  readonly keepStatus?: true;
  /** Ends an attempt that is under way. */
  readonly signal: AbortSignal;
  onMessage(message: Message): void;
}

/** There is no connection. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  readonly failure: "offline" | "auth" | "unsupported" | "internal";

  /** @param message for people; holds no secret */
  constructor(failure: "offline" | "auth" | "unsupported" | "internal", message: string) {
    super(message);
    this.failure = failure;
  }
}

const CONNECT_MS = 10_000;
const KEEPALIVE_S = 15;
/** Filters in one packet. */
const BATCH = 100;
const NO_MATCHING_SUBSCRIBERS = 16;

/** @throws ConnectError */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { mqtt5, clientId, username, password, statusTopic, keepStatus = false } = options;
  const line = await dialled(options);
  const client = new MqttClient(() => line.stream, {
    protocolVersion: mqtt5 ? 5 : 4,
    clientId,
    clean: true,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_MS,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    timerVariant: "native",
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    will: { topic: statusTopic, payload: Buffer.from("offline"), qos: 0, retain: keepStatus },
    ...(mqtt5 && { properties: { maximumPacketSize: MAX_PACKET_BYTES } }),
  });
  const ended = new Promise<void>((resolve) => client.once("close", resolve));
  client.on("message", (topic, payload, { retain }) => options.onMessage({ topic, payload, retained: retain }));
  await connected(client, ended, options);
  // What fails from now on ends the connection, and that is told by `ended`.
  client.on("error", () => line.reset());
  return createSession(client, ended, mqtt5, () => line.reset());
}

async function dialled({ target, dial, signal }: SessionOptions): Promise<Line> {
  try {
    return await openLine(target, dial, AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]));
  } catch (error) {
    const reason = error instanceof OutboundError ? error.message : "nothing listens there, or nothing answers";
    throw new ConnectError("offline", `the broker cannot be reached: ${reason}`);
  }
}

async function connected(client: MqttClient, ended: Promise<void>, options: SessionOptions): Promise<void> {
  const { signal, mqtt5 } = options;
  let failed: Error | undefined;
  const failing = new Promise<void>((resolve) => {
    client.on("error", (error) => {
      failed ??= error;
      resolve();
    });
  });
  const connecting = new Promise<void>((resolve) => client.once("connect", () => resolve()));
  const giveUp = () => client.end(true);
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  await Promise.race([connecting, failing, ended]);
  signal.removeEventListener("abort", giveUp);
  if (client.connected && !failed && !signal.aborted) return;
  client.end(true);
  throw whyNot(failed, mqtt5);
}

/** Reason codes of both versions: not authorised, bad user or password, banned, bad method; and no such version. */
const AUTH_CODES = new Set([4, 5, 134, 135, 138, 140]);
const VERSION_CODES = new Set([1, 132]);

function whyNot(error: Error | undefined, mqtt5: boolean): ConnectError {
  // A broker that does not know the version may also just hang up.
  if (!error) return new ConnectError(mqtt5 ? "unsupported" : "offline", "the broker hung up");
  const code: unknown = "code" in error ? error.code : undefined;
  if (typeof code === "number" && AUTH_CODES.has(code)) return new ConnectError("auth", error.message);
  if (typeof code === "number" && VERSION_CODES.has(code)) return new ConnectError("unsupported", error.message);
  if (typeof code === "string" && /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_|DEPTH_|SELF_|EPROTO)/.test(code))
    return new ConnectError("auth", `TLS: ${error.message}`);
  if (error.name === "AggregateError" && typeof code === "string") return new ConnectError("offline", code);
  return new ConnectError("offline", error.message);
}

function createSession(client: MqttClient, ended: Promise<void>, mqtt5: boolean, reset: () => void): Session {
  const lost = ended.then((): Delivery => ({ kind: "lost" }));

  function acknowledged(topic: string, payload: string, options: IClientPublishOptions): Promise<Delivery> {
    const answer = new Promise<Delivery>((resolve) => {
      client.publish(topic, payload, { ...options, qos: 1 }, (error, packet) => resolve(deliveryOf(error, packet)));
    });
    return Promise.race([answer, lost]);
  }

  // Else the library would keep it for later.
  const isUp = () => client.connected && !client.disconnecting;

  return {
    mqtt5,
    ended,
    async publish({ topic, payload, expiryS, qos }) {
      if (!isUp()) return { kind: "unsent" };
      const properties = mqtt5 && expiryS !== undefined ? { properties: { messageExpiryInterval: expiryS } } : {};
      if (qos === 1) return acknowledged(topic, payload, { retain: false, ...properties });
      client.publish(topic, payload, { qos, retain: false, ...properties });
      return Promise.race([answeredPing(client), lost]);
    },
    async keep(topic, payload) {
      return isUp() ? acknowledged(topic, payload, { retain: true }) : { kind: "unsent" };
    },
    tell(topic, payload) {
      if (isUp()) client.publish(topic, payload, { qos: 0, retain: false });
    },
    async subscribe(filters) {
      const denied: string[] = [];
      for (let at = 0; at < filters.length && client.connected; at += BATCH) {
        const batch = filters.slice(at, at + BATCH);
        const answered = new Promise<void>((resolve) => {
          client.subscribe(batch, { qos: 0 }, (_error, _asked, packet) => {
            for (const [i, code] of (packet?.granted ?? []).entries())
              if (Number(code) >= 128 && batch[i] !== undefined) denied.push(batch[i]);
            resolve();
          });
        });
        await Promise.race([answered, ended]);
      }
      return denied;
    },
    reset,
    async end() {
      client.end(false);
      // Not longer than it takes to write: a broker that does not read is left.
      const timer = setTimeout(reset, 200);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A broker reads in order, so it has what was sent before when it answers a ping. */
function answeredPing(client: MqttClient): Promise<Delivery> {
  return new Promise((resolve) => {
    const look = (packet: { readonly cmd?: string }) => {
      if (packet.cmd !== "pingresp") return;
      client.off("packetreceive", look);
      resolve({ kind: "taken" });
    };
    client.on("packetreceive", look);
    client.sendPing();
  });
}

function deliveryOf(error: unknown, packet: unknown): Delivery {
  if (error instanceof Error) {
    const code: unknown = "code" in error ? error.code : undefined;
    return typeof code === "number" ? { kind: "refused", code } : { kind: "lost" };
  }
  const isPacket = typeof packet === "object" && packet !== null && "reasonCode" in packet;
  return { kind: isPacket && packet.reasonCode === NO_MATCHING_SUBSCRIBERS ? "nobody" : "taken" };
}
