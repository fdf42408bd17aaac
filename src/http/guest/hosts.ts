/** Whoever is led here by another name is not served: caches and cookies of that name are not ours. */
import type { FastifyRequest } from "fastify";
import type { Config } from "../../config.ts";
import { HttpError } from "../errors.ts";

/** Names of this machine, by which it is asked for beside a proxy. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** @throws HttpError 421 (RFC 9110, section 15.5.20) where `PUBLIC_URL` names another host than the request */
export function refuseOtherHosts({ host }: FastifyRequest, { publicUrl, isPublicUrlGiven }: Config): void {
  if (!isPublicUrlGiven || LOOPBACK.test(host)) return;
  if (host.toLowerCase() !== new URL(publicUrl).host) throw new HttpError(421, "This server has another name");
}
