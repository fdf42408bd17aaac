import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { LedgerEvent } from "./events.ts";
import type { OpenDoor } from "./open-door.ts";
import { COUNTED_MS, COUNTED_TOGETHER_MS, KINDS_A_DAY } from "./refusal-counting.ts";
import { check, KEY_UUID, keyCreated, keyDeleted, lockCreated, MINUTE, NOW, OWNER } from "./testing/given.ts";
import { InMemoryRows } from "./testing/in-memory-rows.ts";

const DAY = 86_400_000;
const open = (more: Partial<OpenDoor> = {}): OpenDoor => ({
  type: "openDoor",
  tempKeyUuid: KEY_UUID,
  method: "key",
  orderId: "o",
  source: "street",
  ...more,
});
const revoked = () => InMemoryRows.from([lockCreated, keyCreated(), keyDeleted].map((event) => ({ at: NOW, event })));

describe("refusals of a key", () => {
  it("are written down at once, and again when their time of counting is over", () => {
    const rows = revoked();
    const written = [0, 1, COUNTED_MS - 1, COUNTED_MS, COUNTED_MS + 1].map(
      (ms) => rows.run(open(), NOW + ms).events.length,
    );
    assert.deepEqual(written, [1, 0, 0, 1, 0]);
  });

  it("are answered alike, written down or not", () => {
    const rows = revoked();
    const [first, second] = [rows.run(open(), NOW).answer, rows.run(open(), NOW).answer];
    assert.ok(!first.ok && !second.ok && second.counted);
    assert.deepEqual([second.reason, second.message], [first.reason, first.message]);
    const { until, kind } = second.counted;
    assert.deepEqual(
      [until, kind.reason, kind.asked],
      [NOW + COUNTED_MS, "revoked", { via: "link", source: "street" }],
    );
  });

  it("of another source, door, way, user or reason are others", () => {
    const rows = revoked();
    rows.run(open(), NOW);
    for (const other of [{ source: "roof" }, { door: 1 }, { method: "code" }, { userId: "gina" }] as const)
      assert.equal(rows.run(open(other), NOW).events.length, 1, JSON.stringify(other));
    const used = { type: "useTempKey", actor: OWNER, lockId: 1, tempKeyUuid: KEY_UUID } as const;
    assert.equal(rows.run(used, NOW).events.length, 1);
    assert.equal(rows.run(used, NOW).events.length, 0);
  });

  it("are told together once too many were written down in a day, and apart again on the next", () => {
    const rows = revoked();
    for (let i = 0; i < KINDS_A_DAY; i++) assert.equal(rows.run(open({ source: `s${i}` }), NOW).events.length, 1);
    const [event] = rows.run(open({ source: "one more" }), NOW).events;
    assert.ok(event?.type === "AdmissionRefused");
    assert.equal(event.context.together, true);
    const { answer, events } = rows.run(open({ source: "and another" }), NOW + COUNTED_TOGETHER_MS - 1);
    assert.equal(events.length, 0);
    assert.ok(!answer.ok && answer.counted?.kind.asked === undefined);
    const tomorrow = rows.run(open({ source: "and another" }), NOW + DAY).events[0];
    assert.ok(tomorrow?.type === "AdmissionRefused" && tomorrow.context.together === undefined);
  });

  it("that were counted are one event, which changes nothing", () => {
    const asked = { via: "link", source: "street" } as const;
    const kind = { tempKeyUuid: KEY_UUID, lockId: 1, reason: "revoked", method: "key", asked } as const;
    const rows = revoked();
    const before = JSON.stringify(rows.tempKey(KEY_UUID));
    const told = { type: "recordRefusals", kind, count: 7, firstAt: NOW, lastAt: NOW + MINUTE } as const;
    const [event] = rows.run(told, NOW + COUNTED_MS).events;
    assert.ok(event?.type === "AdmissionRefused");
    assert.deepEqual(
      [event.context.count, event.context.firstAt, event.context.lastAt, event.context.source],
      [7, "2026-12-25T12:00:00Z", "2026-12-25T12:01:00Z", "street"],
    );
    assert.equal(JSON.stringify(rows.tempKey(KEY_UUID)), before);
    check({ given: [lockCreated], when: told, comesTo: { reason: "unknown-key" } });
  });

  it("of records from before they were counted fold as they did", () => {
    const rows = revoked();
    const before = rows.tempKey(KEY_UUID);
    const event: LedgerEvent = {
      type: "AdmissionRefused",
      data: { tempKeyUuid: KEY_UUID, lockId: 1, lockUuid: "u", timestamp: "t", reason: "revoked", method: "key" },
      context: { via: "link" },
    };
    rows.append(event, NOW);
    assert.equal(rows.tempKey(KEY_UUID), before);
  });

  it("grow the record by a bounded number of events a day, and every one is written or counted, whatever comes", () => {
    const step = fc.record({
      sourceNumber: fc.integer({ min: 0, max: 400 }),
      door: fc.constantFrom(undefined, 1, 2, 3),
      passes: fc.constantFrom(0, 0, 1_000, 60_000, 3_600_000, -5_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 500, size: "max" }), (steps) => {
        const rows = revoked();
        let now = NOW;
        const written: number[] = [];
        for (const { sourceNumber, door, passes } of steps) {
          now += passes;
          const { events, answer } = rows.run(
            open({ source: `s${sourceNumber}`, ...(door !== undefined && { door }) }),
            now,
          );
          assert.equal(events.length, !answer.ok && answer.counted ? 0 : 1);
          if (events.length > 0) written.push(now);
        }
        const most = Math.max(...written.map((at) => written.filter((one) => one > at - DAY && one <= at).length), 0);
        // The day of the count may end within any other.
        assert.ok(most <= 2 * (KINDS_A_DAY + DAY / COUNTED_TOGETHER_MS + 1), `${most} in a day`);
        assert.ok((rows.tempKey(KEY_UUID)!.refusals?.counting.length ?? 0) <= 2 * KINDS_A_DAY + 2);
      }),
    );
  });
});
