import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keyFor, seal, unseal } from "./sealed-box.ts";

const KEY = Buffer.alloc(32, 7);
const bytes = (text: string) => Buffer.from(text, "base64url");

describe("a sealed box", () => {
  it("is opened with its key, and only for what it is of", () => {
    for (const text of ["", "12345678", "ß🔑"]) assert.equal(unseal(KEY, seal(KEY, text, "door"), "door"), text);
    const box = seal(KEY, "12345678", "door");
    assert.throws(() => unseal(KEY, box, "gate"));
    assert.throws(() => unseal(KEY, box));
    assert.throws(() => unseal(Buffer.alloc(32, 8), box, "door"));
  });

  it("is never the same twice, and tells when a bit of it was changed or some of it is missing", () => {
    const box = seal(KEY, "12345678");
    assert.notDeepEqual(seal(KEY, "12345678"), box);
    for (let at = 0; at < box.length; at++) {
      const changed = Buffer.from(box);
      changed[at]! ^= 1;
      assert.throws(() => unseal(KEY, changed), `byte ${at}`);
      assert.throws(() => unseal(KEY, box.subarray(0, at)), `the first ${at} bytes`);
    }
  });

  it("opens as earlier versions wrote it: nonce, ciphertext, tag", () => {
    assert.equal(unseal(KEY, bytes("AAECAwQFBgcICQoLKbPaRCg_7nHo5ViJKiHJ4JXWBrJ5ePqN")), "12345678");
    assert.equal(unseal(KEY, bytes("AAECAwQFBgcICQoLKbPaRCg_7nFUuRbXEo9UZW5bdZnAvoJl"), "door"), "12345678");
    assert.deepEqual(keyFor("secret", "a", "one"), bytes("1xVyNUgxIarj068S8xKGxjFjDksOmUKYWX87zhqVdkY"));
  });

  it("has a key of its own for each purpose", () => {
    assert.deepEqual(keyFor("secret", "", "one"), keyFor("secret", "", "one"));
    assert.notDeepEqual(keyFor("secret", "", "one"), keyFor("secret", "", "two"));
    assert.notDeepEqual(keyFor("secret", "a", "one"), keyFor("secret", "", "one"));
    assert.equal(keyFor("secret", "", "one").length, 32);
  });
});
