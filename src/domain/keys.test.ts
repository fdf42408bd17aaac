import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { UpdateTempKey } from "./change-key.ts";
import type { CreateTempKey } from "./create-key.ts";
import { isoTime } from "./ids.ts";
import { checkTerms, type KeyTerms, MAX_SPAN_MS } from "./key-terms.ts";
import type { OpenDoor } from "./open-door.ts";
import { COUNTED_MS } from "./refusal-counting.ts";
import type { AdmissionRefusal } from "./refusals.ts";
import type { DeleteTempKey } from "./revoke-key.ts";
import {
  AGENCY,
  check,
  type Example,
  failed,
  KEY_UUID,
  keyCreated,
  keyDeleted,
  keyUpdated,
  LOCK_UUID,
  lockCreated,
  MINUTE,
  NOW,
  ofAgency,
  opened,
  OTHER_UUID,
  OWNER,
  released,
  requested,
  STRANGER,
  SUPER,
  used,
} from "./testing/given.ts";
import { InMemoryRows } from "./testing/in-memory-rows.ts";
import type { UseTempKey } from "./use-temp-key.ts";

const FROM = NOW - 60 * MINUTE;
const UNTIL = NOW + 60 * MINUTE;
const terms: Omit<KeyTerms, "maxUsesPerDoor"> = {
  accessMode: "public",
  allowedUserIds: [],
  validFrom: FROM,
  validUntil: UNTIL,
  maxUses: 1,
};
const target = { actor: OWNER, lockId: 1, tempKeyUuid: KEY_UUID } as const;
const create: CreateTempKey = { type: "createTempKey", ...target, ...terms };
const update = (changes: Partial<KeyTerms>): UpdateTempKey => ({ type: "updateTempKey", ...target, ...changes });
const remove: DeleteTempKey = { type: "deleteTempKey", ...target };
const use: UseTempKey = { type: "useTempKey", ...target };
const open: OpenDoor = { type: "openDoor", tempKeyUuid: KEY_UUID, method: "key", orderId: "o1" };
const facts = { tempKeyUuid: KEY_UUID, lockId: 1, lockUuid: LOCK_UUID, timestamp: isoTime(NOW) };

const base = [lockCreated, keyCreated()];
const guests = { accessMode: "user-whitelist", allowedUserIds: ["gina", "hugo"] } as const;
const otherLock = { ...lockCreated, data: { ...lockCreated.data, lockId: 2, uuid: OTHER_UUID } };
const refusal = (reason: AdmissionRefusal, extra: object = {}, at = NOW): Example["comesTo"] => ({
  reason,
  events: [
    {
      type: "AdmissionRefused",
      data: { ...facts, timestamp: isoTime(at), reason, method: "key" },
      context: { via: "link", ...extra, countedUntil: isoTime(at + COUNTED_MS) },
    },
  ],
});
const byHand = { via: "api", door: 1 };

