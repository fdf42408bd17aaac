/**
 * The name by which a server is asked (RFC 9112, sections 3.2 and 3.2.2). Whoever is led here by another name is not
 * served the guest's pages: caches and cookies of that name are not ours.
 */
import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Config } from "../../config.ts";
import { HttpError } from "../answers/errors.ts";

/** What `OPTIONS *` asks about, as a path. */
export const WHOLE_SERVER = "/*";

/** Names of this machine, by which it is asked for beside a proxy. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** Ports that need not be told; behind a proxy nobody knows which of them a browser means. */
const USUAL_PORTS = new Set(["", "80", "443"]);

/** The target of a request as a path, in whichever form it came. */
export function pathOf({ url = "/", method }: IncomingMessage): string {
  if (url.startsWith("/")) return url;
  if (url === "*" && method === "OPTIONS") return WHOLE_SERVER;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return url; // no path, so a 400
  const { pathname, search } = new URL(url);
  return pathname + search;
}

interface Name {
  readonly hostname: string;
  readonly port: string;
}

/** A `Host` header in the one form that all spellings of it have: lower case, no dot at the end. */
function nameIn(host: string): Name | undefined {
  const [, written, port = ""] = /^(\[[0-9a-f:.]+\]|[^\s:@/?#\\[\]%]+)(?::(\d{0,5}))?$/i.exec(host) ?? [];
  if (written === undefined || !URL.canParse(`http://${written}`)) return undefined;
  return { hostname: withoutDot(new URL(`http://${written}`).hostname), port };
}

function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, "");
}

/** @throws HttpError 421 (RFC 9110, section 15.5.20) where `PUBLIC_URL` names another host than the request */
export function refuseOtherHosts({ host }: FastifyRequest, { publicUrl, isPublicUrlGiven }: Config): void {
  if (!isPublicUrlGiven) return;
  const name = nameIn(host);
  const own = new URL(publicUrl);
  if (name && (LOOPBACK.test(name.hostname) || isOwn(name, own))) return;
  throw new HttpError(421, "This server has another name");
}

function isOwn({ hostname, port }: Name, own: URL): boolean {
  if (hostname !== withoutDot(own.hostname)) return false;
  // Proxies leave the port out as often as they pass it on.
  return port === "" || port === own.port || (own.port === "" && USUAL_PORTS.has(port));
}

/** Whether an `Origin` header, or a URL, names the host that a `Host` header does. */
export function isSameHost(url: string, host: string): boolean {
  const name = nameIn(host);
  if (!name || !URL.canParse(url)) return false;
  const { protocol, hostname, port } = new URL(url);
  const usual = protocol === "https:" ? "443" : "80";
  return withoutDot(hostname) === name.hostname && (port || usual) === (name.port || usual);
}
