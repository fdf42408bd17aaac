/** The environment, read and checked once. Nothing else looks at it. */
import { isIP } from "node:net";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import {
  Invalid,
  algorithmList,
  bearerToken,
  gateway,
  hostName,
  integer,
  mailServer,
  networks,
  oneOf,
  origins,
  providers,
  proxies,
  publicAddress,
  rates,
  secret,
  secrets,
  sender,
  storeAddress,
  visibleName,
  webAddress,
} from "./config-values.ts";
import type { ProviderSettings } from "./identity/accounts/provider-settings.ts";
import { NOTICE_LANGUAGES, type NoticeLanguage } from "./member-notices/choices.ts";
import type { GatewaySettings } from "./notices/gateway-settings.ts";
import type { Network } from "./outbound/addresses.ts";
import type { StoreAddress } from "./store/store-address.ts";
import { readTraces, type TraceSettings } from "./traces/settings.ts";

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
  readonly hub: {
    /** 32 bytes each, the newest first; without them there is one in a file of the data folder. */
    readonly secrets: readonly Buffer[] | undefined;
  };
  readonly signIn: {
    /** 32 bytes, by which sessions are signed; without it, it is in a file of the data folder. */
    readonly secret: Buffer | undefined;
  };
  /** Providers of OpenID Connect where people with an account may sign in. */
  readonly providers: readonly ProviderSettings[];
  /** Where e-mail is handed over, and whom it is from; without it, the command line prints links for signing in. */
  readonly mail: { readonly smtpUrl: URL; readonly from: string } | undefined;
  /** Of notices to members who chose none. */
  readonly noticeLanguage: NoticeLanguage;
  /** Where messages to phones are handed over. */
  readonly gateways: Readonly<Record<"sms" | "whatsapp", GatewaySettings | undefined>>;
  /** Without it, nothing is measured. */
  readonly metrics: { readonly token: string } | undefined;
  /** Without it, nothing is traced. */
  readonly traces: TraceSettings | undefined;
  /** Networks that are not public, and that may be called on behalf of whoever configured it. */
  readonly outboundAllow: readonly Network[];
  /** How many days after a key ended its texts and its PIN are erased; undefined for never. */
  readonly retentionDays: number | undefined;
  readonly simulator: { readonly travelMs: number };
}

/** The path that guests reach the server under, with no slash at the end; empty where there is none. */
export function basePath({ publicUrl }: Pick<Config, "publicUrl">): string {
  if (publicUrl !== known.publicUrl) known = { publicUrl, path: new URL(publicUrl).pathname.replace(/\/$/, "") };
  return known.path;
}

/** A process has one, and every link that it writes begins with its path. */
let known = { publicUrl: "", path: "" };

/** Its message names everything that is wrong, one line each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const LOG_LEVELS = ["silent", "fatal", "error", "warn", "info", "debug"] as const;
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
    publicUrl: read("PUBLIC_URL", `http://${host && nameOfHost(host)}:${port}`, (text) =>
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
    hub: { secrets: env.HUB_SECRETS?.trim() ? read("HUB_SECRETS", "", secrets) : undefined },
    signIn: { secret: env.SIGN_IN_SECRET?.trim() ? read("SIGN_IN_SECRET", "", secret) : undefined },
    providers: env.OIDC_PROVIDERS?.trim() ? read("OIDC_PROVIDERS", "", providers) : [],
    mail: readMail(env, read, problems),
    noticeLanguage: read("NOTICE_LANGUAGE", "en", (text) => oneOf(text, NOTICE_LANGUAGES)),
    gateways: {
      sms: env.SMS_GATEWAY?.trim() ? read("SMS_GATEWAY", "", gateway) : undefined,
      whatsapp: env.WHATSAPP_GATEWAY?.trim() ? read("WHATSAPP_GATEWAY", "", gateway) : undefined,
    },
    metrics: env.METRICS_TOKEN?.trim() ? { token: read("METRICS_TOKEN", "", bearerToken) } : undefined,
    traces: readTraces(env, read),
    outboundAllow: env.OUTBOUND_ALLOW?.trim() ? read("OUTBOUND_ALLOW", "", networks) : [],
    retentionDays: env.RETENTION_DAYS?.trim()
      ? read("RETENTION_DAYS", "", (text) => integer(text, 1, 36_500))
      : undefined,
    simulator: { travelMs: read("SIMULATOR_TRAVEL_MS", "600", (text) => integer(text, 0, 60_000)) },
  };
  if (problems.length > 0) {
    throw new ConfigError(`The configuration is not valid:\n${problems.map((one) => `- ${one}`).join("\n")}`);
  }
  return config as Config; // what could not be read left a problem, and there is none
}

/** As people are to ask for it: browsers keep no passkey for an address, and know this machine by a name. */
function nameOfHost(host: string): string {
  if (host === "127.0.0.1" || host === "::1") return "localhost";
  return isIP(host) === 6 ? `[${host}]` : host;
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

/** Where nobody gave it one. A machine's name may be longer than what a process may have. */
function ownName(): string {
  return `${hostname()
    .replaceAll(/[^!-~]/g, "-")
    .slice(0, 40)}:${process.pid}`;
}
