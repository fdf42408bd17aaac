/** Links that are sent to an account's address: a new password, signing in, another address. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { canonicalEmail } from "../../identity/email.ts";
import { LINK_TTL_MS, type LinkKind, type SentLink } from "../../identity/accounts/sent-links.ts";
import { HttpError, invalidField } from "../answers/errors.ts";
import type { RouteDeps } from "../app.ts";
import { html } from "../pages/html.ts";
import { mailOf } from "../pages/letter.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { sendPage, sendTo } from "./console.ts";
import * as account from "./new-account.ts";
import { form, type Problems } from "./page/form.ts";
import { layout, messagePage } from "./page/layout.ts";
import { type View, viewOf } from "./page/view.ts";

/** Where each kind of link leads. */
export const LINK_PATHS: Readonly<Record<LinkKind, string>> = {
  reset: "/account/reset",
  "sign-in": "/account/link",
  address: "/account/address",
};

const LETTERS = { reset: "reset", "sign-in": "mailLink", address: "address" } as const;

interface Asking {
  readonly title: string;
  readonly next: string;
  readonly submit: string;
}

/** A page with one field for an address. */
export function askPage(view: View, kind: LinkKind, asking: Asking, email = "", problems: Problems = {}): string {
  const { title, next, submit } = asking;
  const fields = [{ ...account.emailField(view, email), autofocus: true }];
  const written = form(view, { action: view.link(LINK_PATHS[kind]), fields, submit, problems });
  const wrong = Object.keys(problems).length > 0 ? view.m.wrong : undefined;
  return layout(view, {
    title,
    wrong,
    main: html`<p>${next}</p>
      ${written}`,
  });
}

/** A page with a button: mail is read by scanners too, so what the link leads to spends nothing. */
export function usePage(view: View, action: string, token: string, asking: Asking): string {
  const { title, next, submit } = asking;
  const written = form(view, { action: view.link(action), fields: [], hidden: { token }, submit });
  return layout(view, {
    title,
    main: html`<p>${next}</p>
      ${written}`,
  });
}

/** What helps on a server without a mail server. */
export function noMailPage(view: View): string {
  const { ways, backToSignIn } = view.m;
  const back = html`<p class="others">
    <a href="${view.link("/account/recovery")}">${ways.byCode}</a>
    <a href="${view.link("/account/sign-in")}">${backToSignIn}</a>
  </p>`;
  return messagePage(view, ways.noMail, back);
}

/**
 * Send a link later, whatever the address is: neither the answer nor its time says whether there is an account.
 *
 * @param email as `canonicalEmail` gives it
 * @param find whose link it is; undefined for nobody's, which is made all the same
 * @throws HttpError 429 where that mailbox was written to too often
 */
export async function sendLink(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: RouteDeps,
  of: { readonly kind: LinkKind; readonly email: string; readonly find: () => Promise<SentLink | undefined> },
): Promise<FastifyReply> {
  const { letters, limits, ways, config } = deps;
  const { kind, email, find } = of;
  const view = viewOf(request, config);
  await limits.mail("account", email, request.client);
  const minutes = LINK_TTL_MS[kind] / 60_000;
  letters.later(request, "A link for an account", async () => {
    const link = await find();
    const secret = await ways.links.create(kind, link);
    if (!link) return undefined;
    const { subject, before, after } = view.m.ways.letters[LETTERS[kind]];
    // In the language of the page that asked, whatever the mail is read with.
    const url = `${config.publicUrl}${LINK_PATHS[kind]}?token=${secret}&lang=${view.language}`;
    const label = kind === "sign-in" ? view.m.ways.useLink(email).submit : subject;
    return mailOf(email, subject, {
      language: view.language,
      title: subject,
      before: [before],
      action: { label, url },
      after: [after(minutes)],
    });
  });
  return sendTo(reply, view.link(`/account/sent?minutes=${minutes}`));
}

/** The address of a form; undefined after it was answered that it is none. */
export function addressOf(
  request: FastifyRequest<{ Body: { readonly email: string } }>,
  reply: FastifyReply,
  deps: RouteDeps,
  page: (view: View, email: string, problems: Problems) => string,
): string | undefined {
  const typed = request.body.email.trim();
  const email = canonicalEmail(typed);
  if (email !== undefined) return email;
  const problem = typed === "" ? "required" : "email";
  if (!wantsPage(request)) throw account.invalidFields({ email: problem });
  sendPage(reply, 400, page(viewOf(request, deps.config), typed, { email: problem }));
  return undefined;
}

/** What was opened is no link that is good; it is told where guesses are looked for. */
export function badLink(request: FastifyRequest, reply: FastifyReply, deps: RouteDeps, kind: LinkKind): FastifyReply {
  deps.credentials.refused("sign-in-link", "not-valid", request);
  if (!wantsPage(request)) throw invalidField("token", "is of a link that was used, or ended");
  const view = viewOf(request, deps.config);
  const again = html`<p>
    <a href="${view.link(LINK_PATHS[kind])}">${view.m.ways[LETTERS[kind] === "address" ? "byMail" : "forgotten"]}</a>
  </p>`;
  return sendPage(reply, 400, messagePage(view, view.m.ways.badLink, kind === "address" ? undefined : again));
}

/** @throws HttpError 409: nothing is sent from here */
export function refuseWithoutMail(request: FastifyRequest, { letters }: RouteDeps): void {
  if (!letters.canSend && !wantsPage(request)) throw new HttpError(409, "This server sends no mail");
}
