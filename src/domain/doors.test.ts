/** Keys over several doors: all doors or none, and one link for all of them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Actor } from "./actor.ts";
import type { ChangeKey } from "./change-key.ts";
import type { Command } from "./command.ts";
import type { CreateKey } from "./create-key.ts";
import type { Accepted, Decision } from "./decision.ts";
import type { NewDoor } from "./key-doors.ts";
import type { OpenWithPin } from "./open-with-pin.ts";
import { pinPolicy } from "./pin-guard.ts";
import type { RefusalReason } from "./refusals.ts";
import { AGENCY, KEY_UUID, MINUTE, NOW, OWNER, STRANGER, SUPER } from "./testing/given.ts";
import { InMemoryRows } from "./testing/in-memory-rows.ts";

const OTHER_KEY = "7a8b9c0d-1e2f-4a3b-8c4d-5e6f7a8b9c0d";
const uuidOf = (lockId: number) => `b1f7c0de-3c5a-4d8e-a1b2-00000000000${lockId}`;
const STREET: NewDoor = { lockId: 1, method: "both", label: "Street door" };
const LIFT: NewDoor = { lockId: 2, method: "key", label: "Lift" };
const FLAT: NewDoor = { lockId: 3, method: "key" };
const PINS = ["p", "q"].map((index) => ({ blindIndexes: [index], ciphertext: `ciphertext of ${index}` }));

function create(more: Partial<CreateKey> = {}): CreateKey {
  return {
    type: "createKey",
    actor: OWNER,
    tempKeyUuid: KEY_UUID,
    doors: [STREET, LIFT, FLAT],
    accessMode: "public",
    allowedUserIds: [],
    validFrom: NOW - MINUTE,
    validUntil: NOW + 60 * MINUTE,
    maxUses: null,
    maxUsesPerDoor: null,
    pinCandidates: PINS,
    ...more,
  };
}

const change = (more: Partial<ChangeKey>): ChangeKey => ({
  type: "changeKey",
  actor: OWNER,
  tempKeyUuid: KEY_UUID,
  pinCandidates: PINS,
  ...more,
});
let orders = 0;
const open = (door: number): Command => ({
  type: "openDoor",
  tempKeyUuid: KEY_UUID,
  method: "key",
  door,
  orderId: `o${++orders}`,
});
const enter = (index: string, lockId = 1): Command => ({
  type: "openWithPin",
  lockId,
  blindIndexes: [index],
  // Every key's ciphertext holds the PIN that its index says.
  proofs: [KEY_UUID, OTHER_KEY].map((tempKeyUuid) => ({
    tempKeyUuid,
    ciphertext: `ciphertext of ${index}`,
    holds: true,
  })),
  source: "panel",
  policy: pinPolicy(8),
  orderId: `o${++orders}`,
});
const revoke = (actor: Actor): Command => ({ type: "revokeKey", actor, tempKeyUuid: KEY_UUID });

/** Olga has locks 1 to 3, Sven has 4, the agency manages 3 and 4. */
function house(): InMemoryRows {
  const rows = new InMemoryRows();
  for (const lockId of [1, 2, 3, 4]) {
    const lock = { type: "createLock", lockId, uuid: uuidOf(lockId), keys: [], timeZone: "UTC", driver: "s" } as const;
    rows.run({ ...lock, actor: lockId === 4 ? STRANGER : OWNER }, NOW);
    if (lockId > 2) rows.run({ type: "setOrganization", actor: SUPER, lockId, orgId: "agency" }, NOW);
  }
  return rows;
}

function accepted({ answer }: Decision): Accepted {
  assert.ok(answer.ok, answer.ok ? "" : answer.reason);
  return answer;
}

function refused({ answer, events }: Decision, reason: RefusalReason, fields?: readonly string[]): void {
  assert.ok(!answer.ok, "was accepted");
  assert.equal(answer.reason, reason);
  if (fields)
    assert.deepEqual(
      answer.fields?.map(({ field }) => field),
      fields,
    );
  assert.ok(events.every(({ type }) => type === "AdmissionRefused" || type === "PinRefused"));
}

