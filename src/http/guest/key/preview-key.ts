/**
 * A key's page as its guest sees it, for whoever manages the key: within a page of this server only, with nothing that
 * could be done in it. Whoever looks is known by the console's cookie; the guest's own page goes into no frame.
 */
import Type from "typebox";
import type { App } from "../../app.ts";
import { LanguageChoice } from "../../pages/schemas.ts";
import type { GuestDeps } from "../faults/remembered.ts";
import { sendPage } from "../guest.ts";
import { viewOf } from "../page/view.ts";
import { GuestPath } from "../schemas.ts";
import { managedGuestKey, PREVIEW_POLICY } from "./looking-as.ts";
import { stillPageOf } from "./show-key.ts";

const Query = Type.Object({
  lang: LanguageChoice,
  /** For which whoever looks acts; left out where the locks are their own. */
  organizationId: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
});

export function previewKeyRoute(app: App, deps: GuestDeps): void {
  app.get(
    "/temp-keys/:uuid/preview",
    { schema: { hide: true, params: GuestPath, querystring: Query } },
    async (request, reply) => {
      const found = await managedGuestKey(request, request.query.organizationId, "changeKey", deps);
      const view = viewOf(request, deps.config);
      reply.header("content-security-policy", `${PREVIEW_POLICY}; style-src 'nonce-${view.nonce}'`);
      return sendPage(reply, 200, await stillPageOf(found, view, deps));
    },
  );
}