const examples: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  createTempKey: {
    "by the owner": { given: [lockCreated], when: create, comesTo: [keyCreated()] },
    "by an organisation's user": {
      given: [lockCreated, ofAgency],
      when: {
        ...create,
        actor: { kind: "organization", scopes: ["admin"], orgId: "agency", userId: "anna" },
        maxUses: null,
      },
      comesTo: [keyCreated({ createdBy: "user:anna", maxUses: null })],
    },
    "for named users of whom some do not exist": {
      given: [lockCreated],
      when: { ...create, accessMode: "user-whitelist", allowedUserIds: ["anna", "ghost"], knownUsers: ["anna"] },
      comesTo: { reason: "invalid", fields: ["allowedUserIds[1]"] },
    },
    "for everybody, whoever is on its list": {
      given: [lockCreated],
      when: { ...create, allowedUserIds: ["ghost"], knownUsers: [] },
      comesTo: [keyCreated({ allowedUserIds: ["ghost"] })],
    },
    "for a lock of nobody": { given: [], when: create, comesTo: { reason: "unknown-lock" } },
    "for a lock of somebody else": {
      given: [lockCreated],
      when: { ...create, actor: AGENCY },
      comesTo: { reason: "unknown-lock" },
    },
    "with everything wrong names every field": {
      given: [lockCreated],
      when: {
        ...create,
        tempKeyUuid: "c232ab00-9414-11ec-b3c8-9f6bdeced846",
        accessMode: "user-whitelist",
        validUntil: FROM,
        maxUses: 0,
      },
      comesTo: { reason: "invalid", fields: ["tempKeyUuid", "validUntil", "allowedUserIds", "maxUses"] },
    },
    "again changes nothing": { given: base, when: create, comesTo: [] },
    "again by another who may changes nothing": { given: base, when: { ...create, actor: SUPER }, comesTo: [] },
    "again after its window changes nothing": { given: base, when: create, at: UNTIL + 1, comesTo: [] },
    "again after uses, a revocation and a change changes nothing": {
      given: [...base, used(1), keyUpdated({ maxUses: 9 }), keyUpdated({ maxUses: 7 }), keyDeleted],
      when: create,
      comesTo: [],
    },
    "again with what it was changed to is other content": {
      given: [...base, keyUpdated({ maxUses: 9 })],
      when: { ...create, maxUses: 9 },
      comesTo: { reason: "already-exists", fields: ["tempKeyUuid"] },
    },
    "again with its users in another order changes nothing": {
      given: [lockCreated, keyCreated(guests)],
      when: { ...create, ...guests, allowedUserIds: ["hugo", "gina"] },
      comesTo: [],
    },
    "again with a user more, hidden behind one named twice": {
      given: [lockCreated, keyCreated({ ...guests, allowedUserIds: ["gina", "gina"] })],
      when: { ...create, ...guests },
      comesTo: { reason: "already-exists", fields: ["tempKeyUuid"] },
    },
    "again for another lock": {
      given: [...base, otherLock],
      when: { ...create, lockId: 2 },
      comesTo: { reason: "already-exists", fields: ["tempKeyUuid"] },
    },
    "again with another list of users": {
      given: [lockCreated, keyCreated(guests)],
      when: { ...create, ...guests, allowedUserIds: ["gina"] },
      comesTo: { reason: "already-exists", fields: ["tempKeyUuid"] },
    },
    "again with another list of users, to which nobody is held": {
      given: base,
      when: { ...create, allowedUserIds: ["gina"] },
      comesTo: [],
    },
    ...Object.fromEntries(
      (
        [
          ["access mode", guests],
          ["start", { validFrom: FROM + 1 }],
          ["end", { validUntil: UNTIL + 1 }],
          ["number of uses", { maxUses: 2 }],
          ["limit taken away", { maxUses: null }],
        ] as const
      ).map(([what, other]) => [
        `again with another ${what}`,
        {
          given: base,
          when: { ...create, ...other },
          comesTo: { reason: "already-exists", fields: ["tempKeyUuid"] },
        } satisfies Example,
      ]),
    ),
  },
  updateTempKey: {
    "of everything": {
      given: base,
      when: update({ ...guests, validFrom: FROM + 500, validUntil: UNTIL + 1000, maxUses: null }),
      comesTo: [
        keyUpdated({
          validFrom: isoTime(FROM + 500),
          validUntil: isoTime(UNTIL + 1000),
          maxUses: null,
          allowedUserIds: ["gina", "hugo"],
          accessMode: "user-whitelist",
        }),
      ],
    },
    "tells only what changes": {
      given: base,
      when: update({ ...terms, maxUses: 2 }),
      comesTo: [keyUpdated({ maxUses: 2 })],
    },
    "to what it is changes nothing": { given: base, when: update(terms), comesTo: [] },
    "to nothing changes nothing": { given: base, when: update({}), comesTo: [] },
    "below the uses that were taken": {
      given: [lockCreated, keyCreated({ maxUses: 3 }), used(1), used(2)],
      when: update({ maxUses: 1 }),
      comesTo: [keyUpdated({ maxUses: 1 })],
    },
    "to users of whom some do not exist": {
      given: base,
      when: { ...update({ ...guests, allowedUserIds: ["ghost", "gina"] }), knownUsers: ["gina"] },
      comesTo: { reason: "invalid", fields: ["allowedUserIds[0]"] },
    },
    "to a list that was never held to": {
      given: [lockCreated, keyCreated({ allowedUserIds: ["gina", "ghost"] })],
      when: { ...update({ accessMode: "user-whitelist" }), knownUsers: ["gina"] },
      comesTo: { reason: "invalid", fields: ["allowedUserIds[1]"] },
    },
    "of the end alone holds nobody to a list that was there": {
      given: [lockCreated, keyCreated({ ...guests, allowedUserIds: ["ghost"] })],
      when: { ...update({ validUntil: UNTIL + 1000 }), knownUsers: [] },
      comesTo: [keyUpdated({ validUntil: isoTime(UNTIL + 1000) })],
    },
    "adds a user where one was named twice": {
      given: [lockCreated, keyCreated({ ...guests, allowedUserIds: ["gina", "gina"] })],
      when: update({ allowedUserIds: ["gina", "hugo"] }),
      comesTo: [keyUpdated({ allowedUserIds: ["gina", "hugo"] })],
    },
    "of the mode without users": {
      given: base,
      when: update({ accessMode: "user-whitelist" }),
      comesTo: { reason: "invalid", fields: ["allowedUserIds"] },
    },
    "of the end before the start that stays": {
      given: [lockCreated, keyCreated({ validFrom: isoTime(NOW + 10 * MINUTE) })],
      when: update({ validUntil: NOW + 10 * MINUTE }),
      comesTo: { reason: "invalid", fields: ["validUntil"] },
    },
    "to an end that is over": {
      given: base,
      when: update({ validUntil: NOW }),
      comesTo: { reason: "invalid", fields: ["validUntil"] },
    },
    "gives an expired key a new end": {
      given: base,
      when: update({ validUntil: UNTIL + 2 * MINUTE }),
      at: UNTIL + MINUTE,
      comesTo: [
        {
          type: "TempKeyUpdated",
          data: {
            ...facts,
            timestamp: isoTime(UNTIL + MINUTE),
            changes: { validUntil: isoTime(UNTIL + 2 * MINUTE) },
            updatedBy: "user:olga",
          },
        },
      ],
    },
    "of a revoked key": { given: [...base, keyDeleted], when: update({ maxUses: 2 }), comesTo: { reason: "revoked" } },
    "of no key": { given: [lockCreated], when: update({ maxUses: 2 }), comesTo: { reason: "unknown-key" } },
    "of another lock's key": {
      given: [...base, otherLock],
      when: { ...update({ maxUses: 2 }), lockId: 2 },
      comesTo: { reason: "unknown-key" },
    },
    "by a stranger": {
      given: base,
      when: { ...update({ maxUses: 2 }), actor: STRANGER },
      comesTo: { reason: "unknown-lock" },
    },
  },
  deleteTempKey: {
    "by the owner": { given: base, when: remove, comesTo: [keyDeleted] },
    "again changes nothing": { given: [...base, keyDeleted], when: remove, comesTo: [] },
    "cancels orders that wait and gives their uses back, not one that was sent": {
      given: [
        lockCreated,
        keyCreated({ maxUses: 5 }),
        used(1),
        requested("o1"),
        used(2, "o1"),
        requested("o2", { sent: false }),
        used(3, "o2", true),
        requested("o3", { sent: false }),
        used(4, "o3", true),
      ],
      when: remove,
      comesTo: [
        keyDeleted,
        failed("o2", "failed", "revoked"),
        released(3, "o2"),
        failed("o3", "failed", "revoked"),
        released(2, "o3"),
      ],
    },
    "leaves an order alone that was settled while it waited": {
      given: [...base, requested("o1", { sent: false }), used(1, "o1", true), opened("o1")],
      when: remove,
      comesTo: [keyDeleted],
    },
    "of no key": { given: [lockCreated], when: remove, comesTo: { reason: "unknown-key" } },
    "of another lock's key": {
      given: [...base, otherLock],
      when: { ...remove, lockId: 2 },
      comesTo: { reason: "unknown-key" },
    },
    "by a stranger": { given: base, when: { ...remove, actor: STRANGER }, comesTo: { reason: "unknown-lock" } },
  },
  useTempKey: {
    "counts a use": { given: base, when: use, comesTo: [used(1)] },
    "of a named user": {
      given: [lockCreated, keyCreated(guests)],
      when: { ...use, userId: "gina" },
      comesTo: [
        { type: "TempKeyUsed", data: { ...facts, usedCount: 1, userId: "gina" }, context: { door: 1, method: "key" } },
      ],
    },
    "once too often": { given: [...base, used(1)], when: use, comesTo: refusal("used-up", byHand) },
    "of a revoked key": { given: [...base, keyDeleted], when: use, comesTo: refusal("revoked", byHand) },
    "before the window": { given: base, when: use, at: FROM - 1, comesTo: refusal("not-yet-valid", byHand, FROM - 1) },
    "after the window": { given: base, when: use, at: UNTIL, comesTo: refusal("expired", byHand, UNTIL) },
    "of nobody, for named users": {
      given: [lockCreated, keyCreated(guests)],
      when: use,
      comesTo: refusal("user-required", byHand),
    },
    "of another user": {
      given: [lockCreated, keyCreated(guests)],
      when: { ...use, userId: "sven" },
      comesTo: refusal("user-not-allowed", { ...byHand, userId: "sven" }),
    },
    "of no key": { given: [lockCreated], when: use, comesTo: { reason: "unknown-key" } },
    "of another lock's key": {
      given: [...base, otherLock],
      when: { ...use, lockId: 2 },
      comesTo: { reason: "unknown-key" },
    },
    "by a stranger": { given: base, when: { ...use, actor: STRANGER }, comesTo: { reason: "unknown-lock" } },
  },
  openDoor: {
    "makes an order and takes a use": { given: base, when: open, comesTo: [requested("o1"), used(1, "o1")] },
    "waits while the lock is busy": {
      given: [...base, requested("o0", { ofKey: false })],
      when: open,
      comesTo: [requested("o1", { sent: false }), used(1, "o1", true)],
    },
    "with an intent keeps it": {
      given: base,
      when: { ...open, intent: "i" },
      comesTo: [requested("o1", { intent: `i/key/${KEY_UUID}` }), used(1, "o1")],
    },
    "with the same intent again changes nothing": {
      given: [...base, requested("o1", { intent: `i/key/${KEY_UUID}` }), used(1, "o1")],
      when: { ...open, orderId: "o2", intent: "i" },
      comesTo: [],
    },
    "with the same intent after the end changes nothing": {
      given: [...base, requested("o1", { intent: `i/key/${KEY_UUID}` }), used(1, "o1"), opened("o1"), keyDeleted],
      when: { ...open, orderId: "o2", intent: "i" },
      at: UNTIL,
      comesTo: [],
    },
    "with another intent is another use": {
      given: [...base, requested("o1", { intent: `i/key/${KEY_UUID}` }), used(1, "o1")],
      when: { ...open, orderId: "o2", intent: "j" },
      comesTo: refusal("used-up"),
    },
    "submitted again changes nothing": {
      given: [...base, requested("o1"), used(1, "o1")],
      when: open,
      comesTo: [],
    },
    "after its use was given back": {
      given: [...base, requested("o0"), used(1, "o0"), failed("o0", "failed", "offline"), released(0, "o0")],
      when: open,
      comesTo: [requested("o1"), used(1, "o1")],
    },
    "after nobody knew whether the door opened": {
      given: [...base, requested("o0"), used(1, "o0"), failed("o0", "unknown", "timeout")],
      when: open,
      comesTo: refusal("used-up"),
    },
    "after a revocation": { given: [...base, keyDeleted], when: open, comesTo: refusal("revoked") },
    "before the window": { given: base, when: open, at: FROM - 1, comesTo: refusal("not-yet-valid", {}, FROM - 1) },
    "at the end of the window": { given: base, when: open, at: UNTIL, comesTo: refusal("expired", {}, UNTIL) },
    "of nobody, for named users": {
      given: [lockCreated, keyCreated(guests)],
      when: open,
      comesTo: refusal("user-required"),
    },
    "of another user": {
      given: [lockCreated, keyCreated(guests)],
      when: { ...open, userId: "sven" },
      comesTo: refusal("user-not-allowed", { userId: "sven" }),
    },
    "at a door that the key has not": {
      given: base,
      when: { ...open, door: 2 },
      comesTo: refusal("unknown-door", { door: 2 }),
    },
    "with a code where only the link opens": {
      given: base,
      when: { ...open, method: "code" },
      comesTo: {
        reason: "method-not-allowed",
        events: [
          {
            type: "AdmissionRefused",
            data: { ...facts, reason: "method-not-allowed", method: "code" },
            context: { via: "link", countedUntil: isoTime(NOW + COUNTED_MS) },
          },
        ],
      },
    },
    "of no key leaves nothing on the record": { given: [lockCreated], when: open, comesTo: { reason: "unknown-key" } },
  },
};

