/** What single values of the environment may be. What is wrong with one is thrown as `Invalid`. */
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { proxiesOf } from "./http/callers/client.ts";
import { parseProviders, type ProviderSettings, ProviderSettingsError } from "./identity/accounts/provider-settings.ts";
import { canonicalEmail } from "./identity/email.ts";
import { type GatewaySettings, GatewaySettingsError, parseGateway } from "./notices/gateway-settings.ts";
import { type Network, networkOf } from "./outbound/addresses.ts";
import { parseStoreAddress, type StoreAddress } from "./store/store-address.ts";

const ASYMMETRIC = [
  ..."EdDSA Ed25519 ES256 ES384 ES512".split(" "),
  ..."RS256 RS384 RS512 PS256 PS384 PS512".split(" "),
];
/** More proxies than anybody puts one behind the other. */
const MAX_HOPS = 9;

/** To listen on them is to listen everywhere; nobody can be sent there. As the URL standard writes them. */
const UNSPECIFIED = new Set(["0.0.0.0", "[::]", "[::ffff:0:0]"]);
const MAX_ORIGINS = 50;
const MAX_NETWORKS = 100;

/** What is wrong with one value, as the end of a sentence that begins with its name. */
export class Invalid extends Error {
  readonly secret: boolean;
  constructor(message: string, secret = false) {
    super(message);
    this.secret = secret;
  }
}

export function integer(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < least || value > most) {
    throw new Invalid(`must be a whole number from ${least} to ${most}`);
  }
  return value;
}

export function oneOf<T extends string>(text: string, values: readonly T[]): T {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new Invalid(`must be one of ${values.join(", ")}`);
  return found;
}

export function visibleName(text: string): string {
  // As much as PostgreSQL keeps of the name of a connection, with the program's before it.
  if (/^[!-~]{1,48}$/.test(text)) return text;
  throw new Invalid("must be 1 to 48 visible ASCII characters, without spaces");
}

export function hostName(text: string): string {
  if (isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text)) return text;
  throw new Invalid("must be an address or a host name to listen on");
}

export function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new Invalid("must be an http or https URL");
  return url;
}

export function publicAddress(text: string): string {
  const { href, hostname, search, hash, username, password } = webAddress(text);
  if (search || hash || username || password || /[?#]/.test(href)) {
    throw new Invalid("must be an http or https URL without a query, a fragment or a password");
  }
  if (UNSPECIFIED.has(hostname))
    throw new Invalid(
      "must say where guests reach this server, because HOST is every address of it: https://keys.example.org",
    );
  return href.replace(/\/+$/, "");
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^*]+$/.test(text) && new URL(text).origin === text;
}

/** As browsers write them in `Origin`, so that comparing them is enough. */
export function origins(text: string): Set<string> {
  const all = text.split(",").map((one) => one.trim());
  if (all.length > MAX_ORIGINS || !all.every(isOrigin))
    throw new Invalid(
      `must be up to ${MAX_ORIGINS} origins such as https://app.example, separated by commas: in lower case, without a path, a usual port or *`,
    );
  return new Set(all);
}

export function algorithmList(text: string): string[] {
  const names = [...new Set(text.split(",").map((name) => name.trim()))];
  const unsafe = names.filter((name) => /^(none|hs.*)$/i.test(name));
  if (unsafe.length > 0) {
    throw new Invalid(`must not name ${unsafe.join(" or ")}: anybody who reads the public keys could sign`);
  }
  if (!names.every((name) => ASYMMETRIC.includes(name))) {
    throw new Invalid(`must be a list of ${ASYMMETRIC.join(", ")}, separated by commas`);
  }
  return names;
}

export function proxies(text: string): false | number | string {
  if (text === "true")
    throw new Invalid("must not be true: clients could then write any address into X-Forwarded-For. Name the proxies");
  if (text === "false") return false;
  if (/^\d+$/.test(text)) return integer(text, 0, MAX_HOPS) || false;
  const list = text.split(",").map((one) => one.trim());
  if (proxiesOf(list.join(","))) return list.join(",");
  throw new Invalid(
    "must be false, how many proxies there are, or their addresses or ranges (10.0.0.0/8; not wider than /8, or /7 of IPv6), separated by commas",
  );
}

