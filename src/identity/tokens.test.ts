import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync } from "node:crypto";
import { describe, it } from "node:test";
import { errors, type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { ManualClock } from "../../test/manual-clock.ts";
import { AuthenticationError, createTokenCheck, IssuerUnavailableError } from "./tokens.ts";

const START = Date.parse("2026-06-01T10:00:00Z");
const NOW = START / 1000;
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const GOOD = { sub: "maria", iss: "us", aud: "doors", exp: NOW + 3600 };

/** A check that knows one key, `k1`, and counts how often it was asked for. */
function checkWith(clock: ManualClock) {
  let asked = 0;
  const rules = { issuer: "us", audience: "doors", algorithms: ["EdDSA"], clock };
  const verify = createTokenCheck(rules, async ({ kid }) => {
    asked++;
    if (kid === "down") throw new IssuerUnavailableError("down");
    if (kid !== "k1") throw new errors.JWKSNoMatchingKey();
    return publicKey;
  });
  return { verify, asked: () => asked };
}

function sign(claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", kid: "k1", ...header }).sign(privateKey);
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
const without = (claim: keyof typeof GOOD) => ({ ...GOOD, [claim]: undefined });

const hmac = (key: string | Buffer) => {
  const signed = `${encode({ alg: "HS256", kid: "k1" })}.${encode(GOOD)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
};

describe("checking a token", () => {
  const { verify } = checkWith(new ManualClock(START));

  it("believes a good one, whatever its typ", async () => {
    assert.deepEqual(await verify(await sign(GOOD)), { userId: "maria" });
    assert.deepEqual(await verify(await sign(GOOD, { typ: "at+jwt" })), { userId: "maria" });
    assert.deepEqual(await verify(await sign({ ...GOOD, aud: ["doors", "gates"] })), { userId: "maria" });
    const longest = "m".repeat(255);
    assert.deepEqual(await verify(await sign({ ...GOOD, sub: longest })), { userId: longest });
  });

  const attacks: readonly [string, () => string | Promise<string>, RegExp][] = [
    ["alg none", () => `${encode({ alg: "none", kid: "k1" })}.${encode(GOOD)}.`, /not accepted|not valid/],
    ["alg None", () => `${encode({ alg: "None", kid: "k1" })}.${encode(GOOD)}.`, /not accepted|not valid/],
    ["HS256 with the public key's PEM", () => hmac(publicKey.export({ type: "spki", format: "pem" })), /not accepted/],
    ["HS256 with the public key's DER", () => hmac(publicKey.export({ type: "spki", format: "der" })), /not accepted/],
    [
      "HS256 with the public key's x",
      () => hmac(Buffer.from(publicKey.export({ format: "jwk" }).x!, "base64url")),
      /not accepted/,
    ],
    [
      "another payload under the signature",
      async () => swapPayload(await sign(GOOD), { ...GOOD, sub: "anna" }),
      /not valid/,
    ],
    ["no signature", async () => (await sign(GOOD)).replace(/[^.]*$/, ""), /not valid/],
    ["a key that is not known", () => sign(GOOD, { kid: "k2" }), /not valid/],
    ["a key of its own in the header", () => sign(GOOD, { kid: "k2", jwk: { kty: "OKP" } }), /not valid/],
    ["another issuer", () => sign({ ...GOOD, iss: "them" }), /iss is not/],
    ["another audience", () => sign({ ...GOOD, aud: "gates" }), /aud is not/],
    ["no issuer", () => sign(without("iss")), /no iss/],
    ["no audience", () => sign(without("aud")), /no aud/],
    ["an end in the past", () => sign({ ...GOOD, exp: NOW }), /has expired/],
    ["no end", () => sign(without("exp")), /no exp/],
    ["an end that is no number", () => sign({ ...GOOD, exp: "never" as unknown as number }), /exp|not valid/], // oxlint-disable-line
    ["a beginning in the future", () => sign({ ...GOOD, nbf: NOW + 10 }), /nbf/],
    ["no subject", () => sign(without("sub")), /no sub/],
    ["an empty subject", () => sign({ ...GOOD, sub: "" }), /sub must be 1 to 255/],
    ["a subject with U+0000", () => sign({ ...GOOD, sub: "maria\0" }), /sub must be 1 to 255/],
    ["a subject that is too long", () => sign({ ...GOOD, sub: "m".repeat(256) }), /sub must be 1 to 255/],
    ["too many bytes", () => sign({ ...GOOD, more: "x".repeat(8_192) }), /too long/],
    ["something else", () => "abc", /not valid/],
    ["dots", () => "..", /not valid/],
  ];
  for (const [name, make, message] of attacks) {
    it(`refuses ${name}`, async () => {
      const token = await make();
      await assert.rejects(verify(token), (error) => {
        assert.ok(error instanceof AuthenticationError, String(error));
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it("tells an issuer that cannot be asked from a token that is not good", async () => {
    await assert.rejects(verify(await sign(GOOD, { kid: "down" })), IssuerUnavailableError);
  });
});

describe("remembering tokens", () => {
  it("asks for the key once, until the token expires", async () => {
    const clock = new ManualClock(START);
    const { verify, asked } = checkWith(clock);
    const token = await sign({ ...GOOD, exp: NOW + 60 });
    for (let i = 0; i < 5; i++) await verify(token);
    assert.equal(asked(), 1);
    await clock.advance(60_000);
    await assert.rejects(verify(token), /has expired/);
  });

  it("asks again after ten minutes, because a key may have been withdrawn", async () => {
    const clock = new ManualClock(START);
    const { verify, asked } = checkWith(clock);
    const token = await sign(GOOD);
    await verify(token);
    await clock.advance(599_999);
    await verify(token);
    assert.equal(asked(), 1);
    await clock.advance(1);
    await verify(token);
    assert.equal(asked(), 2);
  });

  it("never remembers one that was refused", async () => {
    const { verify, asked } = checkWith(new ManualClock(START));
    const token = await sign(GOOD, { kid: "k2" });
    for (let i = 0; i < 3; i++) await assert.rejects(verify(token));
    assert.equal(asked(), 3);
  });
});

function swapPayload(token: string, payload: object): string {
  const [header, , signature] = token.split(".");
  return [header, encode(payload), signature].join(".");
}
