/**
 * Who asks, as far as the network tells: the one name of a client that limits, the sources of PINs, remembered requests
 * and the record go by. Nothing else reads an address.
 */
import type { IncomingMessage } from "node:http";
import { isIP, type Socket } from "node:net";
import ipaddr, { type IPv4, type IPv6 } from "ipaddr.js";
import { type Network, networkOf as parseNetwork } from "../../outbound/addresses.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** See `clientOf`. */
    client: string;
  }
}

type Address = IPv4 | IPv6;

/** Whether an address is a proxy whose word is taken; `hop` counts from the server, 0 for whoever is connected to it. */
export type IsProxy = (address: Address, hop: number) => boolean;

/** Names that stand for address ranges in `TRUST_PROXY`. */
const PROXY_RANGES: ReadonlyMap<string, readonly string[]> = new Map([
  ["loopback", ["127.0.0.0/8", "::1/128"]],
  ["linklocal", ["169.254.0.0/16", "fe80::/10"]],
  ["uniquelocal", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]],
]);
/** What is wider than the widest private range is no range of proxies: everybody could write what they like. */
const LEAST_BITS = { ipv4: 8, ipv6: 7 };

/**
 * @param trust nobody, so many hops, or addresses, ranges and names of ranges, separated by commas
 * @returns undefined when it is none of these
 */
export function proxiesOf(trust: false | number | string): IsProxy | undefined {
  if (trust === false) return () => false;
  if (typeof trust === "number") return (_, hop) => hop < trust;
  const ranges = trust
    .split(",")
    .map((one) => one.trim())
    .flatMap((one) => PROXY_RANGES.get(one) ?? [one]);
  const parsed = ranges.map(rangeOf);
  if (!parsed.every((range) => range !== undefined)) return undefined;
  return (address) => parsed.some(([from, bits]) => from.kind() === address.kind() && address.match(from, bits));
}

function rangeOf(text: string): Network | undefined {
  const range = parseNetwork(text);
  return range && range[1] >= LEAST_BITS[range[0].kind()] ? range : undefined;
}

/** Of whoever holds a connection, which does not change while it lasts. */
const networks = new WeakMap<object, string>();

/**
 * The network of whoever asks: an IPv4 address, or the /64 of an IPv6 address.
 *
 * Every proxy adds whom it was asked by at the end of `X-Forwarded-For`, so entries are believed from the end, as long
 * as the one who wrote them is a proxy. Whoever writes what is no address is taken for the client.
 */
export function clientOf({ socket, headers }: Pick<IncomingMessage, "socket" | "headers">, isProxy: IsProxy): string {
  const forwarded = headers["x-forwarded-for"];
  const known = forwarded === undefined ? networks.get(socket) : undefined;
  if (known !== undefined) return known;
  let client = peerOf(socket);
  if (!client) return "unknown"; // the connection is gone already
  if (forwarded === undefined || !isProxy(client, 0)) {
    const network = networkOf(client);
    networks.set(socket, network);
    return network;
  }
  const entries = String(forwarded).split(",");
  for (let hop = 0; hop < entries.length && isProxy(client, hop); hop++) {
    const entry = addressIn(entries[entries.length - 1 - hop]!.trim());
    if (!entry) break;
    client = entry;
  }
  return networkOf(client);
}

/** Whoever holds the connection: a client, or a proxy; undefined when it is gone already. */
export function peerOf({ remoteAddress = "" }: Pick<Socket, "remoteAddress">): Address | undefined {
  return addressIn(remoteAddress);
}

/** Some proxies write a port, and brackets. */
const WITH_PORT = /^(?:\[([^[\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/;

/** IPv4 written as IPv6 is IPv4; the name of a network interface is left out. */
function addressIn(text: string): Address | undefined {
  const [, inBrackets, before] = WITH_PORT.exec(text) ?? [];
  const address = inBrackets ?? before ?? text;
  // The library reads more than is an address: 127.1, 0x7f.0.0.1.
  return isIP(address) === 0 ? undefined : ipaddr.process(address.split("%")[0]!);
}

/**
 * Whoever has one IPv6 address of a /64 mostly has all of them (RFC 6177, section 2). Where IPv6 stands for one IPv4
 * address, it is that one: translation (RFC 6052, RFC 7915) puts all of IPv4 into one /64, Teredo (RFC 4380) all who use
 * one server, and 6to4 (RFC 3056) gives a single address 65,536 of them.
 */
export function networkOf(address: Address): string {
  if (isIPv4(address)) return address.toString();
  const { parts } = address;
  switch (address.range()) {
    case "6to4":
      return ipv4Of(parts[1]!, parts[2]!);
    case "teredo":
      return ipv4Of(parts[6]! ^ 0xffff, parts[7]! ^ 0xffff);
    case "rfc6145":
      return ipv4Of(parts[6]!, parts[7]!);
    case "rfc6052":
      // Where the IPv4 address stands is known for the well-known prefix only (RFC 8215); nobody else has the other.
      return parts[2] === 0 ? ipv4Of(parts[6]!, parts[7]!) : address.toString();
    default: {
      const groups = parts.slice(0, 4).map((part) => part.toString(16));
      return `${groups.join(":")}::/64`;
    }
  }
}

/**
 * The network around a client: a /24 of IPv4, a /48 of IPv6, which is what a site is given (RFC 6177).
 *
 * @param client as `clientOf` gives it
 */
export function aroundClient(client: string): string {
  if (isIP(client) === 4) return `${client.slice(0, client.lastIndexOf("."))}.0/24`;
  const [, site] = /^((?:[0-9a-f]+:){3})[0-9a-f]+::\/64$/.exec(client) ?? [];
  return site === undefined ? client : `${site}:/48`;
}

function isIPv4(address: Address): address is IPv4 {
  return address.kind() === "ipv4";
}

function ipv4Of(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