const typesOf = ({ events }: Decision) => events.map(({ type, data }) => `${type} ${data.lockId}`);
const doorsOf = (rows: InMemoryRows) => rows.tempKey(KEY_UUID)!.doors.map(({ id, lockId }) => `${id}:${lockId}`);

describe("creating a key over several doors", () => {
  it("is one event in each door's stream, in one decision, and the texts beside them", () => {
    const rows = house();
    const decision = rows.run(create(), NOW);
    assert.deepEqual(typesOf(decision), ["TempKeyCreated 1", "TempKeyCreated 2", "TempKeyCreated 3"]);
    assert.deepEqual(doorsOf(rows), ["1:1", "2:2", "3:3"]);
    assert.doesNotMatch(JSON.stringify(decision.events), /Street|Lift|ciphertext/);
    const row = rows.key(KEY_UUID)!;
    assert.deepEqual(row.labels, { 1: "Street door", 2: "Lift" });
    assert.deepEqual(row.pin, { blindIndex: "p", ciphertext: "ciphertext of p" });
    assert.equal(accepted(decision).pinCandidate, 0);
  });

  it("again is the same key, also after it was changed; with another content it is refused", () => {
    const rows = house();
    rows.run(create(), NOW);
    rows.run(change({ removeDoors: [2], addDoors: [{ lockId: 2, method: "key" }], maxUses: 9 }), NOW);
    assert.equal(accepted(rows.run(create(), NOW)).event, null);
    refused(rows.run(create({ doors: [STREET, LIFT] }), NOW), "already-exists");
    refused(rows.run(create({ maxUsesPerDoor: 1 }), NOW), "already-exists");
    refused(rows.run(create({ doors: [STREET, { ...LIFT, label: "Elevator" }, FLAT] }), NOW), "already-exists");
  });

  it("needs every lock: one of somebody else, or none, refuses the whole", () => {
    const rows = house();
    refused(rows.run(create({ doors: [STREET, { lockId: 4, method: "key" }] }), NOW), "not-entitled", [
      "doors[1].lockId",
    ]);
    refused(rows.run(create({ doors: [{ lockId: 9, method: "key" }, STREET] }), NOW), "unknown-lock", [
      "doors[0].lockId",
    ]);
    assert.equal(rows.keys.size, 0);
  });

  it("says everything that is wrong with the doors at once", () => {
    const named = { accessMode: "user-whitelist", allowedUserIds: ["gina"] } as const;
    refused(house().run(create({ ...named, doors: [LIFT, LIFT, STREET] }), NOW), "invalid", [
      "doors[1].lockId",
      "doors[2].accessMethod",
    ]);
    refused(house().run(create({ doors: [LIFT], maxUsesPerDoor: 0 }), NOW), "invalid", ["maxUsesPerDoor"]);
  });

  it("needs a free PIN only where a door opens by PIN", () => {
    refused(house().run(create({ pinCandidates: [] }), NOW), "no-free-pin");
    const rows = house();
    assert.equal(accepted(rows.run(create({ pinCandidates: [], doors: [LIFT] }), NOW)).pinCandidate, undefined);
    accepted(rows.run(create({ tempKeyUuid: OTHER_KEY }), NOW));
    assert.equal(rows.key(OTHER_KEY)!.pin!.blindIndex, "p");
  });

  it("gives keys that could meet at a lock different PINs, others may share one", () => {
    const rows = house();
    rows.run(create(), NOW);
    assert.equal(accepted(rows.run(create({ tempKeyUuid: OTHER_KEY }), NOW)).pinCandidate, 1);
    const third = "6f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b";
    refused(rows.run(create({ tempKeyUuid: third }), NOW), "no-free-pin");
    const later = { validFrom: NOW + 60 * MINUTE, validUntil: NOW + 90 * MINUTE };
    assert.equal(accepted(rows.run(create({ tempKeyUuid: third, ...later }), NOW)).pinCandidate, 0);
  });
});

