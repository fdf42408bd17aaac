/** What every driver must do, whatever device is behind it. A driver's own test runs this suite. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import type { Clock } from "../../clock.ts";
import type { OpenOutcome } from "../../domain/order.ts";
import { HubUnreachableError, type LockDriver } from "../driver.ts";

/** A driver with one device, fresh for each test. */
export interface DriverHarness {
  readonly driver: LockDriver;
  /** The device's clock too; `advance` lets time pass. */
  readonly clock: Clock & { advance(ms: number): Promise<void> };
  readonly address: string;
  /** The orders that moved the bolt, in order, as the device itself knows it. */
  openings(): Promise<readonly string[]>;
  /** The device knows no deadlines: what it was sent and has not answered may have happened, and may yet. */
  readonly blind?: true;
  /** Cut the device off. */
  disconnect(): Promise<void>;
  /** Let it come back. */
  reconnect?(): Promise<void>;
  /** Cut the whole hub off; left out where there is nothing between us and the devices. */
  disconnectHub?(): Promise<void>;
  /** Let it come back. */
  reconnectHub?(): Promise<void>;
  /** Let the device take at least this long before it moves, in milliseconds. */
  slowDown(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** @param timeoutMs for each case; more only where a device's own time cannot be told to pass */
export function driverConformance(name: string, open: () => Promise<DriverHarness>, timeoutMs = 10_000): void {
  function check(what: string, run: (harness: DriverHarness) => Promise<void>): void {
    test(what, { timeout: timeoutMs }, async () => {
      const harness = await open();
      try {
        await run(harness);
      } finally {
        await harness.close();
      }
    });
  }

  describe(`driver ${name}`, () => {
    check("opens the door, once", async (harness) => {
      const orderId = randomUUID();
      const outcome = await unlock(harness, orderId, 10_000);
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.ok(outcome.latencyMs >= 0);
      assert.deepEqual(await harness.openings(), [orderId]);
    });

    check("does not open at its deadline", async (harness) => {
      assertDidNotMove(await unlock(harness, randomUUID(), 0), "expired");
      assert.deepEqual(await harness.openings(), []);
    });

    check("does not open when the device is ready only after the deadline", async (harness) => {
      await harness.slowDown(3_000);
      const unlocking = unlock(harness, randomUUID(), 2_000);
      await harness.clock.advance(5_000);
      await assertNotOpened(harness, await unlocking, "expired");
    });

    check("does not open after an abort", async (harness) => {
      await harness.slowDown(3_000);
      const abort = new AbortController();
      const unlocking = unlock(harness, randomUUID(), 10_000, abort.signal);
      await harness.clock.advance(1_000);
      abort.abort();
      const outcome = await unlocking;
      await harness.clock.advance(5_000);
      await assertNotOpened(harness, outcome);
      assertDidNotMove(await unlock(harness, randomUUID(), 10_000, abort.signal));
    });

    check("moves once for one order id, together or one after another", async (harness) => {
      const orderId = randomUUID();
      await Promise.all([unlock(harness, orderId, 10_000), unlock(harness, orderId, 10_000)]);
      await unlock(harness, orderId, 10_000);
      assert.deepEqual(await harness.openings(), [orderId]);
      const other = randomUUID();
      await unlock(harness, other, 10_000);
      assert.deepEqual(await harness.openings(), [orderId, other]);
    });

    check("says that a device is offline, and does not open it later", async (harness) => {
      await harness.disconnect();
      assertDidNotMove(await unlock(harness, randomUUID(), 10_000), "offline");
      await harness.clock.advance(20_000);
      assert.equal((await snapshot(harness)).online, false);
      await harness.reconnect?.();
      assert.deepEqual(await harness.openings(), []);
    });

    check("answers when its hub is cut off, opens nothing then or later, and stops", async (harness) => {
      if (!harness.disconnectHub) return assert.ok((await checkHub(harness)).ok);
      await harness.disconnectHub();
      const outcome = await unlock(harness, randomUUID(), 10_000);
      assertDidNotMove(outcome, "offline");
      const { ok } = await checkHub(harness);
      assert.equal(ok, false);
      await assert.rejects(harness.driver.discover(new AbortController().signal), HubUnreachableError);
      await harness.clock.advance(20_000);
      assert.deepEqual(await harness.openings(), []);
    });

    check("finds the device, and says what it can be told to do", async (harness) => {
      harness.driver.watch([harness.address]);
      const found = await harness.driver.discover(new AbortController().signal);
      const device = found.find(({ address }) => address === harness.address);
      assert.ok(device, JSON.stringify(found));
      assert.ok(device.name.length > 0 && device.actions.length > 0);
    });

    check("a snapshot says what is known, since when and from where", async (harness) => {
      const from = harness.clock.now();
      const before = await snapshot(harness);
      assert.equal(before.state, "locked");
      assert.equal(before.source, "device");
      assert.ok(before.observedAt >= from && before.observedAt <= harness.clock.now(), String(before.observedAt));
      await unlock(harness, randomUUID(), 10_000);
      assert.equal((await snapshot(harness)).state, "unlocked");
    });
  });
}

function checkHub({ driver }: DriverHarness) {
  return driver.check(new AbortController().signal);
}

function snapshot({ driver, address }: DriverHarness) {
  return driver.snapshot(address, new AbortController().signal);
}

function unlock(
  { driver, clock, address }: DriverHarness,
  orderId: string,
  forMs: number,
  signal = new AbortController().signal,
): Promise<OpenOutcome> {
  return driver.unlock({ orderId, address, action: "unlock", notAfter: clock.now() + forMs }, signal);
}

function assertDidNotMove(outcome: OpenOutcome, failure?: string): void {
  assert.ok(!outcome.ok, "the door opened");
  assert.equal(outcome.mayHaveExecuted, false);
  if (failure !== undefined) assert.equal(outcome.failure, failure);
}

/** Of an order that the device had when its time was over. */
async function assertNotOpened(harness: DriverHarness, outcome: OpenOutcome, failure?: string): Promise<void> {
  const openings = await harness.openings();
  if (!harness.blind) {
    assertDidNotMove(outcome, failure);
    assert.deepEqual(openings, []);
  } else {
    assert.ok(!outcome.ok, "the door opened");
    assert.ok(outcome.mayHaveExecuted || openings.length === 0, "it moved, and the use is given back");
  }
}
