/** Texts that whoever reads the store alone cannot read or change: AES-256-GCM (NIST SP 800-38D), a nonce for each. */
import { createCipheriv, createDecipheriv, hkdfSync, type KeyObject, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * @param key 32 bytes
 * @param of what it is of (additional authenticated data): moved to something else, it cannot be decrypted
 * @returns nonce, ciphertext and tag
 */
export function encrypt(key: Buffer | KeyObject, text: string, of = ""): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(of));
  return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
}

/**
 * The text that `encrypt` was given.
 *
 * @param ciphertext nonce, ciphertext and tag
 * @throws Error when it was encrypted with another key, of something else, or was changed
 */
export function decrypt(key: Buffer | KeyObject, ciphertext: Buffer, of = ""): string {
  const decipher = createDecipheriv(CIPHER, key, ciphertext.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(of))
    .setAuthTag(ciphertext.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(ciphertext.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString(
    "utf8",
  );
}

/**
 * A key for one purpose (HKDF with SHA-256, RFC 5869).
 *
 * @param secret as strong as the keys that are made of it
 * @returns 32 bytes, the same for the same three
 */
export function deriveKey(secret: Buffer | string, salt: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, purpose, KEY_BYTES));
}
