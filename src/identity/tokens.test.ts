import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign as signBytes } from "node:crypto";
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

/** The other claims, for a payload that is written by hand. */
const REST = `"sub":"maria","iss":"us","aud":"doors"`;

function raw(payload: string, header: object = {}): string {
  const signed = `${encode({ alg: "EdDSA", kid: "k1", ...header })}.${Buffer.from(payload).toString("base64url")}`;
  return `${signed}.${signBytes(null, Buffer.from(signed), privateKey).toString("base64url")}`;
}

describe("checking a token", () => {
  const { verify } = checkWith(new ManualClock(START));

  it("believes a good one of a type that says who is calling", async () => {
    assert.deepEqual(await verify(await sign(GOOD)), { userId: "maria" });
    assert.deepEqual(await verify(await sign(GOOD, { typ: "at+jwt" })), { userId: "maria" });
    assert.deepEqual(await verify(await sign({ ...GOOD, aud: ["doors", "gates"] })), { userId: "maria" });
    assert.deepEqual(await verify(await sign(GOOD, { typ: "application/AT+JWT" })), { userId: "maria" });
    const ahead = { ...GOOD, nbf: NOW + 30, iat: NOW + 30 };
    assert.deepEqual(await verify(await sign(ahead)), { userId: "maria" });
    const long = await sign({ ...GOOD, groups: "x".repeat(11_900) });
    assert.ok(long.length > 16_000);
    assert.deepEqual(await verify(long), { userId: "maria" });
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
    ["an end that is no time", () => sign({ ...GOOD, exp: 1e300 }), /exp is not a time/],
    ["an end that is no number at all", () => raw(`{"exp":1e999,${REST}}`), /exp is not a time/],
    ["a beginning in the future", () => sign({ ...GOOD, nbf: NOW + 31 }), /not valid yet/],
    ["a beginning that is no time", () => sign({ ...GOOD, nbf: 1e300 }), /not valid yet/],
    ["a beginning that is no number", () => sign({ ...GOOD, nbf: "now" as unknown as number }), /nbf/], // oxlint-disable-line
    ["an issue in the future", () => sign({ ...GOOD, iat: NOW + 31 }), /not valid yet/],
    ["an issue that is no number", () => sign({ ...GOOD, iat: {} as unknown as number }), /iat/], // oxlint-disable-line
    ["an end within the tolerance of clocks", () => sign({ ...GOOD, exp: NOW - 1 }), /has expired/],
    ["a type for something else", () => sign(GOOD, { typ: "logout+jwt" }), /typ/],
    ["a type that is no text", () => sign(GOOD, { typ: 7 as unknown as string }), /typ|not valid/], // oxlint-disable-line
    ["a critical header", () => sign(GOOD, { crit: ["b64"], b64: true }), /not understood/],
    ["a critical header that nobody knows", () => raw(JSON.stringify(GOOD), { crit: ["more"], more: 1 }), /not valid/],
    ["a critical header that is no list", () => raw(JSON.stringify(GOOD), { crit: "exp" }), /not valid/],
    ["a payload that is a list", () => raw("[]"), /not valid/],
    ["a payload that is nested without end", () => raw("[".repeat(11_000)), /not valid/],
    ["a key id that is no text", () => sign(GOOD, { kid: { k1: 1 } as unknown as string }), /not valid/], // oxlint-disable-line
    ["no subject", () => sign(without("sub")), /no sub/],
    ["an empty subject", () => sign({ ...GOOD, sub: "" }), /sub must be 1 to 255/],
    ["a subject with U+0000", () => sign({ ...GOOD, sub: "maria\0" }), /sub must be 1 to 255/],
    ["a subject with a line break", () => sign({ ...GOOD, sub: "maria\noperator" }), /sub must be 1 to 255/],
    [
      "half a character",
      () => raw(`{"sub":"\\ud800",${REST.replace(/"sub":"[^"]*",/, "")},"exp":${GOOD.exp}}`),
      /sub must/,
    ],
    ["a subject that is a number", () => sign({ ...GOOD, sub: 7 as unknown as string }), /sub must be|not valid/], // oxlint-disable-line
    ["a subject that is a list", () => sign({ ...GOOD, sub: ["maria"] as unknown as string }), /sub must be|not valid/], // oxlint-disable-line
    ["a subject that is too long", () => sign({ ...GOOD, sub: "m".repeat(256) }), /sub must be 1 to 255/],
    ["too many bytes", () => sign({ ...GOOD, more: "x".repeat(16_384) }), /too long/],
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

  it("checks anew what was checked with keys that are there no more", async () => {
    const clock = new ManualClock(START);
    let version = 1;
    let key: typeof publicKey | undefined = publicKey;
    const verify = createTokenCheck(
      { issuer: "us", audience: "doors", algorithms: ["EdDSA"], clock },
      async () => {
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      async () => ({ version, until: Infinity }),
    );
    const token = await sign(GOOD);
    await verify(token);
    key = undefined;
    await verify(token);
    version++;
    await assert.rejects(verify(token), AuthenticationError);
  });

  it("remembers the longest one that can come, by its hash", async () => {
    const { verify, asked } = checkWith(new ManualClock(START));
    const token = await sign({ ...GOOD, groups: "x".repeat(11_900) });
    for (let i = 0; i < 5; i++) await verify(token);
    assert.equal(asked(), 1);
  });

  it("never remembers one that was refused", async () => {
    const { verify, asked } = checkWith(new ManualClock(START));
    const token = await sign(GOOD, { kid: "k2" });
    for (let i = 0; i < 3; i++) await assert.rejects(verify(token));
    assert.equal(asked(), 3);
  });
});

describe("a user whose tokens were ended", () => {
  const clock = new ManualClock(START);
  let ended: number | undefined;
  let asked = 0;
  const users = {
    tokensEndedBefore: async () => {
      asked++;
      return ended;
    },
  };
  const rules = { issuer: "us", audience: "doors", algorithms: ["EdDSA"], clock, users };

  it("has none, within a second where one was remembered, until one is issued later", async () => {
    const verify = createTokenCheck(rules, async () => publicKey);
    const [before, later] = [await sign({ ...GOOD, iat: NOW - 60 }), await sign({ ...GOOD, iat: NOW + 1 })];
    for (let i = 0; i < 9; i++) await verify(before);
    assert.equal(asked, 1);
    ended = NOW + 1;
    await clock.advance(999);
    await assert.rejects(verify(before), { name: "AuthenticationError", reason: "ended" });
    await assert.rejects(verify(await sign(GOOD)), /was ended/, "one that does not say when it was issued");
    await verify(later);
  });
});

describe("an address", () => {
  it("is told of once for a token, and only if the issuer says that it made sure of it", async () => {
    const told: unknown[] = [];
    const users = {
      tokensEndedBefore: async () => undefined,
      addressProven: async (...what: unknown[]) => void told.push(what),
    };
    const clock = new ManualClock(START);
    const verify = createTokenCheck(
      { issuer: "us", audience: "doors", algorithms: ["EdDSA"], clock, users },
      async () => publicKey,
    );
    const email = "maria@example.test";
    for (const email_verified of [undefined, false, "true", 1, null])
      await verify(await sign({ ...GOOD, email, email_verified }));
    await verify(await sign({ ...GOOD, email: [email], email_verified: true }));
    assert.deepEqual(told, []);
    const good = await sign({ ...GOOD, email, email_verified: true, iat: NOW - 5 });
    for (let i = 0; i < 3; i++) await verify(good);
    assert.deepEqual(told, [["maria", email, NOW - 5]]);
  });
});

function swapPayload(token: string, payload: object): string {
  const [header, , signature] = token.split(".");
  return [header, encode(payload), signature].join(".");
}
