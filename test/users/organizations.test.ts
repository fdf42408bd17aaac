/** What organisations do themselves: members come and go, keys are limited, rotated and revoked, and it counts at once. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import { runCli } from "../../src/cli/run.ts";
import { type Role, SCOPES } from "../../src/domain/actor.ts";
import { hashApiKey, hintOf, newApiKey } from "../../src/identity/api-keys.ts";
import type { RouteDeps } from "../../src/http/app.ts";
import { INVITATIONS } from "../../src/http/callers/limits.ts";
import { startMailbox } from "./mailbox.ts";
import { type Credentials, publicTerms, startServer, storeEnv, type TestServer } from "../harness.ts";
import { StillClock } from "../manual-clock.ts";

let server: TestServer;
/** Another process on the same store. */
let other: TestServer;
let last = 0;

const clock = new StillClock(Date.now());

before(async () => {
  server = await startServer({ clock });
  other = await startServer({ clock, dataDir: server.dataDir });
});
after(async () => {
  await other.close();
  await server.close();
});

interface Person extends Credentials {
  readonly userId: string;
  readonly token: string;
  readonly email: string;
}

/** Somebody who is signed in to the console, for the organisation where one is named. */
async function person(orgId?: string, role?: Role, provedAt = server.clock.now()): Promise<Person> {
  const { userId } = await server.user();
  if (orgId !== undefined && role) await server.organizations.members.put(orgId, userId, role, server.clock.now());
  return signedIn(userId, orgId, provedAt);
}

async function signedIn(userId: string, orgId?: string, provedAt = server.clock.now()): Promise<Person> {
  const { sessions, tokens } = await server.store.accounts();
  const { sessionId } = await sessions.begin(userId, {});
  const session = { sessionId, userId, provedAt, expiresAt: server.clock.now() + 86_400_000 };
  const { token } = await tokens.sign(session, orgId);
  return { userId, token, email: `${userId}@example.test` };
}

async function organization(): Promise<{ orgId: string; key: Credentials & { apiKey: string }; path: string }> {
  const orgId = `org-${++last}`;
  return { orgId, key: await server.organization(orgId), path: `/organizations/${orgId}` };
}

async function lockOf(orgId: string): Promise<number> {
  const lockId = ++last + 1_000;
  await server.lock(lockId, { orgId });
  return lockId;
}

const newKeyFor = (...lockIds: number[]) => {
  const { validFrom, validUntil } = publicTerms(server.clock.now());
  return { validFrom, validUntil, doors: lockIds.map((lockId) => ({ lockId: String(lockId) })) };
};

async function make(path: string, as: Credentials, more: object = {}) {
  const body = { name: "Till", scopes: ["keys"], ...more };
  const made = await server.call("POST", `${path}/api-keys`, { ...as, body });
  assert.equal(made.status, 201, made.text);
  return made.json as { apiKey: string; keyId: string; masked: string };
}

const statusOf = async (on: TestServer, as: Credentials) => (await on.call("GET", "/temp-keys", as)).status;
const status = (apiKey: string, on = server) => statusOf(on, { apiKey });
const secretOf = ({ json }: { json: { link: string } }) => new URL(json.link).searchParams.get("token")!;

async function until(so: () => Promise<boolean>): Promise<void> {
  const from = performance.now();
  while (!(await so())) {
    if (performance.now() - from > 10_000) throw new Error("it never came to be so");
    await wait(5);
    await clock.jump(50);
  }
}

