import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  afterRightPin,
  afterWrongPin,
  choosePin,
  isTrivialPin,
  pinAllowedFrom,
  type PinGuard,
  pinPolicy,
} from "./pin.ts";
import type { TempKeyState } from "./temp-key.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-12-25T12:00:00Z");

const key = (uuid: string, validFrom: number, validUntil: number, revokedAt: number | null = null) =>
  ({ uuid, validFrom, validUntil, revokedAt, doors: [] }) as unknown as TempKeyState;
const rowsOf = (pins: Record<string, TempKeyState[]>) => ({
  keysWithPin: (lockId: number, index: string) => pins[`${lockId}/${index}`] ?? [],
});

/** The part of all PINs of so many digits that may be made, by a sample of them. */
function madeOf(digits: number): number {
  const sample = Array.from({ length: 50_000 }, (_, n) =>
    String((n * 7_919 * 13 + 7) % 10 ** digits).padStart(digits, "0"),
  );
  return sample.filter((pin) => !isTrivialPin(pin)).length / sample.length;
}

describe("trivial PINs", () => {
  for (const pin of ["000000", "111111", "123456", "654321", "121212", "123123", "112112", "246802", "122112"])
    it(`${pin}, six digits`, () => assert.ok(isTrivialPin(pin)));
  for (const pin of ["00000000", "12345678", "98765432", "12341234", "12344321", "19840317", "17031984", "20051224"])
    it(`${pin}, eight digits`, () => assert.ok(isTrivialPin(pin)));
  for (const pin of ["170384", "031784", "840317", "198412", "121999"])
    it(`${pin}, a date`, () => assert.ok(isTrivialPin(pin)));
  for (const pin of ["739164", "58204917", "90317264", "482715"])
    it(`${pin} is none`, () => assert.equal(isTrivialPin(pin), false));

  for (const digits of [6, 7, 8])
    it(`leave more than four fifths of ${digits} digits`, () =>
      assert.ok(madeOf(digits) > 0.8, String(madeOf(digits))));
});

describe("choosing a PIN", () => {
  const candidates = [
    { indexes: ["a", "a2"], box: "A" },
    { indexes: ["b", "b2"], box: "B" },
  ];
  const asked = { tempKeyUuid: "k", lockIds: [1, 2], terms: { validFrom: 10, validUntil: 20 }, held: null, candidates };

  it("takes the first that no key in the way has, under any of its indexes and at any of the locks", () => {
    assert.deepEqual(choosePin(rowsOf({}), asked), { kind: "take", place: 0, pin: { index: "a", box: "A" } });
    for (const place of ["1/a", "2/a", "1/a2", "2/a2"]) {
      const chosen = choosePin(rowsOf({ [place]: [key("o", 15, 25)] }), asked);
      assert.deepEqual(chosen, { kind: "take", place: 1, pin: { index: "b", box: "B" } });
    }
  });

  it("may share one with a key of another time, one that was taken back, and itself", () => {
    for (const other of [key("o", 20, 30), key("o", 0, 10), key("o", 0, 99, 5), key("k", 0, 99)])
      assert.equal(choosePin(rowsOf({ "1/a": [other] }), asked).kind, "take");
    const chosen = choosePin(rowsOf({ "1/a": [key("o", 20, 30)] }), asked);
    assert.equal(chosen.kind === "take" && chosen.place, 0);
  });

  it("keeps the one that it has until that meets another", () => {
    const held = { ...asked, held: { index: "h", box: "H" }, heldIndexes: ["h2"] };
    assert.deepEqual(choosePin(rowsOf({}), held), { kind: "keep" });
    assert.equal(choosePin(rowsOf({ "2/h": [key("o", 0, 99)] }), held).kind, "take");
    assert.equal(choosePin(rowsOf({ "2/h2": [key("o", 0, 99)] }), held).kind, "take");
  });

  it("says when none is free", () => {
    const full = rowsOf({ "1/a": [key("o", 0, 99)], "2/b2": [key("p", 19, 99)] });
    assert.deepEqual(choosePin(full, asked), { kind: "none-free" });
  });
});

