/** A line to a server that can be cut: what is on it is lost, on both sides. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface FaultyConnection {
  readonly url: string;
  /** Lose whatever is on its way, and whatever comes until `mend`. */
  cut(): void;
  mend(): void;
  /** Cut when the server answers the next request that begins with this; the answer is lost. */
  cutBeforeAnswer(start: string): void;
  close(): Promise<void>;
}

export async function startCutLine(to: string): Promise<FaultyConnection> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  let isCut = false;
  let awaited: string | undefined;
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((guest) => {
    if (isCut) {
      guest.destroy();
      return;
    }
    const host = connect(Number(port), hostname);
    let losesAnswer = false;
    for (const [socket, other] of [
      [guest, host],
      [host, guest],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => {}); // the other end is told by "close"
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    guest.on("data", (chunk: Buffer) => {
      if (awaited !== undefined && chunk.toString("latin1").startsWith(awaited)) {
        awaited = undefined;
        losesAnswer = true;
      }
      host.write(chunk);
    });
    host.on("data", (chunk: Buffer) => (losesAnswer ? cut() : guest.write(chunk)));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => void (isCut = false),
    cutBeforeAnswer: (start) => void (awaited = start),
    async close() {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}
