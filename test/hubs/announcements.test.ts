/** A house's doors as they are shown at a broker, from the key that is made over the API to what is kept there. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { MqttClient } from "mqtt";
import { startDoor } from "../../examples/mqtt-door/door.ts";
import { secretOfDoor } from "../../src/devices/mqtt/seal.ts";
import { openClient, type TestClient } from "../../src/devices/mqtt/testing/client.ts";
import { DOOR_SECRET } from "../../src/devices/mqtt/testing/rig.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { startMosquitto, type TestMosquitto } from "../mosquitto.ts";

const CONFIGS = "homeassistant/device/latchstring_broker/";
const STATES = "latchstring/home-assistant/broker/";

let mosquitto: TestMosquitto;
let server: TestServer;
let door: MqttClient;
let listener: TestClient;
let dataDir: string;
let org: Credentials;
let other: Credentials;
before(async () => {
  mosquitto = await startMosquitto();
  door = startDoor({
    url: mosquitto.url,
    door: "front",
    secret: secretOfDoor(DOOR_SECRET, "front"),
    now: () => Date.now(),
    move: async () => true,
  });
  listener = await openClient(mosquitto.url, [`${CONFIGS}#`, `${STATES}#`]);
  dataDir = mkdtempSync(join(tmpdir(), "latchstring-announcements-"));
  server = await startServer({ dataDir, env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
  [org, other] = [await server.organization("acme"), await server.organization("other")];
  await makeHub("broker", org, { homeAssistant: { discovery: true } });
  await makeHub("elsewhere", other, {});
  for (const [lockId, orgId, hubId, as] of [
    [1, "acme", "broker", org],
    [2, "other", "elsewhere", other],
    [4, "acme", "broker", org],
  ] as const) {
    await server.lock(lockId, { orgId, name: `Door ${lockId}` });
    const body = { hubId, address: `latchstring:${lockId === 1 ? "front" : `door${lockId}`}` };
    const bound = await server.call("PUT", `/locks/${lockId}/device`, { ...as, body });
    assert.equal(bound.status, 200, bound.text);
  }
  // One without a device.
  await server.lock(3, { orgId: "acme" });
});
after(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true });
  await door.endAsync(true);
  await listener.close();
  await mosquitto.close();
});

async function makeHub(hubId: string, as: Credentials, more: object): Promise<void> {
  const settings = { url: mosquitto.url, ...more };
  const body = { hubId, kind: "mqtt", settings, secrets: { doorSecret: DOOR_SECRET } };
  const made = await server.call("POST", "/hubs", { ...as, body });
  assert.equal(made.status, 201, made.text);
}

const last = (topic: string) => listener.heard.findLast((one) => one.topic === topic)?.text;
const stateOf = (lockId: number) => JSON.parse(last(`${STATES}${lockId}`) || "{}");

async function until(what: string, look: () => unknown, ms = 30_000): Promise<void> {
  for (const end = Date.now() + ms; !(await look()); await wait(10))
    if (Date.now() > end) throw new Error(`it never came: ${what} ${JSON.stringify(listener.heard.slice(-3))}`);
}

async function makeKey(description: string, more: object = {}): Promise<string> {
  const now = Date.now();
  const window = {
    validFrom: new Date(now - 60_000).toISOString(),
    validUntil: new Date(now + 3_600_000).toISOString(),
  };
  const doors = [{ lockId: "1", accessMethod: "key" }];
  const body = { accessMode: "public", ...window, description, doors, ...more };
  const made = await server.call("POST", "/temp-keys", { ...org, body });
  assert.equal(made.status, 201, made.text);
  return made.json.uuid as string;
}

const describedKeys = () =>
  stateOf(1)
    .who?.listed.map(({ key }: { key: string }) => key)
    .join();

describe("doors shown at a broker", () => {
  it("are those of whom the hub belongs to, with how they are", async () => {
    await until("the doors", () => last(`${STATES}status`) === "online");
    await until("the device", () => stateOf(1).reachable === "on");
    await until("both", () => last(`${CONFIGS}1/config`) && last(`${CONFIGS}4/config`));
    assert.equal(stateOf(1).lock, "locked");
    assert.equal(JSON.parse(last(`${CONFIGS}1/config`)!).device.name, "Door 1");
    // This one was never heard of.
    assert.equal(stateOf(4).lock, null);
    const about = new Set(listener.heard.map(({ topic }) => topic));
    assert.deepEqual([...about].toSorted(), [
      `${CONFIGS}1/config`,
      `${CONFIGS}4/config`,
      `${STATES}1`,
      `${STATES}4`,
      `${STATES}status`,
    ]);
  });

  it("say who may open now and who opened last, soon, and never what opens it", async () => {
    const uuid = await makeKey("Anna");
    await until("the key", () => stateOf(1).open_keys === 1);
    assert.equal(describedKeys(), "Anna");
    const before = Date.now();
    const asked = await server.call("POST", `/temp-keys/${uuid}/open`, { body: { intent: randomUUID() } });
    assert.equal(asked.status, 303, asked.text);
    await until("the opening", () => stateOf(1).last_opening !== null);
    assert.ok(Date.parse(stateOf(1).last_opening) >= before - 1_000);
    assert.deepEqual(stateOf(1).opening, { by: "key", key: "Anna", confirmed: true });
    const revoked = await server.call("DELETE", `/temp-keys/${uuid}`, org);
    assert.equal(revoked.status, 200, revoked.text);
    await until("the revocation", () => stateOf(1).open_keys === 0);
    assert.equal(describedKeys(), "");
    assert.equal(stateOf(1).opening.key, "Anna");
    assert.ok(!listener.heard.some(({ text }) => text.toLowerCase().includes(uuid)), "the link is a secret");
  });

  it("change when a window begins and ends, with nothing else happening", async () => {
    const now = Date.now();
    const [from, to] = [now + 1_500, now + 4_500];
    const before = listener.heard.length;
    const hadKey = () =>
      listener.heard
        .slice(before)
        .some(({ topic, text }) => topic === `${STATES}1` && JSON.parse(text).open_keys === 1);
    await makeKey("Cleaner", { validFrom: new Date(from).toISOString(), validUntil: new Date(to).toISOString() });
    await until("the beginning", hadKey);
    assert.ok(Date.now() >= from, "too early");
    await until("the end", () => stateOf(1).open_keys === 0);
    assert.ok(Date.now() >= to, "too early");
  });

  it("count a key that is used up, or opens another door, no more", async () => {
    const uuid = await makeKey("Once", { maxUses: 1 });
    await until("the key", () => stateOf(1).open_keys === 1);
    assert.equal(stateOf(4).open_keys, 0);
    await server.call("POST", `/temp-keys/${uuid}/open`, { body: { intent: randomUUID() } });
    await until("its use", () => stateOf(1).open_keys === 0 && stateOf(1).opening.key === "Once");
  });

  it("come and go with their binding", async () => {
    await server.call("DELETE", "/locks/4/device", org);
    await until("it is gone", () => last(`${CONFIGS}4/config`) === "" && last(`${STATES}4`) === "");
    const body = { hubId: "broker", address: "latchstring:door4" };
    await server.call("PUT", "/locks/4/device", { ...org, body });
    await until("it is back", () => last(`${CONFIGS}4/config`) !== "");
  });

  it(
    "are shown by one process of several, and by another when it goes, without a repeat",
    { timeout: 120_000 },
    async (test) => {
      const second = await startServer({ dataDir, env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
      test.after(() => (server === second ? undefined : second.close()));
      await wait(2_000);
      const before = listener.heard.length;
      const uuid = await makeKey("Twice");
      await until("the key", () => stateOf(1).open_keys === 1);
      await wait(1_500);
      const told = listener.heard.slice(before).map(({ topic, text }) => `${topic} ${text}`);
      assert.equal(new Set(told).size, told.length, "each process says it");
      await server.close();
      await until("it is of before", () => last(`${STATES}status`) === "offline");
      const gone = listener.heard.length;
      // Something happens while nobody shows it.
      server = second;
      const asked = await server.call("POST", `/temp-keys/${uuid}/open`, { body: { intent: randomUUID() } });
      assert.equal(asked.status, 303, asked.text);
      await until("it is taken over", () => last(`${STATES}status`) === "online");
      await until("the opening", () => stateOf(1).opening.key === "Twice");
      await wait(1_000);
      const since = listener.heard.slice(gone);
      assert.deepEqual([...new Set(since.map(({ topic }) => topic))].toSorted(), [`${STATES}1`, `${STATES}status`]);
      const openings = new Set(
        since.filter(({ topic }) => topic === `${STATES}1`).map(({ text }) => JSON.parse(text).last_opening),
      );
      assert.ok(openings.size <= 2, [...openings].join());
    },
  );

  it("are taken back where the hub is told to show none, or is removed", { timeout: 120_000 }, async () => {
    const settings = { url: mosquitto.url, homeAssistant: { discovery: false } };
    const changed = await server.call("PATCH", "/hubs/broker", { ...org, body: { settings } });
    assert.equal(changed.status, 200, changed.text);
    await until("nothing is kept", () => last(`${STATES}status`) === "");
    for (const topic of [`${CONFIGS}1/config`, `${STATES}1`, `${CONFIGS}4/config`, `${STATES}4`])
      assert.equal(last(topic), "", topic);
    const again = { settings: { ...settings, homeAssistant: { discovery: true } } };
    await server.call("PATCH", "/hubs/broker", { ...org, body: again });
    await until("they are back", () => last(`${STATES}status`) === "online" && last(`${CONFIGS}1/config`));
    // Its doors are shown wherever they are bound.
    await makeHub("spare", org, {});
    for (const [lockId, address] of [
      [1, "latchstring:front"],
      [4, "latchstring:door4"],
    ] as const) {
      const body = { hubId: "spare", address };
      const bound = await server.call("PUT", `/locks/${lockId}/device`, { ...org, body });
      assert.equal(bound.status, 200, bound.text);
    }
    const removed = await server.call("DELETE", "/hubs/broker", org);
    assert.equal(removed.status, 200, removed.text);
    await until("nothing is kept", () => last(`${STATES}status`) === "");
    assert.deepEqual([last(`${CONFIGS}1/config`), last(`${STATES}4`)], ["", ""]);
  });
});
