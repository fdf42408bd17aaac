/** API keys of organisations: shown once, kept only as a hash. */
import { createHash, randomBytes } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 40;
/** Bytes from here on would favour the alphabet's beginning (256 is no multiple of 62), so they are thrown away. */
const UNBIASED_BELOW = 256 - (256 % ALPHABET.length);

/** 40 random letters and digits: 238 bits. */
export function newApiKey(): string {
  let key = "";
  while (key.length < LENGTH) {
    for (const byte of randomBytes(LENGTH)) {
      if (byte < UNBIASED_BELOW && key.length < LENGTH) key += ALPHABET[byte % ALPHABET.length];
    }
  }
  return key;
}

/** SHA-256, 32 bytes. A slow hash would add nothing: nobody can guess 238 random bits. */
export function hashApiKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** Enough of a key to tell it from others: its first 8 and last 4 characters. */
export function hintOf(key: string): string {
  return `${key.slice(0, 8)}…${key.slice(-4)}`;
}
