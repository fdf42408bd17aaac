/** Locks that are out of reach, and a Zigbee2MQTT that is killed: nothing opens late, and nothing is told that is not known. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { VirtualLock } from "./lock.ts";
import { CELLAR, FRONT, isUnknown, openSite, type Site, until, withDriver } from "./site.ts";
import { lastHeard, remember } from "./zigbee2mqtt.ts";

let site: Site;
before(async () => void (site = await openSite()), { timeout: 660_000 });
after(() => site.close());
beforeEach(() => site.tidy());

/** Parents keep what is for a sleeping lock for 7.7 seconds, and Zigbee2MQTT itself then tries again. */
async function comesBack(): Promise<void> {
  for (const lock of [site.front, site.cellar]) {
    site.coordinator.reach(lock, "on");
    lock.report();
  }
  site.cellar.checkIn();
  await delay(2_000);
  await site.settled();
}

/** Zigbee2MQTT has sent something for the lock, which waits at its parent. */
const isKept = (lock: VirtualLock) => until("it waits for the lock", () => site.coordinator.kept(lock) > 0);
const isInVain = (lock: VirtualLock, from: number) =>
  until("it waited in vain", () => site.coordinator.expired(lock) > from);

describe("a lock that is not reached", () => {
  it("is told nothing later, also by a Zigbee2MQTT that tries again or keeps it", { timeout: 180_000 }, async () => {
    await withDriver(site, async ({ unlock, snapshot }) => {
      for (const lock of [site.front, site.cellar]) site.coordinator.reach(lock, "off");
      for (const outcome of await Promise.all([unlock(FRONT, 4_000), unlock(CELLAR, 4_000)])) isUnknown(outcome);
      await delay(8_500);
      await comesBack();
      for (const [lock, address] of [
        [site.front, FRONT],
        [site.cellar, CELLAR],
      ] as const) {
        assert.deepEqual(lock.heard, []);
        assert.equal((await snapshot(address)).state, "locked");
        assert.partialDeepStrictEqual(await unlock(address), { ok: true, stage: "confirmed" });
      }
    });
  });

  it("opens long after whom it did not let in, if it is told as anybody does", { timeout: 180_000 }, async () => {
    const locks = [site.front, site.cellar];
    const before = locks.map((lock) => site.coordinator.expired(lock));
    for (const lock of locks) site.coordinator.reach(lock, "off");
    for (const name of ["Front door", "Haus/Cellar"])
      await site.other.say(`zigbee2mqtt/${name}/set`, '{"state": "UNLOCK"}');
    for (const [i, lock] of locks.entries()) await isInVain(lock, before[i]!);
    await delay(4_500);
    await comesBack();
    await until("both open", () => locks.every(({ unlockings }) => unlockings.length > 0));
    assert.deepEqual([site.front.unlockings.length, site.cellar.unlockings.length], [1, 1]);
  });

  it("that moves and says nothing is not told twice", { timeout: 180_000 }, async () => {
    site.front.manners = { mute: true };
    await withDriver(site, async ({ unlock }) => {
      isUnknown(await unlock(FRONT, 4_000));
      // Zigbee2MQTT waits for an answer for 10 seconds, and looks for another way for 3.
      await delay(10_000);
      await site.settled();
      assert.equal(site.front.unlockings.length, 1);
    });
  });

  it("but only sleeps opens when it wakes in time", async () => {
    await withDriver(site, async ({ unlock }) => {
      site.coordinator.reach(site.cellar, "off");
      const unlocking = unlock(CELLAR);
      await isKept(site.cellar);
      await delay(2_500);
      site.coordinator.reach(site.cellar, "on");
      assert.partialDeepStrictEqual(await unlocking, { ok: true, stage: "confirmed" });
    });
  });

  it("and wakes to what its parent kept past the deadline is not called refused", async () => {
    await withDriver(site, async ({ unlock, snapshot }) => {
      site.coordinator.reach(site.front, "off");
      isUnknown(await unlock(FRONT, 2_000));
      site.coordinator.reach(site.front, "on");
      await until("what became of it", async () => (await snapshot(FRONT)).state === "unlocked");
      assert.equal(site.front.unlockings.length, 1);
    });
  });

  it("because its coordinator's line hangs is not called refused either", async () => {
    await withDriver(site, async ({ unlock, snapshot }) => {
      site.coordinator.hang(true);
      isUnknown(await unlock(FRONT, 2_000));
      site.coordinator.hang(false);
      await until("what became of it", async () => (await snapshot(FRONT)).state === "unlocked");
      assert.equal(site.front.unlockings.length, 1);
    });
  });

  it("does not keep the next order waiting past its own deadline", { timeout: 180_000 }, async () => {
    await withDriver(site, async ({ unlock }) => {
      const before = site.coordinator.expired(site.front);
      site.coordinator.reach(site.front, "off");
      isUnknown(await unlock(FRONT, 4_000));
      const next = unlock(FRONT, 8_000);
      // Of the first one nothing is left.
      await isInVain(site.front, before);
      site.coordinator.reach(site.front, "on");
      assert.partialDeepStrictEqual(await next, { ok: true });
      await delay(1_500);
      await site.settled();
      assert.equal(site.front.unlockings.length, 1);
    });
  });

  it("is shown as not there when Zigbee2MQTT says so, and is told all the same", { timeout: 180_000 }, async () => {
    await site.bridge.kill();
    lastHeard(site.bridge.folder, site.front.ieee, Date.now() - 26 * 3_600_000);
    site.other.heard.length = 0;
    await site.bridge.start();
    await until("offline", () =>
      site.other.heard.some(({ topic, text }) => topic.endsWith("Front door/availability") && /offline/.test(text)),
    );
    await withDriver(
      site,
      async ({ driver, snapshot, unlock }) => {
        await until("offline", async () => !(await snapshot(FRONT)).online);
        driver.watch([FRONT]);
        assert.equal((await snapshot(FRONT)).surelyOffline, undefined);
        const outcome = await unlock(FRONT);
        assert.ok(outcome.ok, JSON.stringify(outcome));
        await until("online", async () => (await snapshot(FRONT)).online);
      },
      [],
    );
  });
});

