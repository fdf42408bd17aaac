/** The page of an invitation: who gets an account by it, whose it is, and who joins. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Role } from "../../src/domain/actor.ts";
import { startServer, type TestServer } from "../harness.ts";
import { cookieOf, operator, PASSWORD, type Person, send, signedIn, somebody, QUICK_HASHING } from "./people.ts";

const HTML = { accept: "text/html" };
const newAddress = () => `${randomUUID()}@example.test`;
const OTHER_PASSWORD = "somebody's own long password";

describe("an invitation", () => {
  let server: TestServer;
  let olga: Person;

  before(async () => {
    server = await startServer({ hashing: QUICK_HASHING });
    olga = await operator(server, "Berg");
  });
  after(() => server.close());

  interface Invited {
    readonly role?: Role;
    readonly mailed?: boolean;
    readonly byOperator?: boolean;
  }

  async function invite(email: string, { role = "manager", mailed = false, byOperator = false }: Invited = {}) {
    const secret = randomUUID() + randomUUID();
    const made = { id: randomUUID(), orgId: "berg", email, role, mailed, byOperator, invitedBy: olga.userId };
    const now = server.clock.now();
    assert.equal(await server.organizations.invitations.invite({ ...made, secret, now }), "done");
    return secret;
  }

  const show = (token: string, cookie = "") =>
    server.call("GET", `/account/invitation?token=${token}`, { headers: { ...HTML, cookie } });
  const accept = (token: string, fields: Record<string, string> = {}, cookie = "") =>
    send(server, "/account/invitation", { token, ...fields }, { cookie });
  const who = async (cookie: string) => (await server.call("GET", "/session", { headers: { cookie } })).json;
  const rolesOf = async (cookie: string) =>
    (await who(cookie)).organizations.map((one: { organizationId: string; role: string }) => [
      one.organizationId,
      one.role,
    ]);

  it("makes an account with a name and a password, which is a member then, and works once", async () => {
    const email = newAddress();
    const token = await invite(email, { role: "viewer" });
    for (const method of ["GET", "HEAD", "GET"])
      assert.equal((await server.call(method, `/account/invitation?token=${token}`, { headers: HTML })).status, 200);
    const page = await show(token);
    assert.match(page.text, /<h1>Join Berg<\/h1>/);
    assert.match(page.text, /As a viewer/);
    const wrong = await accept(token, { name: "", password: "short" });
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /id="name-problem"[\s\S]*id="password-problem"/);
    const done = await accept(token, { name: "Berta", password: PASSWORD });
    assert.equal(done.status, 303);
    assert.deepEqual(await rolesOf(cookieOf(done)), [["berg", "viewer"]]);
    for (const again of [await show(token), await accept(token, { name: "Eve", password: PASSWORD })]) {
      assert.equal(again.status, 400);
      assert.match(again.text, /no longer valid/);
    }
    assert.equal((await who((await signedIn(server, email)).cookie)).name, "Berta");
  });

  for (const how of [{ mailed: true }, { byOperator: true }])
    it(`that proves the address (${Object.keys(how)[0]}) makes a guest of that address the same user`, async () => {
      const guest = await server.user("Gustav");
      const email = `${guest.userId}@example.test`;
      const done = await accept(await invite(email, how), { name: "Gus", password: PASSWORD });
      const { userId, name } = await who(cookieOf(done));
      assert.deepEqual([userId, name], [guest.userId, "Gustav"]);
    });

  it("whose link its maker may have read makes nobody of a guest: no key that names them is its reader's", async () => {
    const guest = await server.user();
    const email = `${guest.userId}@example.test`;
    const done = await accept(await invite(email), { name: "Eve", password: PASSWORD });
    assert.equal(done.status, 303);
    const eve = await who(cookieOf(done));
    assert.notEqual(eve.userId, guest.userId);
    assert.equal((await server.directory.userByEmail(email))!.userId, guest.userId);
    assert.equal((await server.directory.user(eve.userId))!.email, null);
    // They sign in with it all the same, until it is shown to be somebody else's.
    assert.equal((await signedIn(server, email)).userId, eve.userId);
    const claimed = newAddress();
    const later = await who(cookieOf(await accept(await invite(claimed), { name: "Eve", password: PASSWORD })));
    const named = await server.directory.findOrCreateUser(
      { userId: randomUUID(), email: claimed, name: null, firstName: null, lastName: null, createdAt: Date.now() },
      "server",
    );
    assert.notEqual(named.userId, later.userId);
  });

  it("lets in who reads mail at an address that somebody else only said to be theirs", async () => {
    const email = newAddress();
    const eve = await who(cookieOf(await accept(await invite(email), { name: "Eve", password: OTHER_PASSWORD })));
    const done = await accept(await invite(email, { mailed: true }), { name: "Vera", password: PASSWORD });
    assert.equal(done.status, 303, done.text);
    const vera = await who(cookieOf(done));
    assert.notEqual(vera.userId, eve.userId);
    assert.equal((await signedIn(server, email)).userId, vera.userId);
  });

  it("is accepted by whoever has an account with the address: signed in, or by its password", async () => {
    const [anna, berta] = [await somebody(server), await somebody(server)];
    const token = await invite(anna.email, { role: "owner" });
    assert.match((await show(token, anna.cookie)).text, /<button>Join<\/button>/);
    assert.equal((await accept(token, {}, anna.cookie)).status, 303);
    assert.deepEqual(await rolesOf(anna.cookie), [["berg", "owner"]]);
    const done = await accept(await invite(berta.email), { name: "Eve", password: PASSWORD });
    assert.equal((await who(cookieOf(done))).userId, berta.userId);
  });

  it("sets nobody's password who has one", async () => {
    for (const how of [{}, { mailed: true }, { byOperator: true }]) {
      const anna = await somebody(server);
      const token = await invite(anna.email, how);
      const { status, text } = await accept(token, { name: "Eve", password: OTHER_PASSWORD });
      assert.equal(status, 400);
      assert.match(text, /already an account/);
      const { passwords } = await server.store.accounts();
      assert.equal(await passwords.check(anna.email, OTHER_PASSWORD), undefined);
      assert.equal((await accept(token, {}, anna.cookie)).status, 303);
    }
  });

  it("is no way to guess the password of whoever has the address, whatever else is wrong with the form", async () => {
    const anna = await somebody(server);
    const token = await invite(anna.email);
    const guess = (password: string) => accept(token, { name: "", password });
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) statuses.push((await guess(`some long password ${i}`)).status);
    assert.deepEqual(statuses, [400, 400, 400, 400, 400, 429, 429]);
    assert.equal((await guess(PASSWORD)).status, 429);
    assert.equal((await guess("short")).status, 400, "which nobody can have");
  });

  it("is for nobody else who is signed in", async () => {
    const eve = await somebody(server);
    const email = newAddress();
    const token = await invite(email);
    assert.match(
      (await show(token, eve.cookie)).text,
      new RegExp(`for ${email}, but you are signed in as ${eve.email}`),
    );
    assert.equal((await accept(token, {}, eve.cookie)).status, 409);
    assert.deepEqual(await rolesOf(eve.cookie), []);
    assert.equal((await show(token)).status, 200);
  });

  it("makes one account of those who press twice, and lets each of them in", async () => {
    const email = newAddress();
    const token = await invite(email);
    const fields = { name: "Berta", password: PASSWORD };
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(token, fields)));
    const ids = new Set<string>();
    for (const answer of answers.filter(({ status }) => status === 303)) ids.add((await who(cookieOf(answer))).userId);
    assert.equal(ids.size, 1);
    const known = await server.sql("SELECT id FROM users WHERE claimed_email = ?", email);
    assert.deepEqual(known, [{ id: [...ids][0] }]);
    assert.deepEqual(await rolesOf((await signedIn(server, email)).cookie), [["berg", "manager"]]);
  });

  it("tells programs what is wrong", async () => {
    const path = "/account/invitation";
    const unknown = await server.call("POST", path, { body: { token: randomUUID() } });
    assert.equal(unknown.json.details[0].field, "token");
    const token = await invite(newAddress());
    const { status, json: told } = await server.call("POST", path, { body: { token } });
    assert.deepEqual([status, told.details.map(({ field }: { field: string }) => field)], [400, ["name", "password"]]);
  });
});
