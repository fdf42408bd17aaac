/** What every page of one request needs: its language, its links, and the nonce of its policy. */
import type { FastifyReply, FastifyRequest } from "fastify";
import Negotiator from "negotiator";
import { basePath, type Config } from "../../../config.ts";
import { newNonce, pageHeaders, pagePolicy } from "../../pages/headers.ts";
import { de } from "../messages/de.ts";
import { en } from "../messages/en.ts";
import type { Messages } from "../messages/messages.ts";

const CATALOGUES = { en, de } as const;
export type Language = keyof typeof CATALOGUES;
export const LANGUAGES = Object.keys(CATALOGUES) as Language[];
const MAX_HEADER = 300;

export interface View {
  readonly language: Language;
  /** The one that the address names. */
  readonly chosen: Language | undefined;
  readonly m: Messages;
  /** Of the content security policy; style and script carry it. */
  readonly nonce: string;
  /** This page in that language; undefined where it answers a form. */
  inLanguage(language: Language): string | undefined;
  /** A link to one of the console's pages, as a browser must ask for it, in the language that was chosen. */
  link(path: string): string;
  /** One that somebody gave, as `ownPath` does: in the language that was chosen, where it is a page of the console. */
  onward(path: string): string;
  /** The same for what is in no language. */
  file(path: string): string;
  /** "3 minutes ago" for a time that was; "in 3 minutes" for one that will be, at least one minute. */
  when(ms: number): string;
}

export function messagesIn(language: Language): Messages {
  return CATALOGUES[language];
}

const views = new WeakMap<FastifyRequest, View>();

export function viewOf(request: FastifyRequest, config: Pick<Config, "publicUrl">): View {
  const known = views.get(request);
  if (known) return known;
  const { url, method, headers } = request;
  const at = url.indexOf("?");
  const query = new URLSearchParams(at < 0 ? "" : url.slice(at + 1));
  const chosen = LANGUAGES.find((one) => one === query.get("lang"));
  query.delete("lang");
  const accepted = headers["accept-language"]?.slice(0, MAX_HEADER);
  const wanted = new Negotiator({ headers: { "accept-language": accepted } }).language(LANGUAGES);
  const language = chosen ?? LANGUAGES.find((one) => one === wanted) ?? "en";
  const base = basePath(config);
  const here = base + (at < 0 ? url : url.slice(0, at)).replace(/^[/\\]*/, "/");
  const relative = new Intl.RelativeTimeFormat(language);
  const view: View = {
    language,
    chosen,
    m: CATALOGUES[language],
    nonce: newNonce(),
    inLanguage(other) {
      if (method !== "GET" && method !== "HEAD") return undefined;
      query.set("lang", other);
      return `${here}?${query.toString()}`;
    },
    file: (path) => base + path,
    onward(path) {
      const [, address, anchor] = /^([^#]*)(.*)$/s.exec(path)!;
      if (!chosen || !path.startsWith(`${base}/account/`) || /[?&]lang=/.test(address!)) return path;
      return withLanguage(address!, chosen) + anchor!;
    },
    link: (path) => base + (chosen ? withLanguage(path, chosen) : path),
    when(ms) {
      const [size, unit] = UNITS.find(([least]) => Math.abs(ms) >= least) ?? MINUTE;
      return relative.format(ms < 0 ? Math.ceil(ms / size) || -1 : Math.max(1, Math.ceil(ms / size)), unit);
    },
  };
  views.set(request, view);
  return view;
}

function withLanguage(path: string, language: Language): string {
  return `${path}${path.includes("?") ? "&" : "?"}lang=${language}`;
}

const MINUTE = [60_000, "minute"] as const;
const UNITS = [[86_400_000, "day"], [3_600_000, "hour"], MINUTE] as const;

const POLICY = pagePolicy([]);

/** On every answer, errors and redirects included. A form of ours says where it comes from, and nobody else is told. */
export function keepPrivate(reply: FastifyReply, { nonce }: View): void {
  reply.headers(pageHeaders(POLICY, nonce, "same-origin"));
}
