/** The driver on a real fabric: locks of our own in processes of their own, over Matter's real wire. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "../../src/clock.ts";
import type { Observation } from "../../src/devices/driver.ts";
import { type MatterDriver, openMatter } from "../../src/devices/matter/matter.ts";
import type { OpenOutcome } from "../../src/domain/order.ts";
import { driverConformance } from "../../src/devices/testing/conformance.ts";
import { silentLog } from "../../src/log.ts";
import { startLock, type VirtualLock } from "./lock.ts";
import { until } from "./until.ts";

const never = () => new AbortController().signal;
const observed: Observation[] = [];
let folder: string;
let driver: MatterDriver;
let plain: VirtualLock;
let latched: VirtualLock;
let [plainAddress, latchedAddress] = ["", ""];

const stateOf = async (address: string) => (await driver.snapshot(address, never())).state;

before(
  async () => {
    folder = await mkdtemp(join(tmpdir(), "latchstring-matter-"));
    [plain, latched] = await Promise.all([startLock(5561, "plain"), startLock(5562, "latch")]);
    driver = openMatter({
      hubId: "fabric",
      settings: { attestation: "any" },
      secrets: {},
      folder,
      clock: systemClock,
      log: silentLog,
      observe: (one) => observed.push(one),
    });
    await until(async () => (await driver.check(never())).ok);
    plainAddress = (await driver.commission(plain.pairing.manual, never()))[0]!.address;
    latchedAddress = (await driver.commission(latched.pairing.qr, never()))[0]!.address;
  },
  { timeout: 180_000 },
);

after(async () => {
  await driver.stop();
  await Promise.all([plain.close(), latched.close()]);
  await rm(folder, { recursive: true, force: true });
});

async function atRest(lock: VirtualLock, address: string): Promise<void> {
  lock.back();
  // It answers, so it has what it was sent before.
  await until(async () => (await driver.snapshot(address, never())).online);
  await lock.tell({ faults: {} });
  await lock.tell({ turn: "locked" });
  await until(async () => (await stateOf(address)) === "locked");
  await lock.moves();
}

/** As above, and nothing of before is still to be observed: what happens is told in order. */
async function atRestAndWatched(lock: VirtualLock, address: string): Promise<void> {
  await atRest(lock, address);
  driver.watch([address]);
  for (const turn of ["unlocked", "locked"] as const) {
    await lock.tell({ turn });
    await until(() => observed.findLast((one) => one.type === "operation")?.action === turn);
  }
  observed.length = 0;
}

driverConformance(
  "matter",
  async () => {
    await atRest(plain, plainAddress);
    const openings: string[] = [];
    let order = "";
    plain.onMove = () => openings.push(order);
    return {
      blind: true,
      driver: {
        ...driver,
        unlock(command, signal) {
          order = command.orderId;
          return driver.unlock(command, signal);
        },
      },
      // The library's time is the machine's. What is to be seen is seen within some seconds.
      clock: { ...systemClock, advance: (ms: number) => wait(Math.min(ms, 5_000)) },
      address: plainAddress,
      async openings() {
        await plain.moves();
        return openings;
      },
      async disconnect() {
        plain.away();
        await wait(5_500); // longer than an answer is believed
      },
      async reconnect() {
        plain.back();
        await until(async () => (await driver.snapshot(plainAddress, never())).online);
      },
      slowDown: (ms) => plain.tell({ faults: { slowMs: ms } }),
      close: async () => void (plain.onMove = () => {}),
    };
  },
  120_000,
);

function open(
  address: string,
  more: { action?: "unlock" | "unlatch"; relockAfterS?: number; forMs?: number } = {},
): Promise<OpenOutcome> {
  const { action = "unlock", forMs = 8_000, ...relock } = more;
  return driver.unlock({ orderId: randomUUID(), address, action, notAfter: Date.now() + forMs, ...relock }, never());
}