export function storeAddress(text: string): StoreAddress {
  const address = parseStoreAddress(text);
  if (address) return address;
  // What is wrong is told without the value: there may be a password in it.
  throw new Invalid("must be postgres://user:password@host:5432/database, or sqlite:PATH", true);
}

export function mailServer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // What is wrong is told without the value: there may be a password in it.
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname || /^\/./.test(url.pathname) || url.search || url.hash)
    throw new Invalid("must be smtps://user:password@host:465, or smtp:// for a server that offers STARTTLS", true);
  return url;
}

function textOf(file: string): string {
  return readFileSync(file, "utf8");
}

/** The list itself, or the file that it is in. */
export function providers(text: string): readonly ProviderSettings[] {
  try {
    return parseProviders(text.startsWith("[") ? text : textOf(text), textOf);
  } catch (error) {
    const reason = error instanceof ProviderSettingsError ? error.message : "the file cannot be read";
    // What is wrong is told without the value: there may be secrets in it.
    throw new Invalid(`must be a list of providers as JSON, or a file with one: ${reason}`, true);
  }
}

/** The gateway itself, or the file that it is in. */
export function gateway(text: string): GatewaySettings {
  try {
    return parseGateway(text.startsWith("{") ? text : textOf(text));
  } catch (error) {
    const reason = error instanceof GatewaySettingsError ? error.message : "the file cannot be read";
    // What is wrong is told without the value: there may be secrets in it.
    throw new Invalid(`must be a request as JSON, or a file with one: ${reason}`, true);
  }
}

/** `doors@example.com`, or `Latchstring <doors@example.com>`. */
export function sender(text: string): string {
  const address = /^[^<>"\r\n]{0,200}<([^<>]+)>$/.exec(text)?.[1] ?? text;
  if (canonicalEmail(address) === undefined)
    throw new Invalid("must be an e-mail address, or a name and one: Latchstring <doors@example.com>");
  return text;
}

/** 32 bytes in base64url or base64. Node's decoder skips what it does not know, so a slip would make another secret. */
const SECRET = /^(?:[\w-]{43}|[A-Za-z\d+/]{43}=?)$/;

export function secret(text: string): Buffer {
  if (!SECRET.test(text)) throw new Invalid("must be a secret of 32 bytes in base64url", true);
  return Buffer.from(text, "base64url");
}

export function bearerToken(text: string): string {
  if (!/^[!-~]{16,200}$/.test(text)) throw new Invalid("must be 16 to 200 visible ASCII characters", true);
  return text;
}

export function secrets(text: string): Buffer[] {
  const all = text.split(",").map((one) => one.trim());
  // What is wrong is told without the value: it is a secret.
  if (all.length > 4 || !all.every((one) => SECRET.test(one)))
    throw new Invalid(
      "must be one to four secrets of 32 bytes in base64url, separated by commas, the newest first",
      true,
    );
  return all.map((one) => Buffer.from(one, "base64url"));
}

export function rates(text: string) {
  if (text === "off") return { kind: "off" } as const;
  const match = /^(\d{1,9})(?:\s*,\s*(\d{1,9}))?$/.exec(text);
  const perMinutePerCaller = Number(match?.[1]);
  const perMinutePerKey = Number(match?.[2] ?? 120);
  if (!match || perMinutePerCaller < 1 || perMinutePerKey < 1) {
    throw new Invalid("must be off, or how often a caller may call in a minute and a key may be tried: 600,120");
  }
  return { kind: "on", perMinutePerCaller, perMinutePerKey } as const;
}

/** Networks that are not public, and that hubs may be at. */
export function networks(text: string): Network[] {
  const all = text.split(",").map((one) => networkOf(one.trim()));
  if (all.length <= MAX_NETWORKS && all.every((one) => one !== undefined)) return all;
  throw new Invalid(
    `must be up to ${MAX_NETWORKS} addresses or networks such as 192.168.1.0/24 or fd00::/8, separated by commas`,
  );
}
