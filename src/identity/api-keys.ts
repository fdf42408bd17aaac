/** API keys of organisations: shown once, kept only as a hash. */
import { hash, randomBytes } from "node:crypto";

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

/**
 * SHA-256 in base64url. A slow hash would add nothing: nobody can guess 238 random bits. As text it takes the runtime a
 * fifth of the time that it takes as bytes, and it is a name to look up by.
 */
export function hashApiKey(key: string): string {
  return hash("sha256", key, "base64url");
}

/** Enough of a key to tell it from others: its first 8 and last 4 characters. */
export function hintOf(key: string): string {
  return `${key.slice(0, 8)}…${key.slice(-4)}`;
}
