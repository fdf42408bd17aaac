/** A network between two programs: it can lose connections, and hold what is on its way as long as it is sent again. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

type Direction = "up" | "down" | "both";

export interface Network {
  readonly port: number;
  /** How many pieces were on their way so far. */
  readonly carried: number;
  /** Lose all connections, and make none until `mend`. */
  cut(): void;
  /** Deliver nothing until `mend`, but lose nothing: whoever sends it keeps sending. */
  block(direction?: Direction): void;
  /** All is well again; what was held is delivered, unless its sender has given it up. */
  mend(): void;
  close(): Promise<void>;
}

/** @param toPort of loopback */
export async function startNetwork(toPort: number): Promise<Network> {
  const sockets = new Set<Socket>();
  const held = new Map<Socket, Buffer[]>();
  let isCut = false;
  let carried = 0;
  let blocked: Direction | undefined;

  function carry(from: Socket, to: Socket, direction: "up" | "down"): void {
    sockets.add(from);
    from.on("data", (chunk) => {
      carried++;
      if (blocked !== direction && blocked !== "both") return void to.write(chunk);
      held.set(from, [...(held.get(from) ?? []), chunk]);
    });
    // Who resets a connection sends no longer what had not arrived.
    from.on("error", () => held.delete(from));
    from.on("close", () => {
      sockets.delete(from);
      held.delete(from);
      to.destroy();
    });
    to.on("error", () => {});
  }

  const server = createServer((guest) => {
    if (isCut) return void guest.destroy();
    const host = connect(toPort, "127.0.0.1");
    carry(guest, host, "up");
    carry(host, guest, "down");
    host.setNoDelay(true);
    guest.setNoDelay(true);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get carried() {
      return carried;
    },
    cut,
    block: (direction = "both") => void (blocked = direction),
    mend() {
      isCut = false;
      blocked = undefined;
      const late = [...held];
      held.clear();
      for (const [from, chunks] of late) for (const chunk of chunks) from.emit("data", chunk);
    },
    async close() {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}
