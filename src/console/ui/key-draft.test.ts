import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bodyOf, emptyDraft, fieldOf, hasPin, type KeyDraft, problemsOf, timeOf, withWhen } from "./key-draft.ts";

const ZONE = "Europe/Athens";
const NOW = Date.parse("2026-12-24T12:00:00Z");
const DOOR = { lockId: "1", name: "Front door", timeZone: ZONE, site: null };
const draft = (more: Partial<KeyDraft> = {}): KeyDraft => ({ ...emptyDraft(NOW, ZONE), doors: [DOOR], ...more });
const problems = (more: Partial<KeyDraft>) => {
  const one = draft(more);
  return problemsOf(one, timeOf(one, NOW, ZONE, {}), NOW);
};

describe("a key that is filled in", () => {
  it("is good with a door alone", () => assert.deepEqual(problems({}), {}));

  it("says of each field what the server would refuse", () => {
    assert.deepEqual(problems({ doors: [] }), { doors: "noDoors" });
    assert.deepEqual(problems({ isNamed: true }), { people: "noPeople" });
    for (const uses of ["0", "-1", "1.5", "many", "1e3"]) assert.deepEqual(problems({ uses }), { uses: "badUses" });
    assert.deepEqual(problems({ note: "x".repeat(2_001) }), { note: "longNote" });
    assert.deepEqual(problems({ when: "own" }), { when: "noTime" });
    assert.deepEqual(problems({ when: "own", from: NOW, until: NOW }), { when: "endsBefore" });
    assert.deepEqual(problems({ when: "own", from: NOW - 20, until: NOW - 10 }), { when: "isOver" });
    assert.deepEqual(problems({ when: "own", from: NOW, until: NOW + 6 * 366 * 86_400_000 }), { when: "tooLong" });
    assert.deepEqual(problems({ when: "stay", arrival: "", departure: "" }), { when: "noTime" });
    assert.deepEqual(problems({ when: "stay", arrival: "2026-12-26", departure: "2026-12-25" }), {
      when: "endsBefore",
    });
  });

  it("opens once where it is for one hour, unless somebody says otherwise", () => {
    const once = withWhen(draft(), "once", NOW, ZONE, {});
    assert.equal(once.uses, "1");
    assert.equal(withWhen(once, "week", NOW, ZONE, {}).uses, "");
    assert.equal(withWhen({ ...once, uses: "3" }, "week", NOW, ZONE, {}).uses, "3");
  });

  it("goes on from the times of a preset where somebody wants others", () => {
    const { from, until } = withWhen(draft(), "own", NOW, ZONE, { checkOut: "10:00" });
    assert.deepEqual([from, until], [NOW, Date.parse("2026-12-25T08:00Z")]);
  });

  it("is sent with what was said and nothing else", () => {
    const time = { from: NOW, until: NOW + 3_600_000 };
    assert.deepEqual(bodyOf(draft(), time, undefined), {
      validFrom: "2026-12-24T12:00:00.000Z",
      validUntil: "2026-12-24T13:00:00.000Z",
      doors: [{ lockId: "1", accessMethod: "key" }],
    });
    const named = bodyOf(draft({ note: " Anna ", uses: "2", methods: { 1: "both" } }), time, ["a"]);
    assert.deepEqual(named.doors, [{ lockId: "1", accessMethod: "key" }], "a PIN does not say who enters it");
    assert.partialDeepStrictEqual(named, { description: "Anna", maxUses: 2, allowedUserIds: ["a"] });
    assert.equal(hasPin(draft({ methods: { 1: "both" } })), true);
    assert.equal(hasPin(draft({ methods: { 1: "both" }, isNamed: true })), false);
  });

  it("finds its field of what the server names", () => {
    assert.deepEqual(
      ["doors[0].lockId", "validUntil", "allowedUserIds[2]", "maxUses", "description", "email", "nonsense"].map(
        fieldOf,
      ),
      ["doors", "when", "people", "uses", "note", "people", undefined],
    );
  });
});
