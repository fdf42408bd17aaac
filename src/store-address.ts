/** How it is said where the data are. */
import { resolve } from "node:path";

export type StoreAddress =
  /** An absolute path. */
  | { readonly kind: "sqlite"; readonly file: string }
  /** A connection URI as libpq has it (https://www.postgresql.org/docs/current/libpq-connect.html); there may be a password in it. */
  | { readonly kind: "postgres"; readonly url: string };

/** @returns undefined for what is neither `sqlite:PATH` nor `postgres://user:password@host:5432/database` */
export function parseStoreAddress(text: string): StoreAddress | undefined {
  const path = /^sqlite:(?:\/\/(?=\/))?([^?#]+)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: "sqlite", file: resolve(path) };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.hostname || url.pathname.length < 2) return undefined;
  return { kind: "postgres", url: text };
}

/** For people and logs: without a password. */
export function nameOfStore(address: StoreAddress): string {
  if (address.kind === "sqlite") return address.file;
  const { hostname, port, pathname } = new URL(address.url);
  return `PostgreSQL at ${hostname}${port && `:${port}`}${pathname}`;
}
