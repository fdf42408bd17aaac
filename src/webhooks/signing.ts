/** Signatures of deliveries, by Standard Webhooks (https://www.standardwebhooks.com). */
import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** A new secret, as it is told once to whoever receives. */
export function newSigningSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString("base64");
}

/** What a receiver checks a delivery by. */
export interface SignatureHeaders {
  readonly "webhook-id": string;
  /** Seconds since the epoch. */
  readonly "webhook-timestamp": string;
  /** One for each secret that is good now, so that one can be replaced while both are. */
  readonly "webhook-signature": string;
}

/**
 * @param body to the byte as it is sent
 * @param secrets of the receiver, one or, while they replace it, two
 * @param now milliseconds since the epoch
 */
export function signatureHeaders(id: string, body: string, secrets: readonly string[], now: number): SignatureHeaders {
  const timestamp = String(Math.floor(now / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
