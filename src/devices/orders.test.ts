import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { type Ledger, LedgerBusyError } from "../ledger/ledger.ts";
import type { Fault } from "./simulator/faults.ts";
import { openDoor } from "../ledger/testing/commands.ts";
import { LOCK, type Options, START, atSite, given, silent, stub, turns, until } from "./testing/site.ts";

test("an order reaches the door, and whoever waits for it is told", async () => {
  await atSite({}, async (site) => {
    const order = await site.open();
    const settled = await site.orders.settled(order.orderId, 10_000);
    assert.equal(settled?.stage, "opened");
    assert.deepEqual(await site.openings(), [order.orderId]);
    assert.equal(await site.usedCount(), 1);
    assert.equal(site.clock.now(), START);
    assert.equal((await site.orders.settled(order.orderId, 0))?.stage, "opened");
    assert.equal(await site.orders.settled(randomUUID(), 10_000), undefined);
  });
});

const DID_NOT_OPEN: [string, Options & { fault?: Fault }, string][] = [
  ["a jammed bolt", { fault: { kind: "jam" } }, "jammed"],
  ["a device that is offline", { fault: { kind: "offline" } }, "offline"],
  ["a driver that this server does not have", { driver: "toString" }, "offline"],
  [
    "a driver that does not load",
    { driver: "broken", drivers: { broken: () => Promise.reject(new Error("x")) } },
    "internal",
  ],
];

test("a lock without a device is refused, and takes no use", async () => {
  await atSite({ driver: null }, async (site) => {
    const answer = await site.ledger.submit(openDoor(site.key));
    assert.ok(!answer.ok);
    assert.equal(answer.reason, "not-bound");
    assert.equal(await site.usedCount(), 0);
  });
});

for (const [what, options, failure] of DID_NOT_OPEN) {
  test(`${what} gives the use back at once`, async () => {
    await atSite(options, async (site) => {
      if (options.fault) await site.fault(options.fault);
      const settled = await site.outcome(await site.open());
      assert.deepEqual([settled.stage, settled.failure], ["failed", failure]);
      assert.equal(await site.usedCount(), 0);
      assert.deepEqual(await site.openings(), []);
    });
  });
}

test("a device that is late past the deadline never opens, and the use is given back", async () => {
  await atSite({}, async (site) => {
    await site.fault({ kind: "late", ms: 30_000 });
    const order = await site.open();
    await given(site, order);
    await site.clock.advance(9_999);
    assert.equal(await site.usedCount(), 1);
    await site.clock.advance(1);
    const settled = await site.outcome(order);
    assert.deepEqual([settled.stage, settled.failure], ["expired", "expired"]);
    assert.equal(await site.usedCount(), 0);
    await site.clock.advance(60_000);
    assert.deepEqual(await site.openings(), []);
  });
});

test("a lost answer is unknown, and the use stays taken", async () => {
  await atSite({}, async (site) => {
    await site.fault({ kind: "lost-ack" });
    const order = await site.open();
    await until(async () => ((await site.openings()).length === 1 ? true : undefined));
    await site.clock.advance(10_000);
    const settled = await site.outcome(order);
    assert.deepEqual([settled.stage, settled.failure], ["unknown", "indeterminate"]);
    assert.equal(await site.usedCount(), 1);
  });
});

test("a driver that never answers is unknown soon after the deadline, and is told to stop at it", async () => {
  let aborted = false;
  const drivers = {
    stub: async () =>
      stub((_command, signal) => {
        signal.addEventListener("abort", () => (aborted = true));
        return new Promise(() => {});
      }),
  };
  await atSite({ driver: "stub", drivers }, async (site) => {
    const order = await site.open();
    await site.clock.advance(9_999);
    assert.equal(aborted, false);
    await site.clock.advance(1);
    assert.equal(aborted, true);
    await site.clock.advance(500);
    assert.equal((await site.outcome(order)).stage, "unknown");
    assert.equal(await site.usedCount(), 1);
  });
});

test("a driver that throws leaves the outcome unknown", async () => {
  const drivers = { stub: async () => stub(() => Promise.reject(new Error("bug"))) };
  await atSite({ driver: "stub", drivers }, async (site) => {
    const settled = await site.outcome(await site.open());
    assert.deepEqual([settled.stage, settled.failure], ["unknown", "internal"]);
  });
});

