/**
 * Random schedules of orders and faults over a driver and its device: no order ever moves the bolt at or after its
 * deadline, none twice, each has an outcome soon after its deadline, and a use is given back only where nothing moved.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type Random, randomOf } from "../../../test/torture/random.ts";
import type { OpenOutcome } from "../../domain/order.ts";
import type { DriverHarness } from "./conformance.ts";

/** How many schedules each driver is given; `FAULT_SCHEDULES` says otherwise. */
const RUNS = Number(process.env["FAULT_SCHEDULES"] ?? 10);
/** Schedules under way at the same time: they wait for networks most of the time. */
const TOGETHER = 5;
const STEPS = 10;
/** One that takes longer hangs, and says where, in milliseconds. */
const HANGS_MS = 55_000;
/** How long after its deadline an order's outcome may come, in milliseconds. */
const ANSWER_MS = 1_000;

interface Given {
  readonly orderId: string;
  readonly notAfter: number;
  outcome?: OpenOutcome;
  answeredAt?: number;
}

export function faultSchedules(name: string, open: () => Promise<DriverHarness>): void {
  describe(`random faults at ${name}`, { concurrency: TOGETHER }, () => {
    for (let i = 0; i < RUNS; i++) {
      const seed = (Number(process.env["FAULT_SEED"] ?? 1) * 1_000 + i) >>> 0;
      test(`seed ${seed}`, { timeout: 60_000 }, async () => {
        const doing: Doing = { step: "opens" };
        await Promise.race([runOnce(open, randomOf(seed, name), doing), hangs(doing)]);
      });
    }
  });
}

/** What a schedule is just doing. */
interface Doing {
  step: string;
}

async function hangs(doing: Doing): Promise<void> {
  await wait(HANGS_MS, undefined, { ref: false });
  throw new Error(`it hangs: ${doing.step}`);
}

async function runOnce(open: () => Promise<DriverHarness>, random: Random, doing: Doing): Promise<void> {
  const harness = await open();
  try {
    await run(harness, random, doing);
  } finally {
    doing.step += "; closes";
    await harness.close();
  }
}

async function run(harness: DriverHarness, random: Random, doing: Doing): Promise<void> {
  const { driver, clock, address } = harness;
  const orders: Given[] = [];
  const done: Promise<void>[] = [];
  let cut: "device" | "hub" | undefined;
  /** Orders that moved the bolt, by when it was seen first. */
  const moved = new Map<string, number>();

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      doing.step = `${now()}, ${left} ms left`;
      await clock.advance(Math.min(left, 500));
      // The clock stands still meanwhile: disks and networks have real time to come to an end that is due.
      const last = orders.at(-1);
      if (last && !last.outcome && clock.now() >= last.notAfter) await Promise.race([done.at(-1), wait(ANSWER_MS)]);
      for (const orderId of await harness.openings()) if (!moved.has(orderId)) moved.set(orderId, clock.now());
    }
  }

  /** One at a time is on its way to a lock, unless it is past its deadline. */
  function give(): void {
    const last = orders.at(-1);
    if (last && !last.outcome && clock.now() < last.notAfter) return;
    const order: Given = { orderId: randomUUID(), notAfter: clock.now() + random.between(500, 8_500) };
    orders.push(order);
    const deadline = new AbortController();
    void clock.sleep(order.notAfter - clock.now()).then(() => deadline.abort(new Error("the deadline passed")));
    const command = { orderId: order.orderId, address, action: "unlock", notAfter: order.notAfter } as const;
    done.push(
      driver.unlock(command, deadline.signal).then((outcome) => {
        order.outcome = outcome;
        order.answeredAt = clock.now();
      }),
    );
  }

  const now = () =>
    `step ${steps}, cut: ${cut ?? "nothing"}, without an outcome: ${orders.filter(({ outcome }) => !outcome).length}`;
  let steps = 0;
  const actions: (() => Promise<void> | void)[] = [
    give,
    give,
    give,
    () => harness.slowDown(random.chance(0.5) ? 0 : random.below(9_000)),
    async () => {
      if (cut) return;
      cut = "device";
      await harness.disconnect();
    },
    async () => {
      if (cut || !harness.disconnectHub) return;
      cut = "hub";
      await harness.disconnectHub();
    },
    async () => {
      const back = cut === "device" ? harness.reconnect : cut === "hub" ? harness.reconnectHub : undefined;
      if (!back) return;
      await back();
      cut = undefined;
    },
  ];
  for (; steps < STEPS; steps++) {
    const action = actions.indexOf(random.pick(actions));
    doing.step = `${now()}, action ${action}`;
    await actions[action]!();
    await pass(random.below(3_000));
  }
  if (orders.length === 0) give();
  await pass(12_000);
  doing.step = `${now()}, waits for outcomes`;
  await Promise.all(done);
  await pass(20_000);

  const openings = await harness.openings();
  assert.equal(new Set(openings).size, openings.length, "an order moved the bolt twice");
  for (const { orderId, notAfter, outcome, answeredAt } of orders) {
    assert.ok(outcome && answeredAt !== undefined, "an order has no outcome");
    assert.ok(answeredAt <= notAfter + ANSWER_MS, `an outcome came ${answeredAt - notAfter} ms after the deadline`);
    const at = moved.get(orderId);
    if (!outcome.ok && !outcome.mayHaveExecuted) assert.equal(at, undefined, "it moved, and the use is given back");
    // A device that knows no deadlines is not told to stop; there an outcome says that it may have moved.
    if (!harness.blind && at !== undefined) assert.ok(at - 500 < notAfter, `it moved ${at - notAfter} ms late`);
  }
  for (const orderId of openings) assert.ok(orders.some((one) => one.orderId === orderId));
}
