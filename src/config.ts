/** The environment, read and checked once. Nothing else looks at it. */
import { isIP } from "node:net";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { proxiesOf } from "./http/callers/client.ts";
import { canonicalEmail } from "./identity/email.ts";
import { parseStoreAddress, type StoreAddress } from "./store/store-address.ts";

export interface Config {
  /** How this process names itself to those who run it; 1 to 48 visible ASCII characters. */
  readonly processName: string;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Where the data are. */
  readonly store: StoreAddress;
  /** Where guests reach the server; no slash at the end. */
  readonly publicUrl: string;
  /** Whether somebody said so; then guests are served by that name only. */
  readonly isPublicUrlGiven: boolean;
  /** Origins whose pages may call the API. */
  readonly corsOrigins: ReadonlySet<string>;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly auth:
    | { readonly kind: "own"; readonly issuer: string; readonly audience: string }
    | {
        readonly kind: "external";
        readonly issuer: string;
        readonly audience: string;
        readonly jwksUrl: URL;
        readonly algorithms: readonly string[];
      };
  /** Whose word about the client's address is taken: nobody's, so many proxies', or these addresses' and ranges'. */
  readonly trustProxy: false | number | string;
  readonly rateLimit:
    | { readonly kind: "off" }
    | { readonly kind: "on"; readonly perMinutePerCaller: number; readonly perMinutePerKey: number };
  readonly pin: {
    /** 6 to 8. */
    readonly digits: number;
    /** 32 bytes each, the newest first; without them they are in a file of the data folder. */
    readonly secrets: readonly Buffer[] | undefined;
  };
  readonly signIn: {
    /** 32 bytes, by which sessions are signed; without it, it is in a file of the data folder. */
    readonly secret: Buffer | undefined;
  };
  /** Where e-mail is handed over, and whom it is from; without it, the command line prints links for signing in. */
  readonly mail: { readonly smtpUrl: URL; readonly from: string } | undefined;
  /** Without it, nothing is measured. */
  readonly metrics: { readonly token: string } | undefined;
  readonly simulator: { readonly travelMs: number };
}

/** The path that guests reach the server under, with no slash at the end; empty where there is none. */
export function basePath({ publicUrl }: Pick<Config, "publicUrl">): string {
  return new URL(publicUrl).pathname.replace(/\/$/, "");
}

/** Its message names everything that is wrong, one line each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const LOG_LEVELS = ["silent", "fatal", "error", "warn", "info", "debug"] as const;
const ASYMMETRIC = [
  ..."EdDSA Ed25519 ES256 ES384 ES512".split(" "),
  ..."RS256 RS384 RS512 PS256 PS384 PS512".split(" "),
];
/** More proxies than anybody puts one behind the other. */
const MAX_HOPS = 9;

/** To listen on them is to listen everywhere; nobody can be sent there. As the URL standard writes them. */
const UNSPECIFIED = new Set(["0.0.0.0", "[::]", "[::ffff:0:0]"]);
const MAX_ORIGINS = 50;

/** @throws ConfigError */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const read = <T>(name: string, fallback: string, parse: (text: string) => T): T | undefined => {
    const text = env[name]?.trim() || fallback;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      problems.push(`${name} ${error.message}${error.secret ? "" : `; it is ${JSON.stringify(text)}`}`);
      return undefined;
    }
  };
  const host = read("HOST", "127.0.0.1", hostName);
  const port = read("PORT", "8787", (text) => integer(text, 0, 65_535));
  const dataDir = resolve(env.DATA_DIR?.trim() || "./data");
  const config = {
    processName: read("PROCESS_NAME", ownName(), visibleName),
    host,
    port,
    dataDir,
    store: env.DATABASE_URL?.trim()
      ? read("DATABASE_URL", "", storeAddress)
      : { kind: "sqlite", file: join(dataDir, "latchstring.db") },
    publicUrl: read("PUBLIC_URL", `http://${host && isIP(host) === 6 ? `[${host}]` : host}:${port}`, (text) =>
      // A host or port that is wrong is told once, not again for the address that was made of it.
      env.PUBLIC_URL?.trim() || (host && port !== undefined) ? publicAddress(text) : "",
    ),
    isPublicUrlGiven: Boolean(env.PUBLIC_URL?.trim()),
    corsOrigins: env.CORS_ORIGINS?.trim() ? read("CORS_ORIGINS", "", origins) : new Set<string>(),
    logLevel: read("LOG_LEVEL", "info", (text) => oneOf(text, LOG_LEVELS)),
    auth: readAuth(env, read, problems),
    trustProxy: read("TRUST_PROXY", "false", proxies),
    rateLimit: read("RATE_LIMIT", "600,120", rates),
    pin: {
      digits: read("PIN_DIGITS", "8", (text) => integer(text, 6, 8)),
      secrets: env.PIN_SECRETS?.trim() ? read("PIN_SECRETS", "", secrets) : undefined,
    },
    signIn: { secret: env.SIGN_IN_SECRET?.trim() ? read("SIGN_IN_SECRET", "", secret) : undefined },
    mail: readMail(env, read, problems),
    metrics: env.METRICS_TOKEN?.trim() ? { token: read("METRICS_TOKEN", "", bearerToken) } : undefined,
    simulator: { travelMs: read("SIMULATOR_TRAVEL_MS", "600", (text) => integer(text, 0, 60_000)) },
  };
  if (problems.length > 0) {
    throw new ConfigError(`The configuration is not valid:\n${problems.map((one) => `- ${one}`).join("\n")}`);
  }
  return config as Config; // what could not be read left a problem, and there is none
}

type Read = <T>(name: string, fallback: string, parse: (text: string) => T) => T | undefined;

