/** What the guest's routes share: who a page is for, how it is sent, and what it says when something is wrong. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { isUuid } from "../../domain/ids.ts";
import type { LockRecord, TempKeyRecord } from "../../ledger/ledger.ts";
import { AuthenticationError } from "../../identity/tokens.ts";
import { holdsSession } from "../../identity/sign-in.ts";
import { tellRefused, userOf } from "../callers/auth.ts";
import { HttpError } from "../answers/errors.ts";
import { isSameHost } from "../requests/hosts.ts";
import type { RouteDeps } from "../app.ts";

/** Of every page. By its mark the page's script knows an answer of ours from one of whatever is on the way. */
export const PAGE_HEADERS = { "content-type": "text/html; charset=utf-8", "latchstring-page": "1" };

export function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).headers(PAGE_HEADERS).serializer(String).send(page);
}

/** Sends the browser on; there is nothing to read on the way. */
export function sendTo(reply: FastifyReply, location: string): FastifyReply {
  return reply.code(303).header("location", location).send();
}

/** The key's UUID in the path. @throws HttpError 404: whatever is no UUID is a key that nobody knows */
export function pathUuid({ params }: FastifyRequest): string {
  const { uuid } = params as { uuid: string };
  if (!isUuid(uuid)) throw new HttpError(404, "Temporary key not found");
  return uuid.toLowerCase();
}

/** The same; undefined where the path has none. */
export function keyInPath({ url }: Pick<FastifyRequest, "url">): string | undefined {
  const [, uuid] = /^\/(?:collective-)?temp-keys\/([^/?]+)/.exec(url) ?? [];
  return uuid !== undefined && isUuid(uuid) ? uuid.toLowerCase() : undefined;
}

/** Whoever is signed in; with an address if by a cookie. */
export interface Guest {
  readonly userId: string;
  readonly email?: string;
}

/**
 * The signed-in user, by a token or a cookie; to a page, whoever is not believed is nobody. A token of another issuer is
 * no try to be somebody here, so it is as if there were none; one of ours that is not good is told of, because whoever
 * sent it means to be recorded.
 */
export async function guestUser(request: FastifyRequest, deps: RouteDeps): Promise<Guest | undefined> {
  try {
    const userId = await userOf(request, deps);
    if (userId !== undefined) return { userId };
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    if (!error.isForeign) tellRefused(error, request, deps);
    if (!error.isForeign && request.method === "POST") throw error;
  }
  const { cookie } = request.headers;
  return cookie === undefined || !fromOurPage(request) ? undefined : sessionUser(cookie, request, deps);
}

/** A session was given to whoever reads the mail of an address, so it is over once that is not the user's any more. */
async function sessionUser(cookie: string, request: FastifyRequest, deps: RouteDeps): Promise<Guest | undefined> {
  if (!holdsSession(cookie)) return undefined;
  const signedIn = await deps.signIn.user(cookie);
  const email = signedIn && (await deps.directory.user(signedIn.userId))?.email;
  if (email) return { userId: signedIn.userId, email };
  tellRefused({ kind: "session" }, request, deps);
  return undefined;
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
  return origin === undefined || origin === "null" || isSameHost(origin, host);
}

/** A key with the lock of each of its doors and its name, if anybody gave it one. */
export interface GuestKey {
  readonly record: TempKeyRecord;
  readonly doors: readonly { readonly id: number; readonly name: string | null; readonly lock: LockRecord }[];
}

export async function guestKey(uuid: string, { ledger }: Pick<RouteDeps, "ledger">): Promise<GuestKey | undefined> {
  const record = await ledger.read.tempKey(uuid);
  if (!record) return undefined;
  const locks = await ledger.read.locks(record.state.doors.map(({ lockId }) => lockId));
  const doors = record.state.doors.map(({ id, lockId }) => {
    const lock = locks.get(lockId);
    if (!lock) throw new Error(`the lock of a key is missing: ${lockId}`);
    return { id, name: record.labels[id] ?? lock.name, lock };
  });
  return { record, doors };
}

/** The name of whoever lends the door: its organisation, or else its owner; undefined where neither has one. */
export async function hostOf(
  { state }: LockRecord,
  { directory }: Pick<RouteDeps, "directory">,
): Promise<string | undefined> {
  const { orgId, ownerId } = state;
  const organization = orgId === null ? undefined : await directory.organization(orgId);
  const owner = organization?.name || ownerId === null ? undefined : await directory.user(ownerId);
  return organization?.name ?? owner?.name ?? undefined;
}
