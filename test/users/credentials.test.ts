/** Credentials that are not good, and those that are not ours: what is answered, and what is counted of them. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SignJWT } from "jose";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const METRICS = "0123456789abcdef";
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const foreignToken = (iss?: string) =>
  new SignJWT({ sub: "maria", ...(iss && { iss }), exp: 4_102_444_800 })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new Uint8Array(32));

describe("credentials", () => {
  let server: TestServer;
  let org: Credentials;
  let user: Credentials & { readonly token: string; readonly userId: string };
  let key: string;
  let named: string;

  before(async () => {
    server = await startServer({ env: { METRICS_TOKEN: METRICS } });
    org = await server.organization("acme");
    user = await server.user();
    await server.lock(1, { orgId: "acme" });
    key = await server.key(1, org);
    named = await server.key(1, org, { accessMode: "user-whitelist", allowedUserIds: [user.userId] });
  });
  after(() => server.close());

  const open = (uuid: string, headers: Record<string, string>) =>
    server.call("POST", `/temp-keys/${uuid}/open`, { headers, body: {} });

  async function refused(): Promise<Record<string, number>> {
    const { text } = await server.call("GET", "/metrics", { token: METRICS });
    const counted = text.matchAll(/^latchstring_credentials_refused_total\{(.*)\} (\d+)$/gm);
    return Object.fromEntries([...counted].map(([, labels, count]) => [nameOf(labels!), Number(count)]));
  }

  it("of a proxy in front do not keep a guest of a public key out", async () => {
    const others = [
      "Basic eDp5",
      "Negotiate YII=",
      "Digest username=x",
      "x",
      "",
      "Bearer",
      "Bearer opaque",
      "Bearer a b",
    ];
    for (const iss of [undefined, "https://proxy.test"]) others.push(`Bearer ${await foreignToken(iss)}`);
    const before = await refused();
    for (const authorization of others) {
      assert.equal((await open(key, { authorization })).status, 303, authorization);
      assert.equal((await server.call("GET", `/temp-keys/${key}`, { headers: { authorization } })).status, 200);
      const asked = await open(named, { authorization });
      assert.equal(asked.status, 401, authorization);
      assert.match(asked.json.message, /send a bearer token/i);
    }
    assert.deepEqual(await refused(), before);
  });

  it("of ours that are not good are told of, also where none is needed", async () => {
    const ours = await server.issuer!.sign({ userId: user.userId, ttlSeconds: 60 });
    const cut = `${ours.token.slice(0, -6)}AAAAAA`;
    assert.equal((await open(key, { authorization: `Bearer ${cut}` })).status, 401);
    assert.equal((await open(key, { authorization: `Bearer ${ours.token}` })).status, 303);
  });

  it("of another scheme say nothing beside an API key, and alone bring the answer that says what to send", async () => {
    const headers = { authorization: "Basic eDp5" };
    assert.equal((await server.call("GET", "/locks/1/temp-keys", { ...org, headers })).status, 200);
    const alone = await server.call("GET", "/locks/1/temp-keys", { headers });
    assert.equal(alone.status, 401);
    assert.match(alone.json.message, /Send a bearer token, an X-API-Key header, or both/);
  });

  it("that are refused are counted, by what they are and why", async () => {
    const before = await refused();
    const uuid = await server.key(1, org);
    const cookie = "latchstring.session_token=x.y";
    const wrong: readonly (readonly [string, string, Parameters<TestServer["call"]>[2]])[] = [
      ["GET", "/locks/1/temp-keys", { apiKey: "x".repeat(40) }],
      ["GET", "/locks/1/temp-keys", { token: "x" }],
      ["GET", "/locks/1/temp-keys", { token: `${user.token.slice(0, -6)}AAAAAA` }],
      ["GET", "/locks/1/temp-keys", {}],
      ["GET", "/metrics", { token: "guess" }],
      ["GET", "/metrics", {}],
      ["POST", "/locks/1/open-with-pin", { body: { pin: "00000000" } }],
      ["POST", "/sign-in", { headers: FORM, body: `token=${"x".repeat(32)}` }],
      ["GET", `/temp-keys/${uuid}`, { headers: { cookie } }],
      ["POST", `/temp-keys/${uuid}/open`, { headers: { cookie, "idempotency-key": "once" }, body: {} }],
    ];
    for (const [method, path, what] of wrong) await server.call(method, path, what);
    const after = await refused();
    const more = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
    assert.deepEqual(Object.fromEntries(more.filter(([, count]) => count > 0)), {
      "api-key unknown": 1,
      "token not-valid": 2,
      "metrics-token not-valid": 1,
      "pin not-valid": 1,
      "sign-in-link not-valid": 1,
      "session not-valid": 2,
    });
  });
});

function nameOf(labels: string): string {
  return ["kind", "reason"].map((name) => new RegExp(`${name}="([^"]*)"`).exec(labels)![1]).join(" ");
}
