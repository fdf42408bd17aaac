import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LedgerEvent, StoredEvent } from "../domain/events.ts";
import { type Choices, DEFAULT_KINDS, type NoticeKind } from "./choices.ts";
import { fanOut, type Known, noticeOf, readSlot, slotOf, type Wanting } from "./fan-out.ts";
import { keyEndOf, warnAt } from "./key-ends.ts";

const NOW = Date.parse("2026-12-24T12:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FACTS = { lockId: 7, uuid: "b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b", timestamp: "2026-12-24T11:59:59Z" };
const iso = (at: number) => new Date(at).toISOString();
const DEVICE = { ...FACTS, hubId: "home", address: "7" };
const KEY = "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77";

function stored(event: object, at = NOW - 1_000): StoredEvent {
  return { position: 1, lockId: 7, version: 1, at, event: event as LedgerEvent, hash: Buffer.alloc(32) };
}

const opened = (at?: number) => stored({ type: "LockOpened", data: { ...FACTS, orderId: "o" } }, at);
const low = stored({ type: "BatteryLow", data: DEVICE });
const given = (orgId: string) => stored({ type: "OrganizationSet", data: { ...FACTS, orgId } });

function wanting(userId: string, atOnce: readonly NoticeKind[], more: Partial<Choices> = {}, chosen = true): Wanting {
  const choices = { atOnce, dailyAt: null, lockIds: null, timeZone: "UTC", language: "en" as const, ...more };
  return { userId, choices, chosen };
}

const ACME: Known = {
  owners: new Map([[7, { orgId: "acme", ownerId: "olga" }]]),
  wanting: new Map([
    ["org:acme", [wanting("anna", ["opened"]), wanting("ben", ["opened"], { lockIds: [8] })]],
    ["user:olga", [wanting("olga", DEFAULT_KINDS, {}, false)]],
    ["org:other", [wanting("zoe", ["opened", "battery-low"])]],
  ]),
  toldAt: new Map(),
};

const told = (events: readonly StoredEvent[], known: Known = ACME) =>
  fanOut(events, known, NOW).notices.map(({ slot }) => {
    const { userId, kind } = readSlot(slot);
    return `${userId} ${kind}`;
  });

describe("what happens at a door", () => {
  it("is for those who want it, of the locks that they want, once for a whole batch", () => {
    const { kept, notices } = fanOut([opened(), opened(), low], ACME, NOW);
    assert.deepEqual(
      kept.map(({ scope, kind }) => `${scope} ${kind}`),
      ["org:acme opened", "org:acme opened"],
    );
    assert.deepEqual(
      notices.map(({ slot }) => readSlot(slot)),
      [{ userId: "anna", scope: "org:acme", kind: "opened" }],
    );
  });

  it("is for whose the lock was then, within a batch too", () => {
    assert.deepEqual(told([given("other"), opened(), low]), ["zoe opened", "zoe battery-low"]);
  });

  it("is for its owner without a word only where no organisation has the lock", () => {
    assert.deepEqual(told([low]), []);
    assert.deepEqual(told([given(""), low]), ["olga battery-low"]);
    const asked = new Map([["user:olga", [wanting("olga", ["battery-low"])]]]);
    assert.deepEqual(told([low], { ...ACME, wanting: asked }), ["olga battery-low"]);
  });

  it("is told at once, and then once in 15 minutes", () => {
    const slot = { userId: "anna", scope: "org:acme", kind: "opened" } as const;
    assert.equal(noticeOf(slot, NOW, undefined).dueAt, NOW + 20_000);
    assert.equal(noticeOf(slot, NOW, NOW - 5 * MINUTE).dueAt, NOW + 10 * MINUTE);
    assert.equal(noticeOf(slot, NOW, NOW - HOUR).dueAt, NOW + 20_000);
    const [notice] = fanOut([opened()], { ...ACME, toldAt: new Map([[slotOf(slot), NOW - MINUTE]]) }, NOW).notices;
    assert.equal(notice!.dueAt, NOW + 14 * MINUTE);
    assert.equal(noticeOf({ ...slot, kind: "offline" }, NOW, undefined).dueAt, NOW + 10 * MINUTE, "it may be back");
  });

  it("is not told where it is older than two hours, as after a move to another store", () => {
    assert.deepEqual(told([opened(NOW - 3 * HOUR)]), []);
  });

  it("is refused, and first used, by every way of the record", () => {
    const all: readonly NoticeKind[] = ["opened", "refused", "first-use", "offline", "door-ajar", "forced", "jammed"];
    const known = { ...ACME, wanting: new Map([["org:acme", [wanting("anna", all)]]]) };
    const key = { ...FACTS, tempKeyUuid: KEY, lockUuid: FACTS.uuid };
    const kindsOf = (event: object) => fanOut([stored(event)], known, NOW).kept.map(({ kind, times }) => [kind, times]);
    const CASES: readonly [event: object, ...kinds: [NoticeKind, number][]][] = [
      [
        { type: "LockOpenFailed", data: { ...FACTS, orderId: "o", outcome: "failed", failure: "jammed" } },
        ["refused", 1],
      ],
      [
        { type: "AdmissionRefused", data: { ...key, reason: "expired", method: "key" }, context: { count: 12 } },
        ["refused", 12],
      ],
      [{ type: "PinRefused", data: FACTS, context: { reason: "unknown-pin" } }, ["refused", 1]],
      [{ type: "TempKeyUsed", data: { ...key, usedCount: 1 }, context: { orderId: "o" } }, ["first-use", 1]],
      [{ type: "TempKeyUsed", data: { ...key, usedCount: 2 }, context: { orderId: "o" } }],
      [{ type: "TempKeyUsed", data: { ...key, usedCount: 2 }, context: {} }, ["opened", 1]],
      [{ type: "DeviceOffline", data: DEVICE }, ["offline", 1]],
      [{ type: "DeviceOnline", data: DEVICE }],
      [{ type: "DoorAjar", data: DEVICE }, ["door-ajar", 1]],
      [{ type: "DoorForced", data: DEVICE }, ["forced", 1]],
      [{ type: "LockJammed", data: DEVICE }, ["jammed", 1]],
    ];
    for (const [event, ...kinds] of CASES) assert.deepEqual(kindsOf(event), kinds, JSON.stringify(event));
  });
});

describe("that a key is about to end", () => {
  it("is told a day before, 2 hours before where it is short, and not at all of a moment", () => {
    const HOURS: readonly [span: number, before: number | null][] = [
      [3, null],
      [4, 2],
      [47, 2],
      [48, 24],
      [24 * 365, 24],
    ];
    for (const [span, before] of HOURS)
      assert.equal(warnAt(NOW, NOW + span * HOUR), before === null ? null : NOW + (span - before) * HOUR, `${span} h`);
  });

  it("goes by what is left where it is set later, and by nothing once the key is taken back", () => {
    const data = { ...FACTS, tempKeyUuid: KEY };
    const made = { validFrom: iso(NOW - 96 * HOUR), validUntil: iso(NOW + 5 * HOUR) };
    const ends = (event: object) => keyEndOf(event as LedgerEvent, NOW)?.at;
    assert.equal(ends({ type: "TempKeyCreated", data: { ...data, ...made } }), NOW + 3 * HOUR);
    assert.equal(ends({ type: "TempKeyUpdated", data: { ...data, changes: { validUntil: iso(NOW + HOUR) } } }), null);
    assert.equal(ends({ type: "TempKeyUpdated", data: { ...data, changes: { maxUses: 2 } } }), undefined);
    assert.equal(ends({ type: "TempKeyDeleted", data }), null);
    assert.equal(ends({ type: "TempKeyDeleted", data, context: { door: 2 } }), undefined);
  });
});
