/** What programs in a browser ask and change of how their person signs in. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startServer, type TestServer } from "../harness.ts";
import { ManualClock } from "../manual-clock.ts";
import { cookieOf, PASSWORD, type Person, send, signedIn, somebody, QUICK_HASHING } from "./people.ts";

const LONG_MS = 11 * 60_000;

describe("ways in, as programs see them", () => {
  const clock = new ManualClock(Date.now());
  let server: TestServer;
  before(async () => {
    server = await startServer({ hashing: QUICK_HASHING, clock });
  });
  after(() => server.close());

  const ask = ({ cookie }: Pick<Person, "cookie">, method: string, path: string, body?: object) =>
    server.call(method, path, { headers: { cookie }, ...(body && { body }) });

  it("say what there is, and how many codes are left", async () => {
    const anna = await somebody(server);
    const asked = await ask(anna, "GET", "/session/ways");
    const none = { passkeys: 0, passkeysOffered: true, recoveryCodes: 0, providers: [] };
    assert.deepEqual(asked.json, { password: true, ...none });
    const made = await ask(anna, "POST", "/session/recovery-codes");
    assert.equal(new Set(made.json.codes).size, 10);
    assert.equal((await ask(anna, "GET", "/session/ways")).json.recoveryCodes, 10);
    const used = await send(server, "/account/recovery", { email: anna.email, code: made.json.codes[3] });
    assert.equal(used.status, 303, "each of them lets in");
    assert.equal((await ask({ cookie: cookieOf(used) }, "GET", "/session/ways")).json.recoveryCodes, 9);
    await ask(anna, "POST", "/session/recovery-codes");
    const late = await send(server, "/account/recovery", { email: anna.email, code: made.json.codes[4] });
    assert.equal(late.status, 401, "those from before are void");
  });

  it("take a proof by the password, and nothing without it for longer than ten minutes", async () => {
    const anna = await somebody(server);
    await clock.advance(LONG_MS);
    for (const [method, path, body] of [
      ["POST", "/session/recovery-codes", {}],
      ["PUT", "/session/password", { password: "a kettle for seven birds" }],
    ] as const) {
      const refused = await ask(anna, method, path, body);
      assert.deepEqual([refused.status, refused.json.error], [403, "Proof Needed"], path);
    }
    const wrong = await ask(anna, "POST", "/session/proof/password", { password: "not the password" });
    assert.equal(wrong.status, 400);
    assert.deepEqual(wrong.json.details, [{ field: "password", message: "is not right" }]);
    assert.equal((await ask(anna, "POST", "/session/recovery-codes")).status, 403);
    const proved = await ask(anna, "POST", "/session/proof/password", { password: PASSWORD });
    assert.equal(Date.parse(proved.json.provedAt), clock.now());
    assert.equal((await ask(anna, "POST", "/session/recovery-codes")).status, 200);
  });

  it("slow down whoever guesses the password in somebody's session", async () => {
    const anna = await somebody(server);
    const guess = () => ask(anna, "POST", "/session/proof/password", { password: "not the password" });
    const statuses = [];
    for (let tries = 0; tries < 7; tries++) statuses.push((await guess()).status);
    assert.deepEqual(statuses, [400, 400, 400, 400, 400, 429, 429]);
    const right = await ask(anna, "POST", "/session/proof/password", { password: PASSWORD });
    assert.equal(right.status, 429);
    assert.ok(Number(right.headers.get("retry-after")) > 0);
  });

  it("change the password, refuse a known one, and end all other sessions", async () => {
    const anna = await somebody(server);
    const elsewhere = await signedIn(server, anna.email);
    const known = await ask(anna, "PUT", "/session/password", { password: "password12345" });
    assert.deepEqual([known.status, known.json.details?.[0]?.field], [400, "password"]);
    const password = "a kettle for seven birds";
    const changed = await ask(anna, "PUT", "/session/password", { password });
    assert.deepEqual([changed.status, changed.json.ended], [200, 1]);
    assert.deepEqual(
      [(await ask(anna, "GET", "/session")).status, (await ask(elsewhere, "GET", "/session")).status],
      [200, 401],
    );
    await signedIn(server, anna.email, password);
    assert.equal((await send(server, "/account/sign-in", { email: anna.email, password: PASSWORD })).status, 401);
  });

  it("are nobody's without a session", async () => {
    for (const [method, path, body] of [
      ["GET", "/session/ways"],
      ["POST", "/session/proof/password", { password: PASSWORD }],
      ["POST", "/session/recovery-codes", {}],
      ["PUT", "/session/password", { password: PASSWORD }],
    ] as const)
      assert.equal((await ask({ cookie: "" }, method, path, body)).status, 401, path);
  });
});
