/** The cookie of a browser that has left for a provider: only it can come back. */
import { basePath, type Config } from "../../config.ts";
import { AT_PROVIDER_MS } from "../../identity/accounts/providers.ts";

const NAME = "latchstring-way";

type Where = Pick<Config, "publicUrl">;

function isSecure({ publicUrl }: Where): boolean {
  return publicUrl.startsWith("https:");
}

/** With the prefix, browsers take it from this very host alone, and only by HTTPS. */
function nameAt(where: Where): string {
  return isSecure(where) ? `__Host-${NAME}` : NAME;
}

function cookie(where: Where, value: string, seconds: number): string {
  // With the prefix its path is all; without, what is served beside this is not ours.
  const path = isSecure(where) ? "/" : `${basePath(where)}/account/`;
  const secure = isSecure(where) ? "; Secure" : "";
  return `${nameAt(where)}=${value}; Max-Age=${seconds}; Path=${path}; HttpOnly; SameSite=Lax${secure}`;
}

export function wayCookie(where: Where, secret: string): string {
  return cookie(where, secret, AT_PROVIDER_MS / 1_000);
}

export function clearedWayCookie(where: Where): string {
  return cookie(where, "", 0);
}

/** @param cookies a `Cookie` header */
export function wayIn(cookies: string | undefined, where: Where): string | undefined {
  const begins = `${nameAt(where)}=`;
  const found = cookies?.split(";").find((one) => one.trim().startsWith(begins));
  const secret = found?.trim().slice(begins.length);
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : undefined;
}
