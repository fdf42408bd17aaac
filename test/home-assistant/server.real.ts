/** From a guest's link in a browser to the bolt of a real Home Assistant, which is killed in between. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { becomes, openOnce, slide, UNLOCKED, usesOf, withPage } from "../at-the-door.ts";
import { launchChromium } from "../chromium.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { type Home, startHome } from "./home.ts";
import { FRONT, losesFront, tidy, until } from "./site.ts";
import { layWire, type Wire } from "./wire.ts";

let home: Home;
let wire: Wire;
let server: TestServer;
let browser: Browser;
let org: Credentials;
before(async () => {
  [home, browser] = await Promise.all([startHome(), launchChromium()]);
  wire = await layWire(home.port);
  server = await startServer({ env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
  org = await server.organization("acme");
  const hub = { hubId: "home", kind: "home-assistant", settings: { url: `http://127.0.0.1:${wire.port}` } };
  const made = await server.call("POST", "/hubs", { ...org, body: { ...hub, secrets: { token: home.token } } });
  assert.equal(made.status, 201, made.text);
  assert.ok(!made.text.includes(home.token));
});
after(async () => {
  await browser.close();
  await server.close();
  await wire.close();
  await home.close();
});

let locks = 0;

/** With a lock that is this device, and a key for it. */
async function withDoor(address: string, use: (uuid: string) => Promise<void>): Promise<void> {
  const lockId = ++locks;
  await server.lock(lockId, { orgId: "acme", name: "Front door" });
  const device = `/locks/${lockId}/device`;
  const bound = await server.call("PUT", device, { ...org, body: { hubId: "home", address } });
  assert.equal(bound.status, 200, bound.text);
  try {
    await use(await server.key(lockId, org));
  } finally {
    await server.call("DELETE", device, org);
  }
}

/** Say what the door that was bound last is like. */
const arrival = (body: object) => server.call("PUT", `/locks/${locks}/arrival`, { ...org, body });

const press = (page: Page) => page.getByRole("button", { name: /^Open / }).click();
/** Until the server's hub is connected: an opening at a door of Home Assistant's that moves nothing says so. */
async function isReached(uuid: string): Promise<boolean> {
  return (await openOnce(server, uuid))?.state.stage === "opened";
}

/** Of the lock that was bound last. */
const seen = async () => (await server.call("GET", `/locks/${locks}/details`, org)).json.device;
const history = async () => (await server.call("GET", `/locks/${locks}/events`, org)).text;

describe("a Home Assistant as a hub", () => {
  it("is checked as whom, and lists its doors and which of them are bound", async () => {
    const { json: checked } = await server.call("POST", "/hubs/home/check", org);
    assert.deepEqual([checked.ok, checked.as, checked.warnings], [true, "Latchstring", []]);
    await withDoor("lock.back_door", async () => {
      const { json } = await server.call("GET", "/hubs/home/devices", org);
      const back = json.devices.find((one: { address: string }) => one.address === "lock.back_door");
      assert.deepEqual(
        [back.name, back.area, back.state, back.door, back.battery, back.lockId],
        ["Back door", "Hall", "locked", "closed", 62, locks],
      );
    });
  });

  it("shows what it sees of a bound door", async () => {
    await withDoor("lock.back_door", async () => {
      await until("the state", async () => (await seen())?.online === true);
      assert.partialDeepStrictEqual(await seen(), { state: "locked", door: "closed", battery: 62, source: "device" });
      await home.service("lock.unlock", "lock.back_door");
      await until("the new state", async () => (await seen()).state === "unlocked");
      await until("the event", async () => (await history()).includes("ManualOperation"));
      await home.service("lock.lock", "lock.back_door");
    });
  });
});

