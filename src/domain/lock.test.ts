import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CreateLock } from "./create-lock.ts";
import { isoTime } from "./ids.ts";
import { inFlightOrder } from "./lock.ts";
import {
  AGENCY,
  check,
  type Example,
  LOCK_UUID,
  lockCreated,
  NOW,
  ofAgency,
  opened,
  OTHER_UUID,
  OWNER,
  requested,
  STRANGER,
  SUPER,
} from "./testing/given.ts";

const facts = { lockId: 1, uuid: LOCK_UUID, timestamp: isoTime(NOW) };
const create: CreateLock = {
  type: "createLock",
  actor: OWNER,
  lockId: 1,
  uuid: LOCK_UUID,
  keys: [],
  timeZone: "Europe/Athens",
  driver: "simulator",
};
const { ownerId: _, ...unowned } = lockCreated.data;
const ofAgencyAlone = [{ ...lockCreated, data: unowned }, ofAgency];
const moved = { type: "LockUuidChanged", data: { ...facts, newUuid: OTHER_UUID, previousUuid: LOCK_UUID } } as const;
const second = { ...lockCreated, data: { ...lockCreated.data, lockId: 2, uuid: OTHER_UUID } };

const examples: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  createLock: {
    "by a user makes the user its owner": { given: [], when: create, comesTo: [lockCreated] },
    "makes it a device from the beginning": {
      given: [],
      when: {
        ...create,
        driver: null,
        device: { device: { hubId: "home", address: "front", relocks: true }, driver: "mqtt" },
      },
      comesTo: [
        { ...lockCreated, context: { timeZone: "Europe/Athens", driver: null } },
        {
          type: "DeviceBound",
          data: { ...facts, hubId: "home", address: "front", driver: "mqtt", boundBy: "user:olga" },
          context: { relocks: true },
        },
      ],
    },
    "by an organisation makes it the organisation's": {
      given: [],
      when: { ...create, actor: AGENCY },
      comesTo: ofAgencyAlone,
    },
    "by an organisation for an owner": {
      given: [],
      when: { ...create, actor: AGENCY, ownerId: "olga" },
      comesTo: [lockCreated, ofAgency],
    },
    "by the operator for an organisation": {
      given: [],
      when: { ...create, actor: { kind: "operator" }, orgId: "agency" },
      comesTo: ofAgencyAlone,
    },
    "keeps what is known of the device": {
      given: [],
      when: {
        ...create,
        serialNumber: "S1",
        vendorName: "V",
        driver: null,
        keys: [{ uuid: OTHER_UUID, indexNumber: 1, userId: "olga" }],
      },
      comesTo: [
        {
          ...lockCreated,
          data: {
            ...lockCreated.data,
            serialNumber: "S1",
            keys: [{ uuid: OTHER_UUID, indexNumber: 1, userId: "olga" }],
          },
          context: { timeZone: "Europe/Athens", driver: null, vendorName: "V" },
        },
      ],
    },
    "by a user for somebody else is refused": {
      given: [],
      when: { ...create, ownerId: "sven" },
      comesTo: { reason: "not-entitled" },
    },
    "again changes nothing": { given: [lockCreated], when: create, comesTo: [] },
    "again, however the organisation's user changed": {
      given: ofAgencyAlone,
      when: { ...create, actor: { kind: "organization", scopes: ["admin"], orgId: "agency", userId: "sven" } },
      comesTo: [],
    },
    "again by somebody who may not manage it": {
      given: [lockCreated],
      when: { ...create, actor: AGENCY },
      comesTo: { reason: "already-exists", fields: ["index"] },
    },
    "again with a UUID of another lock": {
      given: [second],
      when: { ...create, uuid: OTHER_UUID },
      comesTo: { reason: "already-exists", fields: ["uuid"] },
    },
    "again with a UUID that a lock had once": {
      given: [
        { ...lockCreated, data: { ...lockCreated.data, lockId: 2 } },
        { ...moved, data: { ...moved.data, lockId: 2 } },
      ],
      when: create,
      comesTo: [lockCreated],
    },
    ...Object.fromEntries(
      (
        [
          ["UUID", { uuid: OTHER_UUID }],
          ["serial number", { serialNumber: "S2" }],
          ["vendor", { vendorName: "V2" }],
          ["time zone", { timeZone: "UTC" }],
          ["driver", { driver: null }],
          ["keys", { keys: [{ uuid: OTHER_UUID }] }],
          ["organisation", { orgId: "other" }],
        ] as const
      ).map(([what, other]) => [
        `again with another ${what}`,
        {
          given: [lockCreated],
          when: { ...create, ...other },
          comesTo: { reason: "already-exists", fields: ["index"] },
        } satisfies Example,
      ]),
    ),
    "again with another owner": {
      given: [lockCreated, ofAgency],
      when: { ...create, actor: AGENCY, ownerId: "sven" },
      comesTo: { reason: "already-exists", fields: ["index"] },
    },
  },
  setOwner: {
    "by the owner": {
      given: [lockCreated],
      when: { type: "setOwner", actor: OWNER, lockId: 1, userId: "sven" },
      comesTo: [{ type: "OwnerSet", data: { ...facts, userId: "sven" } }],
    },
    "to the same changes nothing": {
      given: [lockCreated],
      when: { type: "setOwner", actor: OWNER, lockId: 1, userId: "olga" },
      comesTo: [],
    },
    "of no lock": {
      given: [],
      when: { type: "setOwner", actor: SUPER, lockId: 1, userId: "sven" },
      comesTo: { reason: "unknown-lock" },
    },
    "of somebody else's lock answers as of none": {
      given: [lockCreated],
      when: { type: "setOwner", actor: STRANGER, lockId: 1, userId: "sven" },
      comesTo: { reason: "unknown-lock" },
    },
  },
  setOrganization: {
    "by the owner": {
      given: [lockCreated],
      when: { type: "setOrganization", actor: OWNER, lockId: 1, orgId: "agency" },
      comesTo: [ofAgency],
    },
    "to the same changes nothing": {
      given: [lockCreated, ofAgency],
      when: { type: "setOrganization", actor: AGENCY, lockId: 1, orgId: "agency" },
      comesTo: [],
    },
    "of somebody else's lock answers as of none": {
      given: [lockCreated],
      when: { type: "setOrganization", actor: AGENCY, lockId: 1, orgId: "agency" },
      comesTo: { reason: "unknown-lock" },
    },
  },
  changeLockUuid: {
    "by a super key": {
      given: [lockCreated],
      when: { type: "changeLockUuid", actor: SUPER, lockId: 1, newUuid: OTHER_UUID },
      comesTo: [moved],
    },
    "by its owner": {
      given: [lockCreated],
      when: { type: "changeLockUuid", actor: OWNER, lockId: 1, newUuid: OTHER_UUID },
      comesTo: { reason: "super-key-required" },
    },
    "by its organisation": {
      given: [lockCreated, ofAgency],
      when: { type: "changeLockUuid", actor: AGENCY, lockId: 1, newUuid: OTHER_UUID },
      comesTo: { reason: "super-key-required" },
    },
    "of no lock": {
      given: [],
      when: { type: "changeLockUuid", actor: SUPER, lockId: 1, newUuid: OTHER_UUID },
      comesTo: { reason: "unknown-lock" },
    },
    "to its own": {
      given: [lockCreated],
      when: { type: "changeLockUuid", actor: SUPER, lockId: 1, newUuid: LOCK_UUID },
      comesTo: { reason: "same-uuid" },
    },
    "to another lock's": {
      given: [lockCreated, second],
      when: { type: "changeLockUuid", actor: SUPER, lockId: 1, newUuid: OTHER_UUID },
      comesTo: { reason: "already-exists", fields: ["newUuid"] },
    },
  },
  openLock: {
    "by the owner sends an order": {
      given: [lockCreated],
      when: { type: "openLock", actor: OWNER, lockId: 1, orderId: "o1" },
      comesTo: [
        {
          ...requested("o1", { ofKey: false }),
          context: { orderId: "o1", notAfter: NOW + 10_000, sent: true, driver: "simulator", userId: "olga" },
        },
      ] as Example["comesTo"],
    },
    "while another order is on its way waits": {
      given: [lockCreated, requested("o0")],
      when: { type: "openLock", actor: { kind: "operator" }, lockId: 1, orderId: "o1" },
      comesTo: [requested("o1", { ofKey: false, sent: false })],
    },
    "past the other order's deadline does not wait": {
      given: [lockCreated, requested("o0", { notAfter: NOW })],
      when: { type: "openLock", actor: { kind: "operator" }, lockId: 1, orderId: "o1" },
      comesTo: [requested("o1", { ofKey: false })],
    },
    "with a request id and a reason keeps them": {
      given: [lockCreated],
      when: { type: "openLock", actor: { kind: "operator" }, lockId: 1, orderId: "o1", requestId: "r", reason: "fire" },
      comesTo: [
        {
          type: "LockOpenRequested",
          data: { ...facts, requestId: "r", reason: "fire" },
          context: { orderId: "o1", notAfter: NOW + 10_000, sent: true, driver: "simulator", intent: "r/lock/1" },
        },
      ],
    },
    "with the same request id again changes nothing": {
      given: [lockCreated, requested("o1", { ofKey: false, intent: "r/lock/1" })],
      when: { type: "openLock", actor: OWNER, lockId: 1, orderId: "o2", requestId: "r" },
      comesTo: [],
    },
    "submitted again changes nothing": {
      given: [lockCreated, requested("o1", { ofKey: false })],
      when: { type: "openLock", actor: OWNER, lockId: 1, orderId: "o1" },
      comesTo: [],
    },
    "of somebody else's lock answers as of none": {
      given: [lockCreated],
      when: { type: "openLock", actor: STRANGER, lockId: 1, orderId: "o1" },
      comesTo: { reason: "unknown-lock" },
    },
  },
};

