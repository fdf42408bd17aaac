/** The port for remembered requests: a caller that got no answer may ask again, and nothing is done twice. */

import type { Share } from "./shares.ts";

/** Whatever writes throws StoreUnavailableError when it cannot within the store's patience. */
export interface Idempotency {
  /**
   * Take a request, unless it was taken already. Of all who ask together, in whatever process, one gets it.
   *
   * @param id what the request is known by, 32 bytes
   * @param fingerprint of all that it asks for, 32 bytes
   * @param now milliseconds since the epoch
   * @param share whose it is
   */
  claim(id: Uint8Array, fingerprint: Uint8Array, now: number, share: Share): Promise<Claim>;
  /** Keep the answer of a request that was taken, unless its lease ended and somebody else took it. */
  keep(id: Uint8Array, lease: number, answer: Uint8Array, share: Share): Promise<void>;
  /**
   * Let a request that was taken be taken again, unless its lease ended and somebody else took it.
   *
   * @param came what it came to: surely `nothing`, and it is forgotten; or what it makes may be there (`unknown`), and
   *   whoever takes it next gets the same seed
   */
  release(id: Uint8Array, lease: number, came: "nothing" | "unknown"): Promise<void>;
  /** Forget some of those that are remembered no longer. @returns whether there may be more */
  forget(now: number): Promise<boolean>;
  close(): Promise<void>;
}

/** What claiming a request came to. */
export type Claim =
  | Taken
  /** Somebody is at it. */
  | { readonly kind: "under-way" }
  | { readonly kind: "answered"; readonly answer: Uint8Array }
  /** The same id was used for something else. */
  | { readonly kind: "other-request" };

/** It is the caller's to do. */
export interface Taken {
  readonly kind: "taken";
  /** A UUID that is the same whenever this request is taken again. */
  readonly seed: string;
  /** What tells this taking from a later one. */
  readonly lease: number;
  /** Whoever had it before was never heard of again. */
  readonly unfinished: boolean;
}

export const KEPT_MS = 86_400_000;
/** After so long without an answer, whoever was at it counts as gone, in milliseconds. */
export const LEASE_MS = 30_000;
/** A lease that ends later than so long from now is of before the clock was set back; half of it is for clocks that are apart. */
export const MAX_LEFT_MS = 2 * LEASE_MS;