function readAuth(env: NodeJS.ProcessEnv, read: Read, problems: string[]) {
  const jwksUrl = env.AUTH_JWKS_URL?.trim() ? read("AUTH_JWKS_URL", "", webAddress) : undefined;
  const algorithms = read("AUTH_ALGORITHMS", "EdDSA,ES256,RS256", algorithmList);
  if (!env.AUTH_JWKS_URL?.trim()) {
    // Not made of the address: the command line signs tokens too, and may not be told where the server listens.
    const issuer = read("AUTH_ISSUER", "latchstring", String);
    return { kind: "own", issuer, audience: read("AUTH_AUDIENCE", "latchstring", String) } as const;
  }
  for (const name of ["AUTH_ISSUER", "AUTH_AUDIENCE"]) {
    if (!env[name]?.trim()) problems.push(`${name} is required when AUTH_JWKS_URL is given`);
  }
  const issuer = env.AUTH_ISSUER?.trim();
  return { kind: "external", issuer, audience: env.AUTH_AUDIENCE?.trim(), jwksUrl, algorithms } as const;
}

function readMail(env: NodeJS.ProcessEnv, read: Read, problems: string[]) {
  const smtpUrl = env.SMTP_URL?.trim() ? read("SMTP_URL", "", mailServer) : undefined;
  const from = env.MAIL_FROM?.trim() ? read("MAIL_FROM", "", sender) : undefined;
  if (!env.SMTP_URL?.trim()) return undefined; // a sender alone is checked and sends nothing
  if (!env.MAIL_FROM?.trim()) problems.push("MAIL_FROM is required when SMTP_URL is given");
  return { smtpUrl, from };
}

/** What is wrong with one value, as the end of a sentence that begins with its name. */
class Invalid extends Error {
  readonly secret: boolean;
  constructor(message: string, secret = false) {
    super(message);
    this.secret = secret;
  }
}

function integer(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < least || value > most) {
    throw new Invalid(`must be a whole number from ${least} to ${most}`);
  }
  return value;
}

function oneOf<T extends string>(text: string, values: readonly T[]): T {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new Invalid(`must be one of ${values.join(", ")}`);
  return found;
}

/** Where nobody gave it one. A machine's name may be longer than what a process may have. */
function ownName(): string {
  return `${hostname()
    .replaceAll(/[^!-~]/g, "-")
    .slice(0, 40)}:${process.pid}`;
}

function visibleName(text: string): string {
  // As much as PostgreSQL keeps of the name of a connection, with the program's before it.
  if (/^[!-~]{1,48}$/.test(text)) return text;
  throw new Invalid("must be 1 to 48 visible ASCII characters, without spaces");
}

function hostName(text: string): string {
  if (isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text)) return text;
  throw new Invalid("must be an address or a host name to listen on");
}

function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new Invalid("must be an http or https URL");
  return url;
}

function publicAddress(text: string): string {
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
function origins(text: string): Set<string> {
  const all = text.split(",").map((one) => one.trim());
  if (all.length > MAX_ORIGINS || !all.every(isOrigin))
    throw new Invalid(
      `must be up to ${MAX_ORIGINS} origins such as https://app.example, separated by commas: in lower case, without a path, a usual port or *`,
    );
  return new Set(all);
}

function algorithmList(text: string): string[] {
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

function proxies(text: string): false | number | string {
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

function storeAddress(text: string): StoreAddress {
  const address = parseStoreAddress(text);
  if (address) return address;
  // What is wrong is told without the value: there may be a password in it.
  throw new Invalid("must be postgres://user:password@host:5432/database, or sqlite:PATH", true);
}

function mailServer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // What is wrong is told without the value: there may be a password in it.
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname || /^\/./.test(url.pathname) || url.search || url.hash)
    throw new Invalid("must be smtps://user:password@host:465, or smtp:// for a server that offers STARTTLS", true);
  return url;
}

/** `doors@example.com`, or `Latchstring <doors@example.com>`. */
function sender(text: string): string {
  const address = /^[^<>"\r\n]{0,200}<([^<>]+)>$/.exec(text)?.[1] ?? text;
  if (canonicalEmail(address) === undefined)
    throw new Invalid("must be an e-mail address, or a name and one: Latchstring <doors@example.com>");
  return text;
}

/** 32 bytes in base64url or base64. Node's decoder skips what it does not know, so a slip would make another secret. */
const SECRET = /^(?:[\w-]{43}|[A-Za-z\d+/]{43}=?)$/;

function secret(text: string): Buffer {
  if (!SECRET.test(text)) throw new Invalid("must be a secret of 32 bytes in base64url", true);
  return Buffer.from(text, "base64url");
}

function bearerToken(text: string): string {
  if (!/^[!-~]{16,200}$/.test(text)) throw new Invalid("must be 16 to 200 visible ASCII characters", true);
  return text;
}

function secrets(text: string): Buffer[] {
  const all = text.split(",").map((one) => one.trim());
  // What is wrong is told without the value: it is a secret.
  if (all.length > 4 || !all.every((one) => SECRET.test(one)))
    throw new Invalid(
      "must be one to four secrets of 32 bytes in base64url, separated by commas, the newest first",
      true,
    );
  return all.map((one) => Buffer.from(one, "base64url"));
}

function rates(text: string) {
  if (text === "off") return { kind: "off" } as const;
  const match = /^(\d{1,9})(?:\s*,\s*(\d{1,9}))?$/.exec(text);
  const perMinutePerCaller = Number(match?.[1]);
  const perMinutePerKey = Number(match?.[2] ?? 120);
  if (!match || perMinutePerCaller < 1 || perMinutePerKey < 1) {
    throw new Invalid("must be off, or how often a caller may call in a minute and a key may be tried: 600,120");
  }
  return { kind: "on", perMinutePerCaller, perMinutePerKey } as const;
}
