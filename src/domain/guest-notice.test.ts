import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { knownAfter, noteNotice, noticeOf } from "./guest-notice.ts";
import type { GuestNotice } from "./guest-notice-facts.ts";
import { evolveTempKey, type TempKeyState } from "./temp-key.ts";
import type { LockState } from "./lock.ts";

const NOW = Date.UTC(2026, 10, 26, 9);
const HOUR = 3_600_000;
const door = (id: number) => ({ id, lockId: id, method: "key" as const, usedCount: 0 });
const KEY: TempKeyState = {
  uuid: "0f8fad5b-d9cb-469f-a165-70867728950e",
  accessMode: "public",
  allowedUserIds: [],
  validFrom: NOW + HOUR,
  validUntil: NOW + 9 * HOUR,
  maxUses: null,
  maxUsesPerDoor: null,
  doors: [door(1), door(2)],
  nextDoor: 3,
  usedCount: 0,
  createdAt: NOW,
  createdBy: "acme",
  revokedAt: null,
  queuedOrders: [],
  createdWith: null,
};
const PAUSED = { ...KEY, paused: { since: NOW, by: "acme" } };
const REVOKED = { ...KEY, revokedAt: NOW };
const knowing = (key: TempKeyState, of: TempKeyState): TempKeyState => ({
  ...key,
  notices: { last: "a", known: knownAfter(of, NOW) },
});

const CASES: [what: string, key: TempKeyState, notice: GuestNotice | undefined][] = [
  ["a new key", KEY, "link"],
  ["one that was taken back before they knew of it", REVOKED, undefined],
  ["one that is paused before they know of it", PAUSED, undefined],
  ["what they know", knowing(KEY, KEY), undefined],
  ["another beginning", knowing({ ...KEY, validFrom: NOW + 2 * HOUR }, KEY), "changed"],
  ["another end", knowing({ ...KEY, validUntil: NOW + 2 * HOUR }, KEY), "changed"],
  ["a door less", knowing({ ...KEY, doors: [door(1)] }, KEY), "changed"],
  ["another door in its place", knowing({ ...KEY, doors: [door(1), door(3)] }, KEY), "changed"],
  [
    "another limit, users, counts",
    knowing({ ...KEY, maxUses: 3, usedCount: 2, allowedUserIds: ["a"] }, KEY),
    undefined,
  ],
  ["a pause", knowing(PAUSED, KEY), "paused"],
  ["a pause that they know of", knowing({ ...PAUSED, validFrom: NOW }, PAUSED), undefined],
  ["the end of a pause", knowing(KEY, PAUSED), "resumed"],
  ["that it was taken back", knowing(REVOKED, KEY), "revoked"],
  ["that it was taken back while paused", knowing(REVOKED, PAUSED), "revoked"],
  ["that it was taken back, again", knowing(REVOKED, REVOKED), undefined],
  [
    "the end of a pause that takes it back",
    knowing({ ...PAUSED, paused: { ...PAUSED.paused, revokeAfter: NOW } }, KEY),
    "revoked",
  ],
  ["that its time is over", knowing({ ...REVOKED, validUntil: NOW }, KEY), undefined],
  ["a key whose time is over", { ...KEY, validUntil: NOW }, undefined],
];

describe("what a guest is told of a key", () => {
  for (const [what, key, notice] of CASES)
    it(`${what}: ${notice ?? "nothing"}`, () => assert.equal(noticeOf(key, NOW), notice));

  it("is on the record once, in the stream of the first door, and then known", () => {
    const lock = { lockId: 1, uuid: "u" } as LockState;
    const command = {
      type: "noteNotice",
      tempKeyUuid: KEY.uuid,
      noticeId: "n",
      notice: "link",
      channel: "email",
      outcome: { kind: "sent", known: knownAfter(KEY, NOW) },
    } as const;
    const { events } = noteNotice(KEY, () => lock, command, NOW);
    assert.deepEqual(
      events.map(({ type, data }) => [type, data.lockId]),
      [["TempKeyNoticeSent", 1]],
    );
    const after = evolveTempKey(KEY, events[0] as never, NOW);
    assert.equal(noticeOf(after, NOW), undefined);
    assert.deepEqual(noteNotice(after, () => lock, command, NOW).events, []);
    const failed = { ...command, noticeId: "m", outcome: { kind: "failed", reason: "refused" } } as const;
    const lost = evolveTempKey(after, noteNotice(after, () => lock, failed, NOW).events[0] as never, NOW);
    assert.equal(noticeOf(lost, NOW), undefined);
  });
});
