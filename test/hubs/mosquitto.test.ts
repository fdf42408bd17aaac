/** From a guest's link in a browser, over Mosquitto, to the bolt of the reference door. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { MqttClient } from "mqtt";
import type { Browser } from "playwright-core";
import { startDoor } from "../../examples/mqtt-door/door.ts";
import { secretOfDoor } from "../../src/devices/mqtt/seal.ts";
import { becomes, openOnce, slide, UNLOCKED, usesOf, withPage } from "../at-the-door.ts";
import { launchChromium } from "../chromium.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { startMosquitto, type TestMosquitto } from "../mosquitto.ts";

const SECRET = "a secret of tests, which is long enough";

let broker: TestMosquitto;
let browser: Browser;
let server: TestServer;
let org: Credentials;
let door: MqttClient;
let key: string;
/** Orders that drew the bolt. */
const moved: string[] = [];

function connectDoor(): MqttClient {
  return startDoor({
    url: broker.url,
    door: "front",
    secret: secretOfDoor(SECRET, "front"),
    now: () => Date.now(),
    async move({ orderId }, mayMove) {
      if (!mayMove()) return false;
      moved.push(orderId);
      return true;
    },
  });
}

const device = async () => (await server.call("GET", "/locks/1/details", org)).json.device;

async function isOnline(is: boolean): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await delay(20)) if ((await device())?.online === is) return;
  assert.fail(`the door is never ${is ? "online" : "offline"}`);
}

before(
  async () => {
    [broker, browser] = await Promise.all([startMosquitto(), launchChromium()]);
    server = await startServer({ env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
    org = await server.organization("acme");
    const hub = { hubId: "broker", kind: "mqtt", settings: { url: broker.url }, secrets: { doorSecret: SECRET } };
    const made = await server.call("POST", "/hubs", { ...org, body: hub });
    assert.equal(made.status, 201, made.text);
    await server.lock(1, { orgId: "acme", name: "Front door" });
    const address = "latchstring:front";
    const bound = await server.call("PUT", "/locks/1/device", { ...org, body: { hubId: "broker", address } });
    assert.equal(bound.status, 200, bound.text);
    door = connectDoor();
    await isOnline(true);
  },
  { timeout: 60_000 },
);
after(async () => {
  await door.endAsync(true);
  await browser.close();
  await server.close();
  await broker.close();
});
beforeEach(async () => {
  moved.length = 0;
  key = await server.key(1, org);
});

test("a guest slides, and the door behind Mosquitto is unlocked", { timeout: 60_000 }, async () => {
  await withPage({ browser, server }, key, async (page) => {
    await slide(page);
    await becomes(page, UNLOCKED);
  });
  assert.deepEqual([moved.length, await usesOf(server, key)], [1, 1]);
});

test("a door that is away cannot be reached, and does not open when it is back", { timeout: 60_000 }, async () => {
  await door.endAsync(true);
  await isOnline(false);
  await withPage({ browser, server }, key, async (page) => {
    await slide(page);
    await page.getByText("The lock cannot be reached right now").first().waitFor({ timeout: 20_000 });
  });
  door = connectDoor();
  await isOnline(true);
  await delay(300);
  assert.deepEqual([moved, await usesOf(server, key)], [[], 0]);
});

test("a Mosquitto that is killed between two openings opens the door once for each", { timeout: 60_000 }, async () => {
  assert.equal((await openOnce(server, key))?.state.stage, "opened");
  await broker.kill();
  await isOnline(false);
  await broker.start();
  await isOnline(true);
  assert.equal((await openOnce(server, key))?.state.stage, "opened");
  await delay(300);
  assert.deepEqual([new Set(moved).size, moved.length, await usesOf(server, key)], [2, 2, 2]);
});
