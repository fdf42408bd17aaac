/** Signing in, attacked: what is good once, for one person, in one browser, from one page, is good for nothing else. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, beforeEach, describe, it } from "node:test";
import { newAuthenticator, type Wrong } from "../../src/identity/accounts/testing/authenticator.ts";
import { type OidcSite, startOidcSite } from "../../src/identity/accounts/testing/oidc-site.ts";
import { freePort } from "../free-port.ts";
import { type Answer, startServer, type TestServer } from "../harness.ts";
import { FORM, form, QUICK_HASHING } from "./people.ts";
import { linkSentTo } from "./letters.ts";
import { type Mailbox, startMailbox } from "../users/mailbox.ts";

const PASSWORD = "four goats in the snow";

const cookieOf = (answer: Answer) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0]!)
    .filter((one) => !one.endsWith("="))
    .join("; ");

interface Person {
  readonly userId: string;
  readonly email: string;
}

const told = ({ id, response }: ReturnType<ReturnType<typeof newAuthenticator>["get"]>) => {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return { id, clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) };
};

describe("signing in, attacked", () => {
  let mailbox: Mailbox;
  let work: OidcSite;
  let home: OidcSite;
  let server: TestServer;
  let url: string;
  let maria: Person;
  let mallory: Person;

  before(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    mailbox = await startMailbox();
    work = await startOidcSite({ keys: [`${url}/account/with/work/return`] });
    home = await startOidcSite({ keys: [`${url}/account/with/home/return`] });
    const shared = { clientId: "keys", clientSecret: "secret-of-keys" };
    server = await startServer({
      hashing: QUICK_HASHING,
      env: {
        PORT: String(port),
        HOST: "localhost",
        PUBLIC_URL: url,
        SMTP_URL: mailbox.url,
        MAIL_FROM: "Latchstring <doors@example.test>",
        OIDC_PROVIDERS: JSON.stringify([
          { ...shared, id: "work", name: "Work", issuer: work.issuer },
          { ...shared, id: "home", name: "Home", issuer: home.issuer, trusted: ["trusted.test"] },
        ]),
      },
    });
  });
  after(async () => {
    await server.close();
    await work.stop();
    await home.stop();
    await mailbox.close();
  });
  beforeEach(async () => {
    maria = await someone();
    mallory = await someone();
  });

  async function someone(): Promise<Person> {
    const { userId } = await server.user();
    await (await server.store.accounts()).passwords.set(userId, PASSWORD);
    return { userId, email: `${userId}@example.test` };
  }

  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    server.call("POST", path, { body: form(fields), headers: { ...FORM, ...headers } });
  const tell = (path: string, body: object, headers: Record<string, string> = {}) =>
    server.call("POST", path, { body, headers });
  const get = (path: string, headers: Record<string, string> = {}) =>
    server.call("GET", path, { headers: { accept: "text/html", ...headers } });

  /** A browser in which they are signed in, by its cookie. */
  async function signedIn({ email }: Person, password = PASSWORD): Promise<string> {
    const answer = await post("/account/sign-in", { email, password });
    assert.equal(answer.status, 303, answer.text);
    return cookieOf(answer);
  }

  async function whoIs(cookie: string): Promise<string | undefined> {
    const { json } = await server.call("GET", "/session", { headers: { cookie } });
    return json?.userId;
  }

  async function withPasskey(person: Person) {
    const cookie = await signedIn(person);
    const device = newAuthenticator(url);
    const { options } = (await tell("/session/passkeys/options", {}, { cookie })).json;
    const { id, response } = device.create(options);
    const { clientDataJSON, attestationObject } = response;
    const made = await tell("/session/passkeys", { id, clientDataJSON, attestationObject, name: "Phone" }, { cookie });
    assert.equal(made.status, 201, made.text);
    return { cookie, device };
  }

  const signInOptions = async () => (await tell("/session/passkey/options", {})).json.options;

  async function mailed(path: string, fields: Record<string, string>, headers = {}): Promise<string> {
    const from = mailbox.messages.length;
    assert.equal((await post(path, fields, headers)).status, 303);
    return new URL(await linkSentTo(mailbox, fields["email"]!, path, from)).searchParams.get("token")!;
  }

  const codesOf = async (cookie: string) => {
    const { text } = await post("/account/recovery-codes", {}, { cookie });
    return [...text.matchAll(/<code>([^<]+)</g)].map(([, code]) => code!);
  };

  const useCode = (email: string, code: string) => post("/account/recovery", { email, code });

  /** Leave, and come back to where the provider sends the browser. */
  async function away(id: string, site: OidcSite, fields: Record<string, string> = {}, cookie = "") {
    const left = await post(`/account/with/${id}`, fields, { cookie });
    assert.equal(left.status, 200, left.text);
    const to = /url=([^"]+)"/.exec(left.text)![1]!.replaceAll("&amp;", "&");
    const back = new URL(await site.visit(to));
    assert.equal(`${back.origin}${back.pathname}`, `${url}/account/with/${id}/return`);
    return { path: back.pathname + back.search, cookie: [cookieOf(left), cookie].filter(Boolean).join("; ") };
  }

  const cameBack = ({ path, cookie }: { path: string; cookie: string }) => get(path, { cookie });

  describe("a passkey", () => {
    it("signs in once for each challenge, also for those who send it together", async () => {
      const { device } = await withPasskey(maria);
      const assertion = told(device.get(await signInOptions()));
      const answers = await Promise.all(Array.from({ length: 6 }, () => tell("/session/passkey", assertion)));
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401, 401, 401, 401, 401]);
      assert.equal(await whoIs(cookieOf(answers.find(({ status }) => status === 200)!)), maria.userId);
      assert.equal((await tell("/session/passkey", assertion)).status, 401);
    });

    it("signs in from no other origin, and unlocked only", async () => {
      const { device } = await withPasskey(maria);
      const wrong: Wrong[] = [
        { origin: "https://evil.example.test" },
        { origin: url.replace(/\d+$/, "1") },
        { rpId: "evil.example.test" },
        { unverified: true },
      ];
      for (const one of wrong)
        assert.equal((await tell("/session/passkey", told(device.get(await signInOptions(), one)))).status, 401);
      assert.equal((await tell("/session/passkey", told(device.get(await signInOptions())))).status, 200);
    });

    it("says the same of one that nobody has, of somebody else's handle, and of a bad signature", async () => {
      const { device } = await withPasskey(maria);
      const other = await withPasskey(mallory);
      const stranger = newAuthenticator(url);
      const good = told(device.get(await signInOptions()));
      const { userHandle } = told(other.device.get(await signInOptions()));
      const { signature } = told(stranger.get(await signInOptions()));
      const answers = [
        await tell("/session/passkey", told(stranger.get(await signInOptions()))),
        await tell("/session/passkey", { ...good, userHandle }),
        await tell("/session/passkey", { ...good, signature }),
      ];
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
      for (const { status } of answers) assert.equal(status, 401);
    });

    it("of one person is not listed, renamed, removed or used as proof by another", async () => {
      const { device } = await withPasskey(maria);
      const thief = await signedIn(mallory);
      assert.deepEqual(
        (await server.call("GET", "/session/passkeys", { headers: { cookie: thief } })).json.passkeys,
        [],
      );
      const at = `/session/passkeys/${device.id}`;
      const rename = await server.call("PATCH", at, { body: { name: "Mine" }, headers: { cookie: thief } });
      assert.equal(rename.status, 404);
      assert.equal((await server.call("DELETE", at, { headers: { cookie: thief } })).status, 404);
      assert.equal((await post(`/account/passkeys/${device.id}/remove`, {}, { cookie: thief })).status, 404);
      const { json } = await tell("/session/proof/options", {}, { cookie: thief });
      assert.equal((await tell("/session/proof", told(device.get(json.options)), { cookie: thief })).status, 401);
    });

    it("is not made with a challenge that somebody else was given", async () => {
      const [theirs, own] = [await signedIn(maria), await signedIn(mallory)];
      const { options } = (await tell("/session/passkeys/options", {}, { cookie: theirs })).json;
      const { id, response } = newAuthenticator(url).create(options);
      const { clientDataJSON, attestationObject } = response;
      const body = { id, clientDataJSON, attestationObject, name: "x" };
      assert.equal((await tell("/session/passkeys", body, { cookie: own })).status, 409);
    });

    it("that is added is told to the account's address", async () => {
      await withPasskey(maria);
      const told = () =>
        mailbox.messages.some(({ to, raw }) => to.includes(maria.email) && raw.includes("passkey was added"));
      for (const until = Date.now() + 20_000; !told() && Date.now() < until;) await wait(50);
      assert.ok(told());
    });

    it("still signs in while others guess at the account's password", async () => {
      const { device } = await withPasskey(maria);
      for (let i = 0; i < 8; i++) await post("/account/sign-in", { email: maria.email, password: "wrong guess again" });
      assert.equal((await post("/account/sign-in", { email: maria.email, password: PASSWORD })).status, 429);
      assert.equal((await tell("/session/passkey", told(device.get(await signInOptions())))).status, 200);
    });
  });

  describe("a link by mail", () => {
    const SPENDS = {
      reset: (token: string) => post("/account/reset/password", { token, password: "a kettle for seven birds" }),
      link: (token: string) => post("/account/link/sign-in", { token }),
      address: (token: string) => post("/account/address/confirm", { token }),
    };

    it("is good once, for what it is for, and shows without being spent", async () => {
      const tokens = {
        reset: await mailed("/account/reset", { email: maria.email }),
        link: await mailed("/account/link", { email: maria.email }),
        address: await mailed("/account/address", { email: `new-${maria.email}` }, { cookie: await signedIn(maria) }),
      };
      const names = Object.keys(tokens) as (keyof typeof tokens)[];
      for (const of of names)
        for (const at of names.filter((one) => one !== of)) {
          assert.equal((await SPENDS[at](tokens[of])).status, 400, `${of} at ${at}`);
          assert.equal((await get(`/account/${at}?token=${tokens[of]}`)).status, 400);
        }
      for (const name of ["link", "address"] as const) {
        for (let i = 0; i < 3; i++) assert.equal((await get(`/account/${name}?token=${tokens[name]}`)).status, 200);
        const answers = await Promise.all([1, 2, 3].map(() => SPENDS[name](tokens[name])));
        assert.equal(answers.filter(({ status }) => status < 400).length, 1, name);
      }
      // The address has changed, so what was sent to the one before is void.
      assert.equal((await SPENDS.reset(tokens.reset)).status, 400);
    });

    it("that ended is good for nothing", async () => {
      const token = await mailed("/account/reset", { email: maria.email });
      await server.sql("UPDATE sent_links SET ends_at = ? WHERE user_id = ?", Date.now() - 1, maria.userId);
      assert.equal((await get(`/account/reset?token=${token}`)).status, 400);
      assert.equal((await SPENDS.reset(token)).status, 400);
    });

    it("of a guest is no account's, and the other way round", async () => {
      const signIn = await server.store.signIn();
      const guests = await signIn.createLink(maria.email);
      for (const spend of Object.values(SPENDS)) assert.equal((await spend(guests)).status, 400);
      const token = await mailed("/account/link", { email: maria.email });
      assert.equal((await post("/sign-in", { token })).status, 400);
      const asGuest = await post("/sign-in", { token: guests });
      assert.equal(asGuest.status, 200);
      assert.equal((await server.call("GET", "/session", { headers: { cookie: cookieOf(asGuest) } })).status, 401);
      const asManager = cookieOf(await SPENDS.link(token));
      assert.equal(await whoIs(asManager), maria.userId);
      assert.equal(await signIn.user(asManager), undefined);
    });

    it("goes to nobody who has no account, though the directory knows them", async () => {
      const guest = { userId: randomUUID(), email: `guest-${randomUUID()}@example.test`, createdAt: Date.now() };
      await server.directory.createUser({ ...guest, name: null, firstName: null, lastName: null });
      const before = mailbox.messages.length;
      for (const path of ["/account/reset", "/account/link"])
        for (const email of [guest.email, `nobody-${randomUUID()}@example.test`])
          assert.equal((await post(path, { email })).status, 303);
      // The one that comes after all of them has come.
      await mailed("/account/reset", { email: maria.email });
      const to = mailbox.messages.slice(before).flatMap((one) => one.to);
      assert.equal(to.filter((one) => /^(guest|nobody)-/.test(one)).length, 0);
    });

    it("says by no answer whether there is an account", async () => {
      const unknown = `nobody-${randomUUID()}@example.test`;
      for (const path of ["/account/reset", "/account/link"]) {
        const [known, other] = [await post(path, { email: maria.email }), await post(path, { email: unknown })];
        assert.equal(known.status, other.status);
        assert.equal(known.text, other.text);
        assert.equal(known.headers.get("location"), other.headers.get("location"));
      }
    });

    it("that resets ends every other session and link of the account", async () => {
      const cookie = await signedIn(maria);
      const other = await mailed("/account/link", { email: maria.email });
      const token = await mailed("/account/reset", { email: maria.email });
      const done = await SPENDS.reset(token);
      assert.equal(done.status, 303);
      assert.equal(await whoIs(cookie), undefined);
      assert.equal(await whoIs(cookieOf(done)), maria.userId);
      assert.equal((await SPENDS.link(other)).status, 400);
      assert.equal((await post("/account/sign-in", { email: maria.email, password: PASSWORD })).status, 401);
    });

    it("goes to others' mailboxes a few times only, whoever asks", async () => {
      const cookie = await signedIn(maria);
      const statuses: number[] = [];
      for (let i = 0; i < 8; i++)
        statuses.push(
          (await post("/account/address", { email: `${i}-${randomUUID()}@example.test` }, { cookie })).status,
        );
      assert.deepEqual(statuses, [303, 303, 303, 303, 303, 429, 429, 429]);
      const asked: number[] = [];
      for (let i = 0; i < 8; i++) asked.push((await post("/account/reset", { email: mallory.email })).status);
      assert.deepEqual(asked, [303, 303, 303, 303, 303, 429, 429, 429]);
      const nobody = `nobody-${randomUUID()}@example.test`;
      const same: number[] = [];
      for (let i = 0; i < 8; i++) same.push((await post("/account/reset", { email: nobody })).status);
      assert.deepEqual(same, asked);
    });

    it("for an address that somebody else has changes nothing", async () => {
      const token = await mailed("/account/address", { email: mallory.email }, { cookie: await signedIn(maria) });
      assert.equal((await SPENDS.address(token)).status, 409);
      assert.equal(await whoIs(await signedIn(mallory)), mallory.userId);
      assert.equal(await whoIs(await signedIn(maria)), maria.userId);
    });
  });

  describe("a recovery code", () => {
    it("is good once and for its owner, and says the same for whoever there is and is not", async () => {
      const [code] = (await codesOf(await signedIn(maria))) as [string];
      const answers = [
        await useCode(mallory.email, code),
        await useCode(`nobody-${randomUUID()}@example.test`, code),
        await useCode(maria.email, "0000-0000-0000-0000"),
      ];
      const said = answers.map(({ status, text }) => [status, text.replaceAll(/nonce="[^"]+"|value="[^"]*"/g, "")]);
      assert.equal(said[0]![0], 401);
      for (const one of said) assert.deepEqual(one, said[0]);
      const together = await Promise.all([
        useCode(maria.email, code),
        useCode(maria.email, code),
        useCode(maria.email, code),
      ]);
      assert.deepEqual(together.map(({ status }) => status).toSorted(), [303, 401, 401]);
    });

    it("is void once new ones were made", async () => {
      const cookie = await signedIn(maria);
      const [before] = (await codesOf(cookie)) as [string];
      const [code] = (await codesOf(cookie)) as [string];
      assert.equal((await useCode(maria.email, before)).status, 401);
      assert.equal((await useCode(maria.email, code)).status, 303);
    });
  });

  describe("a provider", () => {
    it("signs in once, in the browser that left, and never with a session that was there before", async () => {
      work.person = { sub: maria.userId, email: maria.email, email_verified: true };
      const way = await away("work", work);
      assert.equal((await get(way.path)).status, 400);
      const another = await away("work", work);
      assert.equal((await get(way.path, { cookie: another.cookie })).status, 400);
      const before = await signedIn(mallory);
      const done = await cameBack({ ...way, cookie: `${way.cookie}; ${before}` });
      assert.equal(done.status, 303);
      assert.equal(await whoIs(cookieOf(done)), maria.userId);
      assert.equal(await whoIs(before), undefined);
      assert.equal((await cameBack(way)).status, 400);
      const head = await fetch(url + (await away("work", work)).path, { method: "HEAD" });
      assert.equal(head.status, 405, "nothing is signed in by a HEAD");
    });

    it("is not mistaken for the other one", async () => {
      work.person = { sub: maria.userId, email: maria.email, email_verified: true };
      home.person = { sub: maria.userId, email: mallory.email, email_verified: true };
      const [at, other] = [await away("work", work), await away("home", home)];
      const [mine, theirs] = [at, other].map(({ path }) => new URL(path, url));
      assert.equal((await get(at.path.replace("/work/", "/home/"), { cookie: at.cookie })).status, 400);
      mine!.searchParams.set("code", theirs!.searchParams.get("code")!);
      assert.equal((await get(mine!.pathname + mine!.search, { cookie: at.cookie })).status, 400);
    });

    it("opens no account by an address that it has not made sure of, or that is none of an account", async () => {
      const guest = { userId: randomUUID(), email: `guest-${randomUUID()}@trusted.test`, createdAt: Date.now() };
      await server.directory.createUser({ ...guest, name: null, firstName: null, lastName: null }, "server");
      for (const person of [
        { email: maria.email, email_verified: false },
        { email: maria.email },
        {},
        { email: guest.email, email_verified: true },
        { email: `nobody-${randomUUID()}@example.test`, email_verified: true },
      ]) {
        work.person = { sub: randomUUID(), ...person };
        assert.equal((await cameBack(await away("work", work))).status, 403, JSON.stringify(person));
      }
      // Whom the directory knows as a guest is the same user once there is an account.
      home.person = { sub: randomUUID(), email: guest.email, email_verified: true };
      const done = await cameBack(await away("home", home));
      assert.equal(done.status, 303);
      assert.equal(await whoIs(cookieOf(done)), guest.userId);
    });

    it("makes an account of whoever was invited with that address, and of nobody else who has the link", async () => {
      const orgId = `berg-${randomUUID()}`;
      await server.organization(orgId);
      const [email, secret] = [`invited-${randomUUID()}@example.test`, randomUUID() + randomUUID()];
      const invitation = {
        orgId,
        email,
        role: "viewer",
        mailed: false,
        byOperator: false,
        invitedBy: maria.userId,
      } as const;
      const { invitations } = server.organizations;
      await invitations.invite({ ...invitation, id: randomUUID(), secret, now: server.clock.now() });
      const next = `/account/invitation?token=${secret}`;
      work.person = { sub: randomUUID(), email: `other-${email}`, email_verified: true };
      assert.equal((await cameBack(await away("work", work, { next }))).status, 403);
      work.person = { sub: randomUUID(), email };
      assert.equal((await cameBack(await away("work", work, { next }))).status, 403);
      work.person = { sub: randomUUID(), email, email_verified: true };
      const done = await cameBack(await away("work", work, { next }));
      assert.equal(done.headers.get("location"), next);
      const cookie = cookieOf(done);
      assert.equal((await post("/account/invitation", { token: secret }, { cookie })).status, 303);
      const { json } = await server.call("GET", "/session", { headers: { cookie } });
      assert.deepEqual(
        json.organizations.map((one: { role: string }) => one.role),
        ["viewer"],
      );
    });

    it("leads to pages of this server alone", async () => {
      work.person = { sub: maria.userId, email: maria.email, email_verified: true };
      for (const next of [
        "https://evil.example.test/",
        "//evil.example.test/",
        "/\\evil.example.test",
        "javascript:alert(1)",
      ]) {
        const done = await cameBack(await away("work", work, { next }));
        assert.equal(done.headers.get("location"), "/", next);
      }
      assert.equal(
        (await cameBack(await away("work", work, { next: "/account/ways" }))).headers.get("location"),
        "/account/ways",
      );
    });

    it("is added by whoever left, in their own session, and not to another account", async () => {
      work.person = { sub: `of ${maria.userId}`, email: "elsewhere@example.test", email_verified: true };
      const cookie = await signedIn(maria);
      const way = await away("work", work, { purpose: "link" }, cookie);
      const session = await signedIn(mallory);
      const [only] = way.cookie.split("; ");
      assert.equal((await get(way.path, { cookie: `${only}; ${session}` })).status, 403);
      assert.equal((await cameBack(await away("work", work, { purpose: "link" }, cookie))).status, 303);
      assert.equal((await cameBack(await away("work", work, { purpose: "link" }, session))).status, 403);
      assert.equal(await whoIs(cookieOf(await cameBack(await away("work", work)))), maria.userId);
    });

    it("proves again only who is signed in", async () => {
      const cookie = await signedIn(maria);
      work.person = { sub: mallory.userId, email: mallory.email, email_verified: true };
      assert.equal((await cameBack(await away("work", work, { purpose: "prove" }, cookie))).status, 403);
    });
  });

  /** What changes something, with what it takes. */
  const CHANGES: readonly (readonly [path: string, fields: Record<string, string>, fresh: boolean])[] = [
    ["/account/with/work", {}, false],
    ["/account/with/work/unlink", {}, true],
    ["/account/recovery", { email: "x@example.test", code: "0000" }, false],
    ["/account/recovery-codes", {}, true],
    ["/account/reset", { email: "x@example.test" }, false],
    ["/account/reset/password", { token: "a".repeat(43), password: PASSWORD }, false],
    ["/account/link", { email: "x@example.test" }, false],
    ["/account/link/sign-in", { token: "a".repeat(43) }, false],
    ["/account/address", { email: "x@example.test" }, true],
    ["/account/address/confirm", { token: "a".repeat(43) }, false],
    ["/account/password", { password: PASSWORD }, true],
    ["/account/passkeys/x/name", { name: "x" }, true],
    ["/account/passkeys/x/remove", {}, true],
  ];
  const ANSWERS: readonly (readonly [method: string, path: string, body: object | undefined, fresh: boolean])[] = [
    ["POST", "/session/passkey/options", {}, false],
    ["POST", "/session/proof/options", {}, false],
    ["POST", "/session/passkeys/options", {}, true],
    ["PATCH", "/session/passkeys/x", { name: "x" }, true],
    ["DELETE", "/session/passkeys/x", undefined, true],
    ["POST", "/session/proof/password", { password: PASSWORD }, false],
    ["PUT", "/session/password", { password: PASSWORD }, true],
    ["POST", "/session/recovery-codes", {}, true],
  ];

  it("nothing is changed from another site, or from another port of this one", async () => {
    const cookie = await signedIn(maria);
    const sources: Record<string, string>[] = [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://evil.example.test" },
      { origin: url.replace(/\d+$/, "1") },
      { origin: "null" },
    ];
    for (const source of sources) {
      for (const [path, fields] of CHANGES)
        assert.equal(
          (await post(path, fields, { cookie, ...source })).status,
          403,
          `${path} ${JSON.stringify(source)}`,
        );
      for (const [method, path, body] of ANSWERS) {
        const answer = await server.call(method, path, { body, headers: { cookie, ...source } });
        assert.equal(answer.status, 403, `${path} ${JSON.stringify(source)}`);
      }
    }
  });

  it("what changes who gets in is for whoever has just proved who they are", async () => {
    const cookie = await signedIn(maria);
    await server.sql("UPDATE sessions SET proved_at = ? WHERE user_id = ?", Date.now() - 601_000, maria.userId);
    for (const [path, fields, fresh] of CHANGES.filter(([, , one]) => one)) {
      const page = await post(path, fields, { cookie });
      assert.equal(page.status, 303, path);
      assert.match(page.headers.get("location")!, /^\/account\/prove\?next=/, String(fresh));
      const program = await post(path, fields, { cookie, accept: "application/json" });
      assert.equal(program.status, 403, path);
      assert.equal((await post(path, fields)).status, 303);
    }
    for (const [method, path, body] of ANSWERS.filter(([, , , one]) => one)) {
      assert.equal((await server.call(method, path, { body, headers: { cookie } })).status, 403, path);
      assert.equal((await server.call(method, path, { body })).status, 401, path);
    }
    for (const path of ["/account/password", "/account/address"])
      assert.match((await get(path, { cookie })).headers.get("location")!, /^\/account\/prove/);
  });

  it("no page can be put into a frame of another site, or kept by a cache", async () => {
    const cookie = await signedIn(maria);
    for (const path of ["ways", "password", "address", "reset", "link", "recovery", "sent", "sign-in", "prove"]) {
      const { headers } = await get(`/account/${path}`, { cookie });
      assert.match(headers.get("content-security-policy")!, /frame-ancestors 'none'/, path);
      assert.equal(headers.get("cache-control"), "no-store", path);
    }
  });
});
