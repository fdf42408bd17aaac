import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Term } from "../../../domain/key-terms.ts";
import type { KeyDetails } from "../../api/types.ts";
import { draftLike, type KeyDraft, timeOf } from "../../ui/key-draft.ts";
import { changesOf } from "./changes.ts";

const NOW = Date.parse("2026-12-24T12:00:00Z");
const door = (id: number, lockId: string, accessMethod: "key" | "both" = "key") => ({
  id,
  lockId,
  lockUuid: "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77",
  label: null,
  name: `Door ${lockId}`,
  timeZone: "Europe/Athens",
  accessMethod,
  usedCount: 0,
});
const KEY: KeyDetails = {
  uuid: "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77",
  url: "/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77",
  link: "https://doors.example.test/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77",
  validFrom: "2026-12-24T10:00:00Z",
  validUntil: "2026-12-27T10:00:00Z",
  description: "Anna",
  createdBy: "olga",
  createdAt: "2026-12-20T10:00:00Z",
  revokedAt: null,
  pausedAt: null,
  revokeAfter: null,
  doors: [door(1, "1"), door(2, "2", "both")],
  accessMode: "public",
  allowedUserIds: [],
  maxUses: null,
  maxUsesPerDoor: null,
  usedCount: 0,
  hasPin: true,
  status: "valid",
  standing: "active",
  anyone: true,
  people: [],
  peopleCount: 0,
  maker: { id: "olga", name: "Olga" },
};
function changes(more: Partial<KeyDraft>, ids?: readonly string[], key = KEY) {
  const draft = { ...draftLike(key, NOW), ...more };
  return changesOf(key, draft, timeOf(draft, NOW, "Europe/Athens", {}), ids);
}

describe("changes of a key", () => {
  it("are none where nothing differs", () => assert.deepEqual(changes({}), {}));

  it("are of each term that differs, and of no other", () => {
    const [from, until] = [Date.parse("2026-12-24T11:00:00Z"), Date.parse("2026-12-28T10:00:00Z")];
    const limited = { ...KEY, doors: [door(1, "1")], maxUses: 3, maxUsesPerDoor: 3 };
    const named = { accessMode: "user-whitelist", allowedUserIds: ["anna"] };
    const of: Readonly<Record<Term, readonly [draft: Partial<KeyDraft>, sent: object, ids?: readonly string[]]>> = {
      accessMode: [{ isNamed: true }, named, ["anna"]],
      allowedUserIds: [{ isNamed: true }, named, ["anna"]],
      validFrom: [{ from }, { validFrom: "2026-12-24T11:00:00.000Z" }],
      validUntil: [{ until }, { validUntil: "2026-12-28T10:00:00.000Z" }],
      maxUses: [{ uses: "" }, { maxUses: null }],
      maxUsesPerDoor: [{ usesPerDoor: "2" }, { maxUsesPerDoor: 2 }],
    };
    for (const [term, [draft, sent, ids]] of Object.entries(of))
      assert.deepEqual(changes(draft, ids, limited), sent, term);
    assert.deepEqual(changes({ until, note: " Ben ", uses: "3" }), {
      ...of.validUntil[1],
      description: "Ben",
      maxUses: 3,
    });
  });

  it("take doors out and have others come, and one that opens another way comes anew", () => {
    const [first, second] = draftLike(KEY, NOW).doors;
    const third = { ...first!, lockId: "3" };
    assert.deepEqual(changes({ doors: [second!, third] }), {
      removeDoors: [1],
      addDoors: [{ lockId: "3", accessMethod: "key" }],
    });
    assert.deepEqual(changes({ methods: {} }), { removeDoors: [2], addDoors: [{ lockId: "2", accessMethod: "key" }] });
  });

  it("for named people take the PIN away, which does not say who enters it", () => {
    assert.deepEqual(changes({ isNamed: true }, ["anna"]), {
      accessMode: "user-whitelist",
      allowedUserIds: ["anna"],
      removeDoors: [2],
      addDoors: [{ lockId: "2", accessMethod: "key" }],
    });
    const named: KeyDetails = {
      ...KEY,
      doors: [door(1, "1")],
      accessMode: "user-whitelist",
      anyone: false,
      allowedUserIds: ["anna", "ben"],
    };
    assert.deepEqual(changes({}, ["ben", "anna"], named), {});
    assert.deepEqual(changes({ isNamed: false }, undefined, named), { accessMode: "public" });
  });
});
