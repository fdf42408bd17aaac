/**
 * Stands in for a Home Assistant where a real one would cost too much: it says what one said (`recorded.json`), has one
 * lock that moves, and does wrong what it is told to. `npm run test:home-assistant` runs the real one.
 */
import { readFileSync } from "node:fs";
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { fields } from "../entities.ts";

export const FRONT = "lock.front_door";
export const TOKEN = "a-token-of-the-tests";

/** What a real Home Assistant said to a user without administration rights. */
export const recorded = fields(JSON.parse(readFileSync(new URL("recorded.json", import.meta.url), "utf8")));

export interface StandIn {
  readonly port: number;
  /** When the lock was moved, in milliseconds. */
  readonly moves: readonly number[];
  /** How often somebody tried to sign in. */
  readonly signIns: number;
  /** How long the answer to an order takes, in milliseconds; never, when it is infinite. */
  answerMs: number;
  state: string;
  /** Do not read what comes; it waits. */
  hang(): void;
  resume(): void;
  /** Say this to everybody who is connected. */
  say(text: string): void;
  close(): Promise<void>;
}

const QUESTIONS: Readonly<Record<string, string>> = {
  get_states: "states",
  "auth/current_user": "user",
  "config/entity_registry/list_for_display": "entities",
  "config/device_registry/list": "devices",
  "config/area_registry/list": "areas",
};

export async function startStandIn(): Promise<StandIn> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, path: "/api/websocket" });
  await once(server, "listening");
  const followers = new Map<WebSocket, Set<number>>();
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const moves: number[] = [];
  let signIns = 0;
  let orders = 0;

  const compressed = (contextId: string) => ({
    [FRONT]: { s: standIn.state, a: { supported_features: 1 }, c: contextId, lc: 1 },
    "zone.home": { s: "0", a: {}, c: "home", lc: 1 },
  });

  function move(contextId: string): void {
    moves.push(Date.now());
    standIn.state = "unlocked";
    for (const [socket, ids] of followers) {
      const event = { c: { [FRONT]: { "+": { s: "unlocked", c: contextId, lc: 2 } } } };
      for (const id of ids) socket.send(JSON.stringify({ id, type: "event", event }));
    }
  }

  function answer(socket: WebSocket, question: Readonly<Record<string, unknown>>): void {
    const { id, type } = question;
    const result = (value: unknown) =>
      socket.send(JSON.stringify({ id, type: "result", success: true, result: value }));
    if (type === "ping") socket.send(JSON.stringify({ id, type: "pong" }));
    else if (type === "subscribe_entities") {
      followers.get(socket)?.add(Number(id));
      result(null);
      socket.send(JSON.stringify({ id, type: "event", event: { a: compressed("before") } }));
    } else if (type === "unsubscribe_events") {
      followers.get(socket)?.delete(Number(question["subscription"]));
      result(null);
    } else if (type === "call_service") {
      const contextId = `order ${++orders}`;
      move(contextId);
      if (!Number.isFinite(standIn.answerMs)) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        result({ context: { id: contextId } });
      }, standIn.answerMs);
      timers.add(timer);
    } else if (typeof type === "string" && Object.hasOwn(QUESTIONS, type)) result(recorded[QUESTIONS[type]!]);
  }

  server.on("connection", (socket, request) => {
    sockets.add(request.socket);
    request.socket.on("close", () => sockets.delete(request.socket));
    socket.on("error", () => {});
    socket.on("close", () => followers.delete(socket));
    socket.on("message", (data: Buffer) => {
      const question = fields(JSON.parse(data.toString("utf8")));
      if (question["type"] !== "auth") return answer(socket, question);
      signIns++;
      if (question["access_token"] !== TOKEN) return socket.send(JSON.stringify({ type: "auth_invalid" }));
      followers.set(socket, new Set());
      socket.send(JSON.stringify({ type: "auth_ok", ha_version: "2025.4.4" }));
    });
    socket.send(JSON.stringify({ type: "auth_required", ha_version: "2025.4.4" }));
  });

  const standIn: StandIn = {
    port: (server.address() as AddressInfo).port,
    moves,
    get signIns() {
      return signIns;
    },
    answerMs: 0,
    state: "locked",
    hang: () => sockets.forEach((socket) => socket.pause()),
    resume: () => sockets.forEach((socket) => socket.resume()),
    say: (text) => [...followers.keys()].forEach((socket) => socket.send(text)),
    async close() {
      timers.forEach((timer) => clearTimeout(timer));
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, "close");
    },
  };
  return standIn;
}
