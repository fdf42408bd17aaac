/** The keys that an issuer elsewhere publishes (RFC 7517): fetched within bounds, and none that is weak or broken. */
import { createPublicKey, type JsonWebKey } from "node:crypto";
import type { JWTVerifyGetKey } from "jose";
import * as errors from "jose/errors";
import { createLocalJWKSet } from "jose/jwks/local";
import { type Clock, timeLeft } from "../clock.ts";
import type { Log } from "../log.ts";
import { IssuerUnavailableError, type KeysNow, MAX_CACHED_MS } from "./tokens.ts";

/** Where an issuer publishes its JWK set (RFC 7517). */
export interface JwkSetOptions {
  readonly url: URL;
  readonly clock: Clock;
  readonly log: Log;
}

/** An issuer's public keys as they were last fetched. */
export interface JwkSet {
  readonly keyOf: JWTVerifyGetKey;
  now(): Promise<KeysNow>;
}

const FETCH_TIMEOUT_MS = 5_000;
/** After a fetch that failed, how long until the next one, in milliseconds. */
const FAILURE_PAUSE_MS = 1_000;
/** How soon the keys are fetched again for one that is not among them, in milliseconds. */
const UNKNOWN_PAUSE_MS = 30_000;
/** From then on they are fetched anew beside what is going on, so that an issuer may be away for a while. */
const REFRESH_MS = MAX_CACHED_MS / 2;
const MAX_BYTES = 1_048_576;
const MAX_KEYS = 100;
const RSA_BITS = { least: 2_048, most: 8_192 };

interface Fetched {
  readonly text: string;
  readonly find: JWTVerifyGetKey;
  readonly at: number;
}

/** Fetched at the first use and every ten minutes; keys that are weak or not understood are left out and logged. */
export function createJwkSet({ url, clock, log }: JwkSetOptions): JwkSet {
  let fetched: Fetched | undefined;
  let version = 0;
  /** How long it is not asked again after a failure. */
  let pause: (() => number) | undefined;
  let fetching: Promise<Fetched> | undefined;

  const ageOf = ({ at }: Fetched) => clock.now() - at;
  const paused = () => pause !== undefined && pause() > 0;

  async function fetchNow(): Promise<Fetched> {
    try {
      const at = clock.now();
      const text = await fetchText(url);
      // Every time: what was kept meanwhile must not hide that it is there no more.
      const find = text === fetched?.text ? fetched.find : createLocalJWKSet({ keys: usableKeys(text, log) });
      if (text !== fetched?.text) version++;
      return (fetched = { text, find, at });
    } catch (cause) {
      pause = timeLeft(clock, clock.now() + FAILURE_PAUSE_MS);
      throw new IssuerUnavailableError("The keys of the tokens' issuer cannot be fetched", { cause });
    }
  }

  function refresh(): Promise<Fetched> {
    if (!fetching && paused())
      return Promise.reject(new IssuerUnavailableError("The keys of the tokens' issuer could just not be fetched"));
    return (fetching ??= fetchNow().finally(() => (fetching = undefined)));
  }

  async function current(): Promise<Fetched> {
    if (!fetched || ageOf(fetched) >= MAX_CACHED_MS || ageOf(fetched) < 0) return refresh();
    if (ageOf(fetched) >= REFRESH_MS)
      void refresh().catch((error: unknown) => {
        if (!paused()) log.warn({ err: error }, "The keys of the tokens' issuer are getting old");
      });
    return fetched;
  }

  return {
    async keyOf(header, token) {
      const keys = await current();
      try {
        return await keys.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || ageOf(keys) < UNKNOWN_PAUSE_MS || paused()) throw error;
        return (await refresh()).find(header, token);
      }
    },
    async now() {
      return { version, until: fetched ? fetched.at + MAX_CACHED_MS : Number.NEGATIVE_INFINITY };
    },
  };
}

/** @throws Error when the answer is no 200, is too long, or takes too long */
async function fetchText(url: URL): Promise<string> {
  const response = await fetch(url, {
    redirect: "manual",
    headers: { accept: "application/jwk-set+json, application/json" },
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  const { status, body } = response;
  if (status !== 200 || !body) {
    await body?.cancel();
    throw new Error(`the answer is a ${status}`);
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.byteLength;
    if (length > MAX_BYTES) throw new Error(`the answer is longer than ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Those of a key set that a signature may be believed for. @throws Error when it is no key set */
function usableKeys(text: string, log: Log): JsonWebKey[] {
  const { keys } = JSON.parse(text) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) throw new Error("the answer is no key set");
  if (keys.length > MAX_KEYS)
    log.warn({ keys: keys.length }, `Of the keys of the tokens' issuer only the first ${MAX_KEYS} are looked at`);
  return keys.slice(0, MAX_KEYS).flatMap((key: unknown, i) => {
    try {
      return [usableKey(key)];
    } catch (error) {
      log.warn({ key: i, reason: (error as Error).message }, "A key of the tokens' issuer is not believed");
      return [];
    }
  });
}

/** The public key alone, with what it is given to be for. @throws Error that says what is wrong */
function usableKey(given: unknown): JsonWebKey {
  if (typeof given !== "object" || given === null) throw new TypeError("it is no object");
  const jwk = given as JsonWebKey;
  for (const name of ["kid", "alg", "use"])
    if (jwk[name] !== undefined && typeof jwk[name] !== "string") throw new TypeError(`its ${name} is no text`);
  const { kid, alg, use, key_ops } = jwk;
  if (key_ops !== undefined && !Array.isArray(key_ops)) throw new TypeError("its key_ops are no list");
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined && (modulusLength < RSA_BITS.least || modulusLength > RSA_BITS.most))
    throw new RangeError(`it has ${modulusLength} bits, and not ${RSA_BITS.least} to ${RSA_BITS.most}`);
  if (publicExponent !== undefined && (publicExponent < 3n || publicExponent % 2n === 0n))
    throw new RangeError("its exponent makes everything a signature");
  const stated = Object.entries({ kid, alg, use, key_ops }).filter(([, value]) => value !== undefined);
  return { ...key.export({ format: "jwk" }), ...Object.fromEntries(stated) };
}
