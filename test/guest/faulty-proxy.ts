/** A proxy in front of a server that answers in its place when it is told to. */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers in the place of the server. */
export type Meddle = (asked: IncomingMessage, answer: ServerResponse) => void;

export interface MeddlingProxy {
  readonly url: string;
  /** Answer the next requests that are such so, one by each, instead of passing them on. */
  instead(isSuch: (asked: IncomingMessage) => boolean, ...meddles: Meddle[]): void;
  /** How many of the meddles have not been needed. */
  readonly left: number;
  close(): Promise<void>;
}

export async function startMeddlingProxy(to: string): Promise<MeddlingProxy> {
  let isSuch: ((asked: IncomingMessage) => boolean) | undefined;
  let meddles: Meddle[] = [];
  const server = createServer((asked, answer) => {
    const meddle = isSuch?.(asked) ? meddles.shift() : undefined;
    if (meddle) {
      asked.resume();
      meddle(asked, answer);
      return;
    }
    const { method, headers, url } = asked;
    const passed = request(new URL(url!, to), { method, headers }, (got) => {
      answer.writeHead(got.statusCode!, got.headers);
      got.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    instead(which, ...how) {
      isSuch = which;
      meddles = how;
    },
    get left() {
      return meddles.length;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
