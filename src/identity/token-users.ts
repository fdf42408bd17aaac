/** What the directory knows of users beside their tokens, and learns from those of an issuer elsewhere. */
import type { Clock } from "../clock.ts";
import { canonicalUserId } from "../domain/ids.ts";
import type { Directory } from "./directory.ts";
import { canonicalEmail } from "./email.ts";
import type { TokenUsers } from "./tokens.ts";

/** What the directory answers a verifier about a token's user, by the canonical form of their id. */
export function tokenUsers(directory: Directory, clock: Clock): TokenUsers {
  return {
    tokensEndedBefore: (userId) => directory.tokensEndedBefore(canonicalUserId(userId)),
    async addressProven(userId, given, issuedAt) {
      const email = canonicalEmail(given);
      // A token that does not say when it was issued comes before all others.
      const at = Math.max(1, Math.floor(issuedAt));
      if (email !== undefined) await directory.proveAddress(canonicalUserId(userId), email, at, clock.now());
    },
  };
}

/** Void every token that was issued up to now. */
export async function endTokensNow(directory: Directory, userId: string, now: number): Promise<void> {
  await directory.endTokens(userId, Math.floor(now / 1_000) + 1);
}
