import { randomUUID } from "node:crypto";

/**
 * A new version 7 UUID (RFC 9562): 48 bits of time, then 74 random bits, which is what keeps a link secret. Ids that
 * rise with time keep the store's indexes in order; random ones would dirty a page for every row.
 *
 * @param now milliseconds since the epoch
 */
export function newUuid(now: number): string {
  const time = now.toString(16).padStart(12, "0");
  // A version 4 UUID has its random bits and its variant in the same places.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
