/** The way to a broker. */
import { once } from "node:events";
import { connect, isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { boundFrames } from "./frames.ts";

/** Where a broker is, and by what it is believed. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly tls?: {
    readonly serverName?: string;
    readonly ca?: string;
    readonly certificate?: string;
    readonly key?: string;
  };
}

/** A stream to a broker, encrypted or not. */
export interface Line {
  readonly stream: Duplex;
  /**
   * End it so that nothing that is still on its way arrives later: what the broker has not received is forgotten, by
   * this machine's network too, which a plain end would go on sending.
   */
  reset(): void;
}

/** Large enough for a list of all devices of a house. */
export const MAX_PACKET_BYTES = 4 * 1_024 * 1_024;

/** @param url as in the settings */
export function targetOf(url: string, tls: NonNullable<Target["tls"]>): Target {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  if (protocol === "mqtts:") return { host, port: Number(port || 8883), tls };
  return { host, port: Number(port || 1883) };
}

/** Whether a host is this machine, so that nobody can listen on the way. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Says where a connection may be made, and makes it. */
export type Dial = (where: {
  readonly hostname: string;
  readonly port: number;
  readonly signal: AbortSignal;
}) => Promise<Socket>;

/** Of a broker inside this server. */
export const dialHere: Dial = async ({ hostname, port, signal }) => {
  const socket = connect({ host: hostname, port });
  await once(socket, "connect", { signal });
  return socket;
};

/** @throws whatever keeps the connection from being made */
export async function openLine({ host, port, tls }: Target, dial: Dial, signal: AbortSignal): Promise<Line> {
  const socket = await dial({ hostname: host, port, signal });
  // 88 ms an acknowledgement are lost to Nagle's algorithm without it.
  socket.setNoDelay(true);
  const stream: Duplex = tls ? encrypt(socket, host, tls) : socket;
  boundFrames(stream, MAX_PACKET_BYTES);
  return {
    stream,
    reset() {
      // One that is just being ended cannot be reset: it would never tell that it closed.
      if (socket.writableEnded) socket.destroy();
      else if (!socket.destroyed) socket.resetAndDestroy();
      stream.destroy();
    },
  };
}

function encrypt(socket: Socket, host: string, tls: NonNullable<Target["tls"]>): Duplex {
  const serverName = tls.serverName ?? host;
  const stream = connectTls({
    socket,
    // Whatever the environment says.
    rejectUnauthorized: true,
    // An address is no name that can be asked for, but the certificate is held against it all the same.
    ...(isIP(serverName) ? { host: serverName } : { servername: serverName }),
    ...(tls.ca !== undefined && { ca: tls.ca }),
    ...(tls.certificate !== undefined && { cert: tls.certificate }),
    ...(tls.key !== undefined && { key: tls.key }),
  });
  socket.on("error", (error) => stream.destroy(error));
  return stream;
}
