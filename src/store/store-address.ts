/** How it is said where the data are. */
import { resolve } from "node:path";

/** Where the data are. */
export type StoreAddress =
  /** An absolute path. */
  | { readonly kind: "sqlite"; readonly file: string }
  /** A connection URI as libpq has it (https://www.postgresql.org/docs/current/libpq-connect.html); there may be a password in it. */
  | { readonly kind: "postgres"; readonly url: string };

/**
 * @returns undefined for what is neither `sqlite:PATH` nor `postgres://user:password@host:5432/database`; a UNIX socket's
 *   folder is the host, as `postgres://user@/database?host=/run/postgresql` or percent-encoded in its place
 */
export function parseStoreAddress(text: string): StoreAddress | undefined {
  const path = /^sqlite:(?:\/\/(?=\/))?([^?#]+)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: "sqlite", file: resolve(path) };
  const url = postgresUrl(text);
  // What an unescaped password leaves where the database should be named would be told in messages.
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !hostOf(url) || !/^\/[^/@]+$/.test(url.pathname))
    return undefined;
  return { kind: "postgres", url: text };
}

/** For people and logs: without a password. */
export function nameOfStore(address: StoreAddress): string {
  if (address.kind === "sqlite") return address.file;
  const url = postgresUrl(address.url)!;
  const port = url.searchParams.get("port") ?? url.port;
  return `PostgreSQL at ${hostOf(url)}${port && `:${port}`}${url.pathname}`;
}

/** A user without a host is good for libpq, and not for the URL standard. */
function postgresUrl(text: string): URL | undefined {
  if (URL.canParse(text)) return new URL(text);
  const withHost = text.replace("@/", `@${NOWHERE}/`);
  return URL.canParse(withHost) ? new URL(withHost) : undefined;
}

const NOWHERE = "nowhere.invalid";

function hostOf({ searchParams, hostname }: URL): string {
  if (searchParams.get("host")) return searchParams.get("host")!;
  return hostname === NOWHERE ? "" : decodeURIComponent(hostname);
}
