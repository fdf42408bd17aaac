/** Bearer tokens: what every issuer's verifier promises, and the checks that all of them share. */
import { hash } from "node:crypto";
import type { JWTPayload, JWTVerifyGetKey } from "jose";
import * as errors from "jose/errors";
import { decodeJwt } from "jose/jwt/decode";
import { jwtVerify } from "jose/jwt/verify";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import { AuthenticationError } from "./authentication-error.ts";

export { AuthenticationError };

/** The port of bearer tokens. */
export interface TokenVerifier {
  /**
   * @throws AuthenticationError when the token is not good, for whatever reason
   * @throws IssuerUnavailableError when it cannot be known now
   */
  verify(token: string): Promise<VerifiedUser>;
  /** The public keys by which others can check our tokens (RFC 7517); null when they are issued elsewhere. */
  jwks(): Promise<object | null>;
}

/** Whom a good token says to be calling. */
export interface VerifiedUser {
  readonly userId: string;
  /** The organisation that they act for; of a session of the console only. */
  readonly organizationId?: string;
  /** The session of the console that the token was made for. */
  readonly sessionId?: string;
  /** When they last proved who they are, in milliseconds since the epoch; of a session of the console only. */
  readonly authTime?: number;
}

/** The issuer's keys could not be fetched, so nothing can be said about a token. */
export class IssuerUnavailableError extends Error {
  override readonly name = "IssuerUnavailableError";
}

/** What a token must satisfy (RFC 7519, RFC 8725). */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** Signature algorithms (RFC 7518, RFC 8037) that are believed; all of them asymmetric. */
  readonly algorithms: readonly string[];
  readonly clock: Clock;
  readonly users?: TokenUsers;
}

/** What is known of users beside their tokens. */
export interface TokenUsers {
  /** Tokens that were issued before this are void, in seconds since the epoch; undefined where none are. */
  tokensEndedBefore(userId: string): Promise<number | undefined>;
  /** A good token says that its issuer has made sure of the user's address. Called when a token is first seen. */
  addressProven?(userId: string, email: string, issuedAt: number): Promise<void>;
}

/** The keys by which tokens are checked, as they are now. */
export interface KeysNow {
  /** Another one once a key is there no more. */
  readonly version: number;
  /** What was checked with them must be checked again then, in milliseconds since the epoch. */
  readonly until: number;
}

/** As long as all headers of a request together may be. */
const MAX_TOKEN_LENGTH = 16_384;
const MAX_SUBJECT_LENGTH = 255;
const MAX_CACHED = 10_000;
/** A key that its issuer has withdrawn is believed for at most this long. */
export const MAX_CACHED_MS = 600_000;
/** How soon it is looked at again whether a user's tokens were ended, in milliseconds. */
export const LOOK_MS = 500;
/** How far the issuer's clock may be ahead of ours, in seconds. */
const AHEAD_S = 30;
/** The last second that is a time (ECMA-262, Time Values). */
const MAX_TIME_S = 8.64e12;
/** RFC 7519, section 5.1, and RFC 9068: other kinds of tokens that an issuer signs are for something else. */
const TYPES: ReadonlySet<string> = new Set(["jwt", "at+jwt"]);

/**
 * A check of tokens (RFC 7519, RFC 8725) that remembers the good ones until they expire: a signature takes a
 * quarter of a millisecond, a look into a map nothing.
 *
 * @param keysNow asked for every token; where it is not given, keys never change
 */
export function createTokenCheck(
  rules: TokenRules,
  keyOf: JWTVerifyGetKey,
  keysNow: () => Promise<KeysNow> = async () => FIXED,
): TokenVerifier["verify"] {
  const { clock, users } = rules;
  const cache = new LRUCache<string, Remembered>({ maxSize: MAX_CACHED, sizeCalculation: () => 1 });

  async function refuseEnded({ userId, issuedAt }: Checked): Promise<void> {
    const endedBefore = await users?.tokensEndedBefore(userId);
    if (endedBefore !== undefined && !(issuedAt !== undefined && issuedAt >= endedBefore))
      throw new AuthenticationError("The token was ended; get another one", { reason: "ended" });
  }

  return async (token) => {
    const name = hash("sha256", token, "base64");
    const { version } = await keysNow();
    const known = cache.get(name);
    if (known !== undefined) {
      const now = clock.now();
      if (now < known.until && version === known.version) {
        if (!(now >= known.lookedAt && now - known.lookedAt < LOOK_MS)) {
          await refuseEnded(known);
          known.lookedAt = now;
        }
        return known.user;
      }
      cache.delete(name);
    }
    const lookedAt = clock.now();
    const checked = await check(token, rules, keyOf);
    await refuseEnded(checked);
    const { userId, expiresAt, email, issuedAt } = checked;
    if (email !== undefined) await users?.addressProven?.(userId, email, issuedAt ?? 0);
    const user = { userId };
    const keys = await keysNow();
    // It was checked with keys that may be there no more.
    if (keys.version !== version) return user;
    const until = Math.min(expiresAt, keys.until, clock.now() + MAX_CACHED_MS);
    cache.set(name, { ...checked, user, until, lookedAt, version });
    return user;
  };
}

