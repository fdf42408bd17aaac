/** Accounts over HTTP: set up, signed in, proved, and ended, and nobody let in who should not be. */
import assert from "node:assert/strict";
import crypto, { randomUUID } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { after, before, describe, it } from "node:test";
import { type Answer, startServer, type TestServer } from "../harness.ts";
import { ManualClock } from "../manual-clock.ts";
import {
  cookieOf,
  FORM,
  form,
  operator,
  PASSWORD,
  type Person,
  send,
  signedIn,
  somebody,
  tokenOf,
  QUICK_HASHING,
} from "./people.ts";

const HTML = { accept: "text/html" };

const guess = (server: TestServer, email: string) =>
  send(server, "/account/sign-in", { email, password: "not the password" });

/** What is the same whoever there is: all but what was typed, and what is drawn for each answer. */
const told = ({ status, text, headers }: Answer, email: string) => ({
  status,
  text: text.replaceAll(email, "").replaceAll(/nonce="[^"]*"/g, ""),
  headers: [...headers].filter(
    ([name]) => !["date", "x-request-id", "content-length", "content-security-policy"].includes(name),
  ),
});

describe("accounts", () => {
  const clock = new ManualClock(Date.now());
  let server: TestServer;
  /** Another process on the same store. */
  let other: TestServer;
  let olga: Person;

  before(async () => {
    server = await startServer({ hashing: QUICK_HASHING, clock });
    other = await startServer({ hashing: QUICK_HASHING, clock, dataDir: server.dataDir });
    olga = await operator(server, "Berg & Söhne");
  });
  after(async () => {
    await other.close();
    await server.close();
  });

  const who = async (cookie: string, on = server) => (await on.call("GET", "/session", { headers: { cookie } })).json;

  it("make whoever hosts the server an operator, and owner of a first organisation", async () => {
    const { email, operator: isOperator, organizations } = await who(olga.cookie, other);
    assert.deepEqual([email, isOperator], [olga.email, true]);
    assert.deepEqual(organizations, [
      { organizationId: "berg-sohne", name: "Berg & Söhne", role: "owner", paused: false },
    ]);
    const again = await operator(server, "Berg & Söhne");
    assert.match((await who(again.cookie)).organizations[0].organizationId, /^berg-sohne-\d{4}$/);
  });

  it("are set up by a link once, however many use it in two processes, and a GET spends nothing", async () => {
    const { setUps } = await server.store.accounts();
    const token = await setUps.create({ kind: "operator" });
    for (const method of ["GET", "HEAD", "GET"])
      assert.equal((await server.call(method, `/account/set-up?token=${token}`, { headers: HTML })).status, 200);
    const fields = { token, name: "Eve", password: PASSWORD, organization: "Once" };
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        send(i % 2 ? other : server, "/account/set-up", { ...fields, email: `once-${i}@example.test` }),
      ),
    );
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [303, 400, 400, 400, 400, 400],
    );
    assert.equal(answers.filter(({ headers }) => headers.getSetCookie().length > 0).length, 1);
    const late = await server.call("GET", `/account/set-up?token=${token}`, { headers: HTML });
    assert.equal(late.status, 400);
    assert.match(late.text, /This link is no longer valid/);
  });

  it("say of each field what is wrong with it, beside it and together, and keep what was typed but the password", async () => {
    const token = await (await server.store.accounts()).setUps.create({ kind: "operator" });
    const typed = { token, name: "", email: "<b>@", password: "elevenchars", organization: "x".repeat(121) };
    const { status, text } = await send(server, "/account/set-up", typed);
    assert.equal(status, 400);
    for (const name of ["name", "email", "password", "organization"]) {
      assert.match(text, new RegExp(`<a href="#${name}">`));
      assert.match(text, new RegExp(`id="${name}-problem"`));
      assert.match(text, new RegExp(`aria-describedby="[^"]*${name}-problem"`));
    }
    assert.match(text, /value="&lt;b&gt;@"/);
    assert.doesNotMatch(text, /elevenchars/);
    const json = await server.call("POST", "/account/set-up", { body: typed });
    assert.deepEqual(
      json.json.details.map(({ field }: { field: string }) => field),
      ["name", "email", "organization", "password"],
    );
    const known = await send(server, "/account/set-up", { ...typed, password: "password12345" });
    assert.match(known.text, /appeared in a data leak/);
  });

  it("give somebody a new way in by the command line's link, which signs them out everywhere else", async () => {
    const anna = await somebody(server);
    const { setUps } = await server.store.accounts();
    const token = await setUps.create({ kind: "way-in", userId: anna.userId, email: anna.email });
    const page = await server.call("GET", `/account/set-up?token=${token}`, { headers: HTML });
    assert.match(page.text, new RegExp(`For ${anna.email}`));
    const done = await send(server, "/account/set-up", { token, password: "another lamp on the stair" });
    assert.equal(done.status, 303);
    assert.equal((await who(anna.cookie)).code, 401);
    assert.equal((await who(cookieOf(done))).userId, anna.userId);
    assert.equal((await send(server, "/account/set-up", { token, password: "and a third one here" })).status, 400);
    await signedIn(server, anna.email, "another lamp on the stair");
  });

  it("have a cookie that scripts cannot read, which a browser keeps for 30 days", async () => {
    const { email } = await somebody(server);
    const { headers } = await send(server, "/account/sign-in", { email, password: PASSWORD });
    const set = headers.getSetCookie();
    assert.equal(set.length, 1);
    assert.match(set[0]!, /^latchstring-console=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it("get a new session at each signing in: one that was put there before is nobody's", async () => {
    const [anna, eve] = [await somebody(server), await somebody(server)];
    const done = await send(
      server,
      "/account/sign-in",
      { email: anna.email, password: PASSWORD },
      { cookie: eve.cookie },
    );
    assert.notEqual(cookieOf(done), eve.cookie);
    assert.equal((await who(eve.cookie)).code, 401);
    assert.equal((await who(cookieOf(done))).userId, anna.userId);
    const made = await send(
      server,
      "/account/sign-in",
      { email: anna.email, password: PASSWORD },
      { cookie: "latchstring-console=chosen.by-somebody" },
    );
    assert.doesNotMatch(cookieOf(made), /chosen/);
  });

  it("lead on to paths of this server, and nowhere else", async () => {
    const { email } = await somebody(server);
    const to = async (next: string) => {
      await clock.advance(300); // by then every process knows that the last ones were no guesses
      return (await send(server, "/account/sign-in", { email, password: PASSWORD, next })).headers.get("location");
    };
    assert.equal(
      await to("/account/prove?next=%2Faccount%2Fsessions#x"),
      "/account/prove?next=%2Faccount%2Fsessions#x",
    );
    const elsewhere = [
      "https://evil.test/",
      "//evil.test",
      "/\\evil.test",
      "\\\\evil.test",
      "javascript:alert(1)",
      "account",
      "",
      "///evil.test",
      "/%09/evil.test/../..//evil.test",
      "/.//evil.test",
      "/x/..//evil.test",
      "http:evil.test",
      " /x",
    ];
    for (const next of elsewhere) assert.match((await to(next))!, /^\/(?![/\\])/, next);
    for (const next of ["//evil.test", "https://evil.test/"]) assert.equal(await to(next), "/");
    const page = await server.call("GET", `/account/sign-in?next=${encodeURIComponent("//evil.test")}`, {
      headers: HTML,
    });
    assert.doesNotMatch(page.text, /name="next"/);
  });

  it("ask whoever is not signed in to do so, and lead back", async () => {
    for (const [path, said] of [
      ["/account/sessions", "/account/sign-in?next=%2Faccount%2Fsessions"],
      ["/account/prove?lang=de", "/account/sign-in?next=%2Faccount%2Fprove%3Flang%3Dde&lang=de"],
    ] as const) {
      const asked = await server.call("GET", path, { headers: HTML });
      assert.deepEqual([asked.status, asked.headers.get("location")], [303, said]);
    }
    assert.equal((await server.call("GET", "/account/sessions")).status, 401);
  });

  it("prove again who they are with their password, and nobody else's", async () => {
    const anna = await somebody(server);
    const began = (await who(anna.cookie)).provedAt;
    await clock.advance(1_000);
    const prove = (password: string) =>
      send(server, "/account/prove", { password, next: "/account/sessions?x=1" }, { cookie: anna.cookie });
    const wrong = await prove("not the password");
    assert.equal(wrong.status, 401);
    assert.match(wrong.text, /The password is incorrect/);
    assert.equal((await who(anna.cookie)).provedAt, began);
    assert.equal((await prove(PASSWORD)).headers.get("location"), "/account/sessions?x=1");
    assert.equal(Date.parse((await who(anna.cookie)).provedAt), clock.now());
  });

  it("list their sessions and end one, all others, and all, and only their own", async () => {
    const anna = await somebody(server);
    const [two, three, four] = [
      await signedIn(server, anna.email),
      await signedIn(server, anna.email),
      await signedIn(server, anna.email),
    ];
    const eve = await somebody(server);
    const list = async (cookie: string) =>
      (await server.call("GET", "/session/sessions", { headers: { cookie } })).json.sessions as {
        sessionId: string;
        current: boolean;
      }[];
    const all = await list(anna.cookie);
    assert.deepEqual([all.length, all.filter(({ current }) => current).length], [4, 1]);
    const idOf = async ({ cookie }: Person) => (await who(cookie)).sessionId as string;
    const end = (path: string, cookie: string) =>
      server.call("DELETE", `/session/sessions${path}`, { headers: { cookie } });
    assert.equal((await end(`/${await idOf(two)}`, eve.cookie)).status, 404);
    assert.equal((await end(`/${await idOf(two)}`, anna.cookie)).status, 204);
    assert.equal((await who(two.cookie)).code, 401);
    const byForm = await send(server, "/account/sessions/end", { session: await idOf(three) }, { cookie: anna.cookie });
    assert.equal(byForm.status, 303);
    assert.equal((await who(three.cookie)).code, 401);
    assert.deepEqual((await end("?keepCurrent=true", anna.cookie)).json, { ended: 1 });
    assert.equal((await who(four.cookie)).code, 401);
    assert.equal((await who(anna.cookie)).userId, anna.userId);
    await signedIn(server, anna.email);
    assert.deepEqual((await end("", anna.cookie)).json, { ended: 2 });
    assert.equal((await who(anna.cookie)).code, 401);
    assert.equal((await who(eve.cookie)).userId, eve.userId);
  });

  it("sign out by a form, which ends the session and not only its cookie", async () => {
    const anna = await somebody(server);
    assert.equal(
      (await server.call("GET", "/account/sign-out", { headers: { ...HTML, cookie: anna.cookie } })).status,
      405,
    );
    const out = await server.call("POST", "/account/sign-out", { headers: { cookie: anna.cookie } });
    assert.equal(out.status, 303);
    assert.ok(out.headers.getSetCookie().every((one) => /Max-Age=0/.test(one)));
    assert.equal((await who(anna.cookie)).code, 401);
  });

  it("get short tokens for the API, with and without an organisation of theirs, which end with the session everywhere", async () => {
    await server.lock(1, { orgId: "berg-sohne" });
    const again = await signedIn(server, olga.email);
    const own = await tokenOf(server, again);
    const acting = await tokenOf(server, again, "berg-sohne");
    const details = async (token: string, on = server) => (await on.call("GET", "/locks/1/details", { token })).status;
    assert.deepEqual([await details(own), await details(acting), await details(acting, other)], [404, 200, 200]);
    const bare = await server.call("POST", "/session/token", { headers: { cookie: again.cookie } });
    assert.equal(bare.status, 200, bare.text);
    const refused = await server.call("POST", "/session/token", {
      headers: { cookie: again.cookie },
      body: { organizationId: "somebody-elses" },
    });
    assert.equal(refused.status, 403);
    await clock.advance(400);
    assert.equal(await details(acting, other), 200);
    await send(server, "/account/sign-out", {}, { cookie: again.cookie });
    assert.deepEqual([await details(acting), await details(own)], [401, 401]);
    await clock.advance(500);
    assert.deepEqual([await details(acting, other), await details(own, other)], [401, 401]);
    assert.equal((await server.call("GET", "/locks/1/details", { headers: { cookie: olga.cookie } })).status, 401);
  });

  it("end after twelve idle hours where an organisation of theirs asks for it, and else do not", async () => {
    const [anna, berta] = [await somebody(server), await somebody(server)];
    const now = clock.now();
    await server.organizations.members.put("berg-sohne", anna.userId, "viewer", now);
    await server.organizations.change("berg-sohne", { idleHours: 12 });
    const token = await tokenOf(server, anna);
    const notSeenFor = (ms: number) =>
      server.sql("UPDATE sessions SET last_seen_at = CAST(? AS bigint) WHERE kind = 'console'", clock.now() - ms);
    await notSeenFor(12 * 3_600_000);
    assert.equal((await who(anna.cookie)).userId, anna.userId);
    await notSeenFor(12 * 3_600_000 + 1);
    assert.equal((await who(anna.cookie)).code, 401);
    await clock.advance(500);
    assert.equal((await server.call("GET", "/locks/1/details", { token })).status, 401);
    assert.equal((await who(berta.cookie)).userId, berta.userId);
    await server.organizations.change("berg-sohne", { idleHours: null });
  });

  describe("tell nobody whether an address has one", () => {
    it("by what is answered", async () => {
      const { email } = await somebody(server);
      const guest = await server.user();
      const known = told(await guess(server, email), email);
      for (const one of ["nobody@example.test", `${guest.userId}@example.test`])
        assert.deepEqual(told(await guess(server, one), one), known);
    });

    it("by the work that it takes", async (t) => {
      // With the hashing that is everybody's.
      const server = await startServer();
      t.after(() => server.close());
      const { email } = await somebody(server);
      const guest = await server.user();
      const scrypt = t.mock.method(crypto, "scrypt");
      syncBuiltinESMExports();
      try {
        for (const one of [email, "nobody-at-all@example.test", `${guest.userId}@example.test`]) {
          const before = scrypt.mock.callCount();
          await guess(server, one);
          assert.equal(scrypt.mock.callCount() - before, 1, one);
        }
      } finally {
        scrypt.mock.restore();
        syncBuiltinESMExports();
      }
    });
  });

  describe("are no guests, nor guests them", () => {
    it("by whatever cookie", async () => {
      const anna = await somebody(server);
      const signIns = await server.store.signIn();
      const secret = await signIns.createLink(anna.email);
      const guest = await server.call("POST", "/sign-in", { body: form({ token: secret }), headers: FORM });
      const cookie = cookieOf(guest);
      assert.notEqual(await signIns.user(cookie), undefined);
      // A link in a manager's mailbox makes no manager of a guest, under whichever name its cookie comes.
      const value = cookie.split("=").slice(1).join("=");
      for (const one of [cookie, `latchstring-console=${value}`, `__Host-latchstring-console=${value}`])
        assert.equal((await who(one)).code, 401, one);
      const own = anna.cookie.split("=").slice(1).join("=");
      for (const one of [anna.cookie, `latchstring.session_token=${own}`])
        assert.equal(await signIns.user(one), undefined, one);
      assert.equal((await send(server, "/account/prove", { password: PASSWORD }, { cookie })).status, 303);
    });

    it("even where the keys of their cookies were the same, because a session says of which kind it is", async () => {
      const anna = await somebody(server);
      await server.sql("UPDATE sessions SET kind = 'guest' WHERE user_id = ?", anna.userId);
      assert.equal((await who(anna.cookie)).code, 401);
      const token = randomUUID();
      assert.equal((await who(`latchstring-console=${token}`)).code, 401);
    });
  });
});

describe("the console's cookie on HTTPS", () => {
  it("is of this very host, and goes by HTTPS alone", async () => {
    const server = await startServer({
      hashing: QUICK_HASHING,
      env: { PUBLIC_URL: "https://doors.example.test/latchstring" },
    });
    try {
      const { newcomers } = await server.store.accounts();
      await newcomers.make({
        userId: randomUUID(),
        email: "anna@example.test",
        isProven: true,
        name: "Anna",
        password: PASSWORD,
      });
      const done = await send(server, "/account/sign-in", { email: "anna@example.test", password: PASSWORD });
      assert.match(
        done.headers.getSetCookie().join("\n"),
        /^__Host-latchstring-console=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      assert.equal(done.headers.get("location"), "/latchstring/");
      const session = await server.call("GET", "/session", { headers: { cookie: cookieOf(done) } });
      assert.equal(session.status, 200);
    } finally {
      await server.close();
    }
  });
});