describe("a key over several doors", () => {
  it("counts its uses together, and each door's for itself", () => {
    const rows = house();
    rows.run(create({ maxUses: 4, maxUsesPerDoor: 2 }), NOW);
    for (const door of [2, 2]) accepted(rows.run(open(door), NOW));
    refused(rows.run(open(2), NOW), "used-up");
    for (const door of [1, 3]) accepted(rows.run(open(door), NOW));
    refused(rows.run(open(3), NOW), "used-up");
    const { usedCount, doors } = rows.tempKey(KEY_UUID)!;
    assert.deepEqual([usedCount, ...doors.map((door) => door.usedCount)], [4, 1, 2, 1]);
  });

  it("gives a use back at the door that did not open", () => {
    const rows = house();
    rows.run(create({ maxUsesPerDoor: 1 }), NOW);
    const first = open(2);
    accepted(rows.run(first, NOW));
    const { orderId } = first as { orderId: string };
    const outcome = { ok: false, failure: "offline", mayHaveExecuted: false, detail: "" } as const;
    rows.run({ type: "reportOrder", orderId, outcome }, NOW);
    assert.deepEqual(
      rows.tempKey(KEY_UUID)!.doors.map(({ usedCount }) => usedCount),
      [0, 0, 0],
    );
    accepted(rows.run(open(2), NOW));
  });

  it("is taken back over all doors at once, with every order that waits", () => {
    const rows = house();
    rows.run(create(), NOW);
    for (const door of [1, 1, 2, 2]) rows.run(open(door), NOW);
    const decision = rows.run(revoke(OWNER), NOW);
    assert.deepEqual(typesOf(decision).slice(0, 3), ["TempKeyDeleted 1", "TempKeyDeleted 2", "TempKeyDeleted 3"]);
    assert.equal(decision.events.filter(({ type }) => type === "LockOpenFailed").length, 2);
    const { usedCount, queuedOrders, revokedAt } = rows.tempKey(KEY_UUID)!;
    assert.deepEqual([usedCount, queuedOrders, revokedAt], [2, [], NOW]);
    assert.equal(accepted(rows.run(revoke(OWNER), NOW + 5)).event, null);
    assert.equal(rows.tempKey(KEY_UUID)!.revokedAt, NOW);
    for (const door of [1, 2, 3]) refused(rows.run(open(door), NOW), "revoked");
  });

  it("is taken back or changed only by whom all its locks belong to", () => {
    const rows = house();
    rows.run(create(), NOW);
    refused(rows.run(revoke(AGENCY), NOW), "not-entitled");
    refused(rows.run(change({ actor: AGENCY, maxUses: 1 }), NOW), "not-entitled");
    const update = { type: "updateTempKey", lockId: 3, tempKeyUuid: KEY_UUID, maxUses: 1 } as const;
    refused(rows.run({ ...update, actor: AGENCY }, NOW), "not-entitled");
    assert.deepEqual(typesOf(rows.run({ ...update, actor: OWNER }, NOW)), [
      "TempKeyUpdated 1",
      "TempKeyUpdated 2",
      "TempKeyUpdated 3",
    ]);
  });

  it("loses one door to whoever is entitled to that lock alone, and the orders that wait there", () => {
    const rows = house();
    rows.run(create(), NOW);
    for (const door of [3, 3, 2, 2]) rows.run(open(door), NOW);
    const remove = { type: "deleteTempKey", actor: AGENCY, lockId: 3, tempKeyUuid: KEY_UUID } as const;
    const decision = rows.run(remove, NOW);
    assert.deepEqual(typesOf(decision), ["TempKeyDeleted 3", "LockOpenFailed 3", "TempKeyUseReleased 3"]);
    assert.deepEqual(doorsOf(rows), ["1:1", "2:2"]);
    assert.equal(rows.tempKey(KEY_UUID)!.queuedOrders.length, 1);
    assert.equal(accepted(rows.run(remove, NOW)).event, null);
    refused(rows.run(open(3), NOW), "unknown-door");
    accepted(rows.run(open(1), NOW));
  });
});