describe("members of an organisation", () => {
  it("come by an invitation, which is for their address alone and good once", async () => {
    const { orgId, path } = await organization();
    const owner = await person(orgId, "owner");
    const guest = await server.user();
    const asGuest = await signedIn(guest.userId);
    const body = { email: asGuest.email.toUpperCase(), role: "manager" };
    const invited = await server.call("POST", `${path}/invitations`, { ...owner, body });
    assert.equal(invited.status, 201, invited.text);
    assert.deepEqual([invited.json.mailed, invited.json.invitedBy], [false, owner.userId]);
    const secret = secretOf(invited);
    const listed = await server.call("GET", `${path}/invitations`, owner);
    assert.equal(listed.json.invitations.length, 1);
    assert.ok(!listed.text.includes(secret));
    const join = (as: Credentials) => server.call("POST", "/invitations/accept", { ...as, body: { secret } });
    assert.equal((await join(await person())).status, 403, "it is for another address");
    const joined = await join(asGuest);
    assert.deepEqual([joined.status, joined.json], [200, { orgId, name: null, role: "manager" }]);
    assert.equal((await join(asGuest)).status, 404);
    const mine = await server.call("GET", "/organizations", asGuest);
    assert.deepEqual(mine.json.organizations, [{ orgId, name: null, role: "manager", paused: false }]);
    const again = await server.call("POST", `${path}/invitations`, { ...owner, body });
    assert.equal(again.status, 409, "who is a member already");
    assert.deepEqual(
      again.json.details.map(({ field }: { field: string }) => field),
      ["email"],
    );
  });

  it("get another link where it is sent again, and none that was taken back is good", async () => {
    const { orgId, key, path } = await organization();
    const asGuest = await signedIn((await server.user()).userId);
    const invite = { ...key, body: { email: asGuest.email, role: "viewer" } };
    const first = await server.call("POST", `${path}/invitations`, invite);
    const at = `${path}/invitations/${first.json.invitationId}`;
    const second = await server.call("POST", `${at}/resend`, { ...key, body: {} });
    const join = (secret: string) => server.call("POST", "/invitations/accept", { ...asGuest, body: { secret } });
    assert.notEqual(secretOf(first), secretOf(second));
    assert.equal((await join(secretOf(first))).status, 404);
    assert.equal((await server.call("DELETE", at, key)).status, 200);
    assert.equal((await join(secretOf(second))).status, 404);
    assert.deepEqual(await server.organizations.members.list(orgId), []);
  });

  it("are lowered, paused, resumed and removed in the middle of a session, in every process within a second", async () => {
    const { orgId, path } = await organization();
    const [owner, manager] = [await person(orgId, "owner"), await person(orgId, "manager")];
    const lockId = await lockOf(orgId);
    const opens = async (on: TestServer) =>
      (await on.call("POST", `/locks/${lockId}/OpenLock`, { ...manager, body: { reason: "Parcel" } })).status;
    const at = `${path}/members/${manager.userId}`;
    for (const [change, status] of [
      [{ role: "viewer" }, 403],
      [{ role: "manager" }, 200],
      [{ paused: true }, 403],
      [{ paused: false }, 200],
    ] as const) {
      assert.equal((await server.call("PATCH", at, { ...owner, body: change })).status, 200);
      assert.equal(await opens(server), status, "at once where it was done");
      await clock.jump(1_000);
      assert.equal(await opens(other), status, "a second later in another process");
    }
    assert.equal((await server.call("DELETE", at, owner)).status, 200);
    assert.equal(await opens(server), 403);
    await clock.jump(1_000);
    assert.equal(await opens(other), 403);
  });

  it("never leave it without an owner who may act", async () => {
    const { orgId, path } = await organization();
    const [one, two] = [await person(orgId, "owner"), await person(orgId, "owner")];
    const left = await Promise.all([
      server.call("POST", `${path}/leave`, one),
      other.call("POST", `${path}/leave`, two),
      server.call("PATCH", `${path}/members/${two.userId}`, { ...one, body: { paused: true } }),
      other.call("DELETE", `${path}/members/${one.userId}`, two),
    ]);
    for (const { status, text } of left) assert.ok([200, 403, 404, 409].includes(status), text);
    const owners = (await server.organizations.members.list(orgId)).filter(
      ({ role, paused }) => role === "owner" && !paused,
    );
    assert.equal(owners.length, 1);
    const survivor = await signedIn(owners[0]!.userId, orgId);
    for (const [method, at, body] of [
      ["POST", `${path}/leave`, undefined],
      ["DELETE", `${path}/members/${survivor.userId}`, undefined],
      ["PATCH", `${path}/members/${survivor.userId}`, { role: "viewer" }],
      ["PATCH", `${path}/members/${survivor.userId}`, { paused: true }],
    ] as const) {
      const answer = await server.call(method, at, { ...survivor, ...(body && { body }) });
      assert.equal(answer.status, 409, answer.text);
      assert.match(answer.json.message, /last owner/);
    }
  });

  it("of two organisations never see the one through the other", async () => {
    const [ours, theirs] = [await organization(), await organization()];
    const { userId } = await person(ours.orgId, "owner");
    await server.organizations.members.put(theirs.orgId, userId, "owner", server.clock.now());
    const [here, there] = [await lockOf(ours.orgId), await lockOf(theirs.orgId)];
    const key = await server.key(there, theirs.key);
    const as = await signedIn(userId, ours.orgId);
    assert.equal((await server.call("GET", `/locks/${here}/details`, as)).status, 200);
    for (const path of [`/locks/${there}/details`, `/temp-keys/${key}/events`, theirs.path, `${theirs.path}/members`])
      assert.equal((await server.call("GET", path, as)).status, 404, path);
    const { organizations } = (await server.call("GET", "/organizations", as)).json;
    assert.deepEqual(
      organizations.map(({ orgId }: { orgId: string }) => orgId),
      [ours.orgId],
    );
    const body = newKeyFor(here, there);
    assert.equal((await server.call("POST", "/temp-keys", { ...as, body })).status, 403);
    // The same Idempotency-Key for the one brings nothing of what it brought for the other.
    const headers = { "idempotency-key": randomUUID() };
    const made = await server.call("POST", "/temp-keys", { ...as, headers, body: newKeyFor(here) });
    const elsewhere = await signedIn(userId, theirs.orgId);
    const again = await server.call("POST", "/temp-keys", { ...elsewhere, headers, body: newKeyFor(here) });
    assert.deepEqual([made.status, again.status], [201, 403]);
  });

  it("say who they are again before they change who may act, or how hubs are reached", async () => {
    const { orgId, path } = await organization();
    const stale = await person(orgId, "owner", server.clock.now() - 10 * 60_000);
    const changes = [
      ["POST", `${path}/api-keys`, { name: "Till", scopes: ["read"] }],
      ["POST", `${path}/invitations`, { email: "kai@example.test", role: "viewer" }],
      ["POST", "/hubs", { kind: "simulator", settings: { travelMs: 0 } }],
    ] as const;
    for (const [method, at, body] of changes) {
      const answer = await server.call(method, at, { ...stale, body });
      assert.equal(answer.status, 403);
      assert.match(answer.json.message, /within the last 10 minutes/);
      const fresh = await signedIn(stale.userId, orgId);
      assert.equal((await server.call(method, at, { ...fresh, body })).status, 201);
    }
  });
});

