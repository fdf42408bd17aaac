/** Who administers the server from elsewhere: a super key in its own header, and the token of who hosts it. */
import type { FastifyRequest } from "fastify";
import type { Directory } from "../../identity/directory.ts";
import { AuthenticationError } from "../../identity/tokens.ts";
import { HttpError } from "../answers/errors.ts";
import { type AuthDeps, bearerOf, type Caller, type Credentials } from "./auth.ts";

export interface AdministratorDeps extends AuthDeps {
  readonly directory: Pick<Directory, "isOperator">;
}

/**
 * @param credentials of that header
 * @throws AuthenticationError when one of the two is missing or not valid
 * @throws HttpError 403 when the key is not a super key, or the user does not host the server
 */
export async function administratorOf(
  request: FastifyRequest,
  deps: AdministratorDeps,
  { apiKey }: Pick<Credentials, "apiKey">,
): Promise<Caller> {
  const user = request.headers.authorization === undefined ? undefined : await bearerOf(request, deps);
  if (apiKey === undefined || user === undefined) {
    const message = "Send an X-Admin-API-Key header and the bearer token of who hosts the server";
    throw new AuthenticationError(message, { reason: "missing" });
  }
  const holder = await deps.organizations.keys.holder(apiKey, deps.clock.now());
  if (!holder) throw new AuthenticationError("The API key is not valid", { kind: "api-key", reason: "unknown" });
  if (!holder.super) throw new HttpError(403, "Only a super key may do this");
  const { userId, sessionId, authTime = 0 } = user;
  if (!(await deps.directory.isOperator(userId))) throw new HttpError(403, "Only who hosts the server may do this");
  deps.organizations.keys.used(holder.keyId, deps.clock.now());
  const actor = { kind: "super", orgId: holder.orgId, userId } as const;
  return { actor, ...(sessionId !== undefined && { provedAt: authTime }) };
}
