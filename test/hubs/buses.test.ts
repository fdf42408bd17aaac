/** Events as they go out to a broker, from the key that is used over the API to what is heard there. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { openClient, type TestClient } from "../../src/devices/mqtt/testing/client.ts";
import { DOOR_SECRET } from "../../src/devices/mqtt/testing/rig.ts";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";
import { startMosquitto, type TestMosquitto } from "../mosquitto.ts";

const SOON_MS = 30_000;
const env = { OUTBOUND_ALLOW: "127.0.0.0/8" };

let mosquitto: TestMosquitto;
let server: TestServer;
let listener: TestClient;
let dataDir: string;
let org: Credentials;
let other: Credentials;
let keys: readonly string[];
before(async () => {
  mosquitto = await startMosquitto();
  dataDir = mkdtempSync(join(tmpdir(), "latchstring-buses-"));
  server = await startServer({ dataDir, env });
  [org, other] = [await server.organization("acme"), await server.organization("other")];
  for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme", name: "Anna's door" });
  await server.lock(3, { orgId: "other" });
  keys = [await server.key(1, org), await server.key(2, org), await server.key(3, other)];
});
after(async () => {
  await listener?.close();
  await server.close();
  rmSync(dataDir, { recursive: true });
  await mosquitto.close();
});

function makeHub(hubId: string, as: Credentials, settings: object): Promise<Answer> {
  const body = {
    hubId,
    kind: "mqtt",
    settings: { url: mosquitto.url, ...settings },
    secrets: { doorSecret: DOOR_SECRET },
  };
  return server.call("POST", "/hubs", { ...as, body });
}

async function use(lockId: number, at = server): Promise<void> {
  const as = lockId === 3 ? other : org;
  const body = { tempKeyUuid: keys[lockId - 1] };
  const used = await at.call("POST", `/locks/${lockId}/use-temp-key`, { ...as, body });
  assert.equal(used.status, 200, used.text);
}

/** Whose broker keeps for it what comes while it is away. */
function listen(): Promise<TestClient> {
  const kept = { clientId: "listener", clean: false, properties: { sessionExpiryInterval: 3_600 } };
  return openClient(mosquitto.url, ["doors/#"], kept);
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + SOON_MS; !holds(); await wait(50)) assert.ok(Date.now() < end, what);
}

const heard = (topic: string) => listener.heard.filter((one) => one.topic === topic);
const events = (lockId: number) => heard(`doors/acme/locks/${lockId}/events`).map(({ text }) => JSON.parse(text));
const state = (lockId: number) => heard(`doors/acme/locks/${lockId}/state`).at(-1)?.text;

/** The ids of a lock's record, from the first that went out on. */
async function recorded(lockId: number, since: number): Promise<string[]> {
  const { text } = await server.call("GET", `/locks/${lockId}/events/export?format=jsonl`, org);
  const { json } = await server.call("GET", `/events?lockId=${lockId}&limit=200`, org);
  assert.ok(text.length > 0);
  return json.events.filter(({ version }: { version: number }) => version > since).map(({ id }: { id: string }) => id);
}

