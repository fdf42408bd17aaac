import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { admit, type Attempt, explain, keyStatus } from "./admission.ts";
import type { AdmissionRefusal } from "./refusals.ts";
import type { Door, TempKeyState } from "./temp-key.ts";

const FROM = 1_000;
const UNTIL = 2_000;
const PAUSE = { since: 1, by: "user:olga", revokeAfter: 1_900 };
const open: TempKeyState = {
  uuid: "5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b",
  doors: [
    { id: 1, lockId: 1, method: "code", usedCount: 0 },
    { id: 2, lockId: 2, method: "key", usedCount: 0 },
    { id: 3, lockId: 3, method: "both", usedCount: 0 },
  ],
  nextDoor: 4,
  accessMode: "public",
  allowedUserIds: [],
  validFrom: FROM,
  validUntil: UNTIL,
  maxUses: 2,
  maxUsesPerDoor: null,
  usedCount: 0,
  createdAt: 0,
  createdBy: "olga",
  revokedAt: null,
  queuedOrders: [],
  createdWith: null,
};
const named: TempKeyState = { ...open, accessMode: "user-whitelist", allowedUserIds: ["gina"] };
const attempt: Attempt = { at: 1_500, method: "key" };

describe("admit", () => {
  const examples: readonly (readonly [string, TempKeyState | undefined, Attempt, AdmissionRefusal | number])[] = [
    ["no key", undefined, attempt, "unknown-key"],
    ["a paused key", { ...open, paused: PAUSE }, attempt, "paused"],
    ["a paused key before its window", { ...open, paused: PAUSE }, { ...attempt, at: FROM - 1 }, "paused"],
    [
      "a paused key whose window is over",
      { ...open, paused: { since: 1, by: "user:olga" } },
      { ...attempt, at: UNTIL },
      "expired",
    ],
    ["the last instant of a pause", { ...open, paused: PAUSE }, { ...attempt, at: PAUSE.revokeAfter - 1 }, "paused"],
    ["a key whose pause is over", { ...open, paused: PAUSE }, { ...attempt, at: PAUSE.revokeAfter }, "revoked"],
    ["a revoked key", { ...open, revokedAt: 1 }, attempt, "revoked"],
    ["the last instant before the window", open, { ...attempt, at: FROM - 1 }, "not-yet-valid"],
    ["the first instant of the window", open, { ...attempt, at: FROM }, 2],
    ["the last instant of the window", open, { ...attempt, at: UNTIL - 1 }, 2],
    ["the end of the window", open, { ...attempt, at: UNTIL }, "expired"],
    ["nobody, for named users", named, attempt, "user-required"],
    ["another user", named, { ...attempt, userId: "sven" }, "user-not-allowed"],
    ["a named user", named, { ...attempt, userId: "gina" }, 2],
    ["a public key that names users", { ...open, allowedUserIds: ["gina"] }, { ...attempt, userId: "sven" }, 2],
    ["a door that the key has not", open, { ...attempt, door: 4 }, "unknown-door"],
    ["a key without doors", { ...open, doors: [] }, attempt, "unknown-door"],
    ["a link at a door for codes", open, { ...attempt, door: 1 }, "method-not-allowed"],
    ["a code at a door for links", open, { ...attempt, method: "code", door: 2 }, "method-not-allowed"],
    ["no door that the method opens", { ...open, doors: open.doors.slice(0, 1) }, attempt, "method-not-allowed"],
    ["a code, the first door for codes", open, { ...attempt, method: "code" }, 1],
    ["either method at a door for both", open, { ...attempt, method: "code", door: 3 }, 3],
    ["the last use", { ...open, usedCount: 1 }, attempt, 2],
    ["one use too many", { ...open, usedCount: 2 }, attempt, "used-up"],
    ["more uses than were left after a change", { ...open, usedCount: 5 }, attempt, "used-up"],
    ["any number of uses without a limit", { ...open, maxUses: null, usedCount: 1e6 }, attempt, 2],
  ];
  for (const [what, key, how, expected] of examples) {
    it(`${typeof expected === "number" ? "lets in" : "refuses"} ${what}`, () => {
      const admission = admit(key, how);
      assert.equal(admission.admitted ? admission.door.id : admission.reason, expected);
    });
  }

  it("gives the first reason of the stated order, whatever else is wrong", () => {
    // Everything is wrong; one wrong thing after another is put right.
    const paused = { since: 1, by: "user:olga" };
    let key: TempKeyState = { ...named, validFrom: 5_000, validUntil: 6_000, revokedAt: 1, usedCount: 2, paused };
    let how: Attempt = { at: 4_500, method: "key", door: 9 };
    const reason = () => {
      const admission = admit(key, how);
      return admission.admitted ? "admitted" : admission.reason;
    };
    const seen = [reason()];
    const next = (change: () => void) => {
      change();
      seen.push(reason());
    };
    next(() => (key = { ...key, revokedAt: null }));
    next(() => {
      const { paused: _, ...resumed } = key;
      key = { ...resumed, validUntil: 4_000 };
    });
    next(() => (key = { ...key, validFrom: 3_000 }));
    next(() => (how = { ...how, at: 3_500 }));
    next(() => (how = { ...how, userId: "sven" }));
    next(() => (how = { ...how, userId: "gina" }));
    next(() => (how = { ...how, door: 1 }));
    next(() => (how = { ...how, door: 2 }));
    next(() => (key = { ...key, usedCount: 1 }));
    assert.deepEqual(seen, [
      "revoked",
      "paused",
      "not-yet-valid",
      "expired",
      "user-required",
      "user-not-allowed",
      "unknown-door",
      "method-not-allowed",
      "used-up",
      "admitted",
    ]);
  });
});

