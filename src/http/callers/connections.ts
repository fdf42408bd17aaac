/** How many connections one client may hold at once: each costs memory and a file of the process, asked for or not. */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { type IsProxy, networkOf, peerOf } from "./client.ts";

const MAX_CONNECTIONS = 2_000;

/** Connections past that are closed at once; proxies hold as many as they like. */
export function boundConnections(server: Server, isProxy: IsProxy, most = MAX_CONNECTIONS): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const peer = peerOf(socket);
    if (!peer || isProxy(peer, 0)) return;
    const client = networkOf(peer);
    const held = open.get(client) ?? 0;
    if (held >= most) {
      socket.destroy();
      return;
    }
    open.set(client, held + 1);
    socket.once("close", () => {
      const left = open.get(client)! - 1;
      if (left > 0) open.set(client, left);
      else open.delete(client);
    });
  });
}
