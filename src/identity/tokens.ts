/** Bearer tokens: what every issuer's verifier promises, and the checks that all of them share. */
import { errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { Clock } from "../clock.ts";

export interface TokenVerifier {
  /**
   * @throws AuthenticationError when the token is not good, for whatever reason
   * @throws IssuerUnavailableError when it cannot be known now
   */
  verify(token: string): Promise<VerifiedUser>;
  /** The public keys by which others can check our tokens (RFC 7517); null when they are issued elsewhere. */
  jwks(): Promise<object | null>;
}

interface VerifiedUser {
  readonly userId: string;
}

/** The caller's credential is missing or not good. The message may be shown to the caller. */
export class AuthenticationError extends Error {
  override readonly name = "AuthenticationError";
}

/** The issuer's keys could not be fetched, so nothing can be said about a token. */
export class IssuerUnavailableError extends Error {
  override readonly name = "IssuerUnavailableError";
}

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** Signature algorithms (RFC 7518, RFC 8037) that are believed; all of them asymmetric. */
  readonly algorithms: readonly string[];
  readonly clock: Clock;
}

const MAX_TOKEN_LENGTH = 8_192;
const MAX_SUBJECT_LENGTH = 255;
const MAX_CACHED = 10_000;
const MAX_CACHED_LENGTH = 2_048;
/** A key that its issuer has withdrawn is believed for at most this long. */
const MAX_CACHED_MS = 600_000;

/**
 * A check of tokens (RFC 7519, RFC 8725) that remembers the good ones until they expire: a signature takes a
 * quarter of a millisecond, a look into a map nothing.
 */
export function createTokenCheck(rules: TokenRules, keyOf: JWTVerifyGetKey): TokenVerifier["verify"] {
  const { clock } = rules;
  const cache = new Map<string, { readonly user: VerifiedUser; readonly until: number }>();

  return async (token) => {
    const known = cache.get(token);
    if (known !== undefined) {
      if (clock.now() < known.until) return known.user;
      cache.delete(token);
    }
    const { userId, expiresAt } = await check(token, rules, keyOf);
    const user = { userId };
    if (token.length <= MAX_CACHED_LENGTH) {
      if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value!);
      cache.set(token, { user, until: Math.min(expiresAt, clock.now() + MAX_CACHED_MS) });
    }
    return user;
  };
}

async function check(
  token: string,
  { issuer, audience, algorithms, clock }: TokenRules,
  keyOf: JWTVerifyGetKey,
): Promise<VerifiedUser & { readonly expiresAt: number }> {
  if (token.length > MAX_TOKEN_LENGTH) throw new AuthenticationError("The token is too long");
  try {
    const { payload } = await jwtVerify(token, keyOf, {
      issuer,
      audience,
      algorithms: [...algorithms],
      currentDate: new Date(clock.now()),
      requiredClaims: ["sub", "exp"],
    });
    const { sub, exp } = payload;
    if (typeof sub !== "string" || sub.length === 0 || sub.length > MAX_SUBJECT_LENGTH || sub.includes("\0")) {
      throw new AuthenticationError(`The token's sub must be 1 to ${MAX_SUBJECT_LENGTH} characters, none of them NUL`);
    }
    return { userId: sub, expiresAt: exp! * 1000 };
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new AuthenticationError(explain(error), { cause: error });
    throw error;
  }
}

/** What is wrong, for the caller: of signatures and keys no more than that they do not fit. */
function explain(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return "The token has expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.reason === "missing"
      ? `The token has no ${error.claim}`
      : `The token's ${error.claim} is not the one that is expected`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return "The token is signed in a way that is not accepted";
  return "The token is not valid";
}
