import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { ManualClock } from "../../test/manual-clock.ts";
import type { Clock } from "../clock.ts";
import { MAX_TTL_SECONDS, openIssuer } from "./issuer.ts";
import { AuthenticationError } from "./tokens.ts";

const START = Date.parse("2026-06-01T10:00:00Z");
const DAY_MS = 86_400_000;

const open = (file: string, clock: Clock) => openIssuer({ file, issuer: "latchstring", audience: "doors", clock });

describe("the server's own issuer", () => {
  let dir: string;
  let made = 0;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), "latchstring-"));
  });
  after(() => rmSync(dir, { recursive: true }));

  const newFile = () => join(dir, String(++made), "issuer.json");

  it("signs tokens that it believes until they expire, remembered or not", async () => {
    const clock = new ManualClock(START + 250);
    const { sign, verifier } = await open(newFile(), clock);
    const { token, expiresAt } = await sign({ userId: "maria", ttlSeconds: 60 });
    assert.equal(expiresAt, START + 60_000);
    await clock.advance(59_749);
    assert.deepEqual(await verifier.verify(token), { userId: "maria" });
    assert.deepEqual(await verifier.verify(token), { userId: "maria" });
    await clock.advance(1);
    await assert.rejects(verifier.verify(token), new AuthenticationError("The token has expired"));
  });

  it("publishes keys by which others can check its tokens, and no private one", async () => {
    const clock = new ManualClock(START);
    const { sign, verifier } = await open(newFile(), clock);
    const { token } = await sign({ userId: "maria", ttlSeconds: 60 });
    const jwks = (await verifier.jwks()) as JSONWebKeySet;
    assert.deepEqual(Object.keys(jwks.keys[0]!).toSorted(), ["alg", "crv", "kid", "kty", "use", "x"]);
    const { payload } = await jwtVerify(token, createLocalJWKSet(jwks), { currentDate: new Date(START) });
    assert.deepEqual(payload, {
      sub: "maria",
      iss: "latchstring",
      aud: "doors",
      iat: START / 1000,
      exp: START / 1000 + 60,
    });
  });

  it("signs only for a subject and a time that it can answer for", async () => {
    const { sign } = await open(newFile(), new ManualClock(START));
    for (const ttlSeconds of [0, 1.5, Number.NaN, MAX_TTL_SECONDS + 1]) {
      await assert.rejects(sign({ userId: "maria", ttlSeconds }), RangeError);
    }
    await assert.rejects(sign({ userId: "", ttlSeconds: 60 }), RangeError);
    await assert.rejects(sign({ userId: "m".repeat(256), ttlSeconds: 60 }), RangeError);
  });

  it("keeps its keys to itself", { skip: process.platform === "win32" }, async () => {
    const file = newFile();
    await open(file, new ManualClock(START));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(file, "..")), ["issuer.json"]);
    chmodSync(file, 0o644);
    const { rotate } = await open(file, new ManualClock(START));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await rotate();
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("has one set of keys, however many open it for the first time together", async () => {
    const file = newFile();
    const issuers = await Promise.all(Array.from({ length: 8 }, () => open(file, new ManualClock(START))));
    const kids = new Set<string | undefined>();
    for (const { sign } of issuers) {
      const { token } = await sign({ userId: "maria", ttlSeconds: 60 });
      kids.add(decodeProtectedHeader(token).kid);
      await issuers[0]!.verifier.verify(token);
    }
    assert.equal(kids.size, 1);
  });

  it("signs with the new key after a rotation and believes the old one for as long as its tokens may live", async () => {
    const clock = new ManualClock(START);
    const file = newFile();
    const { sign, rotate, verifier } = await open(file, clock);
    const old = await sign({ userId: "maria", ttlSeconds: MAX_TTL_SECONDS });
    const kid = await rotate();
    const fresh = await sign({ userId: "maria", ttlSeconds: 60 });
    assert.equal(decodeProtectedHeader(fresh.token).kid, kid);
    assert.notEqual(decodeProtectedHeader(old.token).kid, kid);
    await verifier.verify(fresh.token);
    assert.equal(((await verifier.jwks()) as JSONWebKeySet).keys.length, 2);
    assert.equal(readFileSync(file, "utf8").match(/"d":/g)?.length, 1, "the old private key is gone");
    await clock.advance(30 * DAY_MS - 1);
    await verifier.verify(old.token);
    await clock.advance(1);
    assert.equal(((await verifier.jwks()) as JSONWebKeySet).keys.length, 1);
    await rotate();
    assert.equal((JSON.parse(readFileSync(file, "utf8")) as { retired: unknown[] }).retired.length, 1);
  });

  it("no longer believes a key whose time is over, even for a token that claims to live on", async () => {
    const clock = new ManualClock(START);
    const file = newFile();
    const { sign, rotate, verifier } = await open(file, clock);
    const thief = await open(file, new ManualClock(START + DAY_MS));
    const { token } = await thief.sign({ userId: "maria", ttlSeconds: MAX_TTL_SECONDS });
    await sign({ userId: "maria", ttlSeconds: 60 });
    await rotate();
    await clock.advance(30 * DAY_MS);
    await assert.rejects(verifier.verify(token), AuthenticationError);
  });

  it("notices a rotation by another process, and looks for one at most twice a second", async () => {
    const clock = new ManualClock(START);
    const file = newFile();
    const server = await open(file, clock);
    const cli = await open(file, clock);
    await cli.rotate();
    const { token } = await cli.sign({ userId: "maria", ttlSeconds: 60 });
    await assert.rejects(server.verifier.verify(token), AuthenticationError);
    await clock.advance(1_000);
    const answers = await Promise.all(Array.from({ length: 5 }, () => server.verifier.verify(token)));
    assert.deepEqual(answers[4], { userId: "maria" });
    await cli.rotate();
    const next = decodeProtectedHeader((await server.sign({ userId: "maria", ttlSeconds: 60 })).token).kid;
    assert.equal(next, decodeProtectedHeader((await cli.sign({ userId: "maria", ttlSeconds: 60 })).token).kid);
  });

  it("ends every token at once when it is told to, in other processes and with a token that they remember", async () => {
    const clock = new ManualClock(START);
    const file = newFile();
    const [server, cli] = [await open(file, clock), await open(file, clock)];
    const { token } = await server.sign({ userId: "maria", ttlSeconds: MAX_TTL_SECONDS });
    await server.verifier.verify(token);
    await cli.rotate();
    await clock.advance(999);
    await server.verifier.verify(token);
    await cli.rotate({ now: true });
    await assert.rejects(cli.verifier.verify(token), AuthenticationError);
    await clock.advance(999);
    await assert.rejects(server.verifier.verify(token), AuthenticationError);
    assert.equal(((await server.verifier.jwks()) as JSONWebKeySet).keys.length, 1);
    await server.verifier.verify((await cli.sign({ userId: "maria", ttlSeconds: 60 })).token);
  });

  it("signs a token that is good in the very second in which the user was signed out", async () => {
    const clock = new ManualClock(START + 400);
    const ended = Math.floor(clock.now() / 1000) + 1;
    const users = { tokensEndedBefore: async () => ended };
    const issuer = { file: newFile(), issuer: "latchstring", audience: "doors", clock };
    const { token: before } = await (await openIssuer(issuer)).sign({ userId: "maria", ttlSeconds: 60 });
    const { sign, verifier } = await openIssuer({ ...issuer, users });
    await assert.rejects(verifier.verify(before), /was ended/);
    await verifier.verify((await sign({ userId: "maria", ttlSeconds: 60 })).token);
  });

  it("loses no key when several rotate at once", async () => {
    const file = newFile();
    const clock = new ManualClock(START);
    const issuers = await Promise.all([open(file, clock), open(file, clock), open(file, clock)]);
    await Promise.all(issuers.map(({ rotate }) => rotate()));
    const { keys } = (await (await open(file, clock)).verifier.jwks()) as JSONWebKeySet;
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, 4);
  });

  it("says so when the file holds something else, and leaves it alone", async () => {
    const file = newFile();
    await open(file, new ManualClock(START));
    for (const text of ["", "{}", '{"signing":{"kid":1},"retired":[]}']) {
      writeFileSync(file, text);
      await assert.rejects(open(file, new ManualClock(START)), /does not hold an issuer's keys/);
      assert.equal(readFileSync(file, "utf8"), text);
    }
  });
});