describe("changing a key", () => {
  it("adds and removes doors while the link stays, and never uses a door's number again", () => {
    const rows = house();
    rows.run(create({ doors: [STREET, LIFT] }), NOW);
    const decision = rows.run(change({ addDoors: [{ ...FLAT, label: "Flat 4" }], removeDoors: [2], maxUses: 5 }), NOW);
    assert.deepEqual(typesOf(decision), [
      "TempKeyUpdated 1",
      "TempKeyUpdated 2",
      "TempKeyDeleted 2",
      "TempKeyCreated 3",
    ]);
    assert.deepEqual(doorsOf(rows), ["1:1", "3:3"]);
    assert.equal(rows.key(KEY_UUID)!.labels[3], "Flat 4");
    rows.run(change({ addDoors: [LIFT] }), NOW);
    assert.deepEqual(doorsOf(rows), ["1:1", "3:3", "4:2"]);
    assert.equal(rows.tempKey(KEY_UUID)!.maxUses, 5);
  });

  it("may replace all its doors, and changes its terms with them", () => {
    const rows = house();
    rows.run(create({ doors: [LIFT] }), NOW);
    rows.run(change({ removeDoors: [1], addDoors: [FLAT], maxUses: 3, maxUsesPerDoor: 2 }), NOW);
    const { doors, maxUses, maxUsesPerDoor } = rows.tempKey(KEY_UUID)!;
    assert.deepEqual([doors.map(({ lockId }) => lockId), maxUses, maxUsesPerDoor], [[3], 3, 2]);
  });

  it("again changes nothing", () => {
    const rows = house();
    rows.run(create({ doors: [STREET, LIFT] }), NOW);
    const asked = change({ addDoors: [FLAT], removeDoors: [2], validUntil: NOW + MINUTE, maxUsesPerDoor: 3 });
    rows.run(asked, NOW);
    assert.deepEqual(rows.run(asked, NOW).events, []);
  });

  it("refuses what would leave no door, doubles a lock, names no door, or is somebody else's, and changes nothing", () => {
    const rows = house();
    rows.run(create({ doors: [STREET, LIFT] }), NOW);
    const before = JSON.stringify(rows.tempKey(KEY_UUID));
    refused(rows.run(change({ removeDoors: [1, 2] }), NOW), "invalid", ["removeDoors"]);
    refused(rows.run(change({ addDoors: [{ lockId: 2, method: "code" }] }), NOW), "invalid", ["addDoors[0].lockId"]);
    refused(rows.run(change({ removeDoors: [1, 7] }), NOW), "invalid", ["removeDoors[1]"]);
    for (const lockId of [4, 8])
      refused(rows.run(change({ addDoors: [{ lockId, method: "key" }] }), NOW), "unknown-lock", ["addDoors[0].lockId"]);
    refused(rows.run(change({ accessMode: "user-whitelist", allowedUserIds: ["g"] }), NOW), "invalid", ["accessMode"]);
    assert.equal(JSON.stringify(rows.tempKey(KEY_UUID)), before);
  });

  it("gives it a PIN with its first door that has one, and keeps that while no other key meets it", () => {
    const rows = house();
    rows.run(create({ doors: [LIFT] }), NOW);
    assert.equal(rows.key(KEY_UUID)!.pin, null);
    assert.equal(accepted(rows.run(change({ addDoors: [STREET] }), NOW)).pinCandidate, 0);
    assert.equal(accepted(rows.run(change({ validUntil: NOW + 5 * MINUTE }), NOW)).pinCandidate, undefined);
    const later = { validFrom: NOW + 60 * MINUTE, validUntil: NOW + 90 * MINUTE };
    rows.run(create({ tempKeyUuid: OTHER_KEY, ...later }), NOW);
    assert.equal(rows.key(OTHER_KEY)!.pin!.blindIndex, "p");
    assert.equal(accepted(rows.run(change({ validUntil: NOW + 70 * MINUTE }), NOW)).pinCandidate, 1);
    assert.equal(rows.key(KEY_UUID)!.pin!.blindIndex, "q");
  });
});

