/**
 * Who may send what a cookie of the console goes along with: pages of this very origin. A page at another port of the
 * same host is none, although cookies are the same there.
 */
import type { FastifyRequest } from "fastify";
import type { Config } from "../../config.ts";
import { HttpError } from "../answers/errors.ts";
import { isSameHost } from "../requests/hosts.ts";

type Origins = Pick<Config, "publicUrl" | "isPublicUrlGiven">;

/**
 * As far as the browser tells, by Fetch Metadata or the `Origin` header: every browser sends one of them with whatever
 * can change something. A program sends neither, and has its cookie from nobody but its user.
 *
 * @throws HttpError 403
 */
export function refuseOtherOrigins({ headers, host }: FastifyRequest, config: Origins): void {
  const site = headers["sec-fetch-site"];
  const { origin } = headers;
  const isOurs =
    (site === undefined || site === "same-origin" || site === "none") &&
    (origin === undefined || isOwnOrigin(origin, host, config));
  if (!isOurs) throw new HttpError(403, "This must be sent from this server's own page");
}

const LOOPBACK = /^http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

function isOwnOrigin(origin: string, host: string, { publicUrl, isPublicUrlGiven }: Origins): boolean {
  if (origin === new URL(publicUrl).origin) return true;
  // By its own name the server is asked for at the machine, or where nobody said that it has another.
  return (!isPublicUrlGiven || LOOPBACK.test(origin)) && isSameHost(origin, host);
}
