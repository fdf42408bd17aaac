import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hashApiKey, hintOf, newApiKey } from "./api-keys.ts";

describe("API keys", () => {
  it("are 40 letters and digits, each as likely as any other", () => {
    const seen = new Map<string, number>();
    for (let i = 0; i < 2_000; i++) {
      const key = newApiKey();
      assert.match(key, /^[A-Za-z0-9]{40}$/);
      for (const char of key) seen.set(char, (seen.get(char) ?? 0) + 1);
    }
    // 80,000 characters over 62: chi-squared with 61 degrees of freedom; past 130 comes once in a million runs.
    const expected = 80_000 / 62;
    const chiSquared = [...seen.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.equal(seen.size, 62);
    assert.ok(chiSquared < 130, `chi-squared ${chiSquared}`);
  });

  it("are kept as SHA-256", () => {
    const hash = Buffer.from(hashApiKey("abc"), "base64url").toString("hex");
    assert.equal(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("are told apart by their ends", () => assert.equal(hintOf("ABCDEFGHxxxxxxxxxx1234"), "ABCDEFGH…1234"));
});
