/**
 * Ending one kind of mail by the link in it, without signing in: a page with a button, because mail is read by scanners too,
 * and the same as one POST for mail programs (RFC 8058). No cookie counts here, so it may come from any site.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { Unsubscribing } from "../../member-notices/choices.ts";
import { formErrorAnswers, guestErrorAnswers } from "../answers/error-answers.ts";
import { invalidField } from "../answers/errors.ts";
import type { App, RouteDeps } from "../app.ts";
import { html } from "../pages/html.ts";
import { LanguageChoice, pageAnswers } from "../pages/schemas.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { sendPage } from "./console.ts";
import { form } from "./page/form.ts";
import { layout, messagePage } from "./page/layout.ts";
import { viewOf } from "./page/view.ts";

const PATH = "/account/notices/stop";
const shared = {
  tags: ["Notices"],
  security: [{}],
  querystring: Type.Object({
    token: Type.String({
      pattern: "^[\\w.-]{1,2000}$",
      description: "What the link in the mail carries; good for ever, for one person and one kind of mail",
      examples: ["WyI4YzFkMmUzZiIsIm9yZzphY21lIiwib3BlbmVkIl0.c2lnbmF0dXJl"],
    }),
    lang: LanguageChoice,
  }),
};
const show = {
  ...shared,
  operationId: "showStopNotices",
  summary: "What a link in a mail would end",
  description: "Changes nothing.",
  response: { ...pageAnswers("The page"), ...guestErrorAnswers(429) },
};
const stop = {
  ...shared,
  operationId: "stopNotices",
  summary: "End one kind of mail",
  description:
    "As mail programs send it (RFC 8058, `List-Unsubscribe=One-Click`) and the page's own button: the link is all that it takes. A repeat changes nothing.",
  consumes: ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"],
  response: { ...pageAnswers("It is done"), ...formErrorAnswers(429) },
};

export function stopNoticesRoutes(app: App, deps: RouteDeps): void {
  const { config, unsubscribe } = deps;

  app.get(PATH, { schema: show }, async (request, reply) => {
    const { token, lang } = request.query;
    const of = await read(request, token);
    const view = viewOf(request, config);
    if (!of) return badLink(request, reply);
    const { ask, kinds } = view.m.stopNotices;
    const query = new URLSearchParams({ token, ...(lang !== undefined && { lang }) });
    const written = form(view, { action: view.file(`${PATH}?${query}`), fields: [], submit: ask.submit });
    const main = html`<p>${ask.next}</p>
      <p><strong>${kinds[of.kind]}</strong></p>
      ${written}`;
    return sendPage(reply, 200, layout(view, { title: ask.title, main }));
  });

  app.post(PATH, { schema: stop, config: { counts: "sign-in" } }, async (request, reply) => {
    const of = await read(request, request.query.token);
    if (!of) return badLink(request, reply);
    await unsubscribe.end(of);
    const view = viewOf(request, config);
    const { done, kinds, choose } = view.m.stopNotices;
    const more = html`<p><strong>${kinds[of.kind]}</strong></p>
      <p><a href="${view.file("/console/notices")}">${choose}</a></p>`;
    return sendPage(reply, 200, messagePage(view, done, more));
  });

  /** Guessing is bounded by where it comes from. @throws HttpError 429 */
  async function read(request: FastifyRequest, token: string): Promise<Unsubscribing | undefined> {
    deps.limits.guesses(request.client);
    const of = await unsubscribe.read(token);
    if (of) return of;
    deps.limits.address(request.client, "credential");
    deps.credentials.refused("sign-in-link", "not-valid", request);
    return undefined;
  }

  function badLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    if (!wantsPage(request)) throw invalidField("token", "is of no link that was mailed");
    return sendPage(reply, 400, messagePage(viewOf(request, config), viewOf(request, config).m.stopNotices.bad));
  }
}
