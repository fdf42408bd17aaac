/** An error as a page of the console, and as the published body for programs. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../../config.ts";
import { describeFault, sendError, toHttpError } from "../answers/errors.ts";
import { html } from "../pages/html.ts";
import { wantsPage } from "../pages/wants-page.ts";
import { sendPage } from "./console.ts";
import { backToSignIn, messagePage } from "./page/layout.ts";
import { keepPrivate, type View, viewOf } from "./page/view.ts";

/** Whether a request is about the console's pages, be there one or not. */
export function isOfConsole({ url }: Pick<FastifyRequest, "url">): boolean {
  return /^\/(?:(?:account|console)(?:[/?]|$)|\?|$)/.test(url);
}

export function sendConsoleFault(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  config: Pick<Config, "publicUrl">,
): FastifyReply {
  const view = viewOf(request, config);
  keepPrivate(reply, view);
  if (!wantsPage(request)) return sendError(request, reply, error);
  const { retryAfter } = describeFault(request, reply, error).options;
  const { status } = toHttpError(error);
  const said = wordsOf(view, status);
  const again =
    retryAfter === undefined ? undefined : html`<p>${view.m.faults.againIn(view.when(retryAfter * 1_000))}</p>`;
  return sendPage(reply, status, messagePage(view, said, html`${again}${backToSignIn(view)}`));
}

function wordsOf({ m: { faults } }: View, status: number) {
  if (status === 404 || status === 405 || status === 421) return faults.notFound;
  if (status === 403) return faults.otherSite;
  if (status === 429) return faults.tooMany;
  if (status === 503) return faults.busy;
  return status < 500 ? faults.bad : faults.fault;
}
