/** A port for a server that is started later, or again. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below what systems give to whoever listens on any port, or connects from one (32768 and up on Linux, 49152 elsewhere):
 * nobody else gets it before the server is there, or while it is stopped.
 */
const FIRST = 20_000;
const END = 32_000;
const TRIES = 100;

/** One that nobody listens on. @throws Error when there is none */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, END);
    if (await isFree(port)) return port;
  }
  throw new Error("There is no free port");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const listener = createServer();
    listener.once("error", () => resolve(false));
    listener.listen(port, "127.0.0.1", () => listener.close(() => resolve(true)));
  });
}
