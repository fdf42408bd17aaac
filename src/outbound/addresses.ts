/**
 * Which addresses may be called on behalf of somebody who only configured them. Public ones always; of all others those
 * that the operator listed; where clouds tell a machine its own secrets, never.
 */
import { isIP } from "node:net";
import ipaddr, { type IPv4, type IPv6 } from "ipaddr.js";

type Address = IPv4 | IPv6;

/** A network in CIDR notation, parsed. */
export type Network = readonly [from: Address, bits: number];

const PUBLIC_IPV6 = networkOf("2000::/3")!;
/** Every form that means one IPv4 address, and where it stands (RFC 4291, 6052, 3056, 4380, 7915). */
const TRANSLATED: readonly [Network, (address: IPv6) => IPv4[]][] = [
  [networkOf("64:ff9b::/96")!, ({ parts }) => [ipv4(parts[6]!, parts[7]!)]],
  [networkOf("2002::/16")!, ({ parts }) => [ipv4(parts[1]!, parts[2]!)]],
  [networkOf("2001::/32")!, ({ parts }) => [ipv4(parts[2]!, parts[3]!), ipv4(parts[6]! ^ 0xffff, parts[7]! ^ 0xffff)]],
  [networkOf("::ffff:0:0:0/96")!, ({ parts }) => [ipv4(parts[6]!, parts[7]!)]],
];
/** A network's own translation (RFC 8215): where the IPv4 address stands is for its operator to choose. */
const LOCAL_NAT64 = networkOf("64:ff9b:1::/48")!;
/** IPv4 within IPv6 as it once was (RFC 4291, section 2.5.5.1); some networks still take it for that. */
const COMPATIBLE = networkOf("::/96")!;

/** Metadata services and the like of AWS, Azure, Google, Alibaba, Oracle, Tencent, Scaleway and OpenStack. */
const NEVER = [
  "169.254.169.0/24",
  "169.254.170.0/24",
  "169.254.0.23",
  "169.254.42.42",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "fd00:ec2::/32",
  "fd20:ce::254",
  "fd00:42::42",
  "fe80::a9fe:a9fe",
].map((text) => networkOf(text)!);

/**
 * @param text `10.0.0.0/8`, `fd00::/8`, or one address
 * @returns undefined when it is none of these
 */
export function networkOf(text: string): Network | undefined {
  const [address = "", mask, ...rest] = text.split("/");
  // The library reads more than is an address: 127.1, 0x7f.0.0.1.
  if (isIP(address) === 0 || address.includes("%") || rest.length > 0) return undefined;
  if (mask !== undefined && !/^\d{1,3}$/.test(mask)) return undefined;
  const written = ipaddr.parse(address);
  const from = ipaddr.process(address);
  const most = from.kind() === "ipv4" ? 32 : 128;
  // An IPv4 address written as one of IPv6 has 96 bits before its own.
  const bits = mask === undefined ? most : Number(mask) - (written.kind() === from.kind() ? 0 : 96);
  return bits >= 0 && bits <= most ? [from, bits] : undefined;
}

/**
 * Whether an address may be called. What stands for several addresses may be only where each of them may.
 *
 * @param text an IPv4 or IPv6 address; anything else may not
 * @param allow networks of the operator's that are not public, and may be called all the same
 */
export function mayCall(text: string, allow: readonly Network[]): boolean {
  if (isIP(text) === 0 || text.includes("%")) return false;
  const address = ipaddr.process(text);
  const meanings = meaningsOf(address);
  if ([address, ...meanings, ...hidden(address)].some((one) => isIn(one, NEVER))) return false;
  return meanings.every((one) => isPublic(one) || isIn(one, allow));
}

/** Whether the operator listed an address. */
export function isListed(text: string, allow: readonly Network[]): boolean {
  return isIP(text) !== 0 && !text.includes("%") && meaningsOf(ipaddr.process(text)).every((one) => isIn(one, allow));
}

function isIn(address: Address, networks: readonly Network[]): boolean {
  return networks.some(([from, bits]) => from.kind() === address.kind() && address.match(from, bits));
}

function isPublic(address: Address): boolean {
  return address.range() === "unicast" && (isIPv4(address) || isIn(address, [PUBLIC_IPV6]));
}

/** Whom an address reaches; more than one where that depends on who stands between. */
function meaningsOf(address: Address): Address[] {
  if (isIPv4(address)) return [address];
  const translated = TRANSLATED.find(([network]) => isIn(address, [network]));
  if (translated) return translated[1](address);
  const { parts } = address;
  // ISATAP (RFC 5214): any prefix, and an interface that is named by an IPv4 address.
  const isatap = (parts[4]! & 0xfdff) === 0 && parts[5] === 0x5efe;
  return isatap ? [address, ipv4(parts[6]!, parts[7]!)] : [address];
}

/** IPv4 addresses that a listed IPv6 address could turn out to mean; looked at only for what may never be called. */
function hidden(address: Address): IPv4[] {
  if (isIPv4(address)) return [];
  const { parts } = address;
  const last = ipv4(parts[6]!, parts[7]!);
  if (isIn(address, [COMPATIBLE])) return [last];
  if (!isIn(address, [LOCAL_NAT64])) return [];
  const bytes = address.toByteArray();
  // RFC 6052, section 2.2: prefixes of 48, 56 and 64 bits leave byte 8 out.
  const at = (...places: number[]) => new ipaddr.IPv4(places.map((place) => bytes[place]!));
  return [last, at(6, 7, 9, 10), at(7, 9, 10, 11), at(9, 10, 11, 12)];
}

function isIPv4(address: Address): address is IPv4 {
  return address.kind() === "ipv4";
}

function ipv4(high: number, low: number): IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}
