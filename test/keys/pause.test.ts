/** Keys that are paused: nothing opens with them until they are resumed, and the server revokes them on time. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import {
  type Answer,
  type Credentials,
  publicTerms,
  request,
  startServer,
  storeEnv,
  type TestServer,
} from "../harness.ts";
import { ManualClock } from "../manual-clock.ts";
import { startServers } from "../torture/servers.ts";

/** How long a busy machine may take for what is done at once. */
const PATIENCE_MS = 10_000;

const SECOND = 1_000;

describe("a paused key", () => {
  let server: TestServer;
  let org: Credentials;
  const clock = new ManualClock(Date.parse("2026-12-01T12:00:00Z"));

  before(async () => {
    server = await startServer({ clock });
    org = await server.organization("acme");
    for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme" });
  });
  after(() => server.close());

  const pause = (uuid: string, body?: object, as = org) =>
    server.call("POST", `/temp-keys/${uuid}/pause`, { ...as, ...(body && { body }) });
  const resume = (uuid: string, as = org) => server.call("POST", `/temp-keys/${uuid}/resume`, as);
  const page = (uuid: string) => server.call("GET", `/temp-keys/${uuid}`, { headers: { accept: "text/html" } });
  const open = (uuid: string) => server.call("POST", `/temp-keys/${uuid}/doors/1/open`, { body: {} });
  const later = (ms: number) => new Date(clock.now() + ms).toISOString();
  async function withPin(): Promise<{ readonly uuid: string; readonly pin: string }> {
    const doors = [1, 2].map((lockId) => ({ lockId: String(lockId), accessMethod: "both" }));
    const { json } = await server.call("POST", "/temp-keys", { ...org, body: { ...publicTerms(clock.now()), doors } });
    return json;
  }
  const events = async (uuid: string, types: string) =>
    (await server.call("GET", `/temp-keys/${uuid}/events?type=${types}`, org)).json.events.map(
      ({ event }: { event: object }) => event,
    );
  const status = async (uuid: string) => {
    const { json } = await server.call("GET", "/temp-keys?revoked=true", org);
    return json.tempKeys.find((key: { uuid: string }) => key.uuid === uuid);
  };
  /** The server writes by itself, so it is waited for, as long by the clock. */
  async function until(what: () => Promise<boolean>): Promise<void> {
    for (let tried = 0; tried < 100 && !(await what()); tried++) {
      await delay(20);
      await clock.advance(20);
    }
  }

  it("is revoked so many seconds after the server took it, whatever clock the caller has", async () => {
    const uuid = await server.key(1, org);
    const { json } = await pause(uuid, { revokeAfterSeconds: 10 });
    assert.equal(Date.parse(json.tempKey.revokeAfter), clock.now() + 10 * SECOND);
    assert.equal((await pause(uuid, { revokeAfterSeconds: 10, revokeAfter: later(SECOND) })).status, 400);
    for (const revokeAfterSeconds of [0, -1, 1.5, "10", 31_622_401])
      assert.equal((await pause(uuid, { revokeAfterSeconds })).status, 400, `${revokeAfterSeconds}`);
    await clock.advance(10 * SECOND);
    assert.equal((await resume(uuid)).json.message, "The temporary key was revoked");
    assert.equal((await open(uuid)).json.message, "The temporary key was revoked");
  });

  it("opens by no way until it is resumed, and the same link, PIN and count go on", async () => {
    const { uuid, pin } = await withPin();
    /** A wrong PIN is answered after a time of the clock. */
    const enter = async () => {
      const answer = server.call("POST", "/locks/1/open-with-pin", { body: { pin } });
      while (!(await Promise.race([answer, delay(10)]))) await clock.advance(50);
      return answer;
    };
    assert.equal((await enter()).status, 200);
    const paused = await pause(uuid);
    assert.equal(paused.status, 200, paused.text);
    assert.partialDeepStrictEqual(paused.json.tempKey, { status: "paused", revokeAfter: null, usedCount: 1 });
    const refused = await open(uuid);
    assert.deepEqual([refused.status, refused.json.message], [400, "The temporary key is paused"]);
    const wrong = await enter();
    assert.deepEqual([wrong.status, wrong.json.message], [401, "Invalid PIN"]);
    const used = await server.call("POST", "/locks/1/use-temp-key", { ...org, body: { tempKeyUuid: uuid } });
    assert.deepEqual([used.status, used.json.message], [400, "The temporary key is paused"]);
    const { json: why } = await server.call("GET", `/temp-keys/${uuid}/explain`, org);
    assert.deepEqual([why.admitted, why.reason], [false, "paused"]);
    const resumed = await resume(uuid);
    assert.partialDeepStrictEqual(resumed.json.tempKey, {
      status: "valid",
      pausedAt: null,
      usedCount: 1,
      hasPin: true,
    });
    assert.equal((await enter()).status, 200);
    assert.equal((await open(uuid)).status, 303);
    const told = await events(uuid, "TempKeyPaused,TempKeyResumed");
    assert.deepEqual(
      told.map(({ type, data }: { type: string; data: { lockId: number } }) => `${type} ${data.lockId}`).toSorted(),
      ["TempKeyPaused 1", "TempKeyPaused 2", "TempKeyResumed 1", "TempKeyResumed 2"],
    );
  });

  it("is told to its guest, without a PIN, by a page that looks again and recovers", async () => {
    const { uuid, pin } = await withPin();
    assert.match((await page(uuid)).text, new RegExp(pin));
    await pause(uuid, { revokeAfter: later(3_600 * SECOND) });
    const { text } = await page(uuid);
    assert.match(text, /This key is paused/);
    assert.match(text, /data-changes-in="15000"/);
    assert.doesNotMatch(text, new RegExp(`${pin}|${pin.slice(0, 4)} `));
    await resume(uuid);
    const again = (await page(uuid)).text;
    assert.doesNotMatch(again, /This key is paused/);
    assert.match(again, new RegExp(pin));
  });

  it("of named users tells a stranger's page no more than that it is for others", async () => {
    const { userId } = await server.user();
    const uuid = await server.key(1, org, { accessMode: "user-whitelist", allowedUserIds: [userId] });
    const before = (await page(uuid)).text.replaceAll(/nonce[^"]*"[^"]*"/g, "");
    await pause(uuid);
    assert.equal((await page(uuid)).text.replaceAll(/nonce[^"]*"[^"]*"/g, ""), before);
  });

  it("is revoked at its time, for admission at once, and on the record within a second", async () => {
    const uuid = await server.key(1, org);
    const revokeAfter = later(10 * SECOND);
    const { json } = await pause(uuid, { revokeAfter });
    const revokedAt = json.tempKey.revokeAfter;
    assert.equal(Date.parse(revokedAt), Date.parse(revokeAfter));
    await clock.advance(10 * SECOND - 1);
    assert.equal((await status(uuid)).status, "paused");
    await clock.advance(1);
    assert.equal((await open(uuid)).json.message, "The temporary key was revoked");
    const late = await resume(uuid);
    assert.deepEqual([late.status, late.json.message], [400, "The temporary key was revoked"]);
    assert.partialDeepStrictEqual(await status(uuid), { status: "revoked", revokedAt });
    await until(async () => (await events(uuid, "TempKeyDeleted")).length > 0);
    const [event] = await events(uuid, "TempKeyDeleted");
    assert.partialDeepStrictEqual(event, { type: "TempKeyDeleted", context: { afterPause: true } });
    assert.equal(event.data.deletedBy, "acme");
    assert.ok(Date.parse(event.data.timestamp) - Date.parse(revokeAfter) <= SECOND);
    assert.partialDeepStrictEqual(await status(uuid), { status: "revoked", revokedAt });
  });

  it("stays paused when it is not to be revoked any more, and opens at no time between", async () => {
    const { uuid } = await withPin();
    await pause(uuid);
    await pause(uuid, { revokeAfterSeconds: 10 });
    const { json } = await pause(uuid, { revokeAfter: null });
    assert.deepEqual([json.tempKey.status, json.tempKey.revokeAfter], ["paused", null]);
    assert.deepEqual(await events(uuid, "TempKeyResumed"), []);
    await clock.advance(20 * SECOND);
    assert.equal((await status(uuid)).status, "paused");
    assert.equal((await pause(uuid, { revokeAfter: null, revokeAfterSeconds: 10 })).status, 400);
    assert.equal((await resume(uuid)).status, 200);
  });

  it("is not revoked once it was resumed", async () => {
    const uuid = await server.key(1, org);
    await pause(uuid, { revokeAfter: later(5 * SECOND) });
    await resume(uuid);
    await clock.advance(60 * SECOND);
    assert.equal((await status(uuid)).status, "valid");
    assert.equal((await open(uuid)).status, 303);
  });

  it("is paused and resumed by nobody but those who may change it, and not for ever before it is revoked", async () => {
    const uuid = await server.key(1, org);
    const other = await server.organization("other");
    for (const answer of [await pause(uuid, undefined, other), await resume(uuid, other)])
      assert.equal(answer.status, 404);
    for (const answer of [await pause(uuid, undefined, {}), await resume(uuid, {})]) assert.equal(answer.status, 401);
    for (const revokeAfter of [later(0), later(-SECOND), later(367 * 86_400 * SECOND), "tomorrow", 5]) {
      const { status: code, json } = await pause(uuid, { revokeAfter });
      assert.deepEqual([code, json.details[0].field], [400, "revokeAfter"], String(revokeAfter));
    }
    assert.equal((await status(uuid)).status, "valid");
    await server.call("DELETE", `/temp-keys/${uuid}`, org);
    for (const answer of [await pause(uuid), await resume(uuid)]) assert.equal(answer.status, 400);
  });

  it("leaves a record that verifies", async () => {
    const verified = await server.store.verify();
    assert.ok(verified.ok, JSON.stringify(verified));
  });
});

describe("a pause with an end, where processes are killed", () => {
  it("revokes on time by another process, and after all were dead past the time", { timeout: 180_000 }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "latchstring-pause-"));
    const env = { DATA_DIR: dataDir, RATE_LIMIT: "off", LOG_LEVEL: "silent", ...(await storeEnv(dataDir)) };
    const first = await startServer({ dataDir });
    const org = await first.organization("acme");
    await first.lock(1, { orgId: "acme" });
    await first.close();
    const servers = await startServers(2, env);
    try {
      const call = (one: number, method: string, path: string, body?: object): Promise<Answer> =>
        request(servers.urls[one]!, method, path, { ...org, ...(body && { body }) });
      const pausedFor = async (ms: number) => {
        const made = await call(0, "POST", "/locks/1/create-temp-key", publicTerms(Date.now()));
        const uuid = made.json.tempKeyUuid as string;
        const revokeAfter = Date.now() + ms;
        const { status } = await call(0, "POST", `/temp-keys/${uuid}/pause`, { revokeAfter: new Date(revokeAfter) });
        assert.equal(status, 200);
        return { uuid, revokeAfter };
      };
      const deletedAt = async (one: number, uuid: string) => {
        const { json } = await call(one, "GET", `/temp-keys/${uuid}/events?type=TempKeyDeleted`);
        return json.events.map(({ event }: Answer["json"]) => Date.parse(event.data.timestamp)) as number[];
      };

      /** As soon as it is. */
      const once = async (process: number, uuid: string) => {
        for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await delay(50)) {
          const told = await deletedAt(process, uuid);
          if (told.length > 0) return told;
        }
        return [];
      };

      const [one, resumed] = [await pausedFor(4_000), await pausedFor(4_000)];
      assert.equal((await call(1, "POST", `/temp-keys/${resumed.uuid}/resume`)).status, 200);
      await servers.kill(0);
      await delay(one.revokeAfter - Date.now());
      // Whatever is written yet, no process admits or resumes.
      assert.equal((await call(1, "POST", `/temp-keys/${one.uuid}/resume`)).status, 400);
      const told = await once(1, one.uuid);
      assert.equal(told.length, 1);
      // Within a second, where the machine has time for it.
      const late = told[0]! - one.revokeAfter;
      assert.ok(late >= 0 && late < PATIENCE_MS, `${late} ms late`);

      await servers.start(0);
      const two = await pausedFor(1_200);
      await Promise.all([servers.kill(0), servers.kill(1)]);
      await delay(Math.max(0, two.revokeAfter - Date.now()) + 300);
      await servers.start(1);
      assert.equal((await once(1, two.uuid)).length, 1);
      assert.deepEqual(await deletedAt(1, resumed.uuid), []);
      const { json } = await call(1, "GET", "/temp-keys?revoked=true");
      const key = json.tempKeys.find(({ uuid }: { uuid: string }) => uuid === two.uuid);
      assert.deepEqual([key.status, Date.parse(key.revokedAt)], ["revoked", two.revokeAfter]);
    } finally {
      await servers.stop();
    }
    const last = await startServer({ dataDir });
    const verified = await last.store.verify();
    await last.close();
    rmSync(dataDir, { recursive: true });
    assert.ok(verified.ok, JSON.stringify(verified));
  });
});
