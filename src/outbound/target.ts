/** What somebody configured, read strictly before anything is done about it. */
import { isIP } from "node:net";
import { http } from "../node-http.ts";
import { mayCall, type Network } from "./addresses.ts";
import { OutboundError } from "./outbound-error.ts";

/** A destination that was checked. */
export interface Target {
  readonly url: URL;
  /** Without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly tls: boolean;
  /** 64 hexadecimal digits in lower case. */
  readonly fingerprint: string | undefined;
  /** See `Destination`. */
  readonly isPrivate: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

const MAX_URL = 4_096;
/** What the connection is about is ours to say. */
const OURS = new Set(
  "host connection keep-alive content-length transfer-encoding te trailer upgrade expect accept-encoding".split(" "),
);

/** What is wrong with a URL to call, as the end of a sentence that begins with its name; undefined when nothing is. */
export function problemOfUrl(text: string): string | undefined {
  const url = text.length <= MAX_URL && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return "must be an http or https URL";
  if (url.username || url.password) return "must not have a user or a password in it: they are secrets";
  if (url.port === "0") return "must not have the port 0";
  return url.hash || text.includes("#") ? "must not have a fragment" : undefined;
}

/** RFC 6761, section 6.3: such names are this machine's, whoever is asked. */
const LOCALHOST = /(^|\.)localhost\.?$/;

/**
 * As `problemOfUrl`, and whether an address that stands in it may be called. What a name stands for is looked at when it is
 * called.
 */
export function problemOfTarget(text: string, allow: readonly Network[]): string | undefined {
  // A URL is read without them, and would be kept and shown with them.
  if (/^[\0-\x20]|[\t\n\r]|[\0-\x20]$/.test(text)) return "must not have line ends or tabs in it, or blanks around it";
  const problem = problemOfUrl(text);
  if (problem !== undefined) return problem;
  const host = hostOf(new URL(text));
  const address = LOCALHOST.test(host) ? "127.0.0.1" : host;
  const isRefused = isIP(address) !== 0 && !mayCall(address, allow);
  return isRefused
    ? "must not lead into a network that is not public and that the operator has not listed in OUTBOUND_ALLOW"
    : undefined;
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** The SHA-256 of a certificate, as tools print it; undefined when it is none. */
export function fingerprintOf(text: string): string | undefined {
  const digits = text.replaceAll(":", "").toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}

/** Whether a header can be sent along. */
export function isHeader(name: string, value: string): boolean {
  if (OURS.has(name.toLowerCase()) || /^proxy-/i.test(name)) return false;
  try {
    http.validateHeaderName(name);
    http.validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** @throws OutboundError `refused` */
export function targetOf(
  {
    url: text,
    fingerprint,
    isPrivate = false,
  }: { readonly url: string; readonly fingerprint?: string | undefined; readonly isPrivate?: boolean },
  headers: Readonly<Record<string, string>> = {},
): Target {
  const problem = problemOfUrl(text);
  if (problem !== undefined) throw new OutboundError("refused", `the URL ${problem}`);
  const url = new URL(text);
  const tls = url.protocol === "https:";
  const pinned = fingerprint === undefined ? undefined : fingerprintOf(fingerprint);
  if (fingerprint !== undefined && (!pinned || !tls))
    throw new OutboundError("refused", "a fingerprint must be a SHA-256, and needs https");
  const wrong = Object.entries(headers).find(([name, value]) => !isHeader(name, value));
  if (wrong) throw new OutboundError("refused", `the header ${JSON.stringify(wrong[0])} cannot be sent`);
  return {
    url,
    hostname: hostOf(url),
    port: Number(url.port) || (tls ? 443 : 80),
    tls,
    fingerprint: pinned,
    isPrivate,
    headers,
  };
}
