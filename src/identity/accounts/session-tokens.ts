/**
 * Short tokens that a session of the console gets for the API, so that API routes never look at a cookie. They are
 * always our own, whoever issues users' other tokens, and told apart by their first part.
 */
import { createSecretKey, hash, type KeyObject } from "node:crypto";
import * as errors from "jose/errors";
import { SignJWT } from "jose/jwt/sign";
import { jwtVerify } from "jose/jwt/verify";
import { LRUCache } from "lru-cache";
import type { Clock } from "../../clock.ts";
import { AuthenticationError, LOOK_MS, type TokenVerifier, type VerifiedUser } from "../tokens.ts";
import { SESSION_TOKEN_MS, type SessionTokens } from "./accounts.ts";

const MAX_LENGTH = 4_096;
const MAX_CACHED = 10_000;
const HEADER = { alg: "HS256", typ: "latchstring-session+jwt" } as const;
/** Of every one of them, and of nobody else's. */
const BEGINNING = `${Buffer.from(JSON.stringify(HEADER)).toString("base64url")}.`;

/** What tokens of sessions stand on. */
export interface SessionTokensOptions {
  /** 32 bytes. */
  readonly key: () => Promise<Buffer>;
  /** Whose a session is, as long as it lasts. */
  readonly userOf: (sessionId: string) => Promise<string | undefined>;
  readonly clock: Clock;
}

interface Remembered {
  readonly user: VerifiedUser & { readonly sessionId: string };
  readonly expiresAt: number;
  lookedAt: number;
}

/** Tokens signed and checked with one key (HMAC with SHA-256), which nobody but this server's processes has. */
export function createSessionTokens({ key, userOf, clock }: SessionTokensOptions): SessionTokens {
  const good = new LRUCache<string, Remembered>({ maxSize: MAX_CACHED, sizeCalculation: () => 1 });
  let loading: Promise<KeyObject> | undefined;
  const secret = () =>
    (loading ??= key().then(createSecretKey, (error: unknown) => {
      loading = undefined;
      throw error;
    }));

  async function check(token: string): Promise<Remembered> {
    if (token.length > MAX_LENGTH) throw notValid();
    const now = clock.now();
    try {
      const { payload } = await jwtVerify(token, await secret(), {
        algorithms: [HEADER.alg],
        typ: HEADER.typ,
        currentDate: new Date(now),
        requiredClaims: ["sub", "exp"],
      });
      const { sub, exp, sid, org, auth_time: authTime } = payload;
      if (sub === undefined || exp === undefined || typeof sid !== "string" || typeof authTime !== "number")
        throw notValid();
      const user = { userId: sub, sessionId: sid, authTime: authTime * 1_000 };
      return {
        user: typeof org === "string" ? { ...user, organizationId: org } : user,
        expiresAt: exp * 1_000,
        lookedAt: Number.NEGATIVE_INFINITY,
      };
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      if (error instanceof errors.JWTExpired) throw expired(error);
      throw notValid(error);
    }
  }

  return {
    async sign({ sessionId, userId, provedAt, expiresAt }, organizationId) {
      const issuedAt = Math.floor(clock.now() / 1_000);
      const until = Math.min(issuedAt + SESSION_TOKEN_MS / 1_000, Math.floor(expiresAt / 1_000));
      const claims = { sid: sessionId, auth_time: Math.floor(provedAt / 1_000) };
      const token = await new SignJWT(organizationId === undefined ? claims : { ...claims, org: organizationId })
        .setProtectedHeader(HEADER)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(until)
        .sign(await secret());
      return { token, expiresAt: until * 1_000 };
    },
    isOne: (token) => token.startsWith(BEGINNING),
    async verify(token) {
      const name = hash("sha256", token, "base64");
      const known = good.get(name) ?? (await check(token));
      const now = clock.now();
      if (now >= known.expiresAt) throw expired();
      if (!(now >= known.lookedAt && now - known.lookedAt < LOOK_MS)) {
        if ((await userOf(known.user.sessionId)) !== known.user.userId) {
          good.delete(name);
          throw new AuthenticationError("The session was ended; sign in again", { kind: "session", reason: "ended" });
        }
        known.lookedAt = now;
        good.set(name, known);
      }
      return known.user;
    },
    forget: () => good.clear(),
  };
}

/** A verifier of all bearer tokens: those of sessions, and whatever `others` knows. */
export function withSessionTokens(others: TokenVerifier, sessions: SessionTokens): TokenVerifier {
  return {
    verify: async (token) => (sessions.isOne(token) ? sessions.verify(token) : others.verify(token)),
    jwks: () => others.jwks(),
  };
}

function notValid(cause?: unknown): AuthenticationError {
  return new AuthenticationError("The token is not valid", { cause, reason: "not-valid" });
}

function expired(cause?: unknown): AuthenticationError {
  return new AuthenticationError("The token has expired; get another one for the session", {
    cause,
    reason: "expired",
  });
}