describe("keyStatus", () => {
  const examples = [
    ["valid", open, 1_500],
    ["valid", named, 1_500],
    ["not-yet-valid", { ...open, usedCount: 2 }, FROM - 1],
    ["valid", open, FROM],
    ["valid", open, UNTIL - 1],
    ["expired", { ...open, usedCount: 2 }, UNTIL],
    ["used-up", { ...open, usedCount: 2 }, 1_500],
    ["revoked", { ...open, revokedAt: 1, usedCount: 2 }, UNTIL],
  ] as const;
  for (const [status, key, at] of examples) {
    it(`is ${status} at ${at} with ${key.usedCount} uses`, () => assert.equal(keyStatus(key, at), status));
  }
});

type Unnumbered = Omit<TempKeyState, "doors"> & { readonly doors: readonly Omit<Door, "id" | "lockId">[] };

function withNumbers({ doors, ...rest }: Pick<Unnumbered, "doors"> & Partial<Unnumbered>): TempKeyState {
  const numbered = doors.map(({ method, usedCount }, i) => ({ id: i + 1, lockId: i + 1, method, usedCount }));
  return { ...open, ...rest, doors: numbered };
}

describe("explain", () => {
  const time = fc.integer({ min: FROM - 3, max: UNTIL + 3 });
  const count = fc.integer({ min: 0, max: 3 });
  const limit = fc.constantFrom(null, 1, 2, 3);
  const method = fc.constantFrom("key", "code", "both");
  const key: fc.Arbitrary<TempKeyState> = fc
    .record({
      accessMode: fc.constantFrom("public", "user-whitelist"),
      allowedUserIds: fc.subarray(["gina", "hugo"]),
      maxUses: limit,
      maxUsesPerDoor: limit,
      usedCount: count,
      revokedAt: fc.constantFrom(null, null, null, FROM),
      doors: fc.array(fc.record({ method, usedCount: count }), { maxLength: 3 }),
    })
    .map(withNumbers);
  const asked: fc.Arbitrary<Attempt> = fc
    .record({
      at: time,
      method: fc.constantFrom("key", "code"),
      door: fc.constantFrom(undefined, 1, 2, 3),
      userId: fc.constantFrom(undefined, "gina", "sven"),
    })
    .map(
      (some) =>
        Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) as unknown as Attempt,
    );

  it("agrees with the decision, and its first no is the reason, over 10,000 cases", () => {
    const reasons = new Set<string>();
    fc.assert(
      fc.property(key, asked, (state, one) => {
        const { admission, rules } = explain(state, one);
        assert.deepEqual(admission, admit(state, one));
        const no = rules.find(({ passed }) => passed === false);
        assert.equal(no?.reason, admission.admitted ? undefined : admission.reason);
        reasons.add(admission.admitted ? "admitted" : admission.reason);
        for (const { compared } of rules) assert.ok(Object.keys(compared).length > 0);
      }),
      { numRuns: 10_000 },
    );
    assert.equal(reasons.size, 9, [...reasons].join());
  });
});
