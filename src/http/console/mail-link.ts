/** Signing in to the console by a link in a message. A guest's link is in another table, and leads elsewhere. */
import type { App, RouteDeps } from "../app.ts";
import { enter, sendPage } from "./console.ts";
import {
  addressOf,
  askPage,
  badLink,
  LINK_PATHS,
  noMailPage,
  refuseWithoutMail,
  sendLink,
  usePage,
} from "./mailed-links.ts";
import { viewOf } from "./page/view.ts";
import * as schemas from "./ways-schemas.ts";

const signsIn = { counts: "sign-in" } as const;
const USE = `${LINK_PATHS["sign-in"]}/sign-in`;

export function mailLinkRoutes(app: App, deps: RouteDeps): void {
  const { ways, letters, config } = deps;

  app.get("/account/link", { schema: schemas.showMailLink }, async (request, reply) => {
    const view = viewOf(request, config);
    const { token } = request.query;
    if (token === undefined)
      return sendPage(reply, 200, letters.canSend ? askPage(view, "sign-in", view.m.ways.mailLink) : noMailPage(view));
    const link = await ways.links.look("sign-in", token);
    if (!link) return badLink(request, reply, deps, "sign-in");
    return sendPage(reply, 200, usePage(view, USE, token, view.m.ways.useLink(link.email)));
  });

  app.post("/account/link", { schema: schemas.askForMailLink, config: signsIn }, async (request, reply) => {
    refuseWithoutMail(request, deps);
    if (!letters.canSend) return sendPage(reply, 409, noMailPage(viewOf(request, config)));
    const email = addressOf(request, reply, deps, (view, typed, problems) =>
      askPage(view, "sign-in", view.m.ways.mailLink, typed, problems),
    );
    if (email === undefined) return reply;
    const find = async () => {
      const userId = await ways.addresses.holder(email);
      return userId === undefined ? undefined : { userId, email };
    };
    return sendLink(request, reply, deps, { kind: "sign-in", email, find });
  });

  app.post(USE, { schema: schemas.useMailLink, config: signsIn }, async (request, reply) => {
    const link = await ways.links.spend("sign-in", request.body.token);
    if (!link) return badLink(request, reply, deps, "sign-in");
    return enter(request, reply, deps, link.userId);
  });
}
