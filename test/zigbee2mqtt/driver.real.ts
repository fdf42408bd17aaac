/** The driver on a real Zigbee2MQTT, with virtual locks behind its radio. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { LOCKED, UNLOCKED } from "./lock.ts";
import { CELLAR, FRONT, isUnknown, openSite, type Site, until, withDriver } from "./site.ts";

let site: Site;
before(async () => void (site = await openSite()), { timeout: 660_000 });
after(() => site.close());
beforeEach(() => site.tidy());

const NEVER = new AbortController().signal;

describe("a lock of Zigbee2MQTT", () => {
  it("is listed with its model, how it is, and its battery", async () => {
    await withDriver(site, async ({ driver }) => {
      const found = await driver.discover(NEVER);
      const told = found.map(({ address, kind, actions, snapshot }) => [
        address,
        kind,
        actions,
        snapshot.state,
        snapshot.battery,
        snapshot.online,
        snapshot.source,
      ]);
      assert.deepEqual(told, [
        [FRONT, "Danalock V3-BTZB/V3-BTZBE", ["unlock"], "locked", 76, true, "device"],
        [CELLAR, "Yale YRD256HA20BP", ["unlock"], "locked", 76, true, "device"],
      ]);
    });
  });

  it("is listed with how it is before anybody watches it", async () => {
    await withDriver(
      site,
      async ({ driver }) => {
        await until("both say how they are", async () => {
          const found = await driver.discover(NEVER);
          return found.length === 2 && found.every(({ snapshot }) => snapshot.battery === 76);
        });
      },
      [],
    );
  });

  it("opens, which its own state confirms", async () => {
    await withDriver(site, async ({ unlock, snapshot }) => {
      const outcome = await unlock(FRONT);
      assert.partialDeepStrictEqual(outcome, { ok: true, stage: "confirmed" });
      assert.equal(site.front.unlockings.length, 1);
      await until("the state", async () => (await snapshot(FRONT)).state === "unlocked");
    });
  });

  it("that is unlocked already is unlocked, by its own log", async () => {
    site.front.turn(UNLOCKED);
    site.front.manners = { silentAboutState: true };
    await withDriver(site, async ({ unlock }) => {
      assert.partialDeepStrictEqual(await unlock(FRONT), { ok: true, stage: "confirmed", by: "event" });
      assert.equal(site.front.unlockings.length, 1);
    });
  });

  it("that is moved at the door is seen: by hand, by a code, by a wrong one", async () => {
    await withDriver(site, async ({ seen, snapshot }) => {
      site.front.turn(UNLOCKED);
      await until("by hand", async () => (await snapshot(FRONT)).state === "unlocked");
      site.front.turn(LOCKED);
      await until("locked by hand", async () => (await snapshot(FRONT)).state === "locked");
      site.front.turn(UNLOCKED, "keypad");
      site.front.wrongCode();
      await until("a wrong code", () => seen.some(({ type }) => type === "alarm"));
      const told = seen.flatMap((one) =>
        one.type === "operation" ? [`${one.action} ${one.origin}`] : one.type === "alarm" ? [one.alarm] : [],
      );
      assert.deepEqual(told, ["unlocked manual", "locked manual", "unlocked keypad", "wrong-code"]);
    });
  });

  it("that says that it will not may have moved, for all that is told", async () => {
    site.front.manners = { refuses: true };
    await withDriver(site, async ({ unlock }) => {
      isUnknown(await unlock(FRONT, 6_000));
      await until("it was told", () => site.front.heard.length > 0);
      await site.settled();
      assert.deepEqual([site.front.heard, site.front.unlockings], [[1], []]);
    });
  });

  it("whose bolt stops half way is jammed", async () => {
    site.front.manners = { jams: true };
    await withDriver(site, async ({ unlock, snapshot }) => {
      const outcome = await unlock(FRONT, 6_000);
      assert.partialDeepStrictEqual(outcome, { ok: false, failure: "jammed", mayHaveExecuted: true });
      assert.equal((await snapshot(FRONT)).state, "not_fully_locked");
    });
  });
});

describe("a state that the broker kept", () => {
  it("is no outcome", { timeout: 120_000 }, async () => {
    async function setRetain(retain: boolean): Promise<void> {
      const request = JSON.stringify({ id: "Front door", options: { retain } });
      const from = site.other.heard.length;
      await site.other.say("zigbee2mqtt/bridge/request/device/options", request);
      await until("it says that it does", () =>
        site.other.heard.slice(from).some(({ topic }) => topic.endsWith("response/device/options")),
      );
    }
    await setRetain(true);
    site.front.turn(UNLOCKED);
    await site.settled();
    site.coordinator.reach(site.front, "off");
    await withDriver(
      site,
      async ({ driver, unlock, snapshot }) => {
        await until("what was kept", async () => (await snapshot(FRONT)).state === "unlocked");
        driver.watch([FRONT]);
        assert.equal((await snapshot(FRONT)).source, "cached");
        isUnknown(await unlock(FRONT, 2_000));
      },
      [],
    );
    await setRetain(false);
    await site.other.say("zigbee2mqtt/Front door", "", true);
  });
});

describe("a lock that gets another name", () => {
  it("is told nothing by its old one, surely, until it has it again", async () => {
    const rename = (from: string, to: string) =>
      site.other.say("zigbee2mqtt/bridge/request/device/rename", JSON.stringify({ from, to }));
    await withDriver(site, async ({ unlock, snapshot }) => {
      await rename("Front door", "Back door");
      await until("it is gone", async () => (await snapshot(FRONT)).surelyOffline === true);
      assert.partialDeepStrictEqual(await unlock(FRONT), { ok: false, failure: "offline", mayHaveExecuted: false });
      await rename("Back door", "Front door");
      await until("it is back", async () => (await snapshot(FRONT)).source === "device");
      assert.deepEqual(site.front.heard, []);
      assert.partialDeepStrictEqual(await unlock(FRONT), { ok: true, stage: "confirmed" });
    });
  });
});
