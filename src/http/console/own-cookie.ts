/** Cookies of the console beside that of its sessions. */
import { basePath, type Config } from "../../config.ts";

type Where = Pick<Config, "publicUrl">;

function isSecure({ publicUrl }: Where): boolean {
  return publicUrl.startsWith("https:");
}

/** With the prefix, browsers take it from this very host alone, and only by HTTPS. */
function nameAt(where: Where, name: string): string {
  return isSecure(where) ? `__Host-${name}` : name;
}

/**
 * A `Set-Cookie` header.
 *
 * @param seconds how long the browser keeps it; 0 to take it away
 * @param beneath which pages read it
 */
export function ownCookie(where: Where, name: string, value: string, seconds: number, beneath = "/account/"): string {
  // With the prefix its path is all; without, what is served beside this is not ours.
  const path = isSecure(where) ? "/" : basePath(where) + beneath;
  const secure = isSecure(where) ? "; Secure" : "";
  return `${nameAt(where, name)}=${value}; Max-Age=${seconds}; Path=${path}; HttpOnly; SameSite=Lax${secure}`;
}

/** @param cookies a `Cookie` header */
export function cookieIn(cookies: string | undefined, where: Where, name: string): string | undefined {
  const begins = `${nameAt(where, name)}=`;
  const found = cookies?.split(";").find((one) => one.trim().startsWith(begins));
  return found?.trim().slice(begins.length);
}
