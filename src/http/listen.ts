/** Where the server listens. Where people are told `localhost`, on both loopbacks: which of them that is, each browser decides. */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { App } from "./app.ts";

const OTHER_LOOPBACK: Readonly<Record<string, string>> = { "127.0.0.1": "::1", "::1": "127.0.0.1" };

/**
 * Listen as configured.
 *
 * @returns where, and what is to be stopped when the app is closed: it resolves when the connections of the other loopback ended
 * @throws Error where the configured address is taken
 */
export async function listen(app: App, { host, port, publicUrl }: Config, log: Logger) {
  const url = await app.listen({ host, port });
  const other = OTHER_LOOPBACK[host];
  // Behind a proxy nobody is told localhost, and whom the proxy is trusted to name goes by its address.
  if (other === undefined || new URL(publicUrl).hostname !== "localhost") return { url };
  // What comes there is the app's own connection: its bounds, times and stopping are the same.
  const beside = createServer({ allowHalfOpen: true, noDelay: true }, (socket: Socket) => {
    app.server.emit("connection", socket);
  });
  try {
    await once(beside.listen(Number(new URL(url).port), other), "listening");
  } catch (error) {
    // A machine without IPv6 has none.
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      log.warn({ address: other }, "Another program has this port at localhost's other address");
    return { url };
  }
  return { url, stop: () => stopped(beside) };
}

function stopped(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
