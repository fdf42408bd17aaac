import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DeviceBinding, DeviceFact } from "./device.ts";
import type { Command } from "./command.ts";
import {
  AGENCY,
  KEY_UUID,
  keyCreated,
  lockCreated,
  MINUTE,
  NOW,
  OTHER_UUID,
  OWNER,
  STRANGER,
} from "./testing/given.ts";
import { InMemoryRows } from "./testing/in-memory-rows.ts";

const FRONT: DeviceBinding = { hubId: "home", address: "lock.front" };
const BACK: DeviceBinding = { hubId: "home", address: "lock.back", action: "unlatch", relockAfterS: 5, relocks: true };

function site(): InMemoryRows {
  const rows = new InMemoryRows();
  rows.append(lockCreated, NOW - MINUTE);
  const second = { ...lockCreated, data: { ...lockCreated.data, lockId: 2, uuid: OTHER_UUID } };
  rows.append(second, NOW - MINUTE);
  rows.append(keyCreated({ maxUses: 9 }), NOW - MINUTE);
  return rows;
}

const bind = (lockId: number, device: DeviceBinding, actor = OWNER): Command => ({
  type: "bindDevice",
  actor,
  lockId,
  device,
  driver: "home-assistant",
});
const unbind = (lockId: number, actor = OWNER): Command => ({ type: "unbindDevice", actor, lockId });
const open = (orderId: string): Command => ({ type: "openDoor", tempKeyUuid: KEY_UUID, method: "key", orderId });
const note = (fact: DeviceFact, device = FRONT): Command => ({ type: "noteDevice", lockId: 1, device, fact });

function reasonOf(rows: InMemoryRows, command: Command, now = NOW): string {
  const { events, answer } = rows.run(command, now);
  return answer.ok ? (events[0]?.type ?? "nothing") : answer.reason;
}

describe("a lock's device", () => {
  it("is bound and unbound on the record, with who did it, and repeats change nothing", () => {
    const rows = site();
    const { events } = rows.run(bind(1, BACK), NOW);
    assert.deepEqual(events, [
      {
        type: "DeviceBound",
        data: {
          lockId: 1,
          uuid: lockCreated.data.uuid,
          timestamp: "2026-12-25T12:00:00Z",
          hubId: "home",
          address: "lock.back",
          driver: "home-assistant",
          action: "unlatch",
          relockAfterS: 5,
          boundBy: "user:olga",
        },
        context: { relocks: true },
      },
    ]);
    assert.deepEqual(rows.lock(1)!.device, BACK);
    assert.equal(reasonOf(rows, bind(1, BACK)), "nothing");
    assert.equal(reasonOf(rows, unbind(1)), "DeviceUnbound");
    assert.deepEqual([rows.lock(1)!.driver, rows.lock(1)!.device], [null, undefined]);
    assert.equal(reasonOf(rows, unbind(1)), "nothing");
  });

  it("is not for strangers, and is of one lock at a time", () => {
    const rows = site();
    for (const command of [bind(1, FRONT, STRANGER), unbind(1, AGENCY), bind(9, FRONT)])
      assert.equal(reasonOf(rows, command), "unknown-lock");
    rows.run(bind(1, FRONT), NOW);
    assert.equal(reasonOf(rows, bind(2, FRONT)), "device-taken");
    assert.equal(reasonOf(rows, bind(2, { ...FRONT, action: "unlatch" })), "device-taken");
    rows.run(bind(1, BACK), NOW);
    assert.equal(reasonOf(rows, bind(2, FRONT)), "DeviceBound");
  });

  it("is simulated under the lock's own number only", () => {
    const rows = site();
    assert.equal(reasonOf(rows, bind(1, { hubId: "simulator", address: "2" })), "invalid");
    rows.run(bind(1, FRONT), NOW);
    const again: Command = { ...bind(1, { hubId: "simulator", address: "1" }), driver: "simulator" } as Command;
    assert.equal(reasonOf(rows, again), "DeviceBound");
  });

  it("is what an order goes to; it is not changed while one is on its way, and one that waits never reaches another", () => {
    const rows = site();
    rows.run(bind(1, FRONT), NOW);
    rows.run(open("first"), NOW);
    rows.run(open("second"), NOW);
    assert.deepEqual([rows.order("first")!.stage, rows.order("first")!.device], ["sent", FRONT]);
    assert.equal(reasonOf(rows, bind(1, BACK)), "lock-busy");
    assert.equal(reasonOf(rows, unbind(1)), "lock-busy");
    rows.run(
      { type: "reportOrder", orderId: "first", outcome: { ok: true, stage: "accepted", by: "ack", latencyMs: 9 } },
      NOW,
    );
    assert.equal(rows.order("first")!.acceptedOnly, true);
    rows.run(bind(1, BACK), NOW);
    rows.run({ type: "sendOrder", orderId: "second", claim: "c" }, NOW);
    assert.deepEqual([rows.order("second")!.stage, rows.order("second")!.failure], ["failed", "offline"]);
    assert.equal(rows.tempKey(KEY_UUID)!.usedCount, 1, "the second use was given back");
  });

  it("is taken by whoever holds its hub: its orders wait", () => {
    const rows = site();
    rows.run(bind(1, { ...FRONT, held: true }), NOW);
    rows.run(open("first"), NOW);
    assert.equal(rows.order("first")!.stage, "queued");
    rows.run({ type: "sendOrder", orderId: "first", claim: "c" }, NOW);
    assert.equal(rows.order("first")!.stage, "sent");
  });

  it("is needed: without one, or when it surely cannot be reached, a guest is refused and no use is taken", () => {
    const rows = site();
    rows.run(unbind(1), NOW);
    assert.equal(reasonOf(rows, open("a")), "not-bound");
    rows.run(bind(1, FRONT), NOW);
    rows.run(note({ type: "DeviceOffline" }), NOW);
    assert.equal(reasonOf(rows, open("b")), "LockOpenRequested", "it is tried");
    rows.run(
      {
        type: "reportOrder",
        orderId: "b",
        outcome: { ok: false, failure: "offline", mayHaveExecuted: false, detail: "" },
      },
      NOW,
    );
    rows.run(note({ type: "DeviceOffline", surely: true }), NOW);
    assert.equal(reasonOf(rows, open("c")), "offline");
    rows.run(note({ type: "DeviceOnline" }), NOW);
    assert.equal(reasonOf(rows, open("d")), "LockOpenRequested");
    assert.equal(rows.tempKey(KEY_UUID)!.usedCount, 1);
  });
});

