/** Another address for an account: a message goes to the new one, and the one from before is told. */
import { HttpError } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { html } from "../pages/html.ts";
import { mailOf } from "../pages/letter.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { requireSession, sendPage } from "./console.ts";
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
import { messagePage } from "./page/layout.ts";
import { viewOf } from "./page/view.ts";
import * as schemas from "./ways-schemas.ts";

const signsIn = { counts: "sign-in" } as const;
const CONFIRM = `${LINK_PATHS.address}/confirm`;

export function addressRoutes(app: App, deps: RouteDeps): void {
  const { ways, letters, limits, directory, config } = deps;

  app.get("/account/address", { schema: schemas.showAddress }, async (request, reply) => {
    const view = viewOf(request, config);
    const { token } = request.query;
    if (token !== undefined) {
      const link = await ways.links.look("address", token);
      if (!link) return badLink(request, reply, deps, "address");
      return sendPage(reply, 200, usePage(view, CONFIRM, token, view.m.ways.useAddress(link.email)));
    }
    const session = await requireSession(request, reply, deps, { fresh: true });
    if (!session) return reply;
    if (!letters.canSend) return sendPage(reply, 200, noMailPage(view));
    return sendPage(reply, 200, askPage(view, "address", view.m.ways.address(session.email ?? "—")));
  });

  app.post("/account/address", { schema: schemas.askForAddress, config: signsIn }, async (request, reply) => {
    const session = await requireSession(request, reply, deps, { fresh: true });
    if (!session) return reply;
    refuseWithoutMail(request, deps);
    if (!letters.canSend) return sendPage(reply, 409, noMailPage(viewOf(request, config)));
    const email = addressOf(request, reply, deps, (view, typed, problems) =>
      askPage(view, "address", view.m.ways.address(session.email ?? "—"), typed, problems),
    );
    if (email === undefined) return reply;
    // Whoever has an account must not write to mailboxes of others by it.
    await limits.mail("another address", session.userId, request.client);
    const find = async () => ({ userId: session.userId, email });
    return sendLink(request, reply, deps, { kind: "address", email, find });
  });

  // Whoever reads that mailbox has the link, and need not be signed in here: the account's owner asked for it.
  app.post(CONFIRM, { schema: schemas.useAddress, config: signsIn }, async (request, reply) => {
    const view = viewOf(request, config);
    const link = await ways.links.spend("address", request.body.token);
    if (!link) return badLink(request, reply, deps, "address");
    const before = (await directory.user(link.userId))?.email;
    if (!(await ways.addresses.change(link.userId, link.email))) {
      if (!wantsPage(request)) throw new HttpError(409, "Somebody else has this address");
      return sendPage(reply, 409, messagePage(view, view.m.ways.addressTaken));
    }
    if (before !== null && before !== undefined && before !== link.email) {
      const { subject, text } = view.m.ways.letters.addressChanged;
      const said = text(masked(link.email)).split("\n\n");
      const mail = mailOf(before, subject, { language: view.language, title: subject, before: said });
      letters.later(request, "A message about an address", async () => mail);
    }
    const back = html`<p><a href="${view.link("/account/ways")}">${view.m.ways.page.title}</a></p>`;
    return sendPage(reply, 200, messagePage(view, view.m.ways.addressChanged, back));
  });
}

/** Enough to know it again, and too little for whoever reads the old mailbox to write to it. */
function masked(email: string): string {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, 1)}…${email.slice(at)}`;
}
