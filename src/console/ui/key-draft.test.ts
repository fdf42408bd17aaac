import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KeyTerms, Term } from "../../domain/key-terms.ts";
import { newTerms, shownTerms } from "../../http/api/keys/key-terms.ts";
import type { KeyDetails } from "../api/types.ts";
import {
  bodyOf,
  type DraftField,
  draftLike,
  emptyDraft,
  fieldOf,
  hasPin,
  type KeyDraft,
  problemsOf,
  timeOf,
  withWhen,
} from "./key-draft.ts";

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
    for (const uses of ["0", "-1", "1.5", "many", "1e3"]) {
      assert.deepEqual(problems({ uses }), { uses: "badUses" });
      assert.deepEqual(problems({ usesPerDoor: uses }), { usesPerDoor: "badUses" });
    }
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

  it("is like another with each of its terms, and none is left out that would widen it", () => {
    // Another term does not compile until it is said here.
    const terms: Required<KeyTerms> = {
      accessMode: "user-whitelist",
      allowedUserIds: ["3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77", "9d1f1c0e-52a4-4c6e-8f5b-b7d20c3f6a18"],
      validFrom: NOW + 60_000,
      validUntil: NOW + 3_600_000,
      maxUses: 5,
      maxUsesPerDoor: 2,
    };
    const key = { ...shownTerms(terms), doors: [DOOR], description: null, anyone: false, people: [] };
    const like = draftLike(key as unknown as KeyDetails, NOW);
    const ids = like.people.map(({ id }) => id!);
    assert.deepEqual(newTerms(bodyOf(like, timeOf(like, NOW, ZONE, {}), ids)), terms);
  });

  it("finds its field of what the server names", () => {
    const terms: Readonly<Record<Term, DraftField>> = {
      accessMode: "people",
      allowedUserIds: "people",
      validFrom: "when",
      validUntil: "when",
      maxUses: "uses",
      maxUsesPerDoor: "usesPerDoor",
    };
    const of = {
      ...terms,
      "doors[0].lockId": "doors",
      "allowedUserIds[2]": "people",
      description: "note",
      email: "people",
      nonsense: undefined,
    };
    for (const [sent, field] of Object.entries(of)) assert.equal(fieldOf(sent), field, sent);
  });
});
