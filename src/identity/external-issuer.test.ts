import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { SignJWT } from "jose";
import { ManualClock } from "../../test/manual-clock.ts";
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

  function verifier(algorithms = ["ES256"]) {
    fetched = 0;
    const jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
    return externalVerifier({ issuer: "them", audience: "doors", jwksUrl, algorithms, clock });
  }

  function sign({ kid = "p1", sub = "maria", iss = "them" } = {}): Promise<string> {
    const exp = START / 1000 + 3_600;
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
      await clock.advance(1_000);
      assert.deepEqual(await verify(token), { userId: "maria" });
    });
  }

  it("is unavailable when nobody answers", async () => {
    const jwksUrl = new URL("http://127.0.0.1:1/keys");
    const { verify } = externalVerifier({ issuer: "them", audience: "doors", jwksUrl, algorithms: ["ES256"], clock });
    await assert.rejects(verify(await sign()), IssuerUnavailableError);
  });
});
