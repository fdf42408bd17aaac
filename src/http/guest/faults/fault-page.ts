/** An error as a page for a browser, in the guest's language, and as the published body for programs. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../../../config.ts";
import { describeFault, sendError, toHttpError } from "../../answers/errors.ts";
import { keyInPath, PAGE_HEADERS, sendPage } from "../guest.ts";
import type { Contact } from "../../../presentation/presentation.ts";
import { helpBlock } from "../door/help.ts";
import { wantsPage } from "../../pages/wants-page.ts";
import { html } from "../../pages/html.ts";
import { askAgain, type Frame, messagePage, type Shown } from "../page/layout.ts";
import { repairedLink } from "./repair-link.ts";
import { type Asked, keepPrivate, privateHeaders, type View, viewOf } from "../page/view.ts";
import { counted } from "../page/outcome-texts.ts";

/** What comes of a link that was damaged on its way. */
const DAMAGED = new Set([400, 404, 414]);

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/** @param waitMs until it may be tried again */
function faultWords({ locale }: View, status: number, waitMs?: number): Shown {
  const { m } = locale;
  const wait = waitMs !== undefined && { next: counted(m.againIn, waitMs, locale) };
  if (status === 401) return { ...m.signInAgain, tone: "wait" };
  if (status === 404 || status === 414 || status === 421) return { ...m.refusals["unknown-key"], tone: "bad" };
  if (status === 429) return { ...m.tooManyTries, ...wait, tone: "wait" };
  if (status === 503) return { ...m.tooBusy, ...wait, tone: "wait" };
  return status < 500 ? { ...m.badRequest, tone: "bad" } : { ...m.fault, tone: "bad" };
}

interface FaultOptions {
  readonly frame?: Frame;
  /** Whom to ask. */
  readonly contacts?: readonly Contact[];
  /** Whether what does not exist is a page, unless the client takes JSON only: as published for guests' pages. */
  readonly isPage?: boolean;
}

/** Leads to the right page where the link can be repaired, and else says what is wrong. */
export function sendFault(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  config: Pick<Config, "publicUrl">,
  { frame = {}, contacts = [], isPage = false }: FaultOptions = {},
): FastifyReply {
  const { status } = toHttpError(error);
  const takesPage = wantsPage(request);
  const takesOther = takesPage || !request.headers.accept?.includes("application/json");
  const repaired = DAMAGED.has(status) && isRead(request.method) && takesOther ? repairedLink(request.url) : undefined;
  const view = viewOf(request, config);
  // Programs, previews of links among them, are told what is wrong with a query.
  const isDamaged = (link: string) =>
    takesPage ? view.link(link) !== view.file(request.url) : pathIn(link) !== pathIn(request.url);
  if (repaired !== undefined && isDamaged(repaired)) {
    keepPrivate(reply, view);
    return reply.code(302).header("location", view.link(repaired)).serializer(String).send("");
  }
  if (!takesPage && !(isPage && status === 404 && request.method !== "POST" && takesOther)) {
    if (isPage) keepPrivate(reply, view);
    return sendError(request, reply, error);
  }
  keepPrivate(reply, view); // what is refused before a route is reached has not got this yet
  const { retryAfter } = describeFault(request, reply, error).options;
  const inPath = keyInPath(request);
  const key = request.method === "POST" || status === 405 ? inPath : undefined;
  const waitMs = (status === 429 || status === 503) && retryAfter !== undefined ? retryAfter * 1_000 : undefined;
  // Where it is asked for again by itself: never what only a form may ask for.
  const then = isRead(request.method) ? request.url : inPath && `/temp-keys/${inPath}`;
  const again = waitMs !== undefined && then !== undefined ? askAgain(waitMs, view.link(then)) : undefined;
  const help = html`${helpBlock(view, { contacts, first: "call" })} ${again}`;
  return sendPage(reply, status, messagePage(view, faultWords(view, status, waitMs), { key, help }, frame));
}

function pathIn(url: string): string | undefined {
  return url.split("?", 1)[0];
}

/** A browser's answer to what could not be read as HTTP: there is no request yet, but perhaps its head. */
export function malformedPage(head: string, status: number, config: Pick<Config, "publicUrl">): FaultPage | undefined {
  const header = (name: string) => new RegExp(`^${name}: *(.*?) *\r?$`, "im").exec(head)?.[1];
  const asked: Asked = {
    method: "POST", // nobody knows what was asked for, so the page does not lead there
    url: "/",
    headers: { accept: header("accept"), "accept-language": header("accept-language") },
  };
  const view = viewOf(asked, config);
  // Not every client encodes what was copied with a link.
  const repaired = repairedLink(/^GET (.*) HTTP\/1\.[01]\r?\n/.exec(head)?.[1] ?? "");
  if (repaired !== undefined)
    return { status: 302, headers: { ...privateHeaders(view), location: view.link(repaired) }, page: "" };
  if (!wantsPage(asked)) return undefined;
  const page = messagePage(view, faultWords(view, status));
  return { status, headers: { ...privateHeaders(view), ...PAGE_HEADERS }, page };
}

interface FaultPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly page: string;
}