describe("a PIN at a lock", () => {
  it("opens the door of the key that has it, by its rules, and counts the use", () => {
    const rows = house();
    rows.run(create({ maxUses: 1 }), NOW);
    const decision = rows.run(enter("p"), NOW);
    assert.deepEqual(typesOf(decision), ["LockOpenRequested 1", "TempKeyUsed 1"]);
    assert.equal(rows.tempKey(KEY_UUID)!.usedCount, 1);
    refused(rows.run(enter("p"), NOW), "wrong-pin");
  });

  const cases: Record<string, (rows: InMemoryRows) => Decision> = {
    "unknown-pin": (rows) => rows.run(enter("x"), NOW),
    expired: (rows) => rows.run(enter("p"), NOW + 60 * MINUTE),
    "not-yet-valid": (rows) => rows.run(enter("p"), NOW - MINUTE - 1),
    revoked: (rows) => {
      rows.run(revoke(OWNER), NOW);
      return rows.run(enter("p"), NOW);
    },
    "unknown-pin, at a door of the key that opens by link alone": (rows) => rows.run(enter("p", 2), NOW),
  };
  for (const [name, run] of Object.entries(cases))
    it(`that does not open is refused alike, and the record tells: ${name}`, () => {
      const rows = house();
      rows.run(create(), NOW);
      const decision = run(rows);
      assert.deepEqual(decision.answer, { ok: false, reason: "wrong-pin", message: "Invalid PIN" });
      const [refusal, ofKey] = decision.events;
      assert.ok(refusal?.type === "PinRefused");
      assert.equal(refusal.context.reason, name.split(",")[0]);
      assert.equal(ofKey?.type, name.startsWith("unknown-pin") ? undefined : "AdmissionRefused");
    });

  it("opens nothing by an index whose ciphertext holds another PIN, says so on the record, and names no key", () => {
    const rows = house();
    rows.run(create(), NOW);
    const asked = enter("p") as OpenWithPin;
    const swapped = {
      ...asked,
      proofs: asked.proofs.map(({ tempKeyUuid, ciphertext }) => ({ tempKeyUuid, ciphertext, holds: false })),
    };
    const { answer, events } = rows.run(swapped, NOW);
    assert.deepEqual(answer, { ok: false, reason: "wrong-pin", message: "Invalid PIN" });
    assert.equal(events.length, 1);
    const [refusal] = events;
    assert.ok(refusal?.type === "PinRefused");
    assert.deepEqual([refusal.context.reason, refusal.context.tempKeyUuid], ["unproven-pin", undefined]);
  });

  it("is asked for again, at no cost, when a ciphertext was changed after it was looked into", () => {
    const rows = house();
    rows.run(create(), NOW);
    const asked = enter("p") as OpenWithPin;
    for (const proofs of [
      [],
      asked.proofs.map(({ tempKeyUuid }) => ({ tempKeyUuid, ciphertext: "an earlier ciphertext", holds: true })),
    ]) {
      const decision = rows.run({ ...asked, proofs }, NOW);
      refused(decision, "pin-changed");
      assert.deepEqual(decision.events, []);
    }
    assert.equal(rows.lock(1)!.pinGuard, null);
  });

  it("is refused alike where there is no lock", () => {
    const { answer, events } = house().run(enter("p", 9), NOW);
    assert.deepEqual([answer, events], [{ ok: false, reason: "wrong-pin", message: "Invalid PIN" }, []]);
  });

  it("is not looked at while too many were wrong, right or not; the record tells until when", () => {
    const rows = house();
    rows.run(create(), NOW);
    let last: Decision | undefined;
    for (let i = 0; i < 20; i++) {
      const decision = rows.run(enter("x"), NOW);
      if (!decision.answer.ok && decision.answer.reason === "too-many-pins") break;
      last = decision;
    }
    const refusal = last!.events[0]!;
    assert.ok(refusal.type === "PinRefused" && refusal.context.lockedUntil !== undefined);
    const until = Date.parse(refusal.context.lockedUntil);
    const { answer, events } = rows.run(enter("p"), until - 1);
    assert.ok(!answer.ok && answer.reason === "too-many-pins" && answer.retryAt! <= until);
    assert.deepEqual(events, []);
    accepted(rows.run(enter("p"), until));
  });
});
