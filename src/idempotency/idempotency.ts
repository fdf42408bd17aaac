/** The port for remembered requests: a caller that got no answer may ask again, and nothing is done twice. */

export interface Idempotency {
  /**
   * Take a request, unless it was taken already.
   *
   * @param id what the request is known by, 32 bytes
   * @param fingerprint of all that it asks for, 32 bytes
   * @param now milliseconds since the epoch
   */
  claim(id: Uint8Array, fingerprint: Uint8Array, now: number): Promise<Claim>;
  /** Keep the answer of a request that was taken. */
  keep(id: Uint8Array, answer: Uint8Array): Promise<void>;
  /** Forget a request that came to nothing, so that it may be taken again. */
  release(id: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export type Claim =
  /** It is the caller's to do; `seed` is a UUID that is the same whenever this request is taken again. */
  | { readonly kind: "taken"; readonly seed: string; readonly unfinished: boolean }
  /** Somebody is at it. */
  | { readonly kind: "under-way" }
  | { readonly kind: "answered"; readonly answer: Uint8Array }
  /** The same id was used for something else. */
  | { readonly kind: "other-request" };

export const KEPT_MS = 86_400_000;
/** After so long without an answer, whoever was at it is gone: twice what a request may take. */
export const LEASE_MS = 30_000;
