/** A connection to an address that was looked at, and to no other; nothing is written on it yet. */
import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { isListed, mayCall, type Network } from "./addresses.ts";
import { OutboundError } from "./outbound-error.ts";
import type { Target } from "./target.ts";

/** One address that a name resolved to; family 4 or 6. */
export interface Resolved {
  readonly address: string;
  readonly family: number;
}

type Place = Pick<Target, "hostname" | "port" | "tls" | "fingerprint" | "isPrivate">;

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly Resolved[]>;

/** As every program of this machine does, its hosts file included. Node gives it half of its threads at most. */
export const resolveByMachine: Resolve = (hostname) => lookup(hostname, { all: true });

/**
 * The name is resolved once; whoever answers otherwise the next time is not asked again. One address that may not be
 * called is enough to refuse them all.
 *
 * @throws OutboundError `refused` or `unreachable`: nothing was sent
 */
export async function connect(
  target: Place,
  options: { readonly allow: readonly Network[]; readonly resolve: Resolve; readonly signal: AbortSignal },
): Promise<Socket> {
  const { allow, resolve, signal } = options;
  const addresses = await addressesOf(target.hostname, resolve, signal);
  if (!addresses.every(({ address }) => mayCall(address, allow)))
    throw new OutboundError(
      "refused",
      "the address may not be called: the operator has not listed it in OUTBOUND_ALLOW",
    );
  if (target.isPrivate && !target.tls && !addresses.every(({ address }) => isListed(address, allow)))
    throw new OutboundError("refused", "without TLS only networks that the operator has listed are called");
  const socket = open(target, addresses);
  await opened(socket, target, signal);
  return socket;
}

async function addressesOf(hostname: string, resolve: Resolve, signal: AbortSignal): Promise<readonly Resolved[]> {
  if (signal.aborted) throw givenUp();
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(givenUp());
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    const addresses = await Promise.race([resolve(hostname).catch(() => []), aborted]);
    if (addresses.length === 0) throw new OutboundError("unreachable", "the host's name is not known");
    return addresses;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

function open({ hostname, port, tls, fingerprint }: Place, addresses: readonly Resolved[]): Socket {
  const pinned: LookupFunction = (_hostname, { all }, found) => {
    if (all) found(null, [...addresses]);
    else found(null, addresses[0]!.address, addresses[0]!.family);
  };
  const where = { host: hostname, port, lookup: pinned, autoSelectFamily: true };
  return tls ? connectTls({ ...where, ...tlsOf(hostname, { fingerprint }) }) : connectTcp(where);
}

/** Whose certificate is believed: by what the machine trusts, or else by all that stands here. */
export interface Trust {
  /** SHA-256 of the certificate itself, in lower case without colons. */
  readonly fingerprint?: string | undefined;
  /** Who signed it, PEM. */
  readonly ca?: string | undefined;
}

/** Said in full, whatever the environment says. */
function tlsOf(hostname: string, { fingerprint, ca }: Trust): ConnectionOptions {
  return {
    // An address has no name to ask for (RFC 6066, section 3).
    ...(isIP(hostname) === 0 && { servername: hostname.replace(/\.$/, "") }),
    rejectUnauthorized: fingerprint === undefined || ca !== undefined,
    ...(ca !== undefined && { ca }),
    ALPNProtocols: ["http/1.1"],
  };
}

/**
 * TLS on a connection that is there. Whoever is on the other side is believed when it is returned, and was told nothing
 * before.
 *
 * @param hostname a name or an address, without brackets
 * @throws OutboundError `unreachable`
 */
export async function secure(raw: Socket, hostname: string, trust: Trust, signal: AbortSignal): Promise<TLSSocket> {
  const socket = connectTls({ socket: raw, host: hostname, ...tlsOf(hostname, trust) });
  await opened(socket, { tls: true, fingerprint: trust.fingerprint }, signal);
  return socket;
}

async function opened(
  socket: Socket,
  { tls, fingerprint }: Pick<Place, "tls" | "fingerprint">,
  signal: AbortSignal,
): Promise<void> {
  const giveUp = () => socket.destroy();
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once(tls ? "secureConnect" : "connect", resolve);
      socket.once("error", reject);
      socket.once("close", () => reject(new Error("closed")));
    });
    // Whatever happens to the connection later is seen by whoever uses it, or by nobody.
    socket.on("error", () => {});
    if (signal.aborted || socket.destroyed) throw givenUp();
    if (fingerprint !== undefined && fingerprintOfPeer(socket as TLSSocket) !== fingerprint)
      throw new OutboundError("unreachable", "the server has another certificate than the one that was named");
  } catch (error) {
    socket.on("error", () => {});
    socket.destroy();
    if (error instanceof OutboundError) throw error;
    if (signal.aborted) throw givenUp();
    throw new OutboundError("unreachable", messageOf(error));
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

function fingerprintOfPeer(socket: TLSSocket): string | undefined {
  return socket.getPeerX509Certificate()?.fingerprint256.replaceAll(":", "").toLowerCase();
}

function givenUp(): OutboundError {
  return new OutboundError("unreachable", "no connection was had in time", { aborted: true });
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was reset while it was made",
  EHOSTUNREACH: "there is no way to the host",
  ENETUNREACH: "there is no way to the host",
  ETIMEDOUT: "the host does not answer",
};

/** Without the address, which may be nobody's business. */
function messageOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const inTls = /^(ERR_TLS|ERR_SSL|CERT|DEPTH|SELF|UNABLE|EPROTO)/.test(code);
  return (
    WORDS[code] ?? (inTls ? `the server's certificate or TLS is not good (${code})` : "no connection could be made")
  );
}
