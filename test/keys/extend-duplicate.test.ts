/** Keys that are extended in place, and keys that are made like others. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";

const HOUR = 3_600_000;

let server: TestServer;
let org: Credentials;

before(async () => {
  server = await startServer();
  org = await server.organization("acme");
  for (const lockId of [1, 2, 3]) await server.lock(lockId, { orgId: "acme" });
});
after(() => server.close());

const iso = (ms: number) => new Date(Date.now() + ms).toISOString();
const call = (method: string, path: string, body?: object, more: Record<string, string> = {}) =>
  server.call(method, path, { ...org, ...(body && { body }), headers: more });
async function made(more: object = {}): Promise<Answer["json"]> {
  const doors = [
    { lockId: "1", label: "Street door", accessMethod: "both" },
    { lockId: "2", accessMethod: "key" },
  ];
  const body = { validFrom: iso(-HOUR), validUntil: iso(HOUR), description: "Anna", doors, maxUses: 5, ...more };
  const { status, json, text } = await call("POST", "/temp-keys", body);
  assert.equal(status, 201, text);
  return json;
}
const enter = (pin: string) => server.call("POST", "/locks/1/open-with-pin", { body: { pin } });
const duplicate = (uuid: string, body?: object, more?: Record<string, string>) =>
  call("POST", `/temp-keys/${uuid}/duplicate`, body, more);
async function bodyOf(uuid: string): Promise<Answer["json"]> {
  const { json } = await call("GET", "/temp-keys?lockId=1&revoked=true");
  return json.tempKeys.find((key: { uuid: string }) => key.uuid === uuid);
}

describe("a key that is given a new end", () => {
  it("keeps its link, its PIN and its count, and opens until then", async () => {
    const { uuid, pin, url } = await made();
    assert.equal((await enter(pin)).status, 200);
    const validUntil = iso(48 * HOUR);
    const { status, json } = await call("PATCH", `/temp-keys/${uuid}`, { validUntil });
    assert.deepEqual([status, json.pin, json.tempKey.url], [200, null, url]);
    assert.equal(Date.parse(json.tempKey.validUntil), Date.parse(validUntil));
    assert.partialDeepStrictEqual(json.tempKey, { usedCount: 1, hasPin: true, description: "Anna" });
    assert.equal((await enter(pin)).status, 200);
    assert.match((await server.call("GET", `/temp-keys/${uuid}`)).text, new RegExp(pin));
  });

  it("opens again after it had ended, by the same PIN", async () => {
    const { uuid, pin } = await made();
    const shorter = await call("PATCH", `/temp-keys/${uuid}`, { validUntil: iso(3_000) });
    assert.equal(shorter.status, 200, shorter.text);
    for (let tried = 0; tried < 100 && (await bodyOf(uuid)).status !== "expired"; tried++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await enter(pin)).status, 401);
    const { json } = await call("PATCH", `/temp-keys/${uuid}`, { validUntil: iso(HOUR) });
    assert.deepEqual([json.pin, json.tempKey.status], [null, "valid"]);
    assert.equal((await enter(pin)).status, 200);
  });
});

describe("a key that is made like another", () => {
  it("has its doors, texts and terms, and another link and PIN, with no use taken", async () => {
    const { uuid, pin } = await made({ maxUsesPerDoor: 3 });
    assert.equal((await enter(pin)).status, 200);
    const { status, json } = await duplicate(uuid);
    assert.equal(status, 201);
    assert.notEqual(json.uuid, uuid);
    assert.notEqual(json.pin, pin);
    assert.match(json.pin, /^\d{8}$/);
    const [one, other] = [await bodyOf(uuid), await bodyOf(json.uuid)];
    const same = ["validFrom", "validUntil", "description", "accessMode", "maxUses", "maxUsesPerDoor"];
    for (const name of same) assert.deepEqual(other[name], one[name], name);
    assert.deepEqual(
      other.doors.map(({ lockId, label, accessMethod }: Answer["json"]) => [lockId, label, accessMethod]),
      [
        ["1", "Street door", "both"],
        ["2", null, "key"],
      ],
    );
    assert.deepEqual([one.usedCount, other.usedCount], [1, 0]);
    assert.equal((await enter(json.pin)).status, 200);
    assert.equal((await enter(pin)).status, 200);
  });

  it("has what is given in place of the other's", async () => {
    const { userId } = await server.user();
    const { uuid } = await made({ doors: [{ lockId: "1" }] });
    const { json } = await duplicate(uuid, {
      validFrom: iso(5 * HOUR),
      validUntil: iso(6 * HOUR),
      description: "Ben",
      maxUses: null,
      allowedUserIds: [userId],
      doors: [{ lockId: "1" }, { lockId: "3", label: "Cellar" }],
    });
    const body = await bodyOf(json.uuid);
    assert.partialDeepStrictEqual(body, {
      status: "not-yet-valid",
      description: "Ben",
      maxUses: null,
      accessMode: "user-whitelist",
      allowedUserIds: [userId],
    });
    assert.deepEqual(
      body.doors.map(({ lockId, label }: Answer["json"]) => [lockId, label]),
      [
        ["1", null],
        ["3", "Cellar"],
      ],
    );
    const forAll = await duplicate(json.uuid, { accessMode: "public" });
    assert.partialDeepStrictEqual(await bodyOf(forAll.json.uuid), { accessMode: "public", allowedUserIds: [] });
    const named = await duplicate(json.uuid, { accessMode: "user-whitelist" });
    assert.deepEqual((await bodyOf(named.json.uuid)).allowedUserIds, [userId]);
  });

  it("is neither revoked nor paused because the other is, and not made where its window is over", async () => {
    const { uuid } = await made();
    await call("POST", `/temp-keys/${uuid}/pause`);
    assert.equal((await bodyOf((await duplicate(uuid)).json.uuid)).status, "valid");
    await call("DELETE", `/temp-keys/${uuid}`);
    assert.equal((await bodyOf((await duplicate(uuid)).json.uuid)).status, "valid");
    const { status, json } = await duplicate(uuid, { validFrom: iso(-3 * HOUR), validUntil: iso(-2 * HOUR) });
    assert.deepEqual([status, json.details[0].field], [400, "validUntil"]);
  });

  it("is made once for one Idempotency-Key, and for one UUID", async () => {
    const { uuid } = await made();
    const again = { "idempotency-key": randomUUID() };
    const [first, second] = [await duplicate(uuid, {}, again), await duplicate(uuid, {}, again)];
    assert.deepEqual([first.status, second.json], [201, first.json]);
    const tempKeyUuid = randomUUID();
    const [one, two] = [await duplicate(uuid, { tempKeyUuid }), await duplicate(uuid, { tempKeyUuid })];
    assert.deepEqual([one.status, two.status, two.json.uuid, two.json.pin], [201, 201, tempKeyUuid, null]);
    const other = await duplicate(uuid, { tempKeyUuid, maxUses: 1 });
    assert.equal(other.status, 409);
  });

  it("is made by nobody else", async () => {
    const { uuid } = await made();
    const stranger = await server.organization("other");
    assert.equal((await server.call("POST", `/temp-keys/${uuid}/duplicate`, stranger)).status, 404);
    assert.equal((await duplicate(randomUUID())).status, 404);
    assert.equal((await duplicate(uuid, { uses: 3 })).status, 400);
  });
});

describe("a lock that is changed", () => {
  it("is renamed beside the record, and its time zone is on it", async () => {
    const before = (await call("GET", "/locks/3/basic-info")).json;
    const renamed = await call("PATCH", "/locks/3", { name: "Cellar of Anna" });
    assert.deepEqual(renamed.json, { ...before, name: "Cellar of Anna" });
    const moved = await call("PATCH", "/locks/3", { timeZone: "asia/tokyo", name: "Cellar" });
    assert.partialDeepStrictEqual(moved.json, { name: "Cellar", timeZone: "Asia/Tokyo", version: before.version + 1 });
    const again = await call("PATCH", "/locks/3", { timeZone: "Asia/Tokyo" });
    assert.deepEqual(again.json, moved.json);
    const { json, text } = await call("GET", "/locks/3/events?type=LockTimeZoneChanged");
    assert.equal(json.events.length, 1);
    const { timeZone, previousTimeZone, changedBy } = json.events[0].event.data;
    assert.deepEqual([timeZone, previousTimeZone, changedBy], ["Asia/Tokyo", "Europe/Athens", "acme"]);
    assert.doesNotMatch(text, /Cellar/);
  });

  it("is changed by nobody else, and only in what is known", async () => {
    const stranger = await server.organization("stranger");
    assert.equal((await server.call("PATCH", "/locks/3", { ...stranger, body: { name: "Mine" } })).status, 404);
    for (const [body, field] of [
      [{ name: "" }, "name"],
      [{ timeZone: "Mars" }, "timeZone"],
      [{ ownerId: "me" }, "ownerId"],
    ] as const) {
      const { status, json } = await call("PATCH", "/locks/3", body);
      assert.deepEqual([status, json.details[0].field], [400, field]);
    }
    assert.equal((await call("GET", "/locks/3/basic-info")).json.name, "Cellar");
  });

  it("leaves a record that verifies", async () => {
    const verified = await server.store.verify();
    assert.ok(verified.ok, JSON.stringify(verified));
  });
});
