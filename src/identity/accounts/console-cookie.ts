/** The cookie of the console's sessions. */

/** Its name, but for the prefix that it has on HTTPS. */
export const CONSOLE_COOKIE = "latchstring-console";

/** With the prefix, browsers take it from this very host alone, and only by HTTPS. */
export function consoleCookie(publicUrl: string): string {
  return publicUrl.startsWith("https:") ? `__Host-${CONSOLE_COOKIE}` : CONSOLE_COOKIE;
}

/** Whether a `Cookie` header may hold a session of the console. */
export function holdsConsoleSession(cookies: string): boolean {
  return cookies.includes(`${CONSOLE_COOKIE}=`);
}
