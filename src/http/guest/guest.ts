/** What the guest's routes share: who a page is for, how it is sent, and what it says when something is wrong. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { LockRecord, TempKeyRecord } from "../../ledger/ledger.ts";
import { AuthenticationError } from "../../identity/tokens.ts";
import { userOf } from "../auth.ts";
import { sendError, toHttpError } from "../errors.ts";
import type { RouteDeps } from "../server.ts";
import { messagePage } from "./page.ts";
import { REFUSAL, type Words } from "./words.ts";

const HEADERS = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow",
  "x-content-type-options": "nosniff",
};

/** On every answer to a guest, errors and redirects included: nothing of it is for caches, frames or search engines. */
export async function keepPrivate(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers(HEADERS);
}

export function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).type("text/html; charset=utf-8").serializer(String).send(page);
}

/** The key's UUID in the path; whatever is no UUID is a key that nobody knows. */
export function pathUuid(request: FastifyRequest): string {
  return (request.params as { uuid: string }).uuid.toLowerCase();
}

/** The same; undefined where the path has none. */
function keyInPath({ params }: FastifyRequest): string | undefined {
  return (params as { uuid?: string }).uuid?.toLowerCase();
}

/** A guest is bounded by the address and by the key. */
export async function limitGuest(request: FastifyRequest, { limits }: RouteDeps): Promise<void> {
  await limits.caller(request, `address ${request.ip}`);
  await limits.key(request, `key ${pathUuid(request)}`);
}

/** Whoever is signed in; with an address if by a cookie. */
export interface Guest {
  readonly userId: string;
  readonly email?: string;
}

/** The signed-in user, by a token or a cookie; to a page, whoever is not believed is nobody. */
export async function guestUser(request: FastifyRequest, deps: RouteDeps): Promise<Guest | undefined> {
  try {
    const userId = await userOf(request, deps);
    if (userId !== undefined) return { userId };
  } catch (error) {
    if (!(error instanceof AuthenticationError) || request.method === "POST") throw error;
  }
  const { cookie } = request.headers;
  return cookie === undefined || !fromOurPage(request) ? undefined : deps.signIn.user(cookie);
}

/**
 * Whether a form was sent by a page of this server, as far as the browser tells (Fetch Metadata; the `Origin` header,
 * which pages without a referrer make "null"). Cookies are `SameSite=Lax` besides. A GET may come from anywhere.
 */
export function fromOurPage({ method, headers, host }: FastifyRequest): boolean {
  if (method === "GET" || method === "HEAD") return true;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none";
  const { origin } = headers;
  return origin === undefined || origin === "null" || (URL.canParse(origin) && new URL(origin).host === host);
}

/** A key with the lock and the name of each of its doors. */
export interface GuestKey {
  readonly record: TempKeyRecord;
  readonly doors: readonly { readonly id: number; readonly name: string; readonly lock: LockRecord }[];
}

export async function guestKey(uuid: string, { ledger }: RouteDeps): Promise<GuestKey | undefined> {
  const record = await ledger.read.tempKey(uuid);
  if (!record) return undefined;
  const doors = record.state.doors.map(async ({ id, lockId }) => {
    const lock = await ledger.read.lock(lockId);
    if (!lock) throw new Error(`the lock of a key is missing: ${lockId}`);
    return { id, name: record.labels[id] ?? lock.name ?? "Door", lock };
  });
  return { record, doors: await Promise.all(doors) };
}

/** The name of whoever lends the door: its organisation, or else its owner; undefined where neither has one. */
export async function hostOf({ state }: LockRecord, { directory }: RouteDeps): Promise<string | undefined> {
  const { orgId, ownerId } = state;
  const organization = orgId === null ? undefined : await directory.organization(orgId);
  const owner = organization?.name || ownerId === null ? undefined : await directory.user(ownerId);
  return organization?.name ?? owner?.name ?? undefined;
}

/** Whether a browser asks. */
export function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes("text/html") ?? false;
}

const FAULTS: Readonly<Record<number, Words>> = {
  400: { title: "That did not work", next: "Go back to the key and try again.", tone: "bad" },
  401: { title: "Sign in again", next: "Your sign-in is no longer valid.", tone: "wait" },
  403: { title: "That did not work", next: "Go back to the key and try again.", tone: "bad" },
  404: REFUSAL["unknown-key"],
  429: { title: "Too many tries", next: "Wait a minute, then try again.", tone: "wait" },
  503: { title: "One moment", next: "Too much is going on right now. Try again in a few seconds.", tone: "wait" },
};
const FAULT: Words = {
  title: "Something went wrong",
  next: "It is not your fault. Try again in a minute.",
  tone: "bad",
};

/** An error as a page for a browser, and as the published body for everybody else. */
export function sendGuestError(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  reply.headers(HEADERS); // what is refused before a route is reached has not got them yet
  const {
    status,
    options: { retryAfter },
  } = toHttpError(error);
  const isOpening = request.method === "POST";
  // As published, a page that does not exist is a page too, unless the client takes JSON only.
  const isMissingPage = status === 404 && !isOpening && !request.headers.accept?.includes("application/json");
  if (!wantsPage(request) && !isMissingPage) return sendError(request, reply, error);
  if (status >= 500 && status !== 503)
    request.log.error({ err: error, route: request.routeOptions.url }, "A page failed");
  if (retryAfter !== undefined) reply.header("retry-after", String(retryAfter));
  return sendPage(reply, status, messagePage(FAULTS[status] ?? FAULT, isOpening ? keyInPath(request) : undefined));
}
