/** Who looks at a preview, and at which key: somebody who is signed in to the console, as its cookie says. */
import type { FastifyRequest } from "fastify";
import type { Actor } from "../../../domain/actor.ts";
import { isEntitledToEach } from "../../../domain/entitlement.ts";
import { type Operation, refusalOf } from "../../../domain/permissions.ts";
import { HttpError } from "../../answers/errors.ts";
import type { GuestDeps } from "../faults/remembered.ts";
import { type GuestKey, guestKey, pathUuid } from "../guest.ts";

/** What every preview's policy has: only a page of this server shows it, and nothing in it can be done. */
export const PREVIEW_POLICY = [
  "default-src 'none'",
  "img-src 'self' data:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  // Scripting is on for how the page is laid out, and there is no script that may run.
  "sandbox allow-scripts",
].join("; ");

/**
 * @param organizationId for which they act; undefined where the locks are their own
 * @param operation that they may do who may look
 * @throws HttpError 401, 403
 */
export async function lookingAs(
  { headers: { cookie } }: FastifyRequest,
  organizationId: string | undefined,
  operation: Operation,
  { accounts, organizations, clock }: GuestDeps,
): Promise<Actor> {
  const session = cookie === undefined ? undefined : await accounts.sessions.of(cookie);
  if (!session) throw new HttpError(401, "Sign in first");
  const { userId } = session;
  let actor: Actor = { kind: "user", userId };
  if (organizationId !== undefined) {
    const member = await organizations.members.roleOf(organizationId, userId, clock.now());
    if (!member || member.paused) throw new HttpError(403, "You may not act for this organisation");
    actor = { kind: "member", orgId: organizationId, userId, role: member.role };
  }
  const refusal = refusalOf(operation, actor);
  if (refusal !== undefined) throw new HttpError(403, refusal);
  return actor;
}

/** The key in the path, for whoever manages it. @throws HttpError 401, 403; 404 where it is not theirs, as for no key */
export async function managedGuestKey(
  request: FastifyRequest,
  organizationId: string | undefined,
  operation: Operation,
  deps: GuestDeps,
): Promise<GuestKey> {
  const found = await guestKey(pathUuid(request), deps);
  const actor = await lookingAs(request, organizationId, operation, deps);
  const locks = found?.doors.map(({ lock }) => lock.state) ?? [];
  if (!found || !isEntitledToEach(actor, locks)) throw new HttpError(404, "Temporary key not found");
  return found;
}