describe("where there is a mail server", () => {
  it("an invitation goes to its address alone, and what cannot be sent is shown to whoever invites", async () => {
    const refuse: string[] = [];
    const mailbox = await startMailbox({ refuse });
    const mailing = await startServer({ env: { SMTP_URL: mailbox.url, MAIL_FROM: "doors@example.test" } });
    try {
      const key = await mailing.organization("flats");
      const path = "/organizations/flats/invitations";
      const invite = (body: object) => mailing.call("POST", path, { ...key, body: { role: "viewer", ...body } });
      const came = mailbox.next();
      const sent = await invite({ email: "kai@example.test", language: "de" });
      assert.deepEqual([sent.status, sent.json.mailed, sent.json.link], [201, true, null], sent.text);
      const mail = (await came).replaceAll("=\r\n", "").replaceAll("=3D", "=");
      assert.match(mail, /Einladung zu flats/);
      const secret = /\/account\/invitation\?token=(\w{40})/.exec(mail)![1]!;
      assert.deepEqual(mailbox.messages.at(-1)!.to, ["kai@example.test"]);
      const told = await mailing.organizations.invitations.ofSecret(secret, mailing.clock.now());
      assert.deepEqual([told?.email, told?.mailed], ["kai@example.test", true]);
      const byLink = await invite({ email: "kim@example.test", byLink: true });
      assert.equal(byLink.json.mailed, false);
      assert.equal(mailbox.messages.length, 1);
      refuse.push("550 nobody here");
      const refused = await invite({ email: "kay@example.test" });
      assert.deepEqual([refused.status, refused.json.mailed], [201, false], refused.text);
      const shown = await mailing.organizations.invitations.ofSecret(secretOf(refused), mailing.clock.now());
      assert.deepEqual([shown?.email, shown?.mailed], ["kay@example.test", false]);
    } finally {
      await mailing.close();
      await mailbox.close();
    }
  });
});