describe("the allowance for wrong PINs", () => {
  /** Try as often as is allowed, from these places in turn, for a while; how many tries that was. */
  function triesIn(ms: number, digits: number, sources: readonly string[], start: PinGuard | null = null): number {
    const policy = pinPolicy(digits);
    let guard = start;
    let tries = 0;
    for (let at = NOW; at < NOW + ms;) {
      const source = sources.find((one) => pinAllowedFrom(guard, one, policy, at) <= at);
      if (source !== undefined) {
        guard = afterWrongPin(guard, source, policy.intervalMs, at);
        tries++;
        continue;
      }
      at = Math.ceil(Math.min(...sources.map((one) => pinAllowedFrom(guard, one, policy, at))));
    }
    return tries;
  }
  const panel = afterRightPin(null, "panel", NOW);
  const crowd = Array.from({ length: 40 }, (_, i) => `s${i}`);

  for (const digits of [6, 7, 8])
    it(`keeps the chance of guessing one of 20 PINs of ${digits} digits in a day under 0.1%, from everywhere at once`, () => {
      const tries = triesIn(DAY, digits, ["panel", ...crowd], panel);
      const odds = (tries * 20) / (madeOf(digits) * 10 ** digits);
      assert.ok(odds < 0.001, `${tries} tries, odds ${odds}`);
      assert.ok(odds > 0.0005, `${tries} tries: the allowance is not used`);
    });

  it("never shuts a guest at the panel out for longer than a wait of one interval", () => {
    const policy = pinPolicy(8);
    assert.ok(policy.intervalMs <= 45_000);
    let guard: PinGuard | null = panel;
    for (let i = 0; i < 100; i++)
      if (pinAllowedFrom(guard, "panel", policy, NOW) <= NOW)
        guard = afterWrongPin(guard, "panel", policy.intervalMs, NOW);
    const wait = pinAllowedFrom(guard, "panel", policy, NOW) - NOW;
    assert.ok(wait > 0 && wait <= policy.intervalMs, String(wait));
  });

  it("is another one at the panel than elsewhere", () => {
    const policy = pinPolicy(8);
    let guard: PinGuard | null = panel;
    for (const source of crowd)
      for (let i = 0; i < 10; i++)
        if (pinAllowedFrom(guard, source, policy, NOW) <= NOW)
          guard = afterWrongPin(guard, source, policy.intervalMs, NOW);
    assert.ok(pinAllowedFrom(guard, "new", policy, NOW) > NOW);
    assert.ok(pinAllowedFrom(guard, "panel", policy, NOW) <= NOW);
  });

  it("is smaller for one place that no PIN opened from, and whole again after a while", () => {
    const policy = pinPolicy(8);
    assert.equal(triesIn(1, 8, ["s"]), policy.burst / 2);
    assert.equal(triesIn(1, 8, crowd), policy.burst);
    assert.equal(triesIn(1, 8, ["panel"], panel), policy.burst);
  });

  it("leaves the panel its half when a guest's PIN opened from somewhere else too, for however long that goes on", () => {
    const policy = pinPolicy(8);
    let guard: PinGuard = afterRightPin(panel, "guest", NOW);
    let letIn = 0;
    const minutes = 24 * 60;
    for (let minute = 0; minute < minutes; minute++) {
      const at = NOW + minute * 60_000;
      for (let tries = 0; tries < 100 && pinAllowedFrom(guard, "guest", policy, at) <= at; tries++)
        guard = afterWrongPin(guard, "guest", policy.intervalMs, at);
      if (pinAllowedFrom(guard, "panel", policy, at) <= at) letIn++;
    }
    assert.equal(letIn, minutes);
  });

  it("is the panel's for good, from however many places a PIN opens later", () => {
    const policy = pinPolicy(8);
    let guard: PinGuard = panel;
    for (const source of crowd) guard = afterRightPin(guard, source, NOW);
    assert.ok(guard.sources.some(({ source }) => source === "panel"));
    for (const source of ["x", "y", "z"])
      for (let i = 0; i < 10; i++) guard = afterWrongPin(guard, source, policy.intervalMs, NOW);
    assert.ok(pinAllowedFrom(guard, "panel", policy, NOW) <= NOW);
  });

  it("is not owed later for what a panel did while it was the only place", () => {
    const policy = pinPolicy(8);
    let guard: PinGuard = panel;
    for (let at = NOW; at < NOW + DAY; at += policy.intervalMs)
      guard = afterWrongPin(guard, "panel", policy.intervalMs, at);
    guard = afterRightPin(guard, "guest", NOW + DAY);
    const wait = pinAllowedFrom(guard, "panel", policy, NOW + DAY) - (NOW + DAY);
    assert.ok(wait <= 3 * policy.intervalMs, String(wait));
  });

  it("remembers a bounded number of places, the known ones first", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.boolean()), { maxLength: 300 }), (steps) => {
        let guard: PinGuard | null = panel;
        for (const [n, right] of steps)
          guard = right && n < 20 ? afterRightPin(guard, `s${n}`, NOW) : afterWrongPin(guard, `s${n}`, 1_000, NOW);
        assert.ok(guard!.sources.length <= 32);
        assert.ok(guard!.sources.some(({ source }) => source === "panel"));
        assert.equal(new Set(guard!.sources.map(({ source }) => source)).size, guard!.sources.length);
      }),
    );
  });
});
