import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrderState } from "../domain/order.ts";
import { atSite, type Site, stub, until } from "./testing/site.ts";

const HOUR_MS = 3_600_000;

/** So many seconds pass, each when it was looked after the orders in the one before. */
async function seconds(site: Site, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await site.clock.advance(1_000);
    await until(async () => (site.clock.isAsleepFor(1_000) ? true : undefined));
  }
}

for (const setBackMs of [6_000, 30_000, HOUR_MS])
  test(`what a process left behind is never sent when its time comes again, ${setBackMs / 1_000} s set back, and its lock is free soon`, async () => {
    await atSite({}, async (site) => {
      // As after the power was lost: nobody carries them, and the clock goes on from where it was kept last.
      const [sent, queued] = [await site.admit(), await site.admit()];
      assert.deepEqual([sent.stage, queued.stage], ["sent", "queued"]);
      site.clock.setBack(setBackMs);
      const stageOf = async ({ orderId }: OrderState) => (await site.ledger.read.order(orderId))!.stage;
      const areSettled = async () => (await stageOf(sent)) === "unknown" && (await stageOf(queued)) === "expired";
      let passed = 0;
      for (; passed < 40 && !(await areSettled()); passed++) await seconds(site, 1);
      assert.ok(passed < 20, `after ${passed} s`);
      await seconds(site, Math.min(setBackMs / 1_000, 60) + 10);
      assert.deepEqual(site.given, []);
      assert.equal(await site.usedCount(), 1, "of the one that waited, the use was given back");
      assert.equal((await site.outcome(await site.open())).stage, "opened");
    });
  });

for (const setBackMs of [4_000, 12_000, HOUR_MS])
  test(`an order that waits for its lock is not sent after its time has passed, ${setBackMs / 1_000} s set back meanwhile`, async () => {
    await atSite({}, async (site) => {
      const other = await site.admit();
      const ours = await site.open();
      assert.equal(ours.stage, "queued");
      await site.clock.advance(3_000);
      site.clock.setBack(setBackMs);
      await seconds(site, 8);
      const outcome = { ok: true, stage: "executed", by: "ack", latencyMs: 1 } as const;
      await site.ledger.submit({ type: "reportOrder", orderId: other.orderId, outcome });
      await seconds(site, 30);
      assert.equal((await site.outcome(ours)).stage, "expired");
      assert.deepEqual(site.given, []);
    });
  });

test("a driver is told of its deadline when it has passed, though the clock was set back meanwhile", async () => {
  const told: number[] = [];
  const driver = stub(
    (_, signal) =>
      new Promise((resolve) => {
        told.push(0);
        signal.addEventListener("abort", () => {
          told.push(1);
          resolve({ ok: false, failure: "timeout", mayHaveExecuted: true, detail: "torn off" });
        });
      }),
  );
  await atSite({ driver: "stub", drivers: { stub: async () => driver } }, async (site) => {
    const order = await site.open();
    await until(async () => (told.length === 1 ? true : undefined));
    await site.clock.advance(2_000);
    site.clock.setBack(HOUR_MS);
    const waiting = site.orders.settled(order.orderId, 30_000);
    await site.clock.advance(7_999);
    assert.deepEqual(told, [0]);
    await site.clock.advance(1);
    assert.deepEqual(told, [0, 1]);
    assert.equal((await waiting)?.stage, "unknown");
    assert.equal((await site.outcome(order)).failure, "timeout");
  });
});

test("whoever waits for an order waits no longer where the clock is set back", async () => {
  await atSite({}, async (site) => {
    const order = await site.admit();
    let left = false;
    const waiting = site.orders.settled(order.orderId, 5_000).then(() => (left = true));
    site.clock.setBack(HOUR_MS);
    await site.clock.advance(5_000);
    await until(async () => (left ? true : undefined));
    await waiting;
  });
});