describe("an organisation that is ended", () => {
  it("has nobody any more who may act for it, in the middle of a request or a session", async () => {
    const { orgId, key, path } = await organization();
    const [owner, manager] = [await person(orgId, "owner"), await person(orgId, "manager")];
    const lockId = await lockOf(orgId);
    assert.equal((await server.call("DELETE", path, owner)).status, 409, "it has a lock");
    const away = await organization();
    const given = await server.call("POST", `/locks/${lockId}/SetOrganization`, {
      ...owner,
      body: { orgId: away.orgId },
    });
    assert.equal(given.status, 200, given.text);
    const asked = Array.from({ length: 12 }, (_, i) =>
      (i % 2 ? server : other).call("GET", i % 3 ? path : "/temp-keys", i % 2 ? manager : key),
    );
    const ended = server.call("DELETE", path, owner);
    for (const answer of await Promise.all(asked))
      assert.ok([200, 401, 403, 404].includes(answer.status), `${answer.status} ${answer.text}`);
    assert.equal((await ended).status, 200);
    assert.deepEqual(
      [await statusOf(server, key), await statusOf(server, manager), await statusOf(server, owner)],
      [401, 403, 403],
    );
    await until(async () => (await statusOf(other, key)) === 401 && (await statusOf(other, manager)) === 403);
    const host = await server.administrator();
    const again = await server.call("POST", "/organizations", { ...host, body: { orgId, name: "Again" } });
    assert.equal(again.status, 409);
  });

  it("leaves no lock to itself, however locks are made for it meanwhile", async () => {
    const { orgId, key, path } = await organization();
    const owner = await person(orgId, "owner");
    const ids = Array.from({ length: 8 }, () => ++last + 1_000);
    const [ended, ...made] = await Promise.all([
      server.call("DELETE", path, owner),
      ...ids.map((id) =>
        server.call("POST", `/locks/${id}/CreateLock`, { ...key, body: { index: id, uuid: randomUUID() } }),
      ),
    ]);
    for (const { status, text } of [ended, ...made]) assert.ok([200, 201, 401, 409].includes(status), text);
    if (ended.status === 200)
      for (const id of ids) assert.notEqual((await server.call("GET", `/locks/${id}/details`, key)).status, 200);
  });
});

