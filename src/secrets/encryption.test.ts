import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deriveKey, encrypt, decrypt } from "./encryption.ts";

const KEY = Buffer.alloc(32, 7);
const bytes = (text: string) => Buffer.from(text, "base64url");

describe("an encrypted text", () => {
  it("is opened with its key, and only for what it is of", () => {
    for (const text of ["", "12345678", "ß🔑"]) assert.equal(decrypt(KEY, encrypt(KEY, text, "door"), "door"), text);
    const ciphertext = encrypt(KEY, "12345678", "door");
    assert.throws(() => decrypt(KEY, ciphertext, "gate"));
    assert.throws(() => decrypt(KEY, ciphertext));
    assert.throws(() => decrypt(Buffer.alloc(32, 8), ciphertext, "door"));
  });

  it("is never the same twice, and tells when a bit of it was changed or some of it is missing", () => {
    const ciphertext = encrypt(KEY, "12345678");
    assert.notDeepEqual(encrypt(KEY, "12345678"), ciphertext);
    for (let at = 0; at < ciphertext.length; at++) {
      const changed = Buffer.from(ciphertext);
      changed[at]! ^= 1;
      assert.throws(() => decrypt(KEY, changed), `byte ${at}`);
      assert.throws(() => decrypt(KEY, ciphertext.subarray(0, at)), `the first ${at} bytes`);
    }
  });

  it("opens as earlier versions wrote it: nonce, ciphertext, tag", () => {
    assert.equal(decrypt(KEY, bytes("AAECAwQFBgcICQoLKbPaRCg_7nHo5ViJKiHJ4JXWBrJ5ePqN")), "12345678");
    assert.equal(decrypt(KEY, bytes("AAECAwQFBgcICQoLKbPaRCg_7nFUuRbXEo9UZW5bdZnAvoJl"), "door"), "12345678");
    assert.deepEqual(deriveKey("secret", "a", "one"), bytes("1xVyNUgxIarj068S8xKGxjFjDksOmUKYWX87zhqVdkY"));
  });

  it("has a key of its own for each purpose", () => {
    assert.deepEqual(deriveKey("secret", "", "one"), deriveKey("secret", "", "one"));
    assert.notDeepEqual(deriveKey("secret", "", "one"), deriveKey("secret", "", "two"));
    assert.notDeepEqual(deriveKey("secret", "a", "one"), deriveKey("secret", "", "one"));
    assert.equal(deriveKey("secret", "", "one").length, 32);
  });
});