describe("a guest at a door of a real Home Assistant", () => {
  it("slides, and the bolt has moved", async () => {
    await tidy(home);
    await withDoor(FRONT, async (uuid) => {
      await until("the hub", () => isReached(uuid));
      await tidy(home);
      await withPage({ browser, server }, uuid, async (page) => {
        await slide(page);
        await becomes(page, UNLOCKED);
      });
      assert.equal(await home.state("input_boolean.bolt"), "on");
    });
  });

  it("is told what is known: only that the lock was told to", async () => {
    await withDoor("lock.assumed_door", async (uuid) => {
      await withPage({ browser, server }, uuid, async (page) => {
        await press(page);
        await becomes(page, "Try the door");
      });
    });
  });

  it("reads what became of it as the device told it: stuck, moving and then open by itself, away", async () => {
    await tidy(home);
    await withDoor("lock.jamming_door", async (uuid) => {
      await arrival({ hand: "push" });
      await withPage({ browser, server }, uuid, async (page) => {
        await press(page);
        await page.getByText("The bolt is stuck. Push the door firmly").first().waitFor({ timeout: 20_000 });
      });
    });
    await withDoor("cover.gate", async (uuid) => {
      // Long enough to be read on a busy machine.
      await arrival({ kind: "gate", movesForS: 10 });
      await withPage({ browser, server }, uuid, async (page) => {
        await press(page);
        await becomes(page, "The gate is moving");
        await becomes(page, "The gate is open");
      });
    });
    await losesFront(home);
    await withDoor(FRONT, async (uuid) => {
      await withPage({ browser, server }, uuid, async (page) => {
        await press(page);
        await page.getByText("The lock cannot be reached right now").first().waitFor({ timeout: 20_000 });
        await page.getByRole("button", { name: "Try again" }).waitFor();
      });
    });
    await tidy(home);
  });

  it("is not let in while the door is not reached, and nothing is counted", async () => {
    await tidy(home);
    await losesFront(home);
    await withDoor(FRONT, async (uuid) => {
      // No order is made any more where it is known for long.
      const opened = await openOnce(server, uuid);
      if (opened) assert.deepEqual([opened.state.stage, opened.state.failure], ["failed", "offline"]);
      assert.equal(await usesOf(server, uuid), 0);
      assert.equal(await home.state("counter.bolt"), "0");
    });
    await tidy(home);
  });
});

describe("a Home Assistant that is killed and started again in the middle of openings", () => {
  it("opens nothing late, and gives uses back exactly where nothing can have moved", { timeout: 400_000 }, async () => {
    await withDoor(FRONT, async (uuid) => {
      const movedBefore = await home.moves();
      const outcomes: string[] = [];
      const count = (stage: string) => outcomes.filter((one) => one === stage).length;
      const enough = new AbortController();
      const guests = (async () => {
        while (!enough.signal.aborted) {
          outcomes.push((await openOnce(server, uuid))?.state.stage ?? "refused");
          await home.service("lock.lock", FRONT).catch(() => {});
          await delay(20);
        }
      })();
      for (let i = 0; i < 3; i++) {
        await until("an opening", () => count("opened") > 0);
        await delay(1_500);
        await home.kill();
        await delay(300);
        await home.start();
        const before = outcomes.length;
        await until("an opening after the start", () => outcomes.indexOf("opened", before) >= 0);
      }
      enough.abort();
      await guests;
      await delay(1_000);
      const moves = (await home.moves()) - movedBefore;
      const told = JSON.stringify({
        moves,
        opened: count("opened"),
        unknown: count("unknown"),
        failed: count("failed") + count("refused"),
      });
      // Whatever failed surely did not move; whatever is not known may have.
      assert.ok(moves >= count("opened") && moves <= count("opened") + count("unknown"), told);
      assert.equal(await usesOf(server, uuid), count("opened") + count("unknown"), told);
      assert.ok(count("failed") + count("refused") > 0 && count("opened") > 3, told);
      // Nothing is left that would open later.
      await delay(3_000);
      assert.equal((await home.moves()) - movedBefore, moves);
    });
  });
});