for (const [command, table] of Object.entries(examples)) {
  describe(command, () => {
    for (const [what, example] of Object.entries(table)) it(what, () => void check(example));
  });
}

describe("a key", () => {
  const first = keyCreated({ maxUses: 2 });
  const second = {
    ...first,
    data: { ...first.data, lockId: 2, lockUuid: OTHER_UUID },
    context: { door: 2, method: "key" },
  } as const;

  it("keeps its description beside the log, and a repeat must have the same", () => {
    const { decision, rows } = check({
      given: [lockCreated],
      when: { ...create, description: "Gina" },
      comesTo: [keyCreated()],
    });
    assert.deepEqual(decision.erasable, [{ kind: "key-texts", tempKeyUuid: KEY_UUID, description: "Gina" }]);
    assert.deepEqual(rows.run({ ...create, description: "Gina" }, NOW).answer, { ok: true, lockId: 1, event: null });
    assert.equal(rows.run({ ...create, description: "Hugo" }, NOW).answer.ok, false);
    assert.equal(rows.run(create, NOW).answer.ok, false);
    rows.eraseTexts(KEY_UUID);
    assert.equal(rows.run({ ...create, description: "Gina" }, NOW).answer.ok, true);
  });

  it("opens each of its doors and counts them together", () => {
    const doors = [lockCreated, otherLock, first, second];
    const rows = InMemoryRows.from(doors.map((event) => ({ at: NOW, event })));
    assert.ok(rows.run({ ...open, door: 2 }, NOW).answer.ok);
    assert.equal(rows.order("o1")!.lockId, 2);
    const { answer } = rows.run({ ...open, door: 1, orderId: "o2" }, NOW);
    assert.ok(answer.ok);
    assert.equal(answer.lockId, 1);
    assert.equal(rows.tempKey(KEY_UUID)!.usedCount, 2);
    assert.equal(rows.run({ ...use, lockId: 2 }, NOW).answer.ok, false);
  });

  it("answers a repeated intent with the order that it made first", () => {
    const given = [...base, requested("o1", { intent: `i/key/${KEY_UUID}` }), used(1, "o1"), opened("o1")];
    const { answer } = check({ given, when: { ...open, orderId: "o2", intent: "i" }, comesTo: [] }).decision;
    assert.ok(answer.ok);
    assert.deepEqual([answer.order?.orderId, answer.order?.stage], ["o1", "opened"]);
  });

  it("takes an order id of something else for a fault", () => {
    const given = [...base, requested("o1", { ofKey: false })];
    assert.throws(() => check({ given, when: open, comesTo: [] }), /belongs to something else/);
  });
});

