/** The port of signing in: by a link that is sent to a user's e-mail address, and then by a cookie. */

/** How long a link is good, in milliseconds. */
export const LINK_MS = 15 * 60_000;
/** How long a phone stays signed in, in milliseconds; however often it is used, it is not longer. */
export const SESSION_MS = 30 * 86_400_000;

/** The port of signing a guest in on one phone, by a link. */
export interface SignIn {
  /**
   * The secret of a link that signs the user of this address in, once, within `LINK_MS`. For an address of no user it
   * is made as well, and takes as long; it signs nobody in.
   *
   * @param email as `canonicalEmail` gives it
   * @throws StoreUnavailableError
   */
  createLink(email: string): Promise<string>;
  /**
   * Spend a link. That somebody has read the message shows that the address is theirs.
   *
   * @returns `Set-Cookie` headers; undefined when the link is unknown, was used, or is too old
   * @throws StoreUnavailableError nothing is spent
   */
  redeem(secret: string): Promise<readonly string[] | undefined>;
  /**
   * The user whose cookie this is; undefined when it is nobody's, or too old.
   *
   * @param cookies a `Cookie` header
   */
  user(cookies: string): Promise<SignedIn | undefined>;
  /** End the session of a cookie. @returns `Set-Cookie` headers that take the cookie away */
  signOut(cookies: string): Promise<readonly string[]>;
  /** End all sessions of a user, on every phone, and links that were not used. @returns how many sessions there were */
  signOutEverywhere(userId: string): Promise<number>;
  close(): Promise<void>;
}

export const COOKIE_PREFIX = "latchstring";

/** Whether a `Cookie` header may hold a session: other cookies may be there that a proxy has set. */
export function holdsSession(cookies: string): boolean {
  return cookies.includes(`${COOKIE_PREFIX}.`);
}

/** Whom a session belongs to. */
export interface SignedIn {
  readonly userId: string;
  readonly email: string;
}

/** The whole link. @param key the UUID of the key to come back to */
export function signInLink(publicUrl: string, secret: string, key?: string): string {
  return `${publicUrl}/sign-in?token=${secret}${key === undefined ? "" : `&key=${key}`}`;
}
