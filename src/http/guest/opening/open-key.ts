import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { isAdmissionRefusal } from "../../../domain/refusals.ts";
import { AuthenticationError } from "../../../identity/tokens.ts";
import { formErrorAnswers } from "../../answers/error-answers.ts";
import { bodyWith } from "../../schemas.ts";
import { refusalError, statusOf } from "../../answers/errors.ts";
import { atOnce } from "../../requests/at-once.ts";
import { rememberRequests, seedOf } from "../../requests/idempotency.ts";
import { refuseUnknownParameters } from "../../requests/checks.ts";
import type { App, RouteDeps } from "../../app.ts";
import { wantsPage } from "../../pages/wants-page.ts";
import { guestUser, pathUuid, sendPage, sendTo } from "../guest.ts";
import { FORMS, LanguageChoice, seeOther } from "../../pages/schemas.ts";
import { DoorPath, GuestPath } from "../schemas.ts";
import { viewOf } from "../page/view.ts";
import { refusedPage } from "./refused-page.ts";

const Body = Type.Optional(
  bodyWith({
    intent: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9_-]{1,64}$",
        description: "One-time id of this opening: 1 to 64 letters, digits, _ or -",
        examples: ["5f2b8c1e"],
      }),
    ),
  }),
);

const schema = {
  description:
    "Takes one use and asks the lock to open. Redirects to the confirmation, which tells what became of it. The same intent again is the same opening. A public key needs no credentials; a key of named users needs the token of one of them, or the cookie of their sign-in.",
  tags: ["Guests"],
  security: [{}, { BearerAuth: [] }],
  consumes: FORMS,
  "x-optional-body": true,
  body: Body,
  response: { ...seeOther("The lock was asked; the page tells what became of it"), ...formErrorAnswers(401, 403, 409) },
};
/** The form may be left out. */
const preValidation = atOnce((request: { body: unknown }) => {
  request.body ??= {};
});
const config = { counts: "opening" } as const;

/** In a scope of their own: nothing else of the guest's is remembered. */
export function openKeyRoutes(app: App, deps: RouteDeps): void {
  // What is no key is told before anything of it is read or remembered.
  app.addHook(
    "onRequest",
    atOnce((request: FastifyRequest) => void pathUuid(request)),
  );
  rememberRequests(app, deps, async (request) => {
    const userId = (await guestUser(request, deps))?.userId ?? null;
    return { name: JSON.stringify(["guest", userId]), anonymous: userId === null };
  });
  refuseUnknownParameters(app, { lang: LanguageChoice });
  app.post(
    "/temp-keys/:uuid/open",
    {
      schema: { ...schema, operationId: "openTempKey", summary: "Open the first door of a key", params: GuestPath },
      preValidation,
      config,
    },
    async (request, reply) => open(request, reply, deps),
  );
  for (const [path, operationId] of [
    ["/temp-keys/:uuid/doors/:doorId/open", "openTempKeyDoor"],
    ["/collective-temp-keys/:uuid/doors/:doorId/open", "openCollectiveDoor"],
  ] as const) {
    app.post(
      path,
      {
        schema: { ...schema, operationId, summary: "Open one door of a key", params: DoorPath },
        preValidation,
        config,
      },
      async (request, reply) => open(request, reply, deps, Number(request.params.doorId)),
    );
  }
}

async function open(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: RouteDeps,
  door?: number,
): Promise<FastifyReply> {
  const { openings, pins, clock, limits } = deps;
  const { intent } = request.body as { readonly intent?: string };
  const tempKeyUuid = pathUuid(request);
  const guest = await guestUser(request, deps);
  const userId = guest?.userId;
  limits.key(tempKeyUuid, request.client, "opening");
  const answer = await openings.open({
    type: "openDoor",
    tempKeyUuid,
    method: "key",
    orderId: seedOf(request, clock),
    source: pins.sourceOf(request.client),
    ...(door !== undefined && { door }),
    ...(userId !== undefined && { userId }),
    ...(intent !== undefined && { intent }),
  });
  if (!answer.ok) {
    if (answer.reason === "unknown-key") limits.noKey(tempKeyUuid, request.client);
    const view = viewOf(request, deps.config);
    // What was sent is nobody's here.
    if (answer.reason === "user-required" && request.headers.authorization !== undefined && !wantsPage(request))
      throw new AuthenticationError("The key is for named users: send a bearer token of one of them", {
        reason: "missing",
      });
    if (!wantsPage(request) || !isAdmissionRefusal(answer.reason)) throw refusalError(answer);
    const asked = { tempKeyUuid, door, guest, isRepeat: answer.counted !== undefined };
    return sendPage(reply, statusOf(answer.reason), await refusedPage(answer.reason, asked, view, deps));
  }
  const { order } = answer;
  const location = `/temp-keys/${tempKeyUuid}/confirmation?door=${order.door}&order=${order.orderId}`;
  return sendTo(reply, viewOf(request, deps.config).link(location));
}
