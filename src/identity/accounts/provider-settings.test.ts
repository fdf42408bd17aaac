import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createsAccountOf, parseProviders, ProviderSettingsError } from "./provider-settings.ts";

const WORK = {
  id: "work",
  name: "Work",
  issuer: "https://login.example.test",
  clientId: "latchstring",
  clientSecret: "top secret",
};
const read = (file: string) => {
  if (file !== "/run/secrets/work") throw new Error("ENOENT");
  return "from a file\n";
};
const parse = (...providers: unknown[]) => parseProviders(JSON.stringify(providers), read);

describe("the operator's list of providers", () => {
  it("is read with each provider's secret, or the file that it is in", () => {
    const { clientSecret: _, ...rest } = WORK;
    const other = { ...rest, id: "other", issuer: "http://localhost:3000", clientSecretFile: "/run/secrets/work" };
    assert.deepEqual(parse(WORK, { ...other, trusted: ["example.test"] }), [
      { ...WORK, creates: "none" },
      { ...rest, id: "other", issuer: "http://localhost:3000", clientSecret: "from a file", creates: ["example.test"] },
    ]);
    assert.equal(parse({ ...WORK, trusted: true })[0]!.creates, "all");
  });

  const WRONG: Record<string, [provider: Record<string, unknown>, says: RegExp]> = {
    "a field that is not known": [{ ...WORK, trust: true }, /"trust" of provider 1 is not known/],
    "no id": [{ ...WORK, id: undefined }, /^id of provider 1/],
    "an id that is no part of an address": [{ ...WORK, id: "../work" }, /^id of provider 1/],
    "no name": [{ ...WORK, name: " " }, /^name of provider 1/],
    "a name with a line's end": [{ ...WORK, name: "Work\nEvil" }, /^name of provider 1/],
    "an issuer in plain text": [
      { ...WORK, issuer: "http://login.example.test" },
      /^issuer of provider 1 must be https/,
    ],
    "an issuer that is no address": [{ ...WORK, issuer: "login" }, /^issuer of provider 1/],
    "an issuer with a query": [{ ...WORK, issuer: "https://login.example.test?x" }, /^issuer of provider 1/],
    "no secret": [{ ...WORK, clientSecret: undefined }, /^clientSecret of provider 1/],
    "two secrets": [{ ...WORK, clientSecretFile: "/run/secrets/work" }, /^clientSecret of provider 1/],
    "a secret's file that is not there": [
      { ...WORK, clientSecret: undefined, clientSecretFile: "/run/none" },
      /^clientSecretFile of provider 1 names a file that cannot be read/,
    ],
    "a trust that is no list": [{ ...WORK, trusted: "example.test" }, /^trusted of provider 1/],
    "a trust in nobody": [{ ...WORK, trusted: [] }, /^trusted of provider 1/],
    "a trust in what is no domain": [{ ...WORK, trusted: ["*"] }, /^trusted of provider 1/],
  };
  for (const [what, [provider, says]] of Object.entries(WRONG))
    it(`is refused with ${what}, and no secret is told`, () => {
      assert.throws(
        () => parse(provider),
        (error) =>
          error instanceof ProviderSettingsError && says.test(error.message) && !/top secret/.test(error.message),
      );
    });

  it("is refused with one id or issuer twice, and when it is no list", () => {
    assert.throws(
      () => parse(WORK, { ...WORK, issuer: "https://other.example.test" }),
      /two providers have the id "work"/,
    );
    assert.throws(() => parse(WORK, { ...WORK, id: "other" }), /two providers have the issuer/);
    for (const text of ["", "{", "{}", "null", "[1]", "[null]", JSON.stringify(Array.from({ length: 21 }, () => WORK))])
      assert.throws(() => parseProviders(text, read), ProviderSettingsError);
  });
});

const makes = (creates: "none" | "all" | string[], email: string) => createsAccountOf({ creates }, email);

it("a provider makes accounts of the domains that it is trusted for, and of no other that looks like them", () => {
  assert.equal(makes("none", "a@example.test"), false);
  assert.equal(makes("all", "a@example.test"), true);
  assert.equal(makes(["example.test"], "a@example.test"), true);
  for (const email of [
    "a@evil-example.test",
    "a@sub.example.test",
    "a@example.test.evil.test",
    "example.test@evil.test",
  ])
    assert.equal(makes(["example.test"], email), false, email);
});
