import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keyStatus } from "./admission.ts";
import type { LedgerEvent } from "./events.ts";
import { isoTime } from "./ids.ts";
import { standingsOf } from "./standing.ts";
import { MAX_PAUSE_MS, type PauseKey, type ResumeKey } from "./pause-key.ts";
import {
  check,
  type Example,
  failed,
  KEY_UUID,
  keyCreated,
  keyDeleted,
  LOCK_UUID,
  lockCreated,
  MINUTE,
  NOW,
  OWNER,
  released,
  requested,
  STRANGER,
  used,
} from "./testing/given.ts";

const END = NOW + MINUTE;
const facts = { tempKeyUuid: KEY_UUID, lockId: 1, lockUuid: LOCK_UUID };
const paused = (revokeAfter?: number, at = NOW): LedgerEvent => ({
  type: "TempKeyPaused",
  data: {
    ...facts,
    timestamp: isoTime(at),
    pausedBy: "user:olga",
    ...(revokeAfter !== undefined && { revokeAfter: isoTime(revokeAfter) }),
  },
});
const resumed = (at = NOW): LedgerEvent => ({
  type: "TempKeyResumed",
  data: { ...facts, timestamp: isoTime(at), resumedBy: "user:olga" },
});
const deletedAfterPause = (at: number): LedgerEvent => ({
  type: "TempKeyDeleted",
  data: { ...facts, timestamp: isoTime(at), deletedBy: "user:olga" },
  context: { afterPause: true },
});
const pause: PauseKey = { type: "pauseKey", actor: OWNER, tempKeyUuid: KEY_UUID };
const resume: ResumeKey = { type: "resumeKey", actor: OWNER, tempKeyUuid: KEY_UUID };
const revokePaused = { type: "revokePausedKey", tempKeyUuid: KEY_UUID } as const;
const base = [lockCreated, keyCreated({ maxUses: null })];

const EXAMPLES: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  pauseKey: {
    "by the owner": { given: base, when: pause, comesTo: [paused()] },
    "until it is revoked": { given: base, when: { ...pause, revokeAfter: END }, comesTo: [paused(END)] },
    "again changes nothing": { given: [...base, paused()], when: pause, comesTo: [] },
    "again without an end leaves the one that there is": { given: [...base, paused(END)], when: pause, comesTo: [] },
    "again with the same end changes nothing": {
      given: [...base, paused(END)],
      when: { ...pause, revokeAfter: END },
      comesTo: [],
    },
    "again with another end moves it": {
      given: [...base, paused(END)],
      when: { ...pause, revokeAfter: END + 1 },
      comesTo: [paused(END + 1)],
    },
    "cancels orders that wait and gives their uses back": {
      given: [...base, requested("o1"), used(1, "o1"), requested("o2", { sent: false }), used(2, "o2", true)],
      when: pause,
      comesTo: [paused(), failed("o2", "failed", "revoked"), released(1, "o2")],
    },
    "until now": {
      given: base,
      when: { ...pause, revokeAfter: NOW },
      comesTo: { reason: "invalid", fields: ["revokeAfter"] },
    },
    "for longer than a year": {
      given: base,
      when: { ...pause, revokeAfter: NOW + MAX_PAUSE_MS + 1 },
      comesTo: { reason: "invalid", fields: ["revokeAfter"] },
    },
    "of a revoked key": { given: [...base, keyDeleted], when: pause, comesTo: { reason: "revoked" } },
    "of a key whose pause is over": {
      given: [...base, paused(END)],
      when: { ...pause, revokeAfter: END + MINUTE },
      at: END,
      comesTo: { reason: "revoked" },
    },
    "of no key": { given: [lockCreated], when: pause, comesTo: { reason: "unknown-key" } },
    "by a stranger": { given: base, when: { ...pause, actor: STRANGER }, comesTo: { reason: "unknown-key" } },
  },
  resumeKey: {
    "by the owner": { given: [...base, paused()], when: resume, comesTo: [resumed()] },
    "at the last instant": { given: [...base, paused(END)], when: resume, at: END - 1, comesTo: [resumed(END - 1)] },
    "when its time is over": { given: [...base, paused(END)], when: resume, at: END, comesTo: { reason: "revoked" } },
    "of a key that is not paused changes nothing": { given: base, when: resume, comesTo: [] },
    "again changes nothing": { given: [...base, paused(END), resumed()], when: resume, comesTo: [] },
    "of a revoked key": { given: [...base, paused(), keyDeleted], when: resume, comesTo: { reason: "revoked" } },
    "by a stranger": {
      given: [...base, paused()],
      when: { ...resume, actor: STRANGER },
      comesTo: { reason: "unknown-key" },
    },
  },
  revokePausedKey: {
    "when its time is over": {
      given: [...base, paused(END)],
      when: revokePaused,
      at: END,
      comesTo: [deletedAfterPause(END)],
    },
    "before that": { given: [...base, paused(END)], when: revokePaused, at: END - 1, comesTo: [] },
    "of a key that was resumed": { given: [...base, paused(END), resumed()], when: revokePaused, at: END, comesTo: [] },
    "of a key that was revoked": {
      given: [...base, paused(END), keyDeleted],
      when: revokePaused,
      at: END,
      comesTo: [],
    },
    "without an end": { given: [...base, paused()], when: revokePaused, at: END + MINUTE, comesTo: [] },
    "of no key": { given: [lockCreated], when: revokePaused, comesTo: { reason: "unknown-key" } },
  },
  revokeKey: {
    "of a paused key": {
      given: [...base, paused(END)],
      when: { type: "revokeKey", actor: OWNER, tempKeyUuid: KEY_UUID },
      comesTo: [keyDeleted],
    },
    "of one whose pause is over says whose word that was": {
      given: [...base, paused(END)],
      when: { type: "revokeKey", actor: OWNER, tempKeyUuid: KEY_UUID },
      at: END + 1,
      comesTo: [deletedAfterPause(END + 1)],
    },
  },
};

