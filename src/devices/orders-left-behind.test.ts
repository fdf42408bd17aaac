import assert from "node:assert/strict";
import { test } from "node:test";
import { isSettled } from "../domain/order.ts";
import type { LockDriver } from "./driver.ts";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { atSite, given, silent, turns, until } from "./testing/site.ts";

test("the sweep settles what a dead process left: a sent order as unknown, a waiting one as expired", async () => {
  await atSite({}, async (site) => {
    const first = await site.admit();
    const second = await site.admit();
    assert.deepEqual([first.stage, second.stage], ["sent", "queued"]);
    for (let i = 0; i < 11; i++) await site.clock.advance(1_000);
    assert.equal((await site.outcome(second)).stage, "expired");
    assert.equal((await site.ledger.read.order(first.orderId))?.stage, "sent", "its report may still come");
    for (let i = 0; i < 3; i++) await site.clock.advance(1_000);
    const settled = await until(async () => {
      await site.clock.advance(1_000);
      const order = await site.ledger.read.order(first.orderId);
      return order?.stage === "sent" ? undefined : order;
    });
    assert.deepEqual([settled.stage, settled.failure], ["unknown", "indeterminate"]);
    assert.equal(await site.usedCount(), 1);
    assert.deepEqual(await site.openings(), []);
  });
});

test("what the holder of a hub has sent is settled as unknown when another takes the hub over, and the next is sent", async () => {
  const held = new Set<string>();
  const given: string[] = [];
  const driver: LockDriver = {
    ...silent(),
    async unlock({ orderId }) {
      given.push(orderId);
      return { ok: true, stage: "confirmed", by: "state", latencyMs: 1 };
    },
  };
  const device = { hubId: "fabric", address: "1/1", held: true } as const;
  await atSite({ driver: "fabric", drivers: { fabric: async () => driver }, device, held }, async (site) => {
    // Asked for here, where it waited until another process sent it.
    const left = await site.open();
    assert.ok((await site.ledger.submit({ type: "sendOrder", orderId: left.orderId, claim: "of another" })).ok);
    const next = await site.open();
    for (let i = 0; i < 3; i++) await site.clock.advance(1_000).then(() => turns(200));
    assert.equal((await site.ledger.read.order(left.orderId))!.stage, "sent", "whoever holds the hub may still say");
    held.add("fabric");
    // The writing thread may take a while, and what waits for it looks again as the clock goes on.
    const areSettled = async () =>
      (await Promise.all([left, next].map(({ orderId }) => site.ledger.read.order(orderId)))).every(
        (order) => order && isSettled(order),
      );
    for (let i = 0; i < 60 && !(await areSettled()); i++) await site.clock.advance(100).then(() => turns(400));
    const settled = await site.outcome(left);
    assert.deepEqual([settled.stage, settled.failure], ["unknown", "indeterminate"]);
    assert.equal((await site.outcome(next)).stage, "opened");
    assert.deepEqual(given, [next.orderId]);
    assert.equal(await site.usedCount(), 2);
  });
});

test("waiting for another process's order ends with the stop", async () => {
  await atSite({}, async (site) => {
    const order = await site.admit();
    const waiting = site.orders.settled(order.orderId, 5_000);
    await site.orders.stop();
    assert.equal((await waiting)?.stage, "sent");
    assert.equal((await site.orders.settled(order.orderId, 5_000))?.stage, "sent");
  });
});

test("stop finishes what is in flight, leaves what waits to others, and takes nothing more", async () => {
  await atSite({ travelMs: 1_000 }, async (site) => {
    const first = await site.open();
    await given(site, first);
    const second = await site.open();
    const stopping = site.orders.stop();
    const third = await site.open();
    await site.clock.advance(1_000);
    await stopping;
    const stages = [first, second, third].map(async ({ orderId }) => (await site.ledger.read.order(orderId))?.stage);
    // Another process may have sent those that wait: that they did not move is not for this one to say.
    assert.deepEqual(await Promise.all(stages), ["opened", "queued", "queued"]);
    assert.deepEqual(await site.openings(), [first.orderId]);
    assert.equal(site.clock.sleeping, 0);
  });
});

test("an order that waits in a process that died is taken over, and the door opens once", async () => {
  await atSite({ travelMs: 2_000 }, async (site) => {
    const first = await site.open();
    await given(site, first);
    const { orderId } = await site.admit();
    await site.clock.advance(2_000);
    await site.outcome(first);
    const isQueued = async () => (await site.ledger.read.order(orderId))!.stage === "queued";
    for (let step = 0; step < 25 && (await isQueued()); step++) {
      await site.clock.advance(200);
      await turns(400);
    }
    await until(async () => (site.given.includes(orderId) ? true : undefined));
    await site.clock.advance(2_000);
    await until(async () => ((await site.ledger.read.order(orderId))!.stage === "opened" ? true : undefined));
    assert.deepEqual(await site.openings(), [first.orderId, orderId]);
    assert.equal(await site.usedCount(), 2);
  });
});

test("an order of another process is left to it when this one stops", async () => {
  await atSite({ travelMs: 3_000 }, async (site) => {
    await given(site, await site.open());
    const other = await site.admit();
    await site.clock.advance(2_000);
    await turns(200);
    const stopping = site.orders.stop();
    await site.clock.advance(1_000);
    await stopping;
    assert.equal((await site.ledger.read.order(other.orderId))?.stage, "queued");
  });
});

test("stop waits no longer than four seconds for a device, and then leaves its order to others", async () => {
  await atSite({ driver: "stub", drivers: { stub: async () => silent() } }, async (site) => {
    const order = await site.open();
    let stopped = false;
    const stopping = site.orders.stop().then(() => (stopped = true));
    await site.clock.advance(3_999);
    assert.equal(stopped, false);
    await site.clock.advance(1);
    await stopping;
    assert.equal(site.clock.sleeping, 0);
    await site.clock.advance(30_000);
    assert.equal((await site.ledger.read.order(order.orderId))?.stage, "sent", "nobody is told what is not known");
  });
});

const away = () => Promise.reject(new StoreUnavailableError("away"));

test("stop ends also while the record cannot be written", async () => {
  await atSite({ wrap: (ledger) => ({ ...ledger, submit: away }) }, async (site) => {
    await site.open();
    await site.clock.advance(100);
    const stopping = site.orders.stop();
    await site.clock.advance(4_000);
    await stopping;
    assert.equal(site.clock.sleeping, 0);
  });
});
