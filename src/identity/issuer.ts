/** The server's own issuer of tokens: EdDSA over Ed25519, its keys in one file that several processes share. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { stat } from "node:fs/promises";
import * as errors from "jose/errors";
import { calculateJwkThumbprint } from "jose/jwk/thumbprint";
import { SignJWT } from "jose/jwt/sign";
import type { Clock } from "../clock.ts";
import { type SecretFormat, openSecrets, requireSecrets, replaceSecrets } from "../secrets/secret-file.ts";
import { createTokenCheck, IssuerUnavailableError, LOOK_MS, type TokenUsers, type TokenVerifier } from "./tokens.ts";

/** Signs tokens (JWT, RFC 7519, with EdDSA) and verifies its own. */
export interface Issuer {
  /**
   * @param request.userId 1 to 255 characters
   * @param request.ttlSeconds whole seconds, 1 to `MAX_TTL_SECONDS`
   * @returns the token, and when it expires in milliseconds since the epoch
   * @throws RangeError for anything else
   */
  sign(request: { readonly userId: string; readonly ttlSeconds: number }): Promise<SignedToken>;
  readonly verifier: TokenVerifier;
  /**
   * Sign with a new key from now on. Tokens of the old one stay good until they expire, unless they are to end `now`.
   *
   * @returns the new key's id
   */
  rotate(options?: { readonly now?: boolean }): Promise<string>;
}

interface SignedToken {
  readonly token: string;
  readonly expiresAt: number;
}

/** Where the signing keys are kept, and what tokens say. */
export interface IssuerOptions {
  readonly file: string;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  readonly users?: TokenUsers;
}

/** Ed25519 (RFC 8037); `x` and `d` in base64url. Times in milliseconds since the epoch. */
interface IssuerKeys {
  readonly signing: { readonly kid: string; readonly x: string; readonly d: string; readonly createdAt: number };
  /** Keys that sign no more; their tokens are good until `until`. The private half is gone. */
  readonly retired: readonly { readonly kid: string; readonly x: string; readonly until: number }[];
}

const FORMAT: SecretFormat<IssuerKeys> = {
  what: "an issuer's keys",
  parse(value) {
    const { signing, retired } = value as Partial<IssuerKeys>;
    if (!signing || !Array.isArray(retired)) throw new TypeError("parts are missing");
    for (const part of [signing.kid, signing.x, signing.d]) {
      if (typeof part !== "string") throw new TypeError("the signing key is not whole");
    }
    keysById({ signing, retired });
    return { signing, retired };
  },
};

/** 30 days. A key that was replaced is needed for as long as its last token may live. */
export const MAX_TTL_SECONDS = 30 * 86_400;
/** Open the issuer, making its keys when there are none yet. */
export async function openIssuer({ file, issuer, audience, clock, users }: IssuerOptions): Promise<Issuer> {
  let keys = await openSecrets(file, FORMAT, () => newKeys(clock.now()));
  let publicKeys = keysById(keys);
  let version = 0;
  let seen = await stampOf(file);
  let lookedAt = clock.now();
  let looking: Promise<void> | undefined;
  /** Why it is not known now whether there are other keys. */
  let unreadable: IssuerUnavailableError | undefined;

  async function reload(): Promise<void> {
    const stamp = await stampOf(file);
    keys = await requireSecrets(file, FORMAT);
    publicKeys = keysById(keys);
    seen = stamp;
    version++;
  }

  /** Another process may have rotated. While the file cannot be read, the keys that were known stay. */
  async function look(): Promise<void> {
    if (looking) return looking;
    const now = clock.now();
    if (now >= lookedAt && now - lookedAt < LOOK_MS) return;
    lookedAt = now;
    looking = (async () => {
      if ((await stampOf(file)) !== seen) await reload();
      unreadable = undefined;
    })()
      .catch((cause: unknown) => {
        unreadable = new IssuerUnavailableError("The issuer's keys cannot be read", { cause });
      })
      .finally(() => (looking = undefined));
    return looking;
  }

  function knownKey(kid: string | undefined): KeyObject | undefined {
    const known = kid === undefined ? undefined : publicKeys.get(kid);
    return known && clock.now() < known.until ? known.key : undefined;
  }

  const rules = { issuer, audience, algorithms: ["EdDSA"], clock, ...(users && { users }) };
  const verify = createTokenCheck(
    rules,
    async ({ kid }) => {
      const found = knownKey(kid);
      if (!found) throw unreadable ?? new errors.JWKSNoMatchingKey();
      return found;
    },
    async () => {
      await look();
      const now = clock.now();
      const ends = keys.retired.map(({ until }) => until).filter((until) => now < until);
      return { version, until: Math.min(Number.POSITIVE_INFINITY, ...ends) };
    },
  );

  return {
    async sign({ userId, ttlSeconds }) {
      if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > MAX_TTL_SECONDS) {
        throw new RangeError("A token lives for at least a second and at most 30 days");
      }
      if (userId.length < 1 || userId.length > 255) throw new RangeError("A user's id has 1 to 255 characters");
      await reload(); // never with a key that another process has retired: its time is counted from then
      // Never in the second in which the user was signed out: tokens of that second are over.
      const issuedAt = Math.max(Math.floor(clock.now() / 1000), (await users?.tokensEndedBefore(userId)) ?? 0);
      const expiresAt = issuedAt + ttlSeconds;
      const { kid, x, d } = keys.signing;
      const token = await new SignJWT()
        .setProtectedHeader({ alg: "EdDSA", kid, typ: "JWT" })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(createPrivateKey({ key: { ...CURVE, x, d }, format: "jwk" }));
      return { token, expiresAt: expiresAt * 1000 };
    },
    verifier: {
      verify,
      async jwks() {
        await look();
        if (unreadable) throw unreadable;
        const now = clock.now();
        const live = [keys.signing, ...keys.retired.filter(({ until }) => now < until)];
        return { keys: live.map(publicJwk) };
      },
    },
    async rotate({ now: endNow = false } = {}) {
      await replaceSecrets(file, FORMAT, async (current) => {
        const now = clock.now();
        const fresh = await newKeys(now);
        if (!current || endNow) return fresh;
        const { kid, x } = current.signing;
        const retired = [{ kid, x, until: now + MAX_TTL_SECONDS * 1000 }, ...current.retired];
        return { ...fresh, retired: retired.filter(({ until }) => now < until) };
      });
      await reload();
      return keys.signing.kid;
    },
  };
}

const CURVE = { kty: "OKP", crv: "Ed25519" } as const;

async function newKeys(now: number): Promise<IssuerKeys> {
  const { x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  if (x === undefined || d === undefined) throw new Error("the Ed25519 key has no parts");
  const kid = await calculateJwkThumbprint({ ...CURVE, x });
  return { signing: { kid, x, d, createdAt: now }, retired: [] };
}

/** Changes whenever the file does: it is only ever replaced as a whole. */
async function stampOf(file: string): Promise<string> {
  const { ino, mtimeMs, size } = await stat(file);
  return `${ino} ${mtimeMs} ${size}`;
}

function publicJwk({ kid, x }: { readonly kid: string; readonly x: string }) {
  return { ...CURVE, x, kid, alg: "EdDSA", use: "sig" };
}

function keysById({ signing, retired }: IssuerKeys): Map<string, { readonly key: KeyObject; readonly until: number }> {
  const live = [{ ...signing, until: Number.POSITIVE_INFINITY }, ...retired];
  return new Map(
    live.map(({ kid, x, until }) => [kid, { key: createPublicKey({ key: { ...CURVE, x }, format: "jwk" }), until }]),
  );
}