describe("API keys of an organisation", () => {
  it("are shown once, masked afterwards, with the day of their last use", async () => {
    const { key, path } = await organization();
    const { apiKey, masked, keyId } = await make(path, key);
    assert.match(apiKey, /^[A-Za-z0-9]{40}$/);
    assert.equal(masked, `${apiKey.slice(0, 8)}…${apiKey.slice(-4)}`);
    const list = async () => (await server.call("GET", `${path}/api-keys`, key)).text;
    assert.ok(!(await list()).includes(apiKey));
    assert.equal(await status(apiKey), 200);
    const today = new Date().toISOString().slice(0, 10);
    const lastUsed = async () =>
      (JSON.parse(await list()).apiKeys as { keyId: string; lastUsed: string }[]).find((one) => one.keyId === keyId)!
        .lastUsed;
    await until(async () => (await lastUsed()) === today);
  });

  it("are ended at once everywhere: revoked, or rotated without an overlap", async () => {
    const { key, path } = await organization();
    for (let round = 0; round < 5; round++) {
      const { apiKey, keyId } = await make(path, key);
      assert.equal(await status(apiKey, other), 200);
      const [method, at] = round % 2 ? (["POST", `${keyId}/rotate`] as const) : (["DELETE", keyId] as const);
      const body = method === "POST" ? { body: {} } : {};
      const answer = await server.call(method, `${path}/api-keys/${at}`, { ...key, ...body });
      assert.ok(answer.status < 300, answer.text);
      assert.equal(await status(apiKey), 401);
      await clock.jump(1_000);
      assert.equal(await status(apiKey, other), 401, "a second later in another process");
      if (method === "POST") assert.equal(await status(answer.json.apiKey, other), 200);
    }
  });

  it("go on through an overlap that was asked for", async () => {
    const { key, path } = await organization();
    const { apiKey, keyId } = await make(path, key);
    const body = { overlapSeconds: 60 };
    const next = await server.call("POST", `${path}/api-keys/${keyId}/rotate`, { ...key, body });
    assert.deepEqual([await status(apiKey), await status(next.json.apiKey)], [200, 200]);
    await clock.jump(60_000);
    assert.deepEqual([await status(apiKey), await status(next.json.apiKey)], [401, 200]);
  });

  it("see of locks only those that they are limited to, wherever locks are", async () => {
    const { orgId, key, path } = await organization();
    const [mine, site, hidden] = [await lockOf(orgId), await lockOf(orgId), await lockOf(orgId)];
    const made = await server.call("POST", `${path}/sites`, { ...key, body: { name: "Harbour" } });
    const { siteId } = made.json as { siteId: string };
    assert.equal((await server.call("PUT", `/locks/${site}/site`, { ...key, body: { siteId } })).status, 200);
    const keys: Record<number, string> = {};
    for (const lockId of [mine, site, hidden]) keys[lockId] = await server.key(lockId, key);
    const both = await server.call("POST", "/temp-keys", { ...key, body: newKeyFor(mine, hidden) });
    const limits = { lockIds: [String(mine)], siteIds: [siteId] };
    const { apiKey, keyId } = await make(path, key, { scopes: ["admin"], limits });
    const as = { apiKey };
    const ask = async (method: string, at: string, body?: object) =>
      (await server.call(method, at, { ...as, ...(body && { body }) })).status;
    for (const lockId of [mine, site]) {
      assert.equal(await ask("GET", `/locks/${lockId}/details`), 200);
      assert.equal(await ask("POST", "/temp-keys", newKeyFor(lockId)), 201);
      assert.equal(await ask("PATCH", `/temp-keys/${keys[lockId]}`, { maxUses: 3 }), 200);
      assert.equal(await ask("POST", `/locks/${lockId}/OpenLock`, {}), 200);
    }
    for (const [method, at] of [
      ["GET", `/locks/${hidden}/details`],
      ["GET", `/locks/${hidden}/temp-keys`],
      ["GET", `/locks/${hidden}/events`],
      ["POST", `/locks/${hidden}/OpenLock`],
      ["GET", `/temp-keys/${keys[hidden]}/events`],
      ["PATCH", `/temp-keys/${keys[hidden]}`],
    ] as const)
      assert.equal(await ask(method, at, method === "GET" ? undefined : {}), 404, at);
    assert.equal(await ask("PATCH", `/temp-keys/${both.json.uuid}`, { maxUses: 3 }), 403, "not without all its doors");
    assert.equal(await ask("POST", "/temp-keys", newKeyFor(mine, hidden)), 403);
    const locks = await server.call("GET", "/locks", as);
    const shown = (locks.json.locks as { lockId: string }[]).map(({ lockId }) => Number(lockId));
    assert.deepEqual(
      shown.toSorted((a, b) => a - b),
      [mine, site].toSorted((a, b) => a - b),
    );
    assert.equal((await server.call("GET", "/temp-keys/rows", as)).text.includes(keys[hidden]!), false);
    assert.equal((await server.call("GET", "/activity", as)).text.includes(`"${hidden}"`), false);
    for (const [method, at, body] of [
      ["GET", `${path}/members`, undefined],
      ["POST", `${path}/api-keys`, { name: "More", scopes: ["admin"] }],
      ["PUT", `/locks/${mine}/device`, { hubId: "simulator", address: String(hidden) }],
      ["PUT", `/locks/${mine}/site`, { siteId: null }],
      ["POST", `/locks/${++last + 5_000}/CreateLock`, { index: last + 5_000, uuid: randomUUID() }],
    ] as const)
      assert.equal(await ask(method, at, body), 403, at);
    assert.equal((await server.call("PUT", `/locks/${site}/site`, { ...key, body: { siteId: null } })).status, 200);
    assert.equal(await ask("GET", `/locks/${site}/details`), 404, "it has left the site");
    const listed = await server.call("GET", `${path}/api-keys`, key);
    const one = (listed.json.apiKeys as { keyId: string; limits: object }[]).find((each) => each.keyId === keyId);
    assert.deepEqual(one!.limits, limits);
  });

  it("are limited only to what is the organisation's", async () => {
    const [{ key, path }, other] = [await organization(), await organization()];
    const body = {
      name: "Till",
      scopes: ["read"],
      limits: { lockIds: [String(await lockOf(other.orgId)), "999999"], siteIds: ["none"] },
    };
    const refused = await server.call("POST", `${path}/api-keys`, { ...key, body });
    assert.deepEqual(
      [refused.status, refused.json.details.map(({ field }: { field: string }) => field)],
      [400, ["limits.lockIds[0]", "limits.lockIds[1]", "limits.siteIds[0]"]],
    );
    for (const limits of [{}, { lockIds: [] }])
      assert.equal((await server.call("POST", `${path}/api-keys`, { ...key, body: { ...body, limits } })).status, 400);
    const past = { name: "Till", scopes: ["read"], expiresAt: new Date(Date.now() - 1).toISOString() };
    assert.equal((await server.call("POST", `${path}/api-keys`, { ...key, body: past })).status, 400);
  });

  it("end with a token of somebody who acts for another organisation beside them", async () => {
    const [ours, theirs] = [await organization(), await organization()];
    const { token } = await person(theirs.orgId, "owner");
    const answer = await server.call("GET", "/temp-keys", { ...ours.key, token });
    assert.equal(answer.status, 403);
  });
});