describe("a Zigbee2MQTT that is killed", () => {
  it("is not there: nothing is sent, surely", { timeout: 180_000 }, async () => {
    await withDriver(site, async ({ unlock, snapshot }) => {
      await site.bridge.kill();
      await until("offline", async () => !(await snapshot(FRONT)).online);
      assert.partialDeepStrictEqual(await unlock(FRONT), { ok: false, failure: "offline", mayHaveExecuted: false });
      await site.bridge.start();
      await until("it is back", async () => (await snapshot(FRONT)).source === "device");
      assert.deepEqual(site.front.heard, []);
      assert.partialDeepStrictEqual(await unlock(FRONT), { ok: true, stage: "confirmed" });
    });
  });

  it("does not send what it had when it is back", { timeout: 180_000 }, async () => {
    await withDriver(site, async ({ unlock, snapshot }) => {
      site.coordinator.reach(site.front, "off");
      const unlocking = unlock(FRONT, 6_000);
      await isKept(site.front);
      await site.bridge.kill();
      await site.bridge.start();
      isUnknown(await unlocking);
      await delay(4_000);
      site.coordinator.reach(site.front, "on");
      site.front.report();
      await until("it is back", async () => (await snapshot(FRONT)).source === "device");
      await delay(1_000);
      await site.settled();
      assert.deepEqual(site.front.heard, []);
    });
  });

  it("remembers a state from before, which opens no door", { timeout: 180_000 }, async () => {
    await withDriver(site, async ({ unlock, snapshot }) => {
      site.coordinator.reach(site.front, "off");
      const unlocking = unlock(FRONT, 8_000);
      await isKept(site.front);
      await site.bridge.kill();
      remember(site.bridge.folder, site.front.ieee, { state: "UNLOCK", lock_state: "unlocked" });
      site.other.heard.length = 0;
      await site.bridge.start();
      await until("what it remembers", () =>
        site.other.heard.some(
          ({ topic, text, retained }) => topic === "zigbee2mqtt/Front door" && !retained && /"unlocked"/.test(text),
        ),
      );
      isUnknown(await unlocking);
      assert.equal((await snapshot(FRONT)).source, "cached");
      site.coordinator.reach(site.front, "on");
      site.front.report();
      await until("the truth", async () => (await snapshot(FRONT)).state === "locked");
    });
  });
});