test("an order that comes to its driver too late is not sent", async () => {
  const drivers = { stub: async () => stub(() => assert.fail("sent too late")) };
  await atSite({ driver: "stub", drivers }, async (site) => {
    const order = await site.admit();
    await site.clock.advance(10_000);
    site.orders.dispatch(order);
    const settled = await site.outcome(order);
    assert.equal(settled.stage, "expired");
    assert.equal(await site.usedCount(), 0);
  });
});

test("a duplicate report and a second dispatch change nothing", async () => {
  await atSite({}, async (site) => {
    await site.fault({ kind: "duplicate" });
    const order = await site.open();
    site.orders.dispatch(order);
    await site.outcome(order);
    assert.deepEqual(site.given, [order.orderId]);
    const before = (await site.ledger.read.lock(LOCK))!.version;
    const outcome = { ok: false, failure: "jammed", mayHaveExecuted: false, detail: "" } as const;
    const again = await site.ledger.submit({ type: "reportOrder", orderId: order.orderId, outcome });
    assert.ok(again.ok && again.event === null);
    assert.equal((await site.ledger.read.order(order.orderId))?.stage, "opened");
    assert.equal((await site.ledger.read.lock(LOCK))!.version, before);
    assert.deepEqual(await site.openings(), [order.orderId]);
    assert.equal(await site.usedCount(), 1);
  });
});

test("an outcome is recorded when the ledger is busy for a moment", async () => {
  let refusals = 3;
  const wrap = (ledger: Ledger): Ledger => ({
    ...ledger,
    submit: (command) =>
      command.type === "reportOrder" && refusals-- > 0
        ? Promise.reject(new LedgerBusyError("full"))
        : ledger.submit(command),
  });
  await atSite({ wrap }, async (site) => {
    const order = await site.open();
    await until(async () => (refusals < 3 ? true : undefined));
    await until(async () => {
      await site.clock.advance(10);
      return refusals < 0 ? true : undefined;
    });
    assert.equal((await site.outcome(order)).stage, "opened");
  });
});

test("waiting ends when its time is over, with the order as it is", async () => {
  await atSite({ driver: "stub", drivers: { stub: async () => silent() } }, async (site) => {
    const order = await site.open();
    const waiting = site.orders.settled(order.orderId, 3_000);
    await site.clock.advance(3_000);
    assert.equal((await waiting)?.stage, "sent");
    await site.clock.advance(8_000);
  });
});

test("a driver is told the device and what to do with it", async () => {
  const commands: unknown[] = [];
  const opens = stub(async (command) => {
    commands.push(command);
    return { ok: true, stage: "accepted", by: "ack", latencyMs: 1 };
  });
  const device = { hubId: "home", address: "lock.front", action: "unlatch", relockAfterS: 5 } as const;
  await atSite({ device, drivers: { home: async () => opens } }, async (site) => {
    const order = await site.open();
    const settled = await site.outcome(order);
    assert.deepEqual([settled.stage, settled.acceptedOnly], ["opened", true]);
    const { orderId, notAfter } = order;
    assert.deepEqual(commands, [{ orderId, notAfter, address: "lock.front", action: "unlatch", relockAfterS: 5 }]);
  });
});

test("an order for a hub that one process holds waits for that process, within its deadline", async () => {
  const held = new Set<string>();
  const given: string[] = [];
  const opens = stub(async ({ orderId }) => {
    given.push(orderId);
    return { ok: true, stage: "confirmed", by: "state", latencyMs: 1 };
  });
  const device = { hubId: "fabric", address: "1", held: true } as const;
  await atSite({ device, held, drivers: { fabric: async () => opens } }, async (site) => {
    const late = await site.open();
    for (let i = 0; i < 12; i++) await site.clock.advance(1_000);
    assert.equal((await site.outcome(late)).stage, "expired");
    assert.equal(await site.usedCount(), 0);

    // Of another process: this one was never told of it.
    const order = await site.admit();
    assert.equal(order.stage, "queued");
    held.add("fabric");
    for (let i = 0; i < 20 && given.length === 0; i++) {
      await site.clock.advance(100);
      await turns(50);
    }
    assert.equal((await site.outcome(order)).stage, "opened");
    assert.deepEqual(given, [order.orderId]);
  });
});
