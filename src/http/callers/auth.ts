/** Who is calling: an organisation by its API key, a user by a bearer token, or both. */
import { hash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Clock } from "../../clock.ts";
import type { Actor } from "../../domain/actor.ts";
import { canonicalUserId } from "../../domain/ids.ts";
import { hashApiKey } from "../../identity/api-keys.ts";
import type { AuthenticationErrorOptions } from "../../identity/authentication-error.ts";
import type { KeyHolder } from "../../identity/organization-keys.ts";
import type { Organizations } from "../../identity/organizations.ts";
import { AuthenticationError, type TokenVerifier, type VerifiedUser } from "../../identity/tokens.ts";
import { HttpError, INVALID_REQUEST } from "../answers/errors.ts";
import type { RefusedCredentials } from "./refused-credentials.ts";

export interface TokenDeps {
  readonly tokens: TokenVerifier;
}

export interface AuthDeps extends TokenDeps {
  readonly organizations: Pick<Organizations, "members" | "keys">;
  readonly clock: Clock;
}

/** Headers by which servers behind a gateway tell each other who is calling; from a client they are a forgery. */
const IDENTITY_HEADERS = [
  "x-org-id",
  "x-user-id",
  "x-organization-id",
  "x-owner-id",
  "x-partner-id",
  "x-tenant-id",
  "x-internal-auth",
];

/** @throws HttpError 400 naming every such header */
export function refuseIdentityHeaders(request: FastifyRequest): void {
  const { headers } = request;
  const sent = IDENTITY_HEADERS.filter((name) => headers[name] !== undefined);
  if (sent.length === 0) return;
  throw new HttpError(
    400,
    INVALID_REQUEST,
    sent.map((field) => ({ field, message: "is an internal header that clients may not send" })),
  );
}

/** Who calls, and whether they proved of late who they are. */
export interface Caller {
  readonly actor: Actor;
  /** When the person of a console's session last proved who they are; undefined where there is no session to ask of. */
  readonly provedAt?: number;
}

/**
 * The caller of an API request. When both credentials come, both must be valid; the organisation decides and the
 * user is recorded.
 *
 * @returns a promise only where something had to be waited for, which holders of API keys are not who were just seen
 * @throws AuthenticationError when there is none, or one that is not valid
 * @throws HttpError 403 for a token of somebody who may not act for its organisation
 */
export function callerOf(
  request: FastifyRequest,
  deps: AuthDeps,
  credentials: Pick<Credentials, "apiKey"> = credentialsOf(request),
): Caller | Promise<Caller> {
  const { apiKey } = credentials;
  if (apiKey === undefined || request.headers.authorization !== undefined) return bearerAsCaller(request, deps, apiKey);
  const holder = deps.organizations.keys.holder(apiKey, deps.clock.now());
  return holder instanceof Promise
    ? holder.then((found) => ({ actor: actorOf(found, undefined, deps) }))
    : { actor: actorOf(holder, undefined, deps) };
}

async function bearerAsCaller(request: FastifyRequest, deps: AuthDeps, apiKey: string | undefined): Promise<Caller> {
  const user = request.headers.authorization === undefined ? undefined : await bearerOf(request, deps);
  if (apiKey !== undefined) {
    const holder = await deps.organizations.keys.holder(apiKey, deps.clock.now());
    return { actor: actorOf(holder, user, deps) };
  }
  if (user === undefined) {
    const message = "Authentication required. Send a bearer token, an X-API-Key header, or both";
    throw new AuthenticationError(message, { reason: "missing" });
  }
  const { userId, organizationId, sessionId, authTime = 0 } = user;
  const actor =
    organizationId === undefined ? { kind: "user" as const, userId } : await memberOf(user, organizationId, deps);
  return { actor, ...(sessionId !== undefined && { provedAt: authTime }) };
}