describe("a site", () => {
  it("says when guests may come and must go, by the clock at its doors", async () => {
    const { key, path } = await organization();
    const sites = `${path}/sites`;
    const made = await server.call("POST", sites, { ...key, body: { name: "Quay", checkIn: "15:00" } });
    assert.deepEqual([made.status, made.json.checkIn, made.json.checkOut], [201, "15:00", null], made.text);
    const one = `${sites}/${made.json.siteId}`;
    const changed = await server.call("PATCH", one, { ...key, body: { checkOut: "10:30" } });
    assert.deepEqual([changed.json.checkIn, changed.json.checkOut], ["15:00", "10:30"]);
    const renamed = await server.call("PATCH", one, { ...key, body: { name: "Port", checkIn: null } });
    assert.deepEqual([renamed.json.checkIn, renamed.json.checkOut], [null, "10:30"]);
    const [listed] = (await server.call("GET", sites, key)).json.sites as { checkOut: string }[];
    assert.deepEqual([listed!.checkOut, (await server.call("GET", one, key)).json.checkOut], ["10:30", "10:30"]);
    for (const wrong of ["24:00", "7:00", "15:60", "15:00:00", "3 pm", "", " 15:00", 15, "15:00\n"])
      for (const field of ["checkIn", "checkOut"]) {
        const refused = await server.call("PATCH", one, { ...key, body: { [field]: wrong } });
        const details = refused.json.details as { field: string }[] | undefined;
        assert.deepEqual([refused.status, details?.[0]?.field], [400, field], `${wrong}: ${refused.text}`);
      }
  });

  it("says the way to doors that say nothing of their own, as long as they are its organisation's", async () => {
    const { orgId, key, path } = await organization();
    const [silent, own] = [await lockOf(orgId), await lockOf(orgId)];
    const body = { name: "Harbour", address: "Quay 12", directions: "Through the gate of the site" };
    const { siteId } = (await server.call("POST", `${path}/sites`, { ...key, body })).json as { siteId: string };
    for (const lockId of [silent, own]) await server.call("PUT", `/locks/${lockId}/site`, { ...key, body: { siteId } });
    await server.call("PUT", `/locks/${own}/arrival`, { ...key, body: { text: "By the blue door" } });
    const page = async (lockId: number) =>
      (await server.call("GET", `/temp-keys/${await server.key(lockId, key)}`)).text;
    assert.match(await page(silent), /Through the gate of the site/);
    const told = await page(own);
    assert.match(told, /By the blue door/);
    assert.doesNotMatch(told, /of the site/);
    assert.match(told, /Quay 12/);
    assert.equal((await server.call("GET", `/locks/${silent}/arrival`, key)).json.text, null, "it says nothing itself");
    const site = await server.call("GET", `${path}/sites/${siteId}`, key);
    assert.deepEqual(site.json.lockIds, [String(silent), String(own)]);
    const away = await organization();
    const as = { ...key, body: { orgId: away.orgId } };
    assert.equal((await server.call("POST", `/locks/${silent}/SetOrganization`, as)).status, 200);
    const shown = await server.call("GET", `/temp-keys/${await server.key(silent, away.key)}`);
    assert.doesNotMatch(shown.text, /of the site|Quay/);
    assert.deepEqual((await server.call("GET", `${path}/sites/${siteId}`, key)).json.lockIds, [String(own)]);
    assert.equal((await server.call("PUT", `/locks/${silent}/site`, { ...away.key, body: { siteId } })).status, 400);
  });
});

