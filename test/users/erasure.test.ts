/** Erasing a person: nothing is left of them beside the record, and the record verifies as before. */
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";
import { runCli } from "../../src/cli/run.ts";
import { TABLES } from "../../src/transfer/tables.ts";

let server: TestServer;
let org: Credentials;

before(async () => {
  server = await startServer();
  org = await server.organization("acme");
  for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme" });
});
after(() => server.close());

interface Person {
  readonly userId: string;
  readonly token: string;
  readonly email: string;
}

/** Somebody of whom everything is known that can be. */
async function person(name: string): Promise<Person> {
  const { userId, token } = await server.user(name);
  const email = `${userId}@example.test`;
  const at = new Date().toISOString();
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const one = randomUUID();
  const put = (table: string, row: Record<string, unknown>) =>
    server.sql(
      `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${Object.keys(row)
        .map(() => "?")
        .join(", ")})`,
      ...Object.values(row),
    );
  const times = { created_at: at, updated_at: at };
  await put("sessions", { id: one, user_id: userId, token: one, expires_at: later, ip_address: "192.0.2.7", ...times });
  await put("accounts", { id: one, user_id: userId, account_id: `sub of ${name}`, provider_id: "idp", ...times });
  await put("verifications", {
    id: one,
    identifier: one,
    value: JSON.stringify({ email }),
    expires_at: later,
    ...times,
  });
  await put("passkeys", {
    id: one,
    user_id: userId,
    public_key: randomBytes(8),
    counter: 0,
    name: `${name}'s phone`,
    created_at: 1,
  });
  await put("recovery_codes", { user_id: userId, hash: randomBytes(32) });
  await put("sent_links", { hash: randomBytes(32), kind: "reset", user_id: userId, email, ends_at: Date.now() + 9e6 });
  await put("sent_links", {
    hash: randomBytes(32),
    kind: "reset",
    user_id: null,
    email: email.toUpperCase(),
    ends_at: Date.now() + 9e6,
  });
  await put("notice_choices", { user_id: userId, scope: "org:acme", choices: "{}", daily_at: 1, updated_at: 1 });
  await put("notice_marks", { user_id: userId, scope: "org:acme", kind: "opened", told: 1, told_at: 1 });
  for (const state of ["waiting", "sent"])
    await put("notices", {
      name: randomUUID(),
      kind: "member",
      slot: `${state} ${userId}`,
      about: `user ${userId}`,
      channel: "email",
      ciphertext: randomBytes(8),
      since: 1,
      due_at: 9e15,
      expires_at: 9e15,
      revision: 0,
      attempts: 0,
      state,
    });
  const { members, invitations } = await server.store.organizations();
  assert.equal(await members.put("acme", userId, "manager", Date.now()), "done");
  const inviting = { id: randomUUID(), orgId: "acme", role: "viewer", invitedBy: "acme", byOperator: false } as const;
  const secret = { secret: randomUUID(), mailed: true, now: Date.now() };
  const invited = await invitations.invite({ ...inviting, ...secret, email: `second.${email}` });
  assert.equal(invited, "done");
  await server.sql("UPDATE invitations SET email = ? WHERE id = ?", email, inviting.id);
  return { userId, token, email };
}

/** Where a text stands, of all that the installation keeps. */
async function tablesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of TABLES) {
    const rows = await server.sql(`SELECT * FROM ${name}`);
    if (rows.some((row) => JSON.stringify(Object.values(row)).toLowerCase().includes(text.toLowerCase())))
      found.push(name);
  }
  return found;
}

const erase = (userId: string, as: Credentials) => server.call("DELETE", `/users/${userId}/personal-data`, as);
const named = (userIds: readonly string[], description: string) =>
  server.key(1, org, { accessMode: "user-whitelist", allowedUserIds: userIds, description });
async function keyOf(uuid: string): Promise<Answer["json"]> {
  const { json } = await server.call("GET", "/temp-keys?lockId=1", org);
  return json.tempKeys.find((key: { uuid: string }) => key.uuid === uuid);
}
async function verified(): Promise<string> {
  const answer = await server.store.verify();
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.head;
}