const FIXED: KeysNow = { version: 0, until: Number.POSITIVE_INFINITY };

interface Checked extends VerifiedUser {
  /** In milliseconds since the epoch. */
  readonly expiresAt: number;
  /** In seconds since the epoch; undefined where the token does not say. */
  readonly issuedAt: number | undefined;
  /** The address that its issuer has made sure of. */
  readonly email: string | undefined;
}

interface Remembered extends Checked {
  readonly user: VerifiedUser;
  readonly until: number;
  readonly version: number;
  lookedAt: number;
}

async function check(token: string, rules: TokenRules, keyOf: JWTVerifyGetKey): Promise<Checked> {
  if (token.length > MAX_TOKEN_LENGTH) throw notValid("The token is too long");
  refuseForeign(token, rules.issuer);
  const { issuer, audience, algorithms, clock } = rules;
  const now = clock.now();
  let fault: unknown;
  try {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      async (...asked) => {
        try {
          return await keyOf(...asked);
        } catch (error) {
          if (!(error instanceof errors.JOSEError)) fault = error;
          throw error;
        }
      },
      {
        issuer,
        audience,
        algorithms: [...algorithms],
        currentDate: new Date(now),
        clockTolerance: AHEAD_S,
        requiredClaims: ["sub", "exp"],
      },
    );
    // No extension is known here; the library knows one, which is not for tokens (RFC 7797, section 7).
    if (protectedHeader.crit !== undefined) throw notValid("The token has a header that is not understood");
    refuseOtherType(protectedHeader.typ);
    return readClaims(payload, now);
  } catch (error) {
    if (error === fault || error instanceof AuthenticationError) throw error;
    // Whatever else a token makes of the library: it is the token that is odd.
    throw error instanceof errors.JOSEError ? explain(error) : notValid("The token is not valid", error);
  }
}

/** What another server issued is no try to be somebody here: a proxy in front may have put it there. */
function refuseForeign(token: string, issuer: string): void {
  let iss: unknown;
  try {
    ({ iss } = decodeJwt(token));
  } catch (cause) {
    throw new AuthenticationError("The token is not valid", { cause, reason: "not-valid", isForeign: true });
  }
  if (iss === issuer) return;
  const message = iss === undefined ? "The token has no iss" : "The token's iss is not the one that is expected";
  throw new AuthenticationError(message, { reason: "not-valid", isForeign: true });
}

function refuseOtherType(typ: unknown): void {
  if (typ === undefined) return;
  if (typeof typ === "string" && TYPES.has(typ.toLowerCase().replace(/^application\//, ""))) return;
  throw notValid("The token's typ is not one that says who is calling");
}

function readClaims({ sub, exp, iat, email, email_verified }: JWTPayload, now: number): Checked {
  if (typeof sub !== "string" || sub.length === 0 || sub.length > MAX_SUBJECT_LENGTH || !isPlainText(sub))
    throw notValid(`The token's sub must be 1 to ${MAX_SUBJECT_LENGTH} characters, none of them control characters`);
  if (exp === undefined || exp > MAX_TIME_S) throw notValid("The token's exp is not a time");
  // Nobody's clock makes a token last longer.
  if (exp * 1_000 <= now) throw expired();
  if (iat !== undefined && iat * 1_000 > now + AHEAD_S * 1_000) throw notYetValid("iat");
  const proven = email_verified === true && typeof email === "string" ? email : undefined;
  return { userId: sub, expiresAt: exp * 1_000, issuedAt: iat, email: proven };
}

/** Whether every store keeps it as it is. What could not be decoded has become U+FFFD, whatever it was. */
function isPlainText(text: string): boolean {
  return text.isWellFormed() && !/[\p{Cc}\uFFFD]/u.test(text);
}

/** What is wrong, for the caller: of signatures and keys no more than that they do not fit. */
function explain(error: errors.JOSEError): AuthenticationError {
  if (error instanceof errors.JWTExpired) return expired(error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "nbf" && error.reason === "check_failed") return notYetValid("nbf", error);
    return error.reason === "missing"
      ? notValid(`The token has no ${error.claim}`, error)
      : notValid(`The token's ${error.claim} is not the one that is expected`, error);
  }
  if (error instanceof errors.JOSEAlgNotAllowed)
    return notValid("The token is signed in a way that is not accepted", error);
  return notValid("The token is not valid", error);
}

function notValid(message: string, cause?: unknown): AuthenticationError {
  return new AuthenticationError(message, { cause, reason: "not-valid" });
}

function expired(cause?: unknown): AuthenticationError {
  return new AuthenticationError("The token has expired", { cause, reason: "expired" });
}

function notYetValid(claim: string, cause?: unknown): AuthenticationError {
  const message = `The token is not valid yet (${claim}); the clocks may differ`;
  return new AuthenticationError(message, { cause, reason: "not-yet-valid" });
}