const many = (count: number) => Array.from({ length: count }, (_, i) => `user${i}`);

describe("checkTerms", () => {
  const named = ["gina"];
  const cases: readonly (readonly [string, Partial<KeyTerms>, readonly string[]])[] = [
    ["nothing", {}, []],
    ["good terms", terms, []],
    ["an empty window", { validFrom: UNTIL, validUntil: UNTIL }, ["validUntil"]],
    ["a window that ends before it starts", { validFrom: UNTIL, validUntil: UNTIL - 1 }, ["validUntil"]],
    ["one instant", { validFrom: UNTIL, validUntil: UNTIL + 1 }, []],
    ["a window that is over", { validFrom: FROM, validUntil: NOW }, ["validUntil"]],
    ["a window that ends in an instant", { validFrom: FROM, validUntil: NOW + 1 }, []],
    ["an end alone", { validUntil: NOW }, ["validUntil"]],
    ["the longest span", { validFrom: FROM, validUntil: FROM + MAX_SPAN_MS }, []],
    ["a span too long", { validFrom: FROM, validUntil: FROM + MAX_SPAN_MS + 1 }, ["validUntil"]],
    ["named users without names", { accessMode: "user-whitelist", allowedUserIds: [] }, ["allowedUserIds"]],
    ["named users with a name", { accessMode: "user-whitelist", allowedUserIds: named }, []],
    ["a public key with names", { accessMode: "public", allowedUserIds: named }, []],
    ["as many users as may be", { allowedUserIds: many(1_000) }, []],
    ["more users than may be", { allowedUserIds: many(1_001) }, ["allowedUserIds"]],
    ["one use", { maxUses: 1 }, []],
    ["no limit", { maxUses: null }, []],
    ["no use", { maxUses: 0 }, ["maxUses"]],
    ["a negative number of uses", { maxUses: -1 }, ["maxUses"]],
    ["half a use", { maxUses: 1.5 }, ["maxUses"]],
    ["more uses than can be counted", { maxUses: 2 ** 53 }, ["maxUses"]],
  ];
  for (const [what, some, fields] of cases) {
    it(`${fields.length === 0 ? "takes" : "refuses"} ${what}`, () => {
      assert.deepEqual(
        checkTerms(some, NOW).map(({ field }) => field),
        fields,
      );
    });
  }
});
