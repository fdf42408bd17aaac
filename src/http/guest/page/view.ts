/** What every page of one request needs: its language, its links, and the nonce of its policy. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { basePath, type Config } from "../../../config.ts";
import { newNonce, pageHeaders, pagePolicy } from "../../pages/headers.ts";
import { chosenLanguage, type Locale, localeOf } from "./locale.ts";

export interface View {
  readonly locale: Locale;
  /** Of the content security policy; style and script carry it. */
  readonly nonce: string;
  /** Where guests reach the server; no slash at the end. */
  readonly publicUrl: string;
  /**
   * This page without the language that was chosen, to choose another; where it answers a form, the key's own page, and
   * undefined where there is none.
   */
  readonly here: string | undefined;
  /** A link to one of the guest's pages, as a browser must ask for it, in the language that was chosen. */
  link(path: string): string;
  /** The same for what is in no language. */
  file(path: string): string;
}

/** What a request says of the page that it asks for. */
export type Asked = Pick<FastifyRequest, "url" | "method" | "headers"> & Partial<Pick<FastifyRequest, "view">>;

declare module "fastify" {
  interface FastifyRequest {
    /** Made when it is first asked for; see `viewOf`. */
    view: View | null;
  }
}

export function viewOf(request: Asked, { publicUrl }: Pick<Config, "publicUrl">): View {
  if (request.view) return request.view;
  const { path, search, chosen } = placeOf(request.url);
  const here = hereOf(request.method, path, search);
  const base = basePath({ publicUrl });
  const view: View = {
    locale: localeOf(chosen, request.headers["accept-language"]),
    nonce: newNonce(),
    publicUrl,
    here: here === undefined ? undefined : base + here,
    file: (path) => base + path,
    link: (path) => (chosen ? withLanguage(`${base}${path}`, chosen) : `${base}${path}`),
  };
  request.view = view;
  return view;
}

function placeOf(url: string) {
  const at = url.indexOf("?");
  if (at < 0) return { path: url, search: "", chosen: undefined };
  const query = new URLSearchParams(url.slice(at + 1));
  // Chats take the end of a sentence for a part of the link, and this is its last part.
  const asked = /^[a-z-]+/i.exec(query.get("lang") ?? "")?.[0];
  query.delete("lang");
  return { path: url.slice(0, at), search: query.toString(), chosen: chosenLanguage(asked) };
}

function hereOf(method: string, path: string, search: string): string | undefined {
  if (method !== "GET" && method !== "HEAD") return /^\/(collective-)?temp-keys\/[^/]+/.exec(path)?.[0];
  // Two slashes would lead to another host.
  return path.replace(/^[/\\]*/, "/") + (search === "" ? "" : `?${search}`);
}

export function withLanguage(path: string, language: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}lang=${language}`;
}

/** On every answer to a guest, errors and redirects included: nothing of it is for caches, frames or search engines. */
export function keepPrivate(reply: FastifyReply, view: View): void {
  reply.headers(privateHeaders(view));
}

const POLICY = pagePolicy(["manifest-src 'self'", "worker-src 'self'"]);

export function privateHeaders({ nonce }: View): Record<string, string> {
  return pageHeaders(POLICY, nonce, "no-referrer");
}
