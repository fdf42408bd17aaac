import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { ManualClock } from "../../test/manual-clock.ts";
import { isSettled, type OrderState } from "../domain/order.ts";
import { type Ledger, LedgerBusyError } from "../ledger/ledger.ts";
import { openSqliteLedger } from "../ledger/sqlite/ledger.ts";
import { silentLog } from "../log.ts";
import type { LockDriver, UnlockCommand } from "./driver.ts";
import { createOrders, type Orders } from "./orders.ts";
import { createDrivers } from "./registry.ts";
import { readActuations } from "./simulator/actuation-log.ts";
import { type Fault, setFault } from "./simulator/faults.ts";
import { createSimulator } from "./simulator/simulator.ts";

const START = Date.parse("2026-03-01T12:00:00Z");
const LOCK = 7;
const OPERATOR = { kind: "operator" } as const;

interface Site {
  readonly clock: ManualClock;
  readonly ledger: Ledger;
  readonly orders: Orders;
  readonly key: string;
  /** The orders that the simulator was given. */
  readonly given: readonly string[];
  /** Admit by the key, without sending the order anywhere. */
  admit(): Promise<OrderState>;
  /** Admit and dispatch. */
  open(): Promise<OrderState>;
  fault(fault: Fault): Promise<void>;
  openings(): Promise<string[]>;
  usedCount(): Promise<number>;
  /** The order, as soon as it is settled and without time passing. */
  outcome(order: OrderState): Promise<OrderState>;
}

interface Options {
  readonly driver?: string | null;
  readonly drivers?: Record<string, () => Promise<LockDriver>>;
  readonly travelMs?: number;
  readonly wrap?: (ledger: Ledger) => Ledger;
}

async function atSite(options: Options, run: (site: Site) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "latchstring-orders-"));
  const clock = new ManualClock(START);
  const opened = await openSqliteLedger({ file: join(dir, "latchstring.db"), clock });
  const ledger = options.wrap?.(opened) ?? opened;
  const given: string[] = [];
  const simulator = await createSimulator({ dir, clock, travelMs: options.travelMs ?? 0 });
  const watched: LockDriver = {
    ...simulator,
    unlock(command, signal) {
      given.push(command.orderId);
      return simulator.unlock(command, signal);
    },
  };
  const drivers = createDrivers({ simulator: async () => watched, ...options.drivers });
  await drivers.get("simulator");
  const orders = createOrders({ ledger, drivers, clock, log: silentLog });
  const key = randomUUID();
  await opened.submit({
    type: "createLock",
    actor: OPERATOR,
    lockId: LOCK,
    uuid: randomUUID(),
    keys: [],
    timeZone: "UTC",
    driver: options.driver === undefined ? "simulator" : options.driver,
  });
  await opened.submit({
    type: "createTempKey",
    actor: OPERATOR,
    lockId: LOCK,
    tempKeyUuid: key,
    accessMode: "public",
    allowedUserIds: [],
    validFrom: START,
    validUntil: START + 3_600_000,
    maxUses: null,
  });
  const admit = async () => {
    const answer = await opened.submit({
      type: "openDoor",
      tempKeyUuid: key,
      method: "key",
      orderId: randomUUID(),
    });
    assert.ok(answer.ok && answer.order, JSON.stringify(answer));
    return answer.order;
  };
  const site: Site = {
    clock,
    ledger: opened,
    orders,
    key,
    given,
    admit,
    async open() {
      const order = await admit();
      orders.dispatch(order);
      return order;
    },
    fault: (fault) => setFault(dir, LOCK, fault),
    openings: async () => (await readActuations(dir, LOCK)).map((one) => one.orderId),
    usedCount: async () => (await opened.read.tempKey(key))!.state.usedCount,
    outcome: ({ orderId }) =>
      until(async () => {
        const order = await opened.read.order(orderId);
        return order && isSettled(order) ? order : undefined;
      }),
  };
  try {
    await run(site);
  } finally {
    await orders.stop();
    await drivers.stop();
    await opened.close();
    await rm(dir, { recursive: true });
    assert.equal(clock.sleeping, 0, "a timer was left behind");
  }
}