const told = (rows: InMemoryRows, fact: DeviceFact, after: number) => reasonOf(rows, note(fact), NOW + after);
const by = (action: "locked" | "unlocked"): DeviceFact => ({ type: "ManualOperation", action, origin: "manual" });

describe("what is seen of a device", () => {
  it("is told once, and again after its time", () => {
    const rows = site();
    rows.run(bind(1, FRONT), NOW);
    const low: DeviceFact = { type: "BatteryLow", battery: 9 };
    assert.equal(told(rows, low, 0), "BatteryLow");
    assert.equal(told(rows, low, 24 * 60 * MINUTE - 1), "nothing");
    assert.equal(told(rows, low, 24 * 60 * MINUTE), "BatteryLow");
    assert.equal(told(rows, { type: "DeviceOnline" }, 0), "nothing", "nobody had said that it was offline");
    assert.equal(told(rows, { type: "DeviceOffline" }, 0), "DeviceOffline");
    assert.equal(told(rows, { type: "DeviceOffline" }, 99 * MINUTE), "nothing");
    assert.equal(told(rows, { type: "DeviceOffline", surely: true }, 99 * MINUTE), "DeviceOffline");
    assert.equal(told(rows, { type: "DeviceOnline" }, 99 * MINUTE), "DeviceOnline");
    assert.deepEqual(
      [by("locked"), by("locked"), by("unlocked"), by("locked")].map((fact) => told(rows, fact, 0)),
      ["ManualOperation", "nothing", "ManualOperation", "ManualOperation"],
    );
  });

  it("counts only while the lock is that device", () => {
    const rows = site();
    rows.run(bind(1, FRONT), NOW);
    rows.run(note({ type: "DeviceOffline", surely: true }), NOW);
    rows.run(bind(1, BACK), NOW);
    assert.equal(rows.lock(1)!.health, undefined);
    assert.equal(told(rows, { type: "LockJammed" }, 0), "nothing", "it was seen at the other one");
    assert.equal(reasonOf(rows, { ...note({ type: "LockJammed" }, BACK) }), "LockJammed");
  });
});