describe("events go out to a broker", { timeout: 180_000 }, () => {
  it("of the hub's organisation, from when it is switched on, with the state of each of its locks", async () => {
    listener = await listen();
    const made = await makeHub("bus", org, { events: { publish: true, prefix: "doors" } });
    assert.equal(made.status, 201, made.text);
    await until("the locks are shown", () => state(1) !== undefined && state(2) !== undefined);
    const shown = JSON.parse(state(1)!);
    assert.deepEqual([shown.lockId, shown.version], ["1", 3]);
    assert.ok(!listener.heard.some(({ text }) => text.includes("Anna")), "names are told to nobody");
    for (const lockId of [1, 2, 3, 1]) await use(lockId);
    await until("all arrived", () => events(1).length >= 2 && events(2).length > 0);
    assert.deepEqual(
      events(1).map((event) => event.id),
      await recorded(1, 3),
    );
    const [first] = events(1);
    assert.deepEqual([first["detail-type"], first.detail.partnerId, first.detail.version], ["TempKeyUsed", "acme", 4]);
    await until("the state follows", () => JSON.parse(state(1)!).version === 5);
    assert.ok(!listener.heard.some(({ topic }) => !topic.startsWith("doors/acme/")), "nobody else's");
  });

  it("go on where they were when the broker comes back, and another process goes on for one that stops", async () => {
    const { version } = JSON.parse(state(2)!);
    await mosquitto.kill();
    await listener.close();
    for (let i = 0; i < 5; i++) await use(2);
    const second = await startServer({ dataDir, env });
    await mosquitto.start();
    listener = await listen();
    await until("what happened meanwhile arrived", () => events(2).length >= 5);
    await server.close();
    server = second;
    for (let i = 0; i < 5; i++) await use(2);
    await until("the other process goes on", () => new Set(events(2).map(({ id }) => id)).size >= 10);
    // Some may come again; the first time that each comes is in order.
    const ids = [...new Set(events(2).map(({ id }) => id))];
    assert.deepEqual(ids, await recorded(2, version));
  });

  it("are taken back with a lock that goes, and when it is switched off", async () => {
    const given = await server.call("POST", "/locks/2/SetOrganization", { ...org, body: { orgId: "other" } });
    if (given.status === 409) {
      const body = { tempKeyUuid: keys[1] };
      assert.equal((await server.call("POST", "/locks/2/delete-temp-key", { ...org, body })).status, 200);
      const again = await server.call("POST", "/locks/2/SetOrganization", { ...org, body: { orgId: "other" } });
      assert.equal(again.status, 200, again.text);
    }
    await until("it is shown no more", () => state(2) === "");
    const before = events(1).length;
    const off = await server.call("PATCH", "/hubs/bus", {
      ...org,
      body: { settings: { url: mosquitto.url, events: { publish: false } } },
    });
    assert.equal(off.status, 200, off.text);
    await until("nothing is shown any more", () => state(1) === "");
    await use(1);
    const on = await server.call("PATCH", "/hubs/bus", {
      ...org,
      body: { settings: { url: mosquitto.url, events: { publish: true, prefix: "doors", format: "cloudevents" } } },
    });
    assert.equal(on.status, 200, on.text);
    await until("it is shown again", () => state(1) !== "");
    await use(1);
    await until("it goes on", () => events(1).length > before);
    const last = events(1).at(-1);
    assert.equal(last.type, "latchstring.TempKeyUsed");
    await until("the state follows", () => JSON.parse(state(1)!).version === last.data.version);
    assert.equal(events(1).length, before + 1, "what happened while it was off does not go out");
  });

  it("never where a driver listens, nor by who has no organisation", async () => {
    const { token } = await server.user();
    const cases: readonly (readonly [Credentials, object, string])[] = [
      [org, { events: { publish: true, prefix: "zigbee2mqtt" } }, "settings.events.prefix"],
      [org, { events: { publish: true, prefix: "homeassistant/sensor" } }, "settings.events.prefix"],
      [org, { events: { publish: true, prefix: "latchstring/door" } }, "settings.events.prefix"],
      [
        org,
        { events: { publish: true, prefix: "keys/door" }, topics: { latchstring: "keys" } },
        "settings.events.prefix",
      ],
      [org, { events: { publish: true, prefix: "a/#" } }, "settings.events.prefix"],
      [org, { events: { publish: true, organization: "other" } }, "settings.events.organization"],
      [{ token }, { events: { publish: true } }, "settings.events"],
    ];
    for (const [as, settings, field] of cases) {
      const { status, json, text } = await makeHub("wrong", as, settings);
      assert.equal(status, 400, text);
      assert.deepEqual(
        json.details.map((one: { field: string }) => one.field),
        [field],
      );
    }
    const door = await server.organization("door");
    assert.equal((await makeHub("wrong", door, { events: { publish: true } })).status, 400);
    assert.equal((await makeHub("right", door, { events: { publish: true, prefix: "out" } })).status, 201);
  });
});