for (const [command, table] of Object.entries(examples)) {
  describe(command, () => {
    for (const [what, example] of Object.entries(table)) it(what, () => void check(example));
  });
}

const stateAfter = (...given: Example["given"]) =>
  check({
    given: [lockCreated, ...given],
    when: { type: "setOwner", actor: OWNER, lockId: 1, userId: "olga" },
    comesTo: [],
  }).rows.lock(1)!;

describe("a lock", () => {
  it("keeps its name beside the log", () => {
    const { decision } = check({ given: [], when: { ...create, name: "Front door" }, comesTo: [lockCreated] });
    assert.deepEqual(decision.erasable, [{ kind: "lock-name", lockId: 1, name: "Front door" }]);
  });

  it("answers a repeated request with the order that it made first", () => {
    const first = requested("o1", { ofKey: false, intent: "r/lock/1" });
    const when = { type: "openLock", actor: OWNER, lockId: 1, orderId: "o2", requestId: "r" } as const;
    const { answer } = check({ given: [lockCreated, first, opened("o1")], when, comesTo: [] }).decision;
    assert.ok(answer.ok);
    assert.deepEqual([answer.order?.orderId, answer.order?.stage], ["o1", "opened"]);
  });

  it("takes an order id of something else for a fault", () => {
    const other = requested("o1");
    const when = { type: "openLock", actor: OWNER, lockId: 1, orderId: "o1" } as const;
    assert.throws(() => check({ given: [lockCreated, other], when, comesTo: [] }), /belongs to something else/);
  });

  it("is busy until its order's deadline or outcome, and only by that order", () => {
    const busy = stateAfter(requested("o1"));
    assert.equal(inFlightOrder(busy, NOW), "o1");
    assert.equal(inFlightOrder(busy, NOW + 9_999), "o1");
    assert.equal(inFlightOrder(busy, NOW + 10_000), null);
    assert.equal(inFlightOrder(stateAfter(requested("o1"), opened("o1")), NOW), null);
    assert.equal(
      inFlightOrder(stateAfter(requested("o1", { notAfter: NOW }), requested("o2"), opened("o1")), NOW),
      "o2",
    );
  });
});
