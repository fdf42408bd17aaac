/** The cookie of a browser that has left for a provider: only it can come back. */
import type { Config } from "../../config.ts";
import { AT_PROVIDER_MS } from "../../identity/accounts/providers.ts";
import { cookieIn, ownCookie } from "./own-cookie.ts";

const NAME = "latchstring-way";

type Where = Pick<Config, "publicUrl">;

export function wayCookie(where: Where, secret: string): string {
  return ownCookie(where, NAME, secret, AT_PROVIDER_MS / 1_000);
}

export function clearedWayCookie(where: Where): string {
  return ownCookie(where, NAME, "", 0);
}

/** @param cookies a `Cookie` header */
export function wayIn(cookies: string | undefined, where: Where): string | undefined {
  const secret = cookieIn(cookies, where, NAME);
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : undefined;
}