/** Wait for work in the writing thread or on the disk; the manual clock stands still meanwhile. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 20_000; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await turn();
  }
  throw new Error("it never came");
}

const given = (site: Site, { orderId }: OrderState) =>
  until(async () => (site.given.includes(orderId) ? true : undefined));

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
  ["a lock without a driver", { driver: null }, "offline"],
  ["a driver that this server does not have", { driver: "toString" }, "offline"],
  [
    "a driver that does not load",
    { driver: "broken", drivers: { broken: () => Promise.reject(new Error("x")) } },
    "internal",
  ],
];

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

const silent = (): LockDriver => stub(() => new Promise(() => {}));

function stub(unlock: LockDriver["unlock"]): LockDriver {
  return {
    kind: "stub",
    unlock,
    snapshot: async () => ({ state: "unknown", online: true, observedAt: 0, source: "assumed" }),
    stop: async () => {},
  };
}

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

test("one order at a time is on its way to a lock; the next goes as soon as it is done", async () => {
  await atSite({ travelMs: 1_000 }, async (site) => {
    const [first, second, third] = [await site.open(), await site.open(), await site.open()];
    assert.deepEqual([first.stage, second.stage, third.stage], ["sent", "queued", "queued"]);
    await given(site, first);
    await site.clock.advance(1_000);
    await site.outcome(first);
    await given(site, second);
    assert.equal((await site.ledger.read.order(third.orderId))?.stage, "queued");
    await site.clock.advance(1_000);
    await site.outcome(second);
    // Woken by what this process recorded: no time passes in between.
    await given(site, third);
    assert.equal(site.clock.now(), START + 2_000);
    await site.clock.advance(1_000);
    assert.equal((await site.outcome(third)).stage, "opened");
    assert.deepEqual(await site.openings(), [first.orderId, second.orderId, third.orderId]);
  });
});

test("an order that waits for another process's goes soon after that is reported", async () => {
  await atSite({}, async (site) => {
    const other = await site.admit();
    const ours = await site.open();
    assert.equal(ours.stage, "queued");
    const outcome = { ok: true, stage: "executed", by: "ack", latencyMs: 1 } as const;
    await site.ledger.submit({ type: "reportOrder", orderId: other.orderId, outcome });
    await site.clock.advance(200);
    assert.equal((await site.outcome(ours)).stage, "opened");
  });
});

test("revoking the key cancels what still waits; its driver is never called", async () => {
  const calls: UnlockCommand[] = [];
  const drivers = {
    stub: async () =>
      stub(async (command) => {
        calls.push(command);
        return new Promise(() => {});
      }),
  };
  await atSite({ driver: "stub", drivers }, async (site) => {
    const first = await site.open();
    const second = await site.open();
    await until(async () => (calls.length === 1 ? true : undefined));
    await site.ledger.submit({ type: "deleteTempKey", actor: OPERATOR, lockId: LOCK, tempKeyUuid: site.key });
    // Cancelled by the revocation itself, so the wait for it finds out by looking.
    const waiting = site.orders.settled(second.orderId, 5_000);
    await site.clock.advance(250);
    const settled = await waiting;
    assert.deepEqual([settled?.stage, settled?.failure], ["failed", "revoked"]);
    await site.clock.advance(30_000);
    await site.outcome(first);
    assert.deepEqual(
      calls.map((call) => call.orderId),
      [first.orderId],
    );
    assert.equal(await site.usedCount(), 1);
  });
});

test("an order whose deadline passes while it waits expires and gives its use back", async () => {
  await atSite({ driver: "stub", drivers: { stub: async () => silent() } }, async (site) => {
    await site.open();
    const second = await site.open();
    assert.equal(second.stage, "queued");
    await site.clock.advance(10_000);
    assert.equal((await site.outcome(second)).stage, "expired");
    await site.clock.advance(500);
    assert.equal(await site.usedCount(), 1);
  });
});

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

test("a waiting order whose claim was recorded, and its answer lost, is carried all the same, once", async () => {
  let lost = 0;
  const wrap = (ledger: Ledger): Ledger => ({
    ...ledger,
    async submit(command) {
      const answer = await ledger.submit(command);
      if (command.type !== "sendOrder" || !answer.ok || lost++ > 0) return answer;
      throw new StoreUnavailableError("The answer was lost");
    },
  });
  await atSite({ wrap, travelMs: 1_000 }, async (site) => {
    const first = await site.open();
    await given(site, first);
    const second = await site.open();
    assert.equal(second.stage, "queued");
    await site.clock.advance(1_000);
    await site.outcome(first);
    await until(async () => (lost > 0 ? true : undefined));
    await site.clock.advance(200);
    await given(site, second);
    await site.clock.advance(1_000);
    assert.equal((await site.outcome(second)).stage, "opened");
    assert.deepEqual(await site.openings(), [first.orderId, second.orderId]);
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

/** Give work in the writing thread and on the disk its time. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

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