describe("a person who is erased", () => {
  it("is known of by nothing but their id, on a record that is the same and verifies", async () => {
    const { userId, token, email } = await person("Zoë Papadaki");
    const other = await server.user();
    const theirs = await named([userId], "Zoë's room");
    const shared = await named([userId, other.userId], "the family's room");
    for (const uuid of [theirs, shared]) await server.sql("INSERT INTO key_recipients VALUES (?, ?)", uuid, "sealed");
    const opened = await server.call("POST", `/temp-keys/${theirs}/open`, { token, body: {} });
    // Waits for the door.
    assert.equal((await server.call("GET", opened.headers.get("location")!, { token })).status, 200);
    assert.deepEqual((await tablesWith("Zoë")).toSorted(), ["accounts", "passkeys", "temp_keys", "users"]);
    assert.deepEqual((await tablesWith(email)).toSorted(), ["invitations", "sent_links", "users", "verifications"]);
    const head = await verified();

    const done = await erase(userId, { token });
    assert.deepEqual([done.status, done.json], [200, { success: true, userId, alreadyErased: false }]);
    assert.deepEqual(await tablesWith("Zoë"), []);
    assert.deepEqual(await tablesWith(email), []);
    for (const table of [
      "sessions",
      "accounts",
      "passkeys",
      "recovery_codes",
      "sent_links",
      "members",
      "notice_choices",
      "notice_marks",
    ])
      assert.deepEqual(await server.sql(`SELECT user_id FROM ${table} WHERE user_id = ?`, userId), [], table);
    assert.deepEqual(await server.sql("SELECT id FROM notices WHERE about = ?", `user ${userId}`), []);
    const recipients = await server.sql("SELECT uuid FROM key_recipients WHERE uuid IN (?, ?)", theirs, shared);
    assert.deepEqual(recipients, [{ uuid: shared }]);
    assert.equal(await verified(), head);

    assert.equal((await keyOf(theirs)).description, null);
    assert.deepEqual((await keyOf(theirs)).allowedUserIds, [userId]);
    assert.equal((await keyOf(shared)).description, "the family's room");
    const asThem = async () => (await server.call("GET", "/temp-keys", { token })).status;
    // That a token was good is remembered for less than a second.
    for (let tried = 0; tried < 20 && (await asThem()) !== 401; tried++) await delay(50);
    assert.equal(await asThem(), 401);
    const { members } = await server.store.organizations();
    assert.equal(await members.roleOf("acme", userId, Date.now()), undefined);
  });

  it("has an id that nobody else is given, and that no new key may name", async () => {
    const { userId, token, email } = await person("Yanis");
    await erase(userId, { token });
    const body = { userId, email: "somebody@example.test", firstName: "Some", lastName: "Body" };
    const again = await server.call("POST", `/users/${userId}/CreateUser`, { ...org, body });
    assert.deepEqual([again.status, again.json.details?.[0].field], [409, "userId"], again.text);
    const found = await server.call("GET", `/users/by-email?email=other@example.test&uuid=${userId}`, org);
    assert.equal(found.status, 409);
    const key = await server.call("POST", "/locks/1/create-temp-key", {
      ...org,
      body: {
        accessMode: "user-whitelist",
        allowedUserIds: [userId],
        validFrom: "2020-01-01T00:00:00Z",
        validUntil: "2099-01-01T00:00:00Z",
      },
    });
    assert.equal(key.status, 400);
    assert.equal((await server.call("GET", `/users/by-email?email=${email}&searchOnly=true`, org)).status, 404);
    // Whoever reads that mail later is somebody else.
    const later = await server.call("GET", `/users/by-email?email=${email}`, org);
    assert.notEqual(later.json.uuid, userId);
  });

  it("is erased by themself or an operator, and by nobody else; again, nothing changes", async () => {
    const { userId } = await person("Xenia");
    const [other, boss, root] = [
      await server.user(),
      await server.organization("boss", { super: true }),
      await server.user(),
    ];
    for (const as of [{ token: other.token }, org, boss]) assert.equal((await erase(userId, as)).status, 403);
    assert.equal((await erase(userId, {})).status, 401);
    assert.equal((await erase(randomUUID(), { token: other.token })).status, 403);
    await server.sql("UPDATE users SET operator = 1 WHERE id = ?", root.userId);
    assert.equal((await erase(userId, { token: root.token })).json.alreadyErased, false);
    assert.equal((await erase(userId, { token: root.token })).json.alreadyErased, true);
    assert.equal((await erase(randomUUID(), { token: root.token })).status, 404);
  });

  it("stays while nobody else could act for their organisation or their lock, and nothing of them is gone", async () => {
    const { userId, token, email } = await person("Will");
    const { members } = await server.store.organizations();
    await members.put("acme", userId, "owner", Date.now());
    assert.match((await erase(userId, { token })).json.message, /act for acme/);
    const second = await server.user();
    await members.put("acme", second.userId, "owner", Date.now());
    await server.lock(7, { ownerId: userId });
    const refused = await erase(userId, { token });
    assert.deepEqual([refused.status, /lock 7/.test(refused.json.message)], [409, true]);
    assert.ok((await tablesWith(email)).includes("users"));
    // What they gave as a reason is beside the record, and shown with it until they are erased.
    const because = "for Grandma's parcel";
    const opened = await server.call("POST", "/locks/7/OpenLock", { token, body: { reason: because } });
    assert.deepEqual([opened.status, opened.json.event.data.reason], [200, because]);
    const told = async () => {
      const { json } = await server.call("GET", "/locks/7/events?type=LockOpenRequested", { token: second.token });
      return json.events.map(({ reason, event }: Answer["json"]) => [reason, event.data.reason]);
    };
    const comments = () => server.sql("SELECT comment FROM activity WHERE comment IS NOT NULL");
    for (let tried = 0; tried < 100 && (await comments()).length === 0; tried++) await delay(50);
    assert.deepEqual(await comments(), [{ comment: because }]);
    assert.deepEqual(await tablesWith(because), ["open_reasons"]);
    assert.equal((await members.roleOf("acme", userId, Date.now()))?.role, "owner");
    await server.call("POST", "/locks/7/SetOwner", { token, body: { userId: second.userId } });
    assert.deepEqual(await told(), [[because, undefined]]);
    assert.equal((await erase(userId, { token })).status, 200);
    assert.deepEqual(await told(), [[undefined, undefined]]);
    assert.deepEqual(await tablesWith(because), []);
    assert.deepEqual(await comments(), []);
  });

  it("is erased from the command line too", async () => {
    const { userId, email } = await person("Vera");
    const told: string[] = [];
    const { store } = server.config;
    const env = { DATA_DIR: server.dataDir, ...(store.kind === "postgres" && { DATABASE_URL: store.url }) };
    const tell = (text: string) => void told.push(text);
    const terminal = { env, out: tell, err: tell };
    assert.equal(await runCli(["user", "erase", userId, "--json"], terminal), 0, told.join(""));
    assert.match(told.join(""), /"alreadyErased":\s*false/);
    assert.deepEqual(await tablesWith(email), []);
    assert.equal(await runCli(["user", "erase", randomUUID()], terminal), 1);
  });
});
