/** Locks of others, behind a bridge of others, over a network that can be cut. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "../../src/clock.ts";
import type { FoundDevice } from "../../src/devices/driver.ts";
import { type MatterDriver, openMatter } from "../../src/devices/matter/matter.ts";
import { silentLog } from "../../src/log.ts";
import { type Matterbridge, startMatterbridge } from "./matterbridge.ts";
import { createNetwork, type Network } from "./network.ts";

const never = () => new AbortController().signal;
const LOCKS = ["Lock", "Lock with User and Pin"];

describe("matterbridge", () => {
  let folder: string;
  let network: Network;
  let bridge: Matterbridge;
  let driver: MatterDriver;
  let locks: readonly FoundDevice[] = [];

  before(
    async () => {
      folder = await mkdtemp(join(tmpdir(), "latchstring-bridges-"));
      network = createNetwork(1);
      bridge = await startMatterbridge(network);
      const settings = { attestation: "any" } as const;
      const hub = { hubId: "bridges", settings, secrets: {}, folder, clock: systemClock, log: silentLog };
      driver = openMatter({ ...hub, observe: () => {} });
      locks = await driver.commission(bridge.code, never());
    },
    { timeout: 200_000 },
  );

  after(async () => {
    await driver?.stop();
    await bridge?.close();
    network?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (name: string, forMs: number) => {
    const { address } = locks.find((one) => one.name === name)!;
    const notAfter = Date.now() + forMs;
    return driver.unlock({ orderId: randomUUID(), address, action: "unlock", notAfter }, never());
  };
  const stateOf = async (name: string) =>
    (await driver.snapshot(locks.find((one) => one.name === name)!.address, never())).state;

  it("has locks with their names and batteries", () => {
    assert.deepEqual(
      locks.map(({ name, snapshot }) => [name, snapshot.state, snapshot.battery]),
      [
        ["Lock", "locked", 30],
        ["Lock with User and Pin", "locked", 95],
      ],
    );
  });

  it(
    "opens nothing late when the network was cut for the deadline and a second more",
    { timeout: 120_000 },
    async () => {
      network.pull();
      const outcomes = LOCKS.map((name) => open(name, 3_000));
      await wait(4_000);
      network.plug();
      for (const outcome of await Promise.all(outcomes)) assert.ok(!outcome.ok, JSON.stringify(outcome));
      // Longer than the library takes to find a device again.
      await wait(40_000);
      for (const name of LOCKS) assert.equal(await stateOf(name), "locked", name);
    },
  );

  for (const name of LOCKS)
    it(`opens its lock "${name}", within seconds of a network that is back`, { timeout: 60_000 }, async () => {
      const outcome = await open(name, 8_000);
      assert.ok(outcome.ok, JSON.stringify(outcome));
      for (let i = 0; i < 50 && (await stateOf(name)) !== "unlocked"; i++) await wait(100);
      assert.equal(await stateOf(name), "unlocked");
    });

  it("forgets the hub", { timeout: 60_000 }, async () => {
    await driver.leave();
    assert.deepEqual(await driver.discover(never()), []);
  });
});
