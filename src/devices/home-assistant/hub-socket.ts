/**
 * The socket under the library's connection. It can be reset: one that is closed as usual still delivers what it had
 * buffered, an unlock included, when the network comes back.
 */
import type { Socket } from "node:net";
import type { HaWebSocket } from "home-assistant-js-websocket";
import { WebSocket } from "ws";
import { fields } from "./entities.ts";

const FIRST_COALESCING_YEAR = 2023;

type Listener = Parameters<HaWebSocket["addEventListener"]>[1];

/**
 * A socket that is signed in, as the library wants it. The library trusts what it hears: it falls over events of what is
 * no subscription, and what it throws in an event's listener would end the process. So it hears only what was asked for.
 */
export class HubSocket implements HaWebSocket {
  readonly haVersion: string;
  readonly url: string;
  readonly extensions = "";
  readonly protocol = "";
  readonly CONNECTING = WebSocket.CONNECTING;
  readonly OPEN = WebSocket.OPEN;
  readonly CLOSING = WebSocket.CLOSING;
  readonly CLOSED = WebSocket.CLOSED;
  binaryType: HaWebSocket["binaryType"] = "arraybuffer";
  onclose = null;
  onerror = null;
  onmessage = null;
  onopen = null;
  readonly #socket: WebSocket;
  readonly #raw: Socket;
  readonly #listeners = new Map<string, Set<Listener>>();
  /** What was asked by number, and whether more than one answer comes. */
  readonly #asked = new Map<unknown, "question" | "subscription">();

  constructor(socket: WebSocket, raw: Socket, haVersion: string) {
    this.#socket = socket;
    this.#raw = raw;
    this.url = socket.url;
    this.haVersion = haVersion;
    socket.on("message", (data: Buffer) => this.#hear(data));
    socket.on("close", () => this.dispatchEvent(new Event("close")));
    if (Number.parseInt(haVersion, 10) >= FIRST_COALESCING_YEAR) {
      this.send(JSON.stringify({ id: 1, type: "supported_features", features: { coalesce_messages: 1 } }));
    }
  }

  get readyState(): WebSocket["readyState"] {
    return this.#socket.readyState;
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  dispatchEvent(event: Event): boolean {
    for (const listener of this.#listeners.get(event.type) ?? []) {
      if (typeof listener === "function") listener(event);
      else listener.handleEvent(event);
    }
    return true;
  }

  send(data: string): void {
    const { id, type, subscription } = fields(parse(data));
    const isSubscription = typeof type === "string" && type.startsWith("subscribe_");
    this.#asked.set(id, isSubscription ? "subscription" : "question");
    if (type === "unsubscribe_events") this.#asked.delete(subscription);
    this.#socket.send(data);
  }

  close(): void {
    this.#socket.close();
  }

  /** Drop the connection with all that was not delivered yet. */
  reset(): void {
    // One that is just being ended cannot be reset: it would never tell that it closed.
    if (this.#raw.writableEnded) this.#raw.destroy();
    else this.#raw.resetAndDestroy();
    this.#socket.terminate();
  }

  #hear(data: Buffer): void {
    const heard = parse(data.toString("utf8"));
    const messages = Array.isArray(heard) ? heard : [heard];
    if (!messages.every(isMessage)) return this.reset();
    const expected = messages.filter((message) => this.#isExpected(message));
    if (expected.length === 0) return;
    try {
      this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(expected) }));
    } catch {
      this.reset();
    }
  }

  #isExpected({ type, ...message }: Message): boolean {
    const id = "id" in message ? message.id : undefined;
    const asked = this.#asked.get(id);
    if (type === "event") return asked === "subscription";
    if (asked === "question") this.#asked.delete(id);
    return asked !== undefined && (type === "result" || type === "pong");
  }
}

/** What a text says as JSON; undefined when it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What both sides send. */
export interface Message {
  readonly type: string;
}

/** Whether it is one. */
export function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
