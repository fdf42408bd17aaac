import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { driverConformance } from "../testing/conformance.ts";
import { faultSchedules } from "../testing/fault-schedules.ts";
import { readActuations } from "./actuation-log.ts";
import { type Fault, setFault } from "./faults.ts";
import { SIMULATED_RELOCK_MS } from "../simulated.ts";
import { createSimulator } from "./simulator.ts";

const START = Date.parse("2026-03-01T12:00:00Z");
const LOCK = 7;
const NEVER = new AbortController().signal;

async function openSimulator(travelMs = 0) {
  const dir = await mkdtemp(join(tmpdir(), "latchstring-simulator-"));
  const clock = new ManualClock(START);
  const driver = await createSimulator({ dir, travelMs, clock });
  return {
    driver,
    clock,
    dir,
    address: String(LOCK),
    openings: async () => (await readActuations(dir, LOCK)).map((one) => one.orderId),
    disconnect: () => setFault(dir, LOCK, { kind: "offline" }),
    reconnect: () => setFault(dir, LOCK, { kind: "none" }),
    slowDown: (ms: number) => setFault(dir, LOCK, { kind: "late", ms }),
    unlock: (orderId: string, signal = new AbortController().signal) =>
      driver.unlock({ orderId, address: String(LOCK), action: "unlock", notAfter: clock.now() + 10_000 }, signal),
    async close() {
      await driver.stop();
      await rm(dir, { recursive: true });
      assert.equal(clock.sleeping, 0, "a timer was left behind");
    },
  };
}

driverConformance("simulator", openSimulator);
faultSchedules("simulator", () => openSimulator(300));

test("an opening is in the log with its time, and the spring relocks without an entry", async () => {
  const harness = await openSimulator();
  const { driver, clock, dir } = harness;
  const outcome = await harness.unlock("one");
  assert.deepEqual(outcome, { ok: true, stage: "executed", by: "ack", latencyMs: 0 });
  const entry = { orderId: "one", action: "unlock", at: "2026-03-01T12:00:00Z" };
  assert.deepEqual(await readActuations(dir, LOCK), [entry]);
  await clock.advance(SIMULATED_RELOCK_MS - 1);
  assert.equal((await driver.snapshot(String(LOCK), NEVER)).state, "unlocked");
  await clock.advance(1);
  assert.equal((await driver.snapshot(String(LOCK), NEVER)).state, "locked");
  assert.deepEqual(await readActuations(dir, LOCK), [entry]);
  assert.deepEqual(await readActuations(dir, LOCK + 1), []);
  await harness.close();
});

test("the latch takes its time, and does not let go when that ends past the deadline", async () => {
  const harness = await openSimulator(1_500);
  const { driver, clock } = harness;
  const unlocking = harness.unlock("one");
  await clock.advance(1_499);
  assert.equal((await driver.snapshot(String(LOCK), NEVER)).state, "unlocking");
  assert.deepEqual(await harness.openings(), []);
  await clock.advance(1);
  assert.deepEqual(await unlocking, { ok: true, stage: "executed", by: "ack", latencyMs: 1_500 });
  const tooShort = { orderId: "two", address: String(LOCK), action: "unlock", notAfter: clock.now() + 1_500 } as const;
  const outcome = await driver.unlock(tooShort, new AbortController().signal);
  assert.equal(!outcome.ok && outcome.failure, "expired");
  assert.deepEqual(await harness.openings(), ["one"]);
  await harness.close();
});

const FAULTS: [Fault, { failure?: string; mayHaveExecuted?: boolean; openings: number }][] = [
  [{ kind: "none" }, { openings: 1 }],
  [{ kind: "offline" }, { failure: "offline", mayHaveExecuted: false, openings: 0 }],
  [{ kind: "late", ms: 9_999 }, { openings: 1 }],
  [
    { kind: "late", ms: 10_000 },
    { failure: "expired", mayHaveExecuted: false, openings: 0 },
  ],
  [{ kind: "lost-ack" }, { failure: "indeterminate", mayHaveExecuted: true, openings: 1 }],
  [{ kind: "jam" }, { failure: "jammed", mayHaveExecuted: false, openings: 0 }],
  [{ kind: "duplicate" }, { openings: 1 }],
];

for (const [fault, expected] of FAULTS) {
  test(`fault ${JSON.stringify(fault)}`, async () => {
    const harness = await openSimulator();
    await setFault(harness.dir, LOCK, fault);
    const unlocking = harness.unlock("one");
    await harness.clock.advance(11_000);
    const outcome = await unlocking;
    assert.equal(outcome.ok, expected.failure === undefined);
    if (!outcome.ok) assert.equal(outcome.failure, expected.failure);
    if (!outcome.ok) assert.equal(outcome.mayHaveExecuted, expected.mayHaveExecuted);
    assert.equal((await harness.openings()).length, expected.openings);
    const { state } = await harness.driver.snapshot(String(LOCK), NEVER);
    if (fault.kind === "jam") assert.equal(state, "jammed");
    await harness.close();
  });
}

test("a lost answer ends with an abort, and the door had moved", async () => {
  const harness = await openSimulator();
  await setFault(harness.dir, LOCK, { kind: "lost-ack" });
  const abort = new AbortController();
  const unlocking = harness.unlock("one", abort.signal);
  for (let i = 0; i < 2_000 && (await harness.openings()).length === 0; i++) await harness.clock.advance(0);
  abort.abort();
  const outcome = await unlocking;
  assert.equal(!outcome.ok && outcome.mayHaveExecuted, true);
  assert.deepEqual(await harness.openings(), ["one"]);
  await harness.close();
});

test("an order that ends while its movement waits to be written does not move the bolt", async () => {
  const harness = await openSimulator();
  const abort = new AbortController();
  const unlocking = harness.unlock("one", abort.signal);
  abort.abort();
  const outcome = await unlocking;
  assert.ok(!outcome.ok && outcome.failure === "expired" && !outcome.mayHaveExecuted);
  assert.deepEqual(await harness.openings(), []);
  assert.equal((await harness.driver.snapshot(String(LOCK), NEVER)).state, "locked");
  await harness.close();
});

test("a broken faults file stops the door, not the server", async () => {
  const harness = await openSimulator();
  await writeFile(join(harness.dir, "faults.json"), '{"7": "explode"}');
  const outcome = await harness.unlock("one");
  assert.ok(!outcome.ok && outcome.failure === "internal" && !outcome.mayHaveExecuted);
  assert.match(outcome.detail, /faults\.json cannot be read: fault must be none, offline, late:MS/);
  assert.deepEqual(await harness.openings(), []);
  await harness.close();
});
