/** What the console's routes share: how pages are sent, where they lead to, and who is signed in. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { basePath, type Config } from "../../config.ts";
import { isFresh } from "../../domain/permissions.ts";
import type { ConsoleSession } from "../../identity/accounts/accounts.ts";
import { HttpError, PROOF_NEEDED } from "../answers/errors.ts";
import type { RouteDeps } from "../app.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { rememberBrowser } from "./known-browser.ts";
import { viewOf } from "./page/view.ts";

/** Where whoever signed in finds themselves, when nothing else was asked for. */
export const HOME = "/";
/** Where whoever is signed in sees in which browsers they are. */
export const SESSIONS = "/account/sessions";
const MAX_NEXT = 1_000;
/** Only to look whether an address leads elsewhere. */
const NOWHERE = "http://nowhere.invalid";

export function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).type("text/html; charset=utf-8").serializer(String).send(page);
}

/** Sends the browser on; there is nothing to read on the way. */
export function sendTo(reply: FastifyReply, location: string): FastifyReply {
  return reply.code(303).header("location", location).send();
}

/** Where to go on to, as a browser asks for it: a path of this server, and never anywhere else. */
export function ownPath(next: string | undefined, config: Pick<Config, "publicUrl">): string | undefined {
  if (next === undefined || next.length > MAX_NEXT || !next.startsWith("/") || !URL.canParse(next, NOWHERE))
    return undefined;
  const { origin, pathname, search, hash } = new URL(next, NOWHERE);
  const base = basePath(config);
  const isOwn = origin === NOWHERE && !pathname.startsWith("//") && (pathname + "/").startsWith(`${base}/`);
  return isOwn ? pathname + search + hash : undefined;
}

/** Who is signed in to the console in the browser that asks. */
export async function sessionOf({ headers }: FastifyRequest, deps: RouteDeps): Promise<ConsoleSession | undefined> {
  const { cookie } = headers;
  return cookie === undefined ? undefined : deps.accounts.sessions.of(cookie);
}

/**
 * The session of a program in a browser.
 *
 * @param needed.fresh they must have proved who they are within the last minutes
 * @throws HttpError 401; 403 where they must prove it again, told from others by its name
 */
export async function sessionOfProgram(
  request: FastifyRequest,
  deps: RouteDeps,
  { fresh = false }: Pick<Needed, "fresh"> = {},
): Promise<ConsoleSession> {
  const session = await sessionOf(request, deps);
  if (!session) throw new HttpError(401, "Sign in first");
  if (fresh && !isFresh(session.provedAt, deps.clock.now()))
    throw new HttpError(403, PROVE_AGAIN, undefined, { error: PROOF_NEEDED });
  return session;
}

const PROVE_AGAIN = "Prove who you are again: the last time is more than 10 minutes ago";

interface Needed {
  /** They must have proved who they are within the last minutes. */
  readonly fresh?: boolean;
  /** A page to come back to where a form cannot be sent again; else home. */
  readonly back?: string;
}

/**
 * The session that a page is for; undefined after whoever asks was sent to prove who they are, and back afterwards.
 *
 * @throws HttpError 401 or 403 to programs
 */
export async function requireSession(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: RouteDeps,
  { fresh = false, back = HOME }: Needed = {},
): Promise<ConsoleSession | undefined> {
  const session = await sessionOf(request, deps);
  if (session && (!fresh || isFresh(session.provedAt, deps.clock.now()))) {
    await rememberBrowser(request, reply, session, deps);
    return session;
  }
  if (!wantsPage(request)) throw session ? new HttpError(403, PROVE_AGAIN) : new HttpError(401, "Sign in first");
  const view = viewOf(request, deps.config);
  const isRead = request.method === "GET" || request.method === "HEAD";
  const next = encodeURIComponent(isRead ? view.file(request.url) : view.link(back));
  sendTo(reply, view.link(`/account/${session ? "prove" : "sign-in"}?next=${next}`));
  return undefined;
}

/**
 * Sign somebody in who has proved who they are, and send them on.
 *
 * @param next as `ownPath` gives it
 * @param provedAt where that was elsewhere, and not just now
 */
export async function enter(
  request: FastifyRequest,
  reply: FastifyReply,
  { accounts, config }: RouteDeps,
  userId: string,
  next?: string,
  provedAt?: number,
): Promise<FastifyReply> {
  const { cookie, "user-agent": userAgent } = request.headers;
  const { cookies } = await accounts.sessions.begin(userId, { cookies: cookie, userAgent, provedAt });
  reply.header("set-cookie", [...cookies]);
  return goOn(request, reply, config, next);
}

/** @param next as `ownPath` gives it; left out, home */
export function goOn(
  request: FastifyRequest,
  reply: FastifyReply,
  config: Pick<Config, "publicUrl">,
  next?: string,
): FastifyReply {
  const view = viewOf(request, config);
  return sendTo(reply, next === undefined ? view.link(HOME) : view.onward(next));
}
