/**
 * A browser in which somebody was signed in: there, what others guess does not keep them out. What is
 * guessed in it is counted by itself, so whoever takes its cookie may guess as often as anybody, and no more.
 */
import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ConsoleSession } from "../../identity/accounts/accounts.ts";
import { canonicalEmail } from "../../identity/email.ts";
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

/** When a page is shown to whoever is signed in: from now on the browser is known for their address. */
export async function rememberBrowser(
  request: FastifyRequest,
  reply: FastifyReply,
  { email: kept }: Pick<ConsoleSession, "email">,
  deps: Deps,
): Promise<void> {
  const email = kept === null || request.method !== "GET" ? undefined : canonicalEmail(kept);
  if (email === undefined || (await knownBrowser(request, email, deps)) !== undefined) return;
  const ticket = await deps.ways.tickets.issue("known-browser", nameOf(email), KNOWN_MS);
  reply.header("set-cookie", ownCookie(deps.config, NAME, ticket, KNOWN_MS / 1_000));
}

function nameOf(text: string): string {
  return hash("sha256", text, "base64url");
}