describe("a lock of Matter", () => {
  it("with a latch leaves it for `unlock` and pulls it for `unlatch`", async () => {
    await atRest(latched, latchedAddress);
    const unlocked = await open(latchedAddress, { relockAfterS: 3 });
    assert.ok(unlocked.ok, JSON.stringify(unlocked));
    assert.deepEqual(await latched.moves(), [{ moved: "unbolt" }]);
    await atRest(latched, latchedAddress);
    assert.ok((await open(latchedAddress, { action: "unlatch" })).ok);
    assert.deepEqual(await latched.moves(), [{ moved: "unlock" }]);
  });

  it("without one is told to lock again by itself, does so, and cannot unlatch", async () => {
    await atRest(plain, plainAddress);
    const outcome = await open(plainAddress, { relockAfterS: 2 });
    assert.ok(outcome.ok && outcome.stage === "confirmed", JSON.stringify(outcome));
    assert.deepEqual(await plain.moves(), [{ moved: "unlock-with-timeout", timeoutS: 2 }]);
    await until(async () => (await stateOf(plainAddress)) === "locked");
    const unlatched = await open(plainAddress, { action: "unlatch" });
    assert.ok(!unlatched.ok && unlatched.failure === "unsupported" && !unlatched.mayHaveExecuted);
  });

  it("tells of its name, its door, and its battery in whole percents", async () => {
    await atRest(plain, plainAddress);
    const device = (await driver.discover(never())).find(({ address }) => address === plainAddress)!;
    assert.deepEqual([device.name, device.kind], ["Hall", "Latchstring Virtual lock"]);
    const { state, door, battery, batteryCritical, online, source } = device.snapshot;
    assert.deepEqual([state, door, battery, batteryCritical], ["locked", "closed", 15, true]);
    assert.deepEqual([online, source], [true, "device"]);
  });

  it("is observed: what others do and alarms, what we did not, and nothing twice", async () => {
    await atRestAndWatched(plain, plainAddress);
    assert.ok((await open(plainAddress)).ok);
    await until(() => observed.length > 0);
    await plain.tell({ turn: "locked" });
    await until(() => observed.some(({ type }) => type === "operation"));
    await plain.tell({ alarm: "jammed" });
    await until(() => observed.some(({ type }) => type === "alarm"));
    const said = observed.flatMap((one) => (one.type === "state" ? [one.snapshot.state] : [one.type]));
    assert.deepEqual(said, ["unlocked", "locked", "operation", "alarm"]);
    assert.partialDeepStrictEqual(observed[2], { type: "operation", action: "locked", origin: "manual" });
    assert.partialDeepStrictEqual(observed[3], { type: "alarm", alarm: "jammed" });
  });

  it("that refuses gives the use back, and one that lies is told of as far as it is known", async () => {
    await atRest(plain, plainAddress);
    await plain.tell({ faults: { refuses: true } });
    const refused = await open(plainAddress);
    assert.ok(!refused.ok && refused.failure === "rejected" && !refused.mayHaveExecuted, JSON.stringify(refused));
    await plain.tell({ faults: { lies: true } });
    const lied = await open(plainAddress);
    assert.ok(lied.ok && lied.stage === "accepted" && lied.by === "ack", JSON.stringify(lied));
    assert.equal(await stateOf(plainAddress), "locked");
    assert.deepEqual(await plain.moves(), []);
  });

  it(
    "is opened by the next process after one that was killed, and nothing is observed again",
    { timeout: 180_000 },
    async () => {
      await atRestAndWatched(plain, plainAddress);
      const [controller] = children("matter/controller.ts");
      process.kill(controller!, "SIGKILL");
      await until(async () => !(await driver.check(never())).ok);
      const meanwhile = await open(plainAddress);
      assert.ok(!meanwhile.ok && meanwhile.failure === "offline" && !meanwhile.mayHaveExecuted);
      const orders: OpenOutcome[] = [];
      await until(async () => orders.push(await open(plainAddress)) > 0 && orders.at(-1)!.ok);
      const unknown = orders.filter((one) => !one.ok && one.mayHaveExecuted).length;
      const { length: moves } = await plain.moves();
      assert.ok(moves >= 1 && moves <= 1 + unknown, JSON.stringify({ moves, orders }));
      // The driver tells in order: what is done now comes after all that it could tell again.
      const told = () => observed.flatMap((one) => (one.type === "operation" ? [`${one.action} ${one.origin}`] : []));
      await until(async () => {
        await plain.tell({ turn: "unlocked" });
        await wait(200);
        return told().length > 0;
      });
      assert.deepEqual([...new Set(told())], ["unlocked manual"]);
      assert.ok(!observed.some(({ type }) => type === "alarm"));
    },
  );

  it("forgets the hub that leaves it, and can be taken in again", { timeout: 120_000 }, async () => {
    await atRest(latched, latchedAddress);
    await driver.leave();
    assert.deepEqual(await driver.discover(never()), []);
    const gone = await open(latchedAddress);
    assert.ok(!gone.ok && gone.failure === "unsupported" && !gone.mayHaveExecuted);
    const [again] = await driver.commission(latched.pairing.manual, never());
    assert.ok((await open(again!.address)).ok);
  });
});

/** The process ids of this process' children that run a program. */
function children(program: string): number[] {
  const ids = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
  return ids
    .split("\n")
    .filter((line) => line.includes(program))
    .map((line) => Number.parseInt(line, 10));
}