for (const [what, examples] of Object.entries(EXAMPLES))
  describe(what, () => {
    for (const [how, example] of Object.entries(examples)) it(how, () => void check(example));
  });

describe("a key whose pause is over", () => {
  it("is revoked before anybody wrote that down, and since the same instant afterwards", () => {
    const late = END + 90 * 24 * 60 * MINUTE;
    const { rows } = check({
      given: [...base, paused(END)],
      when: revokePaused,
      at: late,
      comesTo: [deletedAfterPause(late)],
    });
    const { revokedAt, paused: left } = rows.tempKey(KEY_UUID)!;
    assert.deepEqual([revokedAt, left], [END, undefined]);
  });

  it("was revoked when somebody took it back, where that came first", () => {
    const { rows } = check({
      given: [...base, paused(END)],
      when: { type: "revokeKey", actor: OWNER, tempKeyUuid: KEY_UUID },
      comesTo: [keyDeleted],
    });
    assert.equal(rows.tempKey(KEY_UUID)!.revokedAt, NOW);
  });

  it("stands as paused in lists until that is written down, also where it would have begun later", () => {
    const later = keyCreated({ validFrom: isoTime(END + MINUTE), validUntil: isoTime(END + 2 * MINUTE) });
    const { rows } = check({
      given: [lockCreated, later],
      when: { ...pause, revokeAfter: END },
      comesTo: [paused(END)],
    });
    const { before, within, after } = standingsOf(rows.tempKey(KEY_UUID)!);
    assert.deepEqual([before, within, after], ["paused", "paused", "ended"]);
  });

  it("tells so by its status", () => {
    const { rows } = check({ given: base, when: { ...pause, revokeAfter: END }, comesTo: [paused(END)] });
    const key = rows.tempKey(KEY_UUID)!;
    assert.deepEqual(
      [NOW, END - 1, END].map((at) => keyStatus(key, at)),
      ["paused", "paused", "revoked"],
    );
  });

  it("keeps from when it has been paused where its end is moved", () => {
    const { rows } = check({
      given: [...base, paused()],
      when: { ...pause, revokeAfter: END },
      at: NOW + 5,
      comesTo: [paused(END, NOW + 5)],
    });
    assert.deepEqual(rows.tempKey(KEY_UUID)!.paused, { since: NOW, by: "user:olga", revokeAfter: END });
  });
});
