/**
 * The port of accounts: people who use the console. Every method throws StoreUnavailableError when the store cannot be
 * asked, and nothing is done then. Times are in milliseconds since the epoch.
 */

import type { VerifiedUser } from "../tokens.ts";

/** How long a session lasts, in milliseconds; however often it is used, it is not longer. */
export const CONSOLE_SESSION_MS = 30 * 86_400_000;
/** After how long without use it ends, where an organisation of its user asks for that. */
export const SHORT_SESSION_MS = 12 * 3_600_000;
/** Characters: a shorter one is guessed (NIST SP 800-63B, section 3.1.1.2), and a longer one is no password. */
export const PASSWORD_LENGTH = { least: 12, most: 256 } as const;
/** How long a token of a session is good. */
export const SESSION_TOKEN_MS = 5 * 60_000;
/** How long a link that sets up an account is good. */
export const SET_UP_LINK_MS = 86_400_000;
/** Accounts: their sessions, passwords, and the links by which they are set up. */
export interface Accounts {
  readonly sessions: ConsoleSessions;
  readonly passwords: Passwords;
  readonly setUps: SetUps;
  readonly newcomers: Newcomers;
  readonly tokens: SessionTokens;
  close(): Promise<void>;
}

/** One browser in which somebody is signed in to the console. */
export interface ConsoleSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly email: string | null;
  readonly name: string | null;
  /** Hosts the server: may make organisations. */
  readonly isOperator: boolean;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** When its user last proved who they are. */
  readonly provedAt: number;
  readonly expiresAt: number;
  /** As the browser names itself; empty where it does not. */
  readonly userAgent: string;
}

/** What a browser sends along when somebody signs in. */
export interface Visit {
  /** A `Cookie` header: the session that it holds is ended, so that nobody is signed in by an id that was there before. */
  readonly cookies?: string | undefined;
  readonly userAgent?: string | undefined;
  /** When they proved who they are, where it was elsewhere and not just now. */
  readonly provedAt?: number | undefined;
}

/** The port of sessions of the console. */
export interface ConsoleSessions {
  /**
   * A new session of somebody who has just proved who they are.
   *
   * @returns `Set-Cookie` headers with it
   */
  begin(userId: string, visit: Visit): Promise<{ readonly sessionId: string; readonly cookies: readonly string[] }>;
  /** The session of a `Cookie` header; undefined when it is nobody's, a guest's, or over. That it was seen is noted. */
  of(cookies: string): Promise<ConsoleSession | undefined>;
  /** The user of a session; undefined when it is over. */
  user(sessionId: string): Promise<string | undefined>;
  /** Those that last, the one that was seen last first. */
  list(userId: string): Promise<readonly ConsoleSession[]>;
  /** The user has proved who they are again. */
  prove(sessionId: string): Promise<void>;
  /** @returns whether it was the user's, and lasted */
  end(userId: string, sessionId: string): Promise<boolean>;
  /** @param except stays @returns how many there were */
  endAll(userId: string, except?: string): Promise<number>;
  /** End the session of a cookie. @returns `Set-Cookie` headers that take the cookie away */
  signOut(cookies: string): Promise<readonly string[]>;
}

/** What becomes of a password before it is kept. */
export interface PasswordHashing {
  hash(password: string): Promise<string>;
  verify(of: { readonly hash: string; readonly password: string }): Promise<boolean>;
}

/** The port of passwords: scrypt, with the same work for whoever there is and is not. */
export interface Passwords {
  /** Whether it is a good one, whoever asks for it has looked. */
  set(userId: string, password: string): Promise<void>;
  has(userId: string): Promise<boolean>;
  /**
   * @param email as `canonicalEmail` gives it
   * @returns the user of both; undefined when there is none
   */
  check(email: string, password: string): Promise<string | undefined>;
  checkOf(userId: string, password: string): Promise<boolean>;
}

/**
 * What a set-up link is for: the account of who hosts the server, or a new way in for somebody. Whoever hosts it gets
 * their first organisation with it, or the one that is there for them already.
 */
export type SetUp =
  | { readonly kind: "operator"; readonly orgId?: string }
  | { readonly kind: "way-in"; readonly userId: string; readonly email: string };

/** The port of set-up links: one for whoever has the machine, good once, and of a kind one at a time. */
export interface SetUps {
  /** Whether somebody hosts the server by an account already. */
  hasOperator(): Promise<boolean>;
  /** Whether there is one that was not used and is not over. */
  isPending(): Promise<boolean>;
  /** @returns the link's secret; earlier ones for the same are void */
  create(setUp: SetUp): Promise<string>;
  /** What a link is for; undefined when it is unknown, was used, or is over. Spends nothing. */
  look(secret: string): Promise<SetUp | undefined>;
  /**
   * Spend a link for the operator's account. An address that somebody was known by already stays theirs.
   *
   * @param account.email as `canonicalEmail` gives it
   * @returns the user; undefined as for `look`, and "taken" where that address has an account: then nothing is spent
   */
  makeOperator(
    secret: string,
    account: { readonly email: string; readonly name: string; readonly password: string },
  ): Promise<{ readonly userId: string } | "taken" | undefined>;
  /** Spend a link for a way in: sets the password and ends all sessions. @returns the user; undefined as for `look` */
  setWayIn(secret: string, password: string): Promise<{ readonly userId: string } | undefined>;
}

/** The port of accounts for those who were let in by somebody else. */
export interface Newcomers {
  /**
   * An account with a password. Who has shown that the address is theirs is whom the directory knows by it. Of anybody
   * else it is kept as what they say: they sign in with it, and nothing that is meant for its reader is theirs.
   *
   * @param newcomer.userId the same for the same newcomer, however often they ask at once
   * @param newcomer.email as `canonicalEmail` gives it
   * @returns the user; "taken" where somebody has an account with that address: then nothing is done
   */
  make(newcomer: {
    readonly userId: string;
    readonly email: string;
    readonly isProven: boolean;
    readonly name: string;
    readonly password: string;
  }): Promise<{ readonly userId: string } | "taken">;
}

/** The port of the short tokens by which a session calls the API. */
export interface SessionTokens {
  /**
   * @param organizationId for which the user is to act; whether they may, is asked when they do
   * @returns a token that is good until then, and never longer than the session
   */
  sign(
    session: Pick<ConsoleSession, "sessionId" | "userId" | "provedAt" | "expiresAt">,
    organizationId?: string,
  ): Promise<{ readonly token: string; readonly expiresAt: number }>;
  isOne(token: string): boolean;
  /** @throws AuthenticationError when it is not good, or its session is over: seen within half a second */
  verify(token: string): Promise<VerifiedUser>;
  /** Look at every session again: some were ended here. */
  forget(): void;
}

/** The whole link. @param publicUrl without a slash at the end */
export function setUpLink(publicUrl: string, secret: string): string {
  return `${publicUrl}/account/set-up?token=${secret}`;
}
