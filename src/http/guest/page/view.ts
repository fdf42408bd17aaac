/** What every page of one request needs: its language, its links, and the nonce of its policy. */
import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { basePath, type Config } from "../../../config.ts";
import { isLanguage, type Locale, localeOf } from "./locale.ts";

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
export type Asked = Pick<FastifyRequest, "url" | "method" | "headers">;

const views = new WeakMap<Asked, View>();

export function viewOf(request: Asked, { publicUrl }: Pick<Config, "publicUrl">): View {
  const known = views.get(request);
  if (known) return known;
  const [path = "", search = ""] = request.url.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  // Chats take the end of a sentence for a part of the link, and this is its last part.
  const asked = /^[a-z-]+/i.exec(query.get("lang") ?? "")?.[0];
  const chosen = isLanguage(asked) ? asked : undefined;
  query.delete("lang");
  const here = hereOf(request.method, path, query.toString());
  const base = basePath({ publicUrl });
  const view: View = {
    locale: localeOf(chosen, request.headers["accept-language"]),
    nonce: randomBytes(16).toString("base64url"),
    publicUrl,
    here: here === undefined ? undefined : base + here,
    file: (path) => base + path,
    link: (path) => (chosen ? withLanguage(`${base}${path}`, chosen) : `${base}${path}`),
  };
  views.set(request, view);
  return view;
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

export function privateHeaders({ nonce }: View): Record<string, string> {
  return {
    "content-security-policy": [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      `script-src 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "connect-src 'self'",
      "manifest-src 'self'",
      "worker-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "x-content-type-options": "nosniff",
    vary: "accept-language, accept-encoding",
  };
}
