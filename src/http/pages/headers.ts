/** Headers of pages: nothing of them is for caches, frames or search engines, and only what carries the nonce is run. */
import { randomBytes } from "node:crypto";

const NONCE_BYTES = 16;
const NONCES_AT_ONCE = 256;
/** Asking for random bytes takes as long as all the rest of a view, however few they are. */
let unused = Buffer.alloc(0);

/** For the content security policy of one page; its style and script carry it. */
export function newNonce(): string {
  if (unused.length === 0) unused = randomBytes(NONCE_BYTES * NONCES_AT_ONCE);
  const nonce = unused.toString("base64url", 0, NONCE_BYTES);
  unused = unused.subarray(NONCE_BYTES);
  return nonce;
}

const POLICY = ["default-src 'none'", "img-src 'self' data:", "connect-src 'self'"];
const LAST = ["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"];

/** A policy of content (CSP). @param more of what this kind of page loads */
export function pagePolicy(more: readonly string[]): string {
  return [...POLICY, ...more, ...LAST].join("; ");
}

/** @param policy as `pagePolicy` gives it @param referrer whom links tell where they were followed */
export function pageHeaders(
  policy: string,
  nonce: string,
  referrer: "no-referrer" | "same-origin",
): Record<string, string> {
  return {
    "content-security-policy": `${policy}; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": referrer,
    "x-robots-tag": "noindex, nofollow",
    "x-content-type-options": "nosniff",
    vary: "accept-language, accept-encoding",
  };
}
