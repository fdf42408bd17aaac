import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ManualClock } from "../../../test/manual-clock.ts";
import { silentLog } from "../../log.ts";
import { HubUnreachableError, type Observation } from "../driver.ts";
import { driverConformance } from "../testing/conformance.ts";
import { faultSchedules } from "../testing/fault-schedules.ts";
import { matter } from "./kind.ts";
import { openMatter } from "./matter.ts";
import { fakeFabric, LOCK } from "./testing/fabric.ts";

const START = Date.parse("2026-03-01T12:00:00Z");
const never = () => new AbortController().signal;

async function openSite(installed = true) {
  const clock = new ManualClock(START);
  const fabric = fakeFabric(clock);
  fabric.installed = installed;
  const observed: Observation[] = [];
  const driver = openMatter(
    {
      hubId: "h",
      settings: {},
      secrets: {},
      folder: tmpdir(),
      clock,
      log: silentLog,
      observe: (one) => observed.push(one),
    },
    fabric.launch,
  );
  for (let i = 0; i < 3; i++) await turn();
  const openings: string[] = [];
  let order = "";
  fabric.onMove = () => openings.push(order);
  const site = {
    blind: true as const,
    clock,
    fabric,
    observed,
    address: LOCK,
    driver: {
      ...driver,
      unlock(command: Parameters<typeof driver.unlock>[0], signal: AbortSignal) {
        order = command.orderId;
        return driver.unlock(command, signal);
      },
    },
    open: (forMs = 10_000) =>
      site.driver.unlock(
        { orderId: randomUUID(), address: LOCK, action: "unlock", notAfter: clock.now() + forMs },
        never(),
      ),
    openings: async () => openings,
    async disconnect() {
      fabric.reachable = false;
    },
    async disconnectHub() {
      fabric.installed = false;
      fabric.kill();
      await turn();
    },
    async slowDown(ms: number) {
      fabric.slowMs = ms;
    },
    async close() {
      await driver.stop();
      assert.equal(clock.sleeping, 0, "a timer was left behind");
    },
  };
  return site;
}

driverConformance("matter", openSite);
faultSchedules("matter", openSite);

async function at(run: (site: Awaited<ReturnType<typeof openSite>>) => Promise<void>, installed = true): Promise<void> {
  const site = await openSite(installed);
  try {
    await run(site);
  } finally {
    await site.close();
  }
}

