/** What people choose to be told by e-mail. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertErrorBody } from "../contract/api-flows.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

let server: TestServer;
before(async () => {
  server = await startServer({ env: { NOTICE_LANGUAGE: "de" } });
  await server.organization("acme");
});
after(() => server.close());

const HARMS = ["offline", "battery-low", "forced", "jammed", "webhook-failing"];
const CHOSEN = {
  atOnce: ["first-use", "opened"],
  dailyAt: 7,
  lockIds: ["1"],
  timeZone: "europe/berlin",
  language: "en",
};

async function member(role: "viewer" | "manager" | "owner"): Promise<Credentials & { readonly userId: string }> {
  const { userId } = await server.user(role);
  const { members } = await server.store.organizations();
  assert.equal(await members.put("acme", userId, role, Date.now()), "done");
  const { sessions, tokens } = await server.store.accounts();
  const { sessionId } = await sessions.begin(userId, {});
  const now = Date.now();
  const session = { sessionId, userId, provedAt: now, expiresAt: now + 600_000 };
  return { userId, token: (await tokens.sign(session, "acme")).token };
}

const choices = async (as: Credentials) => (await server.call("GET", "/notice-choices", as)).json;
const choose = (as: Credentials, body: object) => server.call("PUT", "/notice-choices", { ...as, body });

describe("choices of notices", () => {
  it("are what harms if nobody sees it for owners, and nothing for others, until somebody chooses", async () => {
    const { email, ...rest } = await choices(await member("owner"));
    const silent = { dailyAt: null, lockIds: null, timeZone: "UTC", language: "de", chosen: false, canSend: false };
    assert.match(email, /@example\.test$/);
    assert.deepEqual(rest, { atOnce: HARMS, ...silent });
    for (const role of ["manager", "viewer"] as const)
      assert.deepEqual((await choices(await member(role))).atOnce, [], role);
    assert.deepEqual((await choices(await server.user("Kai"))).atOnce, HARMS, "an owner of locks");
  });

  it("are kept for each organisation, and for the person's own locks, apart", async () => {
    await server.lock(1, { orgId: "acme" });
    const viewer = await member("viewer");
    const { token } = await server.issuer!.sign({ userId: viewer.userId, ttlSeconds: 600 });
    const done = await choose(viewer, CHOSEN);
    assert.equal(done.status, 200, done.text);
    const { atOnce, dailyAt, lockIds, timeZone, language, chosen } = await choices(viewer);
    assert.deepEqual([atOnce, dailyAt, lockIds], [["opened", "first-use"], 7, ["1"]]);
    assert.deepEqual([timeZone, language, chosen], ["Europe/Berlin", "en", true]);
    assert.equal((await choices({ token })).chosen, false);
    assert.equal((await choose(viewer, { ...CHOSEN, atOnce: [], dailyAt: null, lockIds: null })).status, 200);
    assert.deepEqual((await choices(viewer)).atOnce, [], "nothing is a choice too");
  });

  it("keep a lock that was given away since, until somebody takes it off; nobody chooses one anew that is not theirs", async () => {
    await server.lock(3, { orgId: "acme" });
    await server.organization("elsewhere");
    const [owner, other] = [await member("owner"), await member("owner")];
    assert.equal((await choose(owner, { ...CHOSEN, lockIds: ["1", "3"] })).status, 200);
    const given = { ...(await server.organization("acme-hosts", { super: true })), body: { orgId: "elsewhere" } };
    const { status, text } = await server.call("POST", "/locks/3/SetOrganization", given);
    assert.equal(status, 200, text);
    assert.equal((await choose(other, { ...CHOSEN, lockIds: ["1", "3"] })).status, 400);
    assert.equal((await choose(owner, { ...CHOSEN, dailyAt: 8, lockIds: ["3", "1"] })).status, 200);
    assert.deepEqual((await choices(owner)).lockIds, ["3", "1"]);
    assert.equal((await choose(owner, { ...CHOSEN, lockIds: ["1"] })).status, 200);
    assert.equal((await choose(owner, { ...CHOSEN, lockIds: ["1", "3"] })).status, 400);
  });

  it("are refused by name where they are not understood, or of a lock of somebody else's", async () => {
    await server.lock(2);
    const owner = await member("owner");
    const WRONG: readonly [field: string, value: unknown][] = [
      ["atOnce", ["opened", "closed"]],
      ["atOnce", ["opened", "opened"]],
      ["dailyAt", 24],
      ["dailyAt", "7"],
      ["lockIds", ["2"]],
      ["lockIds", ["99"]],
      ["lockIds", ["-1"]],
      ["timeZone", "+02:00"],
      ["timeZone", "Europe/Nowhere"],
      ["language", "fr"],
      ["everything", true],
    ];
    for (const [field, value] of WRONG) {
      const answer = await choose(owner, { ...CHOSEN, lockIds: null, [field]: value });
      assert.equal(answer.status, 400, `${field} ${JSON.stringify(value)}: ${answer.text}`);
      assertErrorBody(answer);
      assert.match(JSON.stringify(answer.json.details), new RegExp(field));
    }
    assert.equal((await choose(owner, { atOnce: [] })).status, 400);
    assert.equal((await choices(owner)).chosen, false);
  });

  it("go with the person who is erased", async () => {
    const { userId, token } = await server.user("Zoë");
    assert.equal((await choose({ token }, { ...CHOSEN, lockIds: null })).status, 200);
    assert.equal((await server.call("DELETE", `/users/${userId}/personal-data`, { token })).status, 200);
    assert.deepEqual(await server.sql("SELECT user_id FROM notice_choices WHERE user_id = ?", userId), []);
  });
});
