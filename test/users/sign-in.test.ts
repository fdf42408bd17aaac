/** Named guests sign in by a link that a real SMTP server was handed, and the door opens. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, it, mock } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { LINK_MS, SESSION_MS } from "../../src/identity/sign-in.ts";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";
import { linkIn, type Mailbox, startMailbox } from "./mailbox.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded", accept: "text/html" };
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

/** Far longer than what comes after an answer takes, on a busy machine too. */
const PATIENCE_MS = 20_000;

const cookieOf = (answer: Answer) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0]!)
    .join("; ");

describe("signing in by a link", () => {
  let mailbox: Mailbox;
  let server: TestServer;
  let org: Credentials;
  let email: string;
  let userId: string;
  let key: string;

  before(async () => {
    mailbox = await startMailbox();
    server = await startServer({ env: { SMTP_URL: mailbox.url, MAIL_FROM: "Latchstring <doors@example.test>" } });
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme", name: "Front door" });
  });
  after(async () => {
    await server.close();
    await mailbox.close();
  });
  beforeEach(async () => {
    ({ userId, email } = await newUser());
    key = await keyOf(userId);
  });

  async function newUser(): Promise<{ userId: string; email: string }> {
    const userId = randomUUID();
    const email = `${userId}@example.test`;
    const user = { userId, email, name: null, firstName: null, lastName: null, createdAt: server.clock.now() };
    await server.directory.createUser(user);
    return { userId, email };
  }

  const keyOf = (...allowedUserIds: string[]) =>
    server.key(1, org, { accessMode: "user-whitelist", allowedUserIds, description: "Towels are upstairs" });

  const ask = (email: string, of = key, headers: Record<string, string> = {}) =>
    server.call("POST", `/temp-keys/${of}/sign-in`, { body: form({ email }), headers: { ...FORM, ...headers } });

  const spend = (link: string, on = server, headers: Record<string, string> = {}) => {
    const { lang: _, ...fields } = Object.fromEntries(new URL(link).searchParams);
    return on.call("POST", "/sign-in", { body: form(fields), headers: { ...FORM, ...headers } });
  };

  const page = (cookie?: string, of = key) =>
    server.call("GET", `/temp-keys/${of}`, { headers: { accept: "text/html", ...(cookie && { cookie }) } });

  const open = (cookie: string, headers: Record<string, string> = {}) =>
    server.call("POST", `/temp-keys/${key}/open`, { body: form({}), headers: { ...FORM, cookie, ...headers } });

  async function mailed(): Promise<string> {
    const message = mailbox.next();
    assert.equal((await ask(email)).status, 303);
    return linkIn(await message);
  }

  it("brings a named guest back to the door, which opens, and the record names them", async () => {
    const before = await page();
    assert.match(before.text, /name="email"/);
    assert.doesNotMatch(before.text, /Towels/);

    const link = await mailed();
    assert.equal(new URL(link).origin, server.publicUrl);
    const redeem = await server.call("GET", link.slice(server.publicUrl.length));
    assert.equal(redeem.status, 200);
    const done = await spend(link);
    assert.equal(done.status, 303);
    assert.equal(done.headers.get("location"), `/temp-keys/${key}`);
    const set = done.headers.getSetCookie();
    assert.equal(set.length, 1);
    assert.match(set[0]!, /; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);

    const cookie = cookieOf(done);
    const inside = await page(cookie);
    assert.match(inside.text, /Towels/);
    assert.match(inside.text, new RegExp(`Signed in as ${email}`));
    const opened = await open(cookie);
    assert.equal(opened.status, 303);
    const confirmation = await server.call("GET", opened.headers.get("location")!);
    assert.match(confirmation.text, /The door is unlocked/);
    const { json } = await server.call("GET", `/temp-keys/${key}/events`, org);
    assert.ok(JSON.stringify(json).includes(userId));
  });

  it("sends a message with both parts of a stranger's question answered: what it is, and what to do", async () => {
    await mailed();
    const { to, raw } = mailbox.messages.at(-1)!;
    assert.deepEqual(to, [email]);
    assert.match(raw, /^From: Latchstring <doors@example\.test>\r$/m);
    assert.match(raw, /^Subject: Your key: Front door\r$/m);
    assert.match(raw, /^Auto-Submitted: auto-generated\r$/m);
    assert.match(raw.replaceAll("=\r\n", ""), /15 minutes/);
  });

  it("writes and leads on in the language of the page that asked", async () => {
    const message = mailbox.next();
    await ask(email, key, { "accept-language": "de-AT" });
    const link = linkIn(await message);
    const page = await server.call("GET", link.slice(server.publicUrl.length), {
      headers: { "accept-language": "fr" },
    });
    assert.match(page.text, /<html lang="de"/);
    assert.match(page.text, /action="\/sign-in\?lang=de"/);
  });

  it("spends nothing with a GET or a HEAD, however often", async () => {
    const link = await mailed();
    for (const method of ["HEAD", "GET", "GET", "HEAD"]) {
      const answer = await server.call(method, link.slice(server.publicUrl.length));
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
    assert.equal((await spend(link)).status, 303);
  });

  it("lets one of many that spend the same link in two processes in", async () => {
    const other = await startServer({ dataDir: server.dataDir, env: { SMTP_URL: mailbox.url, MAIL_FROM: "a@b.test" } });
    try {
      const link = await mailed();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => spend(link, i % 2 ? other : server)));
      assert.deepEqual(
        answers.map(({ status }) => status).toSorted((a, b) => a - b),
        [303, ...Array.from({ length: 19 }, () => 400)],
      );
      assert.equal(answers.filter(({ headers }) => headers.getSetCookie().length > 0).length, 1);
      // A session of one process is one of the other.
      const cookie = cookieOf(answers.find(({ status }) => status === 303)!);
      const seen = await other.call("GET", `/temp-keys/${key}`, { headers: { cookie } });
      assert.match(seen.text, /Towels/);
    } finally {
      await other.close();
    }
  });

  it("ends a link after 15 minutes, and a session after 30 days although it was used", async () => {
    const [first, second] = [await mailed(), await mailed()];
    const start = Date.now();
    mock.timers.enable({ apis: ["Date"], now: start + LINK_MS - 5_000 });
    try {
      const done = await spend(first);
      assert.equal(done.status, 303);
      const cookie = cookieOf(done);
      mock.timers.setTime(start + LINK_MS + 5_000);
      assert.equal((await spend(second)).status, 400);
      mock.timers.setTime(start + SESSION_MS - 60_000);
      assert.match((await page(cookie)).text, /Signed in as/);
      mock.timers.setTime(start + LINK_MS + SESSION_MS + 60_000);
      assert.doesNotMatch((await page(cookie)).text, /Signed in as/);
    } finally {
      mock.timers.reset();
    }
  });

  it("answers alike about an address on the list, one of another user, and one of nobody", async () => {
    const other = await newUser();
    const before = mailbox.messages.length;
    const answers: Answer[] = [];
    for (const address of [other.email, "nobody@example.test", ` ${email.toUpperCase()} `]) {
      const message = address.includes(email.toUpperCase()) ? mailbox.next() : undefined;
      answers.push(await ask(address));
      await message;
    }
    const shown = answers.map(({ status, text, headers }) => {
      const rest = [...headers].filter(([name]) => !["date", "x-request-id", "content-security-policy"].includes(name));
      return { status, text, headers: rest };
    });
    assert.deepEqual(shown[0], shown[2]);
    assert.deepEqual(shown[1], shown[2]);
    const after = await Promise.all(
      [0, 1, 2].map(() => server.call("GET", shown[0]!.headers.find(([name]) => name === "location")![1])),
    );
    assert.equal(new Set(after.map(({ text }) => text.replaceAll(/nonce="[^"]+"/g, ""))).size, 1);
    assert.deepEqual(
      mailbox.messages.slice(before).map(({ to }) => to),
      [[email]],
    );
  });

  it("asks the store for the same whatever the address, and nothing before the answer", async () => {
    await wait(1_800); // what others asked for is done by then
    const signIn = await server.store.signIn();
    const asked: string[] = [];
    const spies = [
      mock.method(signIn, "createLink", spied(asked, "link", signIn.createLink)),
      mock.method(server.directory, "userByEmail", spied(asked, "user", server.directory.userByEmail)),
      mock.method(server.directory, "user", spied(asked, "id", server.directory.user)),
    ];
    try {
      const seen: string[][] = [];
      for (const address of [email, (await newUser()).email, "nobody@example.test"]) {
        asked.length = 0;
        await ask(address);
        assert.deepEqual(asked, []);
        for (const until = Date.now() + PATIENCE_MS; asked.length < 2 && Date.now() < until;) await wait(20);
        await wait(300); // and nothing more comes
        seen.push([...asked]);
      }
      assert.deepEqual(
        seen,
        [1, 2, 3].map(() => ["link", "user"]),
      );
    } finally {
      for (const spy of spies) spy.mock.restore();
    }
  });

  it("shows whoever is signed in as somebody else nothing of the key, and lets them change", async () => {
    const cookie = cookieOf(await spend(await mailed()));
    const theirs = await keyOf((await newUser()).userId);
    const seen = await page(cookie, theirs);
    assert.match(seen.text, /somebody else/);
    assert.doesNotMatch(seen.text, /Towels/);
    assert.match(seen.text, /name="email"/);
    const out = await server.call("POST", `/temp-keys/${theirs}/sign-out`, { body: "", headers: { ...FORM, cookie } });
    assert.equal(out.status, 303);
    assert.ok(out.headers.getSetCookie().every((one) => /Max-Age=0/.test(one)));
    // The session is over, not only its cookie.
    assert.doesNotMatch((await page(cookie)).text, /Signed in as/);
  });

  it("takes a cookie that was changed, cut or garbled for nobody's", async () => {
    const cookie = cookieOf(await spend(await mailed()));
    const [name, value] = cookie.split("=") as [string, string];
    const changed = `${name}=${value.startsWith("A") ? "B" : "A"}${value.slice(1)}`;
    assert.equal((await open(changed)).status, 403);
    assert.equal((await open(`${name}=${value.split(".")[0]}`)).status, 403);
    assert.equal((await open(`${name}=%`)).status, 403);
    assert.equal((await open(cookie)).status, 303);
  });

  it("heeds no form of another site", async () => {
    const link = await mailed();
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://evil.test" },
    ]) {
      assert.equal((await ask(email, key, headers)).status, 403);
      const refused = await spend(link, server, headers);
      assert.equal(refused.status, 403);
      assert.deepEqual(refused.headers.getSetCookie(), []);
    }
    const cookie = cookieOf(await spend(link, server, { "sec-fetch-site": "same-origin", origin: "null" }));
    assert.equal((await open(cookie, { "sec-fetch-site": "cross-site" })).status, 403);
    assert.equal((await open(cookie, { "sec-fetch-site": "same-origin" })).status, 303);
  });

  it("leads to a key's page and nowhere else", async () => {
    for (const away of ["https://evil.test", "//evil.test", "..%2F..%2Fevil", "javascript:alert(1)"]) {
      const token = new URL(await mailed()).searchParams.get("token")!;
      const shown = await server.call("GET", `/sign-in?token=${token}&key=${encodeURIComponent(away)}`);
      assert.doesNotMatch(shown.text, /="([a-z]+:)?\/\/evil|javascript:|value="[^"]*evil/);
      const done = await spend(`${server.url}/sign-in?token=${token}&key=${encodeURIComponent(away)}`);
      assert.equal(done.status, 200);
      assert.equal(done.headers.get("location"), null);
      ({ userId, email } = await newUser());
      key = await keyOf(userId);
    }
  });

  it("writes to nobody for a public key, an ended one, or a sixth time in 15 minutes", async () => {
    const before = mailbox.messages.length;
    assert.equal((await ask(email, await server.key(1, org))).status, 303);
    const revoked = await keyOf(userId);
    assert.equal((await server.call("DELETE", `/temp-keys/${revoked}`, org)).status, 200);
    assert.equal((await ask(email, revoked)).status, 303);
    for (let i = 0; i < 5; i++) await mailed();
    const sixth = await ask(email);
    assert.equal(sixth.status, 429);
    assert.ok(Number(sixth.headers.get("retry-after")) > 60);
    assert.equal(mailbox.messages.length, before + 5);
  });

  it("says what is wrong with an address, a key and a link", async () => {
    const bad = await ask("maria");
    assert.equal(bad.status, 400);
    assert.match(bad.text, /not an email address/);
    const json = await ask("maria", key, { accept: "application/json" });
    assert.equal(json.status, 400);
    assert.equal(json.json.details[0].field, "email");
    assert.equal((await ask(email, randomUUID())).status, 404);
    assert.equal((await server.call("GET", "/sign-in")).status, 400);
    const unknown = await spend(`${server.url}/sign-in?token=${"x".repeat(32)}&key=${key}`);
    assert.equal(unknown.status, 400);
    assert.match(unknown.text, /no longer works/);
    assert.match(unknown.text, new RegExp(`/temp-keys/${key}`));
  });

  it("keeps links by their hash, and no secret and no address in the log of events", async () => {
    const link = await mailed();
    const secret = new URL(link).searchParams.get("token")!;
    const stored = JSON.stringify(await server.sql("SELECT * FROM verifications"));
    assert.ok(stored.includes(email) && !stored.includes(secret), stored);
    const { text } = await server.call("GET", `/temp-keys/${key}/events`, org);
    assert.ok(!text.includes(email));
  });

  it("forgets links that nobody opened when others are asked for", async () => {
    const ended = new Date(Date.now() - 60_000).toISOString();
    for (let i = 0; i < 20; i++)
      await server.sql(
        "INSERT INTO verifications (id, identifier, value, expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
        `ended-${i}`,
        `ended-${i}`,
        "{}",
        ended,
        ended,
        ended,
      );
    const link = await mailed();
    assert.deepEqual(await server.sql("SELECT id FROM verifications WHERE id LIKE 'ended-%'"), []);
    assert.equal((await spend(link)).status, 303);
  });

  it("sets no cookie and asks nobody to sign in for a public key", async () => {
    const open = await server.key(1, org);
    const answer = await page(undefined, open);
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assert.doesNotMatch(answer.text, /name="email"|Signed in/);
  });
});

/** The same function, which leaves a word of every call. */
function spied<A extends unknown[], R>(words: string[], word: string, method: (...args: A) => R) {
  return (...args: A): R => {
    words.push(word);
    return method(...args);
  };
}

describe("a mail server", () => {
  it("that is busy is tried again, and one that refuses is not", async () => {
    const refuse = ["451 come back"];
    const mailbox = await startMailbox({ refuse });
    const { createSmtpMailer } = await import("../../src/mail/smtp-mailer.ts");
    const mailer = createSmtpMailer({ url: new URL(mailbox.url), from: "a@example.test" });
    const mail = { to: "maria@example.test", subject: "Hi", text: "There", html: "" };
    await assert.rejects(mailer.send(mail), { name: "MailError", passing: true, message: /451/ });
    await mailer.send(mail);
    refuse.push("550 no such user maria@example.test");
    await assert.rejects(mailer.send(mail), (error: Error & { passing?: boolean }) => {
      assert.equal(error.passing, false);
      assert.doesNotMatch(error.message, /maria/);
      return true;
    });
    await mailbox.close();
    await assert.rejects(mailer.send(mail), { name: "MailError", passing: true });
  });
});

it("without a mail server, the page asks for no address and says whom to ask", async () => {
  const server = await startServer();
  try {
    const org = await server.organization("acme");
    const { userId } = await server.user();
    await server.lock(1, { orgId: "acme" });
    const key = await server.key(1, org, { accessMode: "user-whitelist", allowedUserIds: [userId] });
    const page = await server.call("GET", `/temp-keys/${key}`);
    assert.doesNotMatch(page.text, /name="email"/);
    assert.match(page.text, /Ask whoever gave you the link/);
  } finally {
    await server.close();
  }
});
