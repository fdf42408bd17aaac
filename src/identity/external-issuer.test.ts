import assert from "node:assert/strict";
import { generateKeyPairSync, sign as signBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { SignJWT } from "jose";
import { ManualClock } from "../../test/manual-clock.ts";
import { silentLog } from "../log.ts";
import { externalVerifier } from "./external-issuer.ts";
import { AuthenticationError, IssuerUnavailableError } from "./tokens.ts";

const START = Date.parse("2026-06-01T10:00:00Z");
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const KEYS = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "p1", alg: "ES256", use: "sig" }] };

describe("an issuer elsewhere", () => {
  let server: Server;
  let answer = { status: 200, body: JSON.stringify(KEYS) };
  let fetched = 0;
  const clock = new ManualClock(START);

  before(async () => {
    server = createServer((_request, response) => {
      fetched++;
      response.writeHead(answer.status, { "content-type": "application/json", location: "/elsewhere" });
      response.end(answer.body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  function verifier(algorithms = ["ES256"], log = silentLog) {
    fetched = 0;
    const jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
    return externalVerifier({ issuer: "them", audience: "doors", jwksUrl, algorithms, clock, log });
  }

  function sign({ kid = "p1", sub = "maria", iss = "them" } = {}): Promise<string> {
    const exp = clock.now() / 1000 + 3_600;
    return new SignJWT({ sub, iss, aud: "doors", exp }).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey);
  }

  it("has its tokens checked against the keys that it publishes, fetched once", async () => {
    answer = { status: 200, body: JSON.stringify(KEYS) };
    const { verify, jwks } = verifier();
    assert.deepEqual(await verify(await sign()), { userId: "maria" });
    assert.deepEqual(await verify(await sign({ sub: "anna" })), { userId: "anna" });
    await assert.rejects(verify(await sign({ iss: "us" })), AuthenticationError);
    await assert.rejects(verify(await sign({ kid: "p2" })), AuthenticationError);
    assert.equal(fetched, 1);
    assert.equal(await jwks(), null);
  });

  it("is believed only for the algorithms that were allowed", async () => {
    const { verify } = verifier(["EdDSA", "RS256"]);
    await assert.rejects(
      verify(await sign()),
      new AuthenticationError("The token is signed in a way that is not accepted"),
    );
    assert.equal(fetched, 0);
  });

  for (const [name, wrong] of [
    ["an error", { status: 500, body: "" }],
    ["a redirect", { status: 302, body: "" }],
    ["no JSON", { status: 200, body: "<html>" }],
    ["no key set", { status: 200, body: '{"error":"later"}' }],
  ] as const) {
    it(`is unavailable when it answers with ${name}; it is asked again after a second`, async () => {
      answer = { ...wrong };
      const { verify } = verifier();
      const token = await sign();
      for (let i = 0; i < 3; i++) await assert.rejects(verify(token), IssuerUnavailableError);
      assert.equal(fetched, 1);
      answer = { status: 200, body: JSON.stringify(KEYS) };
      clock.setBack(3_600_000);
      await clock.advance(1_000);
      assert.deepEqual(await verify(token), { userId: "maria" });
    });
  }

  it("is unavailable when nobody answers", async () => {
    const jwksUrl = new URL("http://127.0.0.1:1/keys");
    const { verify } = externalVerifier({ issuer: "them", audience: "doors", jwksUrl, algorithms: ["ES256"], clock });
    await assert.rejects(verify(await sign()), IssuerUnavailableError);
  });

  it("is not read past a bound, and followed nowhere", async () => {
    const body = JSON.stringify({ keys: KEYS.keys, more: "x".repeat(1_048_576) });
    for (const wrong of [
      { status: 200, body },
      { status: 307, body: JSON.stringify(KEYS) },
    ]) {
      answer = wrong;
      await assert.rejects(verifier().verify(await sign()), IssuerUnavailableError);
      assert.equal(fetched, 1);
    }
  });

  it("has keys that are weak, broken or of another kind, which are not believed and harm no other", async () => {
    const logged: string[] = [];
    const log = { ...silentLog, warn: (details: object) => void logged.push(JSON.stringify(details)) };
    const weak = generateKeyPairSync("rsa", { modulusLength: 1_024 });
    const good = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const jwk = good.publicKey.export({ format: "jwk" });
    const point = publicKey.export({ format: "jwk" });
    const broken: readonly unknown[] = [
      null,
      "key",
      {},
      { kty: "oct", k: "c2VjcmV0", kid: "r2", alg: "RS256" },
      { ...point, x: point.y, kid: "p2", alg: "ES256" },
      { ...point, kid: "p2", crv: "P-999" },
      { ...jwk, e: "AQ", kid: "r2" },
      { ...jwk, n: "", kid: "r2" },
      { ...jwk, n: 7, kid: "r2" },
      { ...jwk, kid: 7 },
      { ...jwk, kid: "r2", alg: ["RS256"] },
      { ...jwk, kid: "r2", key_ops: "verify" },
    ];
    const keys = [...broken, { ...weak.publicKey.export({ format: "jwk" }), kid: "r1" }, { ...jwk, kid: "r3" }];
    answer = { status: 200, body: JSON.stringify({ keys: [...keys, ...KEYS.keys] }) };
    const { verify } = verifier(["ES256", "RS256", "PS256"], log);
    const claims = { sub: "maria", iss: "them", aud: "doors", exp: clock.now() / 1000 + 60 };
    const signWith = (key: typeof weak.privateKey, kid?: string) =>
      new SignJWT(claims).setProtectedHeader({ alg: "RS256", ...(kid && { kid }) }).sign(key);
    // The library signs with no weak key, so it is done by hand.
    const signed = [{ alg: "RS256", kid: "r1" }, claims].map((one) =>
      Buffer.from(JSON.stringify(one)).toString("base64url"),
    );
    const weakToken = `${signed.join(".")}.${signBytes("sha256", Buffer.from(signed.join(".")), weak.privateKey).toString("base64url")}`;
    await assert.rejects(verify(weakToken), AuthenticationError);
    await assert.rejects(verify(await signWith(good.privateKey, "r2")), AuthenticationError);
    assert.deepEqual(await verify(await signWith(good.privateKey, "r3")), { userId: "maria" });
    assert.deepEqual(await verify(await sign()), { userId: "maria" });
    assert.equal(logged.length, broken.length + 1);
    assert.ok(logged.some((line) => line.includes("1024 bits")));
  });

  it("has at most a hundred keys that are looked at", async () => {
    answer = {
      status: 200,
      body: JSON.stringify({ keys: [...Array.from({ length: 100 }, () => ({})), ...KEYS.keys] }),
    };
    await assert.rejects(verifier().verify(await sign()), AuthenticationError);
  });

  it("may be away for a while, and takes a key back within ten minutes, also for a token that is remembered", async () => {
    answer = { status: 200, body: JSON.stringify(KEYS) };
    const { verify } = verifier();
    const token = await sign();
    await verify(token);
    answer = { status: 500, body: "" };
    await clock.advance(599_999);
    assert.deepEqual(await verify(token), { userId: "maria" });
    assert.deepEqual(await verify(await sign({ sub: "anna" })), { userId: "anna" });
    answer = { status: 200, body: '{"keys":[]}' };
    await clock.advance(1_000);
    await assert.rejects(verify(token), AuthenticationError);
  });

  it("may publish a new key, which is fetched at most twice a minute", async () => {
    answer = { status: 200, body: JSON.stringify(KEYS) };
    const { verify } = verifier();
    await verify(await sign());
    answer = { status: 200, body: JSON.stringify({ keys: [{ ...KEYS.keys[0], kid: "p2" }] }) };
    await clock.advance(29_999);
    const next = await sign({ kid: "p2" });
    await assert.rejects(verify(next), AuthenticationError);
    await clock.advance(1);
    assert.deepEqual(await verify(next), { userId: "maria" });
    await assert.rejects(verify(await sign()), AuthenticationError);
    assert.equal(fetched, 2);
  });
});