describe("administration as published", () => {
  it("registers an organisation, gives it one key and lists it with the key masked", async () => {
    const host = await server.administrator();
    const orgId = `tenant-${++last}`;
    const issue = () => server.call("POST", "/api-keys", { ...host, body: { orgId, orgName: "Flats" } });
    assert.equal((await issue()).status, 404, "not registered yet");
    const register = () =>
      server.call("POST", `/tenants/${orgId}/register`, {
        ...host,
        body: { orgName: "Flats", ownerEmail: "Owner@Example.test" },
      });
    const registered = await register();
    assert.equal(registered.status, 201, registered.text);
    const { createdAt, invitationLink, ...rest } = registered.json;
    assert.deepEqual(rest, { orgId, orgName: "Flats", ownerEmail: "owner@example.test" });
    assert.match(invitationLink, /\/account\/invitation\?token=/);
    assert.equal((await register()).status, 409);
    const issued = await issue();
    assert.equal(issued.status, 201, issued.text);
    const { apiKey, createdBy, expiresAt } = issued.json;
    assert.match(apiKey, /^[A-Za-z0-9]{40}$/);
    assert.deepEqual([createdBy, expiresAt, issued.json.orgId], [host.userId, null, orgId]);
    assert.equal((await issue()).status, 409, "it has an active key");
    assert.equal((await server.call("GET", "/temp-keys", { apiKey })).status, 200);
    const { json } = await server.call("GET", "/tenants?limit=100", host);
    const tenant = (json.tenants as { orgId: string; apiKeys: { apiKey: string }[] }[]).find(
      (one) => one.orgId === orgId,
    )!;
    assert.deepEqual(
      tenant.apiKeys.map((one) => one.apiKey),
      [`${apiKey.slice(0, 8)}…${apiKey.slice(-4)}`],
    );
    assert.ok(json.total >= 1 && json.limit === 100 && json.offset === 0);
    assert.ok(createdAt);
  });

  it("takes both a super key and the token of who hosts the server, each for what it is", async () => {
    const host = await server.administrator();
    const { token } = await server.user();
    const { key } = await organization();
    const ask = async (as: Credentials) => (await server.call("GET", "/tenants", as)).status;
    const { adminKey } = host;
    assert.deepEqual(
      await Promise.all([
        ask(host),
        ask({ adminKey }),
        ask({ token: host.token }),
        ask({ adminKey: newApiKey(), token: host.token }),
        ask({ adminKey, token: "x" }),
        ask({ adminKey: key.apiKey, token: host.token }),
        ask({ adminKey, token }),
        ask({ apiKey: adminKey, token: host.token }),
      ]),
      [200, 401, 401, 401, 401, 403, 403, 401],
    );
    assert.equal((await server.call("GET", "/temp-keys", { adminKey })).status, 401, "and nowhere else");
  });
});

