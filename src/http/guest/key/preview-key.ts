/**
 * A key's page as its guest sees it, for whoever manages the key: within a page of this server only, with nothing that
 * could be done in it. Whoever looks is known by the console's cookie; the guest's own page goes into no frame.
 */
import Type, { type Static } from "typebox";
import type { FastifyRequest } from "fastify";
import { type Actor, isEntitled } from "../../../domain/actor.ts";
import { refusalOf } from "../../../domain/permissions.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App } from "../../app.ts";
import { LanguageChoice } from "../../pages/schemas.ts";
import type { GuestDeps } from "../faults/remembered.ts";
import { type GuestKey, guestKey, pathUuid, sendPage } from "../guest.ts";
import { viewOf } from "../page/view.ts";
import { GuestPath } from "../schemas.ts";
import { stillPageOf } from "./show-key.ts";

const Colour = Type.Optional(Type.String({ pattern: "^#[0-9a-fA-F]{6}$" }));
const Query = Type.Object({
  lang: LanguageChoice,
  /** For which whoever looks acts; left out where the locks are their own. */
  organizationId: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  /** Of a brand that is tried, in the place of what is kept. */
  name: Type.Optional(Type.String({ maxLength: 120 })),
  accent: Colour,
  background: Colour,
});

/** Scripting is on for how the page is laid out, and there is no script that may run. */
const POLICY = [
  "default-src 'none'",
  "img-src 'self' data:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  "sandbox allow-scripts",
].join("; ");

export function previewKeyRoute(app: App, deps: GuestDeps): void {
  app.get(
    "/temp-keys/:uuid/preview",
    { schema: { hide: true, params: GuestPath, querystring: Query } },
    async (request, reply) => {
      const found = await guestKey(pathUuid(request), deps);
      await requireManager(request, request.query, found, deps);
      if (!found) throw new HttpError(404, "Temporary key not found");
      const view = viewOf(request, deps.config);
      reply.header("content-security-policy", `${POLICY}; style-src 'nonce-${view.nonce}'`);
      return sendPage(reply, 200, await stillPageOf(found, request.query, view, deps));
    },
  );
}

/** @throws HttpError 401, 403; 404 for a key that is not theirs, as for none */
async function requireManager(
  { headers: { cookie } }: FastifyRequest,
  { organizationId }: Static<typeof Query>,
  found: GuestKey | undefined,
  { accounts, organizations, clock }: GuestDeps,
): Promise<void> {
  const session = cookie === undefined ? undefined : await accounts.sessions.of(cookie);
  if (!session) throw new HttpError(401, "Sign in first");
  const { userId } = session;
  let actor: Actor = { kind: "user", userId };
  if (organizationId !== undefined) {
    const member = await organizations.members.roleOf(organizationId, userId, clock.now());
    if (!member || member.paused) throw new HttpError(403, "You may not act for this organisation");
    actor = { kind: "member", orgId: organizationId, userId, role: member.role };
  }
  const refusal = refusalOf("changeKey", actor);
  if (refusal !== undefined) throw new HttpError(403, refusal);
  if (!found?.doors.every(({ lock }) => isEntitled(actor, lock.state)))
    throw new HttpError(404, "Temporary key not found");
}
