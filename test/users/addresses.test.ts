/** Ids of an issuer elsewhere: whose an address is, and which door opens to whoever reads its mail. */
import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { SignJWT } from "jose";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { linkIn, type Mailbox, startMailbox } from "./mailbox.ts";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const KEYS = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "p1", alg: "ES256" }] };
const FORM = { "content-type": "application/x-www-form-urlencoded", accept: "text/html" };

describe("where tokens come from an issuer elsewhere", () => {
  let issuer: Server;
  let mailbox: Mailbox;
  let server: TestServer;
  let ours: Credentials;
  let theirs: Credentials;
  let made = 0;

  before(async () => {
    issuer = createServer((_request, response) => response.end(JSON.stringify(KEYS)));
    issuer.listen(0, "127.0.0.1");
    await once(issuer, "listening");
    mailbox = await startMailbox();
    server = await startServer({
      env: {
        AUTH_JWKS_URL: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`,
        AUTH_ISSUER: "them",
        AUTH_AUDIENCE: "doors",
        SMTP_URL: mailbox.url,
        MAIL_FROM: "a@b.test",
      },
    });
    [ours, theirs] = [await server.organization("ours"), await server.organization("theirs")];
    await server.lock(1, { orgId: "ours" });
  });
  after(async () => {
    await server.close();
    await mailbox.close();
    issuer.close();
    issuer.closeAllConnections();
  });

  const newEmail = () => `guest${++made}@example.test`;
  const byEmail = async (email: string, as: Credentials, more = "") =>
    (await server.call("GET", `/users/by-email?email=${email}${more}`, as)).json.uuid as string;
  const claim = (userId: string, email: string, as: Credentials) =>
    server.call("POST", `/users/${userId}/CreateUser`, { ...as, body: { userId, email } });
  const deriveKey = (userId: string) => server.key(1, ours, { accessMode: "user-whitelist", allowedUserIds: [userId] });
  const open = (key: string, as: Parameters<TestServer["call"]>[2]) =>
    server.call("POST", `/temp-keys/${key}/open`, { ...as, body: {} });

  async function tokenOf(sub: string, claims: object = {}, iat = Math.floor(server.clock.now() / 1000)) {
    const token = await new SignJWT({ sub, iss: "them", aud: "doors", iat, exp: iat + 3_600, ...claims })
      .setProtectedHeader({ alg: "ES256", kid: "p1" })
      .sign(privateKey);
    return { token };
  }

  const ask = (key: string, email: string) =>
    server.call("POST", `/temp-keys/${key}/sign-in`, {
      headers: FORM,
      body: new URLSearchParams({ email }).toString(),
    });

  /** The cookie of whoever asks for a link to that key and reads the mail of the address. */
  async function signIn(key: string, email: string): Promise<string> {
    const message = mailbox.next();
    await ask(key, email);
    const { lang: _, ...fields } = Object.fromEntries(new URL(linkIn(await message)).searchParams);
    const done = await server.call("POST", "/sign-in", { headers: FORM, body: new URLSearchParams(fields).toString() });
    return done.headers.getSetCookie()[0]!.split(";")[0]!;
  }

  it("an organisation that gives its own user somebody's address is not let in where that address is meant", async () => {
    for (const bind of [
      (id: string, email: string) => claim(id, email, theirs),
      (id: string, email: string) => byEmail(email, theirs, `&uuid=${id}`),
    ]) {
      const [mallory, email] = [randomUUID(), newEmail()];
      await bind(mallory, email);
      const guest = await byEmail(email, ours);
      assert.notEqual(guest, mallory);
      const key = await deriveKey(guest);
      assert.equal((await open(key, await tokenOf(mallory))).status, 403);
      const cookie = await signIn(key, email);
      assert.equal((await open(key, { headers: { cookie } })).status, 303);
      assert.equal(await byEmail(email, theirs), guest);
    }
  });

  it("an organisation that gives somebody else's id its own address is not let in where that id is meant", async () => {
    const [victim, email] = [randomUUID(), newEmail()];
    assert.equal((await claim(victim, email, theirs)).status, 201);
    const key = await deriveKey(victim);
    await ask(key, email);
    await wait(1_800);
    assert.ok(!mailbox.messages.some(({ to }) => to.includes(email)));
    assert.equal((await open(key, await tokenOf(victim))).status, 303);
  });

  it("an address counts once the issuer says that it is verified, and not before", async () => {
    const [anna, email] = [randomUUID(), newEmail()];
    await open(await deriveKey(anna), await tokenOf(anna, { email, email_verified: false }));
    await open(await deriveKey(anna), await tokenOf(anna, { email }));
    assert.equal((await server.call("GET", `/users/by-email?email=${email}&searchOnly=true`, ours)).status, 404);
    await open(await deriveKey(anna), await tokenOf(anna, { email: email.toUpperCase(), email_verified: true }));
    assert.equal(await byEmail(email, ours), anna);
    const key = await deriveKey(anna);
    const cookie = await signIn(key, email);
    assert.equal((await open(key, { headers: { cookie } })).status, 303);

    // The mailbox is somebody else's now, so whoever was let in by it is not Anna.
    const ben = randomUUID();
    await open(key, await tokenOf(ben, { email, email_verified: true }, Math.floor(server.clock.now() / 1000) + 20));
    assert.equal(await byEmail(email, ours), ben);
    assert.equal((await open(key, { headers: { cookie } })).status, 403);
    assert.equal((await open(key, await tokenOf(anna))).status, 303);
  });

  it("a user makes themselves known, and nobody else", async () => {
    const [carl, email] = [randomUUID(), newEmail()];
    const own = await tokenOf(carl);
    assert.equal((await claim(randomUUID(), email, own)).status, 403);
    assert.equal((await claim(carl, email, own)).status, 201);
    assert.equal((await claim(carl, newEmail(), own)).json.event, null);
    assert.notEqual(await byEmail(email, ours), carl);
  });

  it("a key may name ids that were never seen here", async () => {
    const dora = randomUUID();
    assert.equal((await open(await deriveKey(dora), await tokenOf(dora))).status, 303);
  });
});