describe("the command line", () => {
  it("gives an organisation back to somebody when everybody has lost their access", async () => {
    const { orgId } = await organization();
    const { userId, email } = await person();
    const cli = async (...words: string[]) => {
      let out = "";
      const env = { ...process.env, DATA_DIR: server.dataDir, ...(await storeEnv(server.dataDir)) };
      const terminal = { env, out: (text: string) => void (out += text), err: (text: string) => void (out += text) };
      return { code: await runCli(words, terminal), out };
    };
    assert.match((await cli("org", "members", orgId)).out, /no members/);
    assert.equal((await cli("org", "members", "none")).code, 1);
    const { code, out } = await cli("org", "invite", orgId, "--email", email, "--role", "manager", "--json");
    assert.equal(code, 0, out);
    const secret = new URL(JSON.parse(out).link as string).searchParams.get("token")!;
    const joined = await server.call("POST", "/invitations/accept", { ...(await signedIn(userId)), body: { secret } });
    assert.equal(joined.json.role, "manager", joined.text);
    const asMember = await signedIn(userId, orgId);
    const members = async (on: TestServer) =>
      (await on.call("GET", `/organizations/${orgId}/api-keys`, asMember)).status;
    assert.equal(await members(server), 403);
    assert.equal((await cli("org", "member", "set-role", orgId, email, "owner")).code, 0);
    await until(async () => (await members(server)) === 200);
    const last = await cli("org", "member", "remove", orgId, userId);
    assert.equal(last.code, 1);
    assert.match(last.out, /last owner/);
    assert.equal((await cli("org", "member", "set-role", orgId, email, "boss")).code, 2);
    const second = await person();
    assert.equal((await cli("org", "member", "set-role", orgId, second.userId, "owner")).code, 0);
    assert.equal((await cli("org", "member", "remove", orgId, email)).code, 0);
    await until(async () => (await members(server)) === 403);
  });
});

describe("data of before members and scopes", () => {
  it("have keys that may do all that the organisation may", async () => {
    const orgId = `before-${++last}`;
    await server.directory.createOrganization({ orgId, super: false }, 1);
    const apiKey = newApiKey();
    await server.sql(
      "INSERT INTO api_keys (hash, org_id, hint, created_at, id) VALUES (?, ?, ?, ?, ?)",
      Buffer.from(hashApiKey(apiKey), "base64url"),
      orgId,
      hintOf(apiKey),
      1,
      randomUUID(),
    );
    const listed = await server.call("GET", `/organizations/${orgId}/api-keys`, { apiKey });
    assert.deepEqual(listed.json.apiKeys[0].scopes, SCOPES);
    assert.equal(listed.json.apiKeys[0].limits, null);
  });

  it("an organisation writes to so many mailboxes in an hour, and shows links after that", async () => {
    const mailbox = await startMailbox({});
    const env = { SMTP_URL: mailbox.url, MAIL_FROM: "doors@example.test" };
    let limits: RouteDeps["limits"] | undefined;
    const mailing = await startServer({ env, extend: (_app, deps) => void ({ limits } = deps) });
    try {
      const [key, other] = [await mailing.organization("flats"), await mailing.organization("other")];
      const invite = (orgId: string, as: Credentials, body: object) =>
        mailing.call("POST", `/organizations/${orgId}/invitations`, { ...as, body: { role: "viewer", ...body } });
      for (let sent = 1; sent < INVITATIONS; sent++) await limits!.invitation("flats");
      const last = await invite("flats", key, { email: "kai@example.test" });
      assert.equal(last.status, 201);
      const refused = await invite("flats", key, { email: "kim@example.test" });
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers.get("retry-after")) > 60);
      const again = await mailing.call("POST", `/organizations/flats/invitations/${last.json.invitationId}/resend`, {
        ...key,
        body: {},
      });
      assert.equal(again.status, 429);
      assert.equal((await invite("flats", key, { email: "kim@example.test", byLink: true })).status, 201);
      assert.equal((await invite("other", other, { email: "kim@example.test" })).status, 201);
      assert.equal(mailbox.messages.length, 2);
    } finally {
      await mailing.close();
      await mailbox.close();
    }
  });
});
