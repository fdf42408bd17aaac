/** From a guest's link in a browser to the bolt of a lock behind a real Zigbee2MQTT, which is killed in between. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { becomes, openOnce, slide, UNLOCKED as OPENED, usesOf, withPage } from "../at-the-door.ts";
import { launchChromium } from "../chromium.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { LOCKED, UNLOCKED } from "./lock.ts";
import { FRONT, openSite, type Site, until } from "./site.ts";

let site: Site;
let server: TestServer;
let browser: Browser;
let org: Credentials;
let key: string;
before(
  async () => {
    [site, browser] = await Promise.all([openSite(), launchChromium()]);
    server = await startServer({ env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
    org = await server.organization("acme");
    const hub = { hubId: "broker", kind: "mqtt", settings: { url: site.broker.url } };
    const made = await server.call("POST", "/hubs", { ...org, body: hub });
    assert.equal(made.status, 201, made.text);
    await server.lock(1, { orgId: "acme", name: "Front door" });
    const bound = await server.call("PUT", "/locks/1/device", { ...org, body: { hubId: "broker", address: FRONT } });
    assert.equal(bound.status, 200, bound.text);
    await until("the lock is seen", async () => (await device())?.online === true);
  },
  { timeout: 660_000 },
);
after(async () => {
  await browser.close();
  await server.close();
  await site.close();
});
beforeEach(async () => {
  await site.tidy();
  key = await server.key(1, org);
});

const history = async () => (await server.call("GET", "/locks/1/events", org)).text;
const device = async () => (await server.call("GET", "/locks/1/details", org)).json.device;

describe("a guest at a lock of a real Zigbee2MQTT", () => {
  it("slides, and the bolt has moved", async () => {
    await withPage({ browser, server }, key, async (page) => {
      await slide(page);
      await becomes(page, OPENED);
    });
    assert.equal(site.front.unlockings.length, 1);
    await until("the lock's state", async () => (await device()).state === "unlocked");
    assert.partialDeepStrictEqual(await device(), { online: true, battery: 76, source: "device" });
  });

  it("opens by hand on the way out, which is on the record", async () => {
    site.front.turn(UNLOCKED);
    await until("the event", async () => (await history()).includes("ManualOperation"));
  });

  it("is told what is known of a lock that does not answer, whose door does not open later", async () => {
    site.coordinator.reach(site.front, "off");
    await withPage({ browser, server }, key, async (page) => {
      await slide(page);
      await becomes(page, "Look at the door");
    });
    site.coordinator.reach(site.front, "on");
    site.front.report();
    await delay(4_000);
    await site.settled();
    assert.deepEqual([site.front.heard, await usesOf(server, key)], [[], 1]);
  });

  it("is told at once that a Zigbee2MQTT that is away cannot be reached, and nothing is counted", async () => {
    await site.bridge.kill();
    await until("offline", async () => !(await device()).online);
    await withPage({ browser, server }, key, async (page) => {
      await slide(page);
      await page.getByText("The lock cannot be reached right now").first().waitFor({ timeout: 30_000 });
    });
    assert.equal(await usesOf(server, key), 0);
    await site.bridge.start();
    await until("it is back", async () => (await device()).online);
    await delay(1_000);
    await site.settled();
    assert.deepEqual(site.front.heard, []);
  });
});

describe("a Zigbee2MQTT that is killed and started again in the middle of openings", () => {
  it("opens nothing late, and uses are given back exactly where nothing moved", { timeout: 240_000 }, async () => {
    const outcomes: string[] = [];
    const count = (stage: string) => outcomes.filter((one) => one === stage).length;
    const enough = new AbortController();
    const guests = (async () => {
      while (!enough.signal.aborted) {
        const opened = await openOnce(server, key);
        outcomes.push(opened?.state.stage ?? "refused");
        site.front.state = LOCKED;
        site.front.report();
        await delay(20);
      }
    })();
    for (let i = 0; i < 2; i++) {
      await until("openings", () => count("opened") >= 3 * (i + 1));
      await delay(50 + 7 * i);
      await site.bridge.kill();
      await delay(300);
      await site.bridge.start();
      const before = outcomes.length;
      await until("an opening after the start", () => outcomes.indexOf("opened", before) >= 0);
    }
    enough.abort();
    await guests;
    await delay(2_000);
    await site.settled();
    const moves = site.front.unlockings.length;
    const told = JSON.stringify({ moves, opened: count("opened"), unknown: count("unknown"), all: outcomes.length });
    // Whatever failed surely did not move; whatever is not known may have.
    assert.ok(moves >= count("opened") && moves <= count("opened") + count("unknown"), told);
    assert.equal(await usesOf(server, key), count("opened") + count("unknown"), told);
    assert.ok(count("opened") > 5 && count("opened") < outcomes.length, told);
  });
});