function actorOf(holder: KeyHolder | undefined, user: VerifiedUser | undefined, deps: AuthDeps): Actor {
  if (!holder) throw new AuthenticationError("The API key is not valid", { kind: "api-key", reason: "unknown" });
  const { orgId, keyId, scopes, limits } = holder;
  if (user?.organizationId !== undefined && user.organizationId !== orgId)
    throw new HttpError(403, "The API key and the token are of different organisations");
  deps.organizations.keys.used(keyId, deps.clock.now());
  const recorded = { orgId, ...(user && { userId: user.userId }) };
  // What a key is not for, it is not for in an organisation that may act everywhere either.
  if (holder.super && scopes.includes("admin") && !limits) return { kind: "super", ...recorded };
  // Apart from keys that may do more, so that nobody is given what those were answered.
  return {
    kind: "organization",
    ...recorded,
    scopes,
    ...(limits && { limits }),
    ...((limits || holder.super) && { keyId }),
  };
}

/** Who acts for an organisation. @throws HttpError 403 where they may not any more */
export async function memberOf(
  { userId }: Pick<VerifiedUser, "userId">,
  orgId: string,
  deps: Pick<AuthDeps, "organizations" | "clock">,
): Promise<Actor> {
  const member = await deps.organizations.members.roleOf(orgId, userId, deps.clock.now());
  if (!member) throw new HttpError(403, "You are not a member of this organisation");
  if (member.paused) throw new HttpError(403, "Your membership is paused");
  return { kind: "member", orgId, userId, role: member.role };
}

/** Count a credential that was sent and is not good, once a request. */
export function tellRefused(
  { kind = "token", reason = "not-valid" }: AuthenticationErrorOptions,
  request: FastifyRequest,
  { credentials }: { readonly credentials: RefusedCredentials },
): void {
  if (reason === "missing" || told.has(request)) return;
  told.add(request);
  credentials.refused(kind, reason, request);
}

const told = new WeakSet<FastifyRequest>();

/** What brings an API key: every request's, and that of administration. */
export type KeyHeader = "x-api-key" | "x-admin-api-key";

/** The credentials that a request came with, as hashes. */
export interface Credentials {
  readonly apiKey: string | undefined;
  /** The same for the same credentials. */
  readonly name: string;
}

export function credentialsOf({ headers }: FastifyRequest, header: KeyHeader = "x-api-key"): Credentials {
  const { authorization } = headers;
  const apiKey = headers[header] === undefined ? undefined : hashApiKey(String(headers[header]));
  const bearer = authorization === undefined ? "" : ` ${hash("sha256", authorization, "base64url")}`;
  return { apiKey, name: `${apiKey ?? ""}${bearer}` };
}

/** By what a caller is counted. */
export function callerId(actor: Actor): string {
  if (actor.kind === "operator") return "operator";
  if (actor.kind === "user") return `user ${actor.userId}`;
  // Whatever one organisation's member may ask is counted, and remembered, apart from what they ask for another.
  if (actor.kind === "member") return `member ${JSON.stringify([actor.userId, actor.orgId])}`;
  const { orgId } = actor;
  const limitedTo = actor.kind === "organization" ? actor.keyId : undefined;
  return limitedTo === undefined ? `organization ${orgId}` : `key ${JSON.stringify([limitedTo, orgId])}`;
}

/**
 * The user of a bearer token, if one was sent. What is of another scheme is no credential of ours: a proxy in front may
 * ask for one of its own and pass it on.
 *
 * @throws AuthenticationError when one was sent that is not valid
 */
export async function userOf(request: FastifyRequest, deps: TokenDeps): Promise<string | undefined> {
  return (await bearerOf(request, deps))?.userId;
}

/** The same, with what a console's session says of itself. @throws AuthenticationError as `userOf` */
export async function bearerOf(request: FastifyRequest, deps: TokenDeps): Promise<VerifiedUser | undefined> {
  const { authorization } = request.headers;
  if (authorization === undefined || !/^Bearer(?: |$)/i.test(authorization)) return undefined;
  const match = /^Bearer +([^\s]+)$/i.exec(authorization);
  if (!match) {
    const message = "The Authorization header must be: Bearer <token>";
    throw new AuthenticationError(message, { reason: "not-valid", isForeign: true });
  }
  const user = await deps.tokens.verify(match[1]!);
  return { ...user, userId: canonicalUserId(user.userId) };
}