describe("a hub of Matter", () => {
  it("says what to do where Matter is not installed, and goes on once it is", () =>
    at(async (site) => {
      const check = await site.driver.check(never());
      assert.ok(!check.ok);
      assert.match(check.detail, /npm run install:matter/);
      await assert.rejects(site.driver.discover(never()), (error) => {
        assert.ok(error instanceof HubUnreachableError);
        assert.match(error.message, /npm run install:matter/);
        return true;
      });
      const outcome = await site.open();
      assert.ok(!outcome.ok && outcome.failure === "offline" && !outcome.mayHaveExecuted);
      site.fabric.installed = true;
      await site.clock.advance(30_000);
      assert.ok((await site.driver.check(never())).ok);
      assert.ok((await site.open()).ok);
    }, false));

  it("does not know what became of an order when its process ends, and gives it to no other", () =>
    at(async (site) => {
      site.fabric.slowMs = 3_000;
      const opening = site.open();
      await site.clock.advance(1_000);
      site.fabric.kill();
      const outcome = await opening;
      assert.ok(!outcome.ok && outcome.failure === "indeterminate" && outcome.mayHaveExecuted);
      const meanwhile = await site.open();
      assert.ok(!meanwhile.ok && meanwhile.failure === "offline" && !meanwhile.mayHaveExecuted);
      await site.clock.advance(60_000);
      assert.equal(site.fabric.lives, 2);
      assert.deepEqual(await site.openings(), []);
      site.fabric.slowMs = 0;
      assert.ok((await site.open()).ok);
    }));

  it("waits with an order for a process that is just starting, and no longer than till its deadline", () =>
    at(async (site) => {
      site.fabric.startMs = 4_000;
      site.fabric.kill();
      await turn();
      const meanwhile = await site.open();
      assert.ok(!meanwhile.ok && meanwhile.failure === "offline", "it is not known when it starts");
      for (let i = 0; i < 5 && site.fabric.lives < 2; i++) await site.clock.advance(100);
      const [short, long] = [site.open(3_000), site.open(8_000)];
      await site.clock.advance(3_000);
      const expired = await short;
      assert.ok(!expired.ok && expired.failure === "expired" && !expired.mayHaveExecuted, JSON.stringify(expired));
      await site.clock.advance(1_500);
      assert.ok((await long).ok);
      assert.equal(site.fabric.moves, 1);
    }));

  it("starts its process again with growing pauses, and soon where it had held", () =>
    at(async (site) => {
      for (let i = 0; i < 1_000 && site.fabric.lives < 20; i++) {
        site.fabric.kill();
        await site.clock.advance(1_000);
      }
      const lasted = site.clock.now() - START;
      assert.ok(lasted > 150_000 && lasted < 600_000, `20 lives in ${lasted} ms`);
      await site.clock.advance(100_000);
      const { lives } = site.fabric;
      site.fabric.kill();
      await site.clock.advance(500);
      assert.equal(site.fabric.lives, lives + 1);
    }));

  it("observes what it watches, nothing twice, and that nothing is known while its process is away", () =>
    at(async (site) => {
      const states = () => site.observed.flatMap((one) => (one.type === "state" ? [one.snapshot] : []));
      site.driver.watch([LOCK]);
      assert.deepEqual(
        states().map(({ state, online, battery }) => [state, online, battery]),
        [["locked", true, 15]],
      );
      for (let i = 0; i < 100; i++) site.fabric.say({ notice: "state", report: site.fabric.report() });
      site.fabric.say({ notice: "state", report: { ...site.fabric.report(), address: "ffffffff/1" } });
      assert.equal(states().length, 1);
      const occurrence = { type: "operation", action: "unlocked", origin: "manual" } as const;
      site.fabric.say({ notice: "occurrence", address: LOCK, occurrence });
      site.fabric.say({ notice: "occurrence", address: "ffffffff/1", occurrence });
      assert.deepEqual(site.observed.at(-1), { address: LOCK, at: START, ...occurrence });
      assert.equal(site.observed.length, 2);
      site.fabric.kill();
      await turn();
      assert.partialDeepStrictEqual(states().at(-1), { state: "unknown", online: false, source: "cached" });
      await site.clock.advance(1_000);
      assert.partialDeepStrictEqual(states().at(-1), { state: "locked", online: true, source: "device" });
    }));

  it("keeps of a flood no more than a thousand locks", () =>
    at(async (site) => {
      for (let i = 0; i < 3_000; i++)
        site.fabric.say({ notice: "state", report: { ...site.fabric.report(), address: `ffffffff/${i}` } });
      site.driver.watch(["ffffffff/1", "ffffffff/2999"]);
      assert.deepEqual(
        site.observed.map((one) => one.type === "state" && one.snapshot.online),
        [true, false],
      );
    }));

  it("takes a device in by its code, and says in words why not", () =>
    at(async (site) => {
      const [lock] = await site.driver.commission("34970112332", never());
      assert.equal(lock!.address, LOCK);
      await site.disconnectHub();
      await assert.rejects(site.driver.commission("34970112332", never()), HubUnreachableError);
    }));

  it("addresses a lock by its device and its place there", () => {
    assert.equal(matter.checkAddress(LOCK, {}), undefined);
    for (const wrong of ["", "1", "0a1b2c3d", "0a1b2c3d/", "0A1B2C3D/1", "0a1b2c3d/123456", "../1"])
      assert.match(matter.checkAddress(wrong, {})!, /must be a device and a lock of it/);
  });
});
