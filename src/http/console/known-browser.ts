/**
 * A browser in which somebody has signed in by their password: there, what others guess does not keep them out. What is
 * guessed in it is counted by itself, so whoever takes its cookie may guess as often as anybody, and no more.
 */
import { hash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { RouteDeps } from "../app.ts";
import { cookieIn, ownCookie } from "./own-cookie.ts";

const NAME = "latchstring-known";
const KNOWN_MS = 180 * 86_400_000;

type Deps = Pick<RouteDeps, "config" | "ways">;

/** @param email as `canonicalEmail` gives it @returns the browser's name; undefined where it is not known for this address */
export async function knownBrowser(
  { headers }: FastifyRequest,
  email: string,
  { config, ways }: Deps,
): Promise<string | undefined> {
  const ticket = cookieIn(headers.cookie, config, NAME);
  if (ticket === undefined || (await ways.tickets.look("known-browser", ticket)) !== nameOf(email)) return undefined;
  return nameOf(ticket);
}

/** By this `Set-Cookie` header it is known for this address from now on. */
export async function knownCookie(email: string, { config, ways }: Deps): Promise<string> {
  const ticket = await ways.tickets.issue("known-browser", nameOf(email), KNOWN_MS);
  return ownCookie(config, NAME, ticket, KNOWN_MS / 1_000);
}

function nameOf(text: string): string {
  return hash("sha256", text, "base64url");
}
