/** The network between a server and its Home Assistant: slow, blocked or cut, as networks are. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface Wire {
  readonly port: number;
  /** What is on its way to the hub takes this long, in milliseconds. */
  delayMs: number;
  /** Nothing goes through either way; what was sent before waits. */
  block(): void;
  unblock(): void;
  /** End all connections, and take no more until `mend`. */
  cut(): void;
  mend(): void;
  /** Connections that were taken so far. */
  readonly taken: number;
  /** Bytes that went to the hub. */
  readonly sent: number;
  close(): Promise<void>;
}

export async function layWire(to: number): Promise<Wire> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isBlocked = false;
  let isCut = false;
  let taken = 0;
  let sent = 0;
  const server = createServer((near) => {
    taken++;
    if (isCut) return void near.resetAndDestroy();
    const far = connect(to, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (error?: unknown) => {
      pairs.delete(pair);
      // A reset goes all the way, as it does on a network.
      for (const socket of pair) {
        if (error instanceof Error && !socket.destroyed) socket.resetAndDestroy();
        else socket.destroy();
      }
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", () => end());
      if (isBlocked) socket.pause();
    }
    near.on("data", (data) => {
      const give = () => {
        sent += data.byteLength;
        if (!far.destroyed) far.write(data);
      };
      if (wire.delayMs > 0) setTimeout(give, wire.delayMs);
      else give();
    });
    far.on("data", (data) => near.write(data));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const wire: Wire = {
    port,
    delayMs: 0,
    block() {
      isBlocked = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    unblock() {
      isBlocked = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    cut() {
      isCut = true;
      for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
    },
    mend: () => void (isCut = false),
    get taken() {
      return taken;
    },
    get sent() {
      return sent;
    },
    async close() {
      this.cut();
      server.close();
      await once(server, "close");
    },
  };
  return wire;
}
