/** Tokens that somebody else issues (an OpenID provider, a company's sign-in): checked against its published keys. */
import { type Log, silentLog } from "../log.ts";
import { createJwkSet } from "./jwk-set.ts";
import { createTokenCheck, type TokenRules, type TokenVerifier } from "./tokens.ts";

/** What tokens of an issuer elsewhere must satisfy. */
export interface ExternalIssuerOptions extends TokenRules {
  /** Where the issuer publishes its keys (RFC 7517). */
  readonly jwksUrl: URL;
  /** Told of keys that are not believed. */
  readonly log?: Log;
}

/** Verifies tokens with the keys that the issuer publishes, fetched when needed. */
export function externalVerifier(options: ExternalIssuerOptions): TokenVerifier {
  const { jwksUrl, clock, log = silentLog } = options;
  const keys = createJwkSet({ url: jwksUrl, clock, log });
  return { verify: createTokenCheck(options, keys.keyOf, keys.now), jwks: async () => null };
}
