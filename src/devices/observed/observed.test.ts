import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { openSqliteSql } from "../../database/sqlite/sql.ts";
import { openSqliteLedger } from "../../ledger/sqlite/ledger.ts";
import { createLock, OWNER } from "../../ledger/testing/commands.ts";
import { silentLog } from "../../log.ts";
import type { Observation, Snapshot } from "../driver.ts";
import { until } from "../testing/site.ts";
import { createDeviceStates } from "./device-states.ts";
import { createObserved } from "./observed.ts";

const START = Date.parse("2026-03-01T12:00:00Z");

async function site() {
  const dir = await mkdtemp(join(tmpdir(), "latchstring-observed-"));
  const file = join(dir, "latchstring.db");
  const clock = new ManualClock(START);
  const ledger = await openSqliteLedger({ file, clock });
  const states = createDeviceStates(openSqliteSql(file));
  const observed = createObserved({ ledger, states, clock, log: silentLog });
  await ledger.submit(createLock(1));
  const device = { hubId: "home", address: "lock.front" };
  await ledger.submit({ type: "bindDevice", actor: OWNER, lockId: 1, device, driver: "mqtt" });
  const at = () => clock.now();
  return {
    clock,
    observed,
    states,
    saw: (snapshot: Partial<Snapshot>, address = "lock.front") => {
      const whole = { state: "locked", online: true, observedAt: at(), source: "device", ...snapshot } as const;
      return observed.observed(1, "home", { address, at: at(), type: "state", snapshot: whole } satisfies Observation);
    },
    events: async () => (await ledger.read.events(1, 3, 99)).map(({ event }) => event.type),
    async close() {
      await observed.close();
      await states.close();
      await ledger.close();
      await rm(dir, { recursive: true });
      assert.equal(clock.sleeping, 0, "a timer was left behind");
    },
  };
}

test("what a driver sees is kept beside the record, and what matters in it, once", { timeout: 20_000 }, async () => {
  const { observed, states, saw, events, clock, close } = await site();
  await saw({ state: "unlocked", battery: 9 });
  await saw({ state: "locked", battery: 8 });
  assert.equal((await observed.state(1))?.snapshot.battery, 8);
  assert.deepEqual(await events(), ["BatteryLow"]);
  await saw({ online: false, surelyOffline: true });
  for (let i = 0; i < 20; i++) await clock.advance(1_000);
  await until(async () => ((await events()).length > 1 ? true : undefined));
  await observed.close();
  assert.deepEqual((await states.state(1))?.snapshot.online, false);
  assert.deepEqual(await events(), ["BatteryLow", "DeviceOffline"]);
  await close();
});

test(
  "an older state does not replace a newer one, and what another device said is not the lock's",
  { timeout: 20_000 },
  async () => {
    const { states, saw, events, close } = await site();
    const snapshot = { state: "locked", online: true, observedAt: START, source: "device" } as const;
    const state = { lockId: 1, hubId: "home", address: "lock.front", snapshot };
    await states.put([state]);
    await states.put([{ ...state, snapshot: { ...snapshot, state: "unlocked", observedAt: START - 1 } }]);
    assert.deepEqual(await states.state(1), state);
    await saw({ batteryCritical: true }, "lock.back");
    assert.deepEqual(await events(), []);
    await close();
  },
);

test("of many locks is told what was seen of each, written down or not", { timeout: 20_000 }, async () => {
  const { observed, states, saw, close } = await site();
  const snapshot = { state: "locked", online: true, observedAt: START, source: "device" } as const;
  const many = Array.from({ length: 120 }, (_, i) => ({ lockId: i + 1, hubId: "home", address: `${i}`, snapshot }));
  await states.put(many);
  await saw({ battery: 7, observedAt: START + 1 });
  const lockIds = [...many.map(({ lockId }) => lockId), 999];
  const told = await observed.states(lockIds);
  assert.deepEqual(
    [...told.keys()].toSorted((a, b) => a - b),
    lockIds.slice(0, -1),
  );
  assert.equal(told.get(1)?.snapshot.battery, 7);
  assert.deepEqual(told.get(120), many[119]);
  assert.equal((await observed.states([])).size, 0);
  await close();
});
