/** Tokens that somebody else issues (an OpenID provider, a company's sign-in): checked against its published keys. */
import { createRemoteJWKSet, errors } from "jose";
import { createTokenCheck, IssuerUnavailableError, type TokenRules, type TokenVerifier } from "./tokens.ts";

export interface ExternalIssuerOptions extends TokenRules {
  /** Where the issuer publishes its keys (RFC 7517). */
  readonly jwksUrl: URL;
}

const FETCH_TIMEOUT_MS = 5_000;
/** After a fetch that failed, how long until the next one, in milliseconds. */
const FAILURE_PAUSE_MS = 1_000;

export function externalVerifier(options: ExternalIssuerOptions): TokenVerifier {
  const { jwksUrl, clock } = options;
  const remote = createRemoteJWKSet(jwksUrl, { timeoutDuration: FETCH_TIMEOUT_MS });
  let failedAt = Number.NEGATIVE_INFINITY;

  const verify = createTokenCheck(options, async (header, token) => {
    if (!remote.fresh && clock.now() - failedAt < FAILURE_PAUSE_MS) throw unavailable();
    try {
      return await remote(header, token);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      failedAt = clock.now();
      throw unavailable(error);
    }
  });

  return { verify, jwks: async () => null };
}

/** The keys came, and none of them fits this token. Anything else says that they did not come. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

function unavailable(cause?: unknown): IssuerUnavailableError {
  return new IssuerUnavailableError("The keys of the tokens' issuer cannot be fetched", { cause });
}
