import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { choosePin } from "./pin-choice.ts";
import { afterRightPin, afterWrongPin, pinAllowedFrom, pinCost, type PinGuard, pinPolicy } from "./pin-guard.ts";
import type { TempKeyState } from "./temp-key.ts";
import { isTrivialPin } from "./trivial-pin.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-12-25T12:00:00Z");

const key = (uuid: string, validFrom: number, validUntil: number, revokedAt: number | null = null) =>
  ({ uuid, validFrom, validUntil, revokedAt, doors: [] }) as unknown as TempKeyState;
const rowsOf = (pins: Record<string, TempKeyState[]>) => ({
  keysWithPin: (lockId: number, blindIndex: string) => pins[`${lockId}/${blindIndex}`] ?? [],
});

/** The part of all PINs of so many digits that may be made, by a sample of them. */
function madeOf(digits: number): number {
  const sample = Array.from({ length: 50_000 }, (_, n) =>
    String((n * 7_919 * 13 + 7) % 10 ** digits).padStart(digits, "0"),
  );
  return sample.filter((pin) => !isTrivialPin(pin)).length / sample.length;
}

const sourcesOf = (count: number) => Array.from({ length: count }, (_, i) => `s${i}`);

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
    { blindIndexes: ["a", "a2"], ciphertext: "A" },
    { blindIndexes: ["b", "b2"], ciphertext: "B" },
  ];
  const asked = { tempKeyUuid: "k", lockIds: [1, 2], terms: { validFrom: 10, validUntil: 20 }, held: null, candidates };

  it("takes the first that no key in the way has, under any of its blind indexes and at any of the locks", () => {
    assert.deepEqual(choosePin(rowsOf({}), asked), {
      kind: "take",
      candidate: 0,
      pin: { blindIndex: "a", ciphertext: "A" },
    });
    for (const place of ["1/a", "2/a", "1/a2", "2/a2"]) {
      const chosen = choosePin(rowsOf({ [place]: [key("o", 15, 25)] }), asked);
      assert.deepEqual(chosen, { kind: "take", candidate: 1, pin: { blindIndex: "b", ciphertext: "B" } });
    }
  });

  it("may share one with a key of another time, one that was taken back, and itself", () => {
    for (const other of [key("o", 20, 30), key("o", 0, 10), key("o", 0, 99, 5), key("k", 0, 99)])
      assert.equal(choosePin(rowsOf({ "1/a": [other] }), asked).kind, "take");
    const chosen = choosePin(rowsOf({ "1/a": [key("o", 20, 30)] }), asked);
    assert.equal(chosen.kind === "take" && chosen.candidate, 0);
  });

  it("keeps the one that it has until that meets another", () => {
    const held = { ...asked, held: { blindIndex: "h", ciphertext: "H" }, heldBlindIndexes: ["h2"] };
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
  const policy = pinPolicy(8);
  const wrong = (guard: PinGuard | null, source: string, at: number, rules = policy): PinGuard =>
    afterWrongPin(guard, source, pinCost(guard, source, rules, at), at);
  const mayTry = (guard: PinGuard | null, source: string, at: number, rules = policy): boolean =>
    pinAllowedFrom(guard, source, rules, at) <= at;

  /** Try as often as is allowed, from these sources in turn, for a while; how many tries that was. */
  function triesIn(ms: number, digits: number, sources: readonly string[], start: PinGuard | null = null): number {
    const rules = pinPolicy(digits);
    let guard = start;
    let tries = 0;
    for (let at = NOW; at < NOW + ms;) {
      const source = sources.find((one) => mayTry(guard, one, at, rules));
      if (source !== undefined) {
        guard = wrong(guard, source, at, rules);
        tries++;
        continue;
      }
      at = Math.ceil(Math.min(...sources.map((one) => pinAllowedFrom(guard, one, rules, at))));
    }
    return tries;
  }
  const panel = afterRightPin(null, "panel", NOW);
  const crowd = sourcesOf(40);

  for (const digits of [6, 7, 8])
    for (const [who, sources] of Object.entries({ few: crowd, many: sourcesOf(400) }))
      it(`keeps the chance of guessing one of 20 PINs of ${digits} digits in a day under 0.1%, from ${who} sources at once`, () => {
        const tries = triesIn(DAY, digits, ["panel", ...sources], panel);
        const odds = (tries * 20) / (madeOf(digits) * 10 ** digits);
        assert.ok(odds < 0.001, `${tries} tries, odds ${odds}`);
        assert.ok(odds > 0.0004, `${tries} tries: the allowance is not used`);
      });

  it("keeps that chance whatever sources do and learn, in any day of any history", () => {
    const step = fc.record({
      source: fc.integer({ min: 0, max: 12 }),
      right: fc.boolean(),
      passes: fc.constantFrom(0, 0, 0, 1_000, 60_000, 3_600_000),
    });
    fc.assert(
      fc.property(fc.constantFrom(6, 7, 8), fc.array(step, { maxLength: 400, size: "max" }), (digits, steps) => {
        const rules = pinPolicy(digits);
        let guard: PinGuard | null = null;
        let at = NOW;
        const tries: number[] = [];
        for (const { source, right, passes } of steps) {
          at += passes;
          if (!mayTry(guard, `s${source}`, at, rules)) continue;
          if (right && source < 4) guard = afterRightPin(guard, `s${source}`, at);
          else {
            guard = wrong(guard, `s${source}`, at, rules);
            tries.push(at);
          }
          const inADay = tries.filter((one) => one > at - DAY).length;
          assert.ok((inADay * 20) / (0.85 * 10 ** digits) < 0.001, `${inADay} tries in a day`);
        }
      }),
    );
  });

  it("never shuts a guest at the panel out for longer than a wait of one interval", () => {
    const { intervalMs } = policy.known;
    assert.ok(intervalMs <= 45_000);
    let guard: PinGuard | null = panel;
    for (let i = 0; i < 100; i++) if (mayTry(guard, "panel", NOW)) guard = wrong(guard, "panel", NOW);
    const wait = pinAllowedFrom(guard, "panel", policy, NOW) - NOW;
    assert.ok(wait > 0 && wait <= intervalMs, String(wait));
  });

  it("is another one at the panel than elsewhere, from however many sources that is used up", () => {
    let guard: PinGuard | null = panel;
    for (const source of sourcesOf(2_000)) if (mayTry(guard, source, NOW)) guard = wrong(guard, source, NOW);
    assert.ok(!mayTry(guard, "new", NOW));
    assert.ok(mayTry(guard, "panel", NOW));
  });

  it("is smaller for one source that no PIN opened from, and whole again after a while", () => {
    assert.equal(triesIn(1, 8, ["s"]), 5);
    assert.ok(triesIn(1, 8, ["s", "t"]) < 10);
    assert.equal(triesIn(1, 8, sourcesOf(400)), policy.others.full);
    assert.equal(triesIn(1, 8, ["panel"], panel), policy.known.full);
    assert.ok(mayTry(wrong(null, "s", NOW), "s", NOW + policy.others.intervalMs * 2));
  });

  /**
   * Guess from so many sources as fast as it is allowed, for a day, while guests come from sources that never failed;
   * how many of them were let in.
   */
  function guests(digits: number, attackers: readonly string[], start: PinGuard | null = null) {
    const rules = pinPolicy(digits);
    let guard = start;
    let came = 0;
    let letIn = 0;
    for (let at = NOW; at < NOW + DAY; at += 60_000) {
      for (const source of attackers)
        for (let left = 20; left > 0 && mayTry(guard, source, at, rules); left--)
          guard = wrong(guard, source, at, rules);
      if ((at - NOW) % 600_000 !== 0) continue;
      came++;
      if (mayTry(guard, `guest ${at}`, at, rules)) letIn++;
    }
    return { came, letIn };
  }

  for (const [digits, counts] of [
    [8, [1, 2, 10, 50, 150]],
    [7, [1, 2, 10, 50]],
    [6, [1, 2, 4]],
  ] as const)
    for (const count of counts)
      it(`lets every guest in at a source that never failed, while ${count} sources guess PINs of ${digits} digits`, () => {
        const { came, letIn } = guests(digits, sourcesOf(count));
        assert.equal(letIn, came);
      });

  it("lets guests in who mistype, after a while that grows with how many guess", () => {
    let guard: PinGuard | null = null;
    for (const source of sourcesOf(10))
      for (let i = 0; i < 9; i++) if (mayTry(guard, source, NOW)) guard = wrong(guard, source, NOW);
    assert.ok(mayTry(guard, "guest", NOW));
    guard = wrong(guard, "guest", NOW);
    const wait = pinAllowedFrom(guard, "guest", policy, NOW) - NOW;
    assert.ok(wait <= 22 * policy.others.intervalMs, String(wait));
  });

  it("cannot be kept from new sources for good by fewer sources than it has tries, but by more: that is told, not hidden", () => {
    const { came, letIn } = guests(8, sourcesOf(1_000));
    assert.ok(letIn < came);
  });

  it("leaves the panel its part when a guest's PIN opened from somewhere else too, for however long that goes on", () => {
    let guard: PinGuard = afterRightPin(panel, "guest", NOW);
    let letIn = 0;
    const minutes = 24 * 60;
    for (let minute = 0; minute < minutes; minute++) {
      const at = NOW + minute * 60_000;
      for (let tries = 0; tries < 100 && mayTry(guard, "guest", at); tries++) guard = wrong(guard, "guest", at);
      if (mayTry(guard, "panel", at)) letIn++;
    }
    assert.equal(letIn, minutes);
  });

  for (const count of [2, 3, 8, 20])
    it(`leaves the panel its part when ${count} sources guess from which a PIN opened once`, () => {
      let guard: PinGuard = panel;
      const known = sourcesOf(count);
      for (const source of known) guard = afterRightPin(guard, source, NOW);
      let shut = 0;
      let longest = 0;
      const seconds = 20;
      for (let at = NOW; at < NOW + DAY; at += seconds * 1_000) {
        for (const source of known)
          for (let tries = 0; tries < 100 && mayTry(guard, source, at); tries++) guard = wrong(guard, source, at);
        shut = mayTry(guard, "panel", at) ? 0 : shut + seconds * 1_000;
        longest = Math.max(longest, shut);
      }
      assert.ok(longest <= (count < 8 ? 0 : 2 * count * policy.known.intervalMs), `shut for ${longest} ms`);
    });

  it("is the panel's for good, from however many sources a PIN opens later", () => {
    let guard: PinGuard = wrong(panel, "x", NOW);
    for (const source of sourcesOf(300)) guard = afterRightPin(guard, source, NOW);
    assert.ok(guard.sources.some(({ source }) => source === "panel"));
    for (const source of ["x", "y", "z"]) for (let i = 0; i < 10; i++) guard = wrong(guard, source, NOW);
    assert.ok(mayTry(guard, "panel", NOW));
  });

  it("is not owed later for what a panel did while it was the only source", () => {
    const { intervalMs } = policy.known;
    let guard: PinGuard = panel;
    for (let at = NOW; at < NOW + DAY; at += intervalMs) guard = wrong(guard, "panel", at);
    guard = afterRightPin(guard, "guest", NOW + DAY);
    const wait = pinAllowedFrom(guard, "panel", policy, NOW + DAY) - (NOW + DAY);
    assert.ok(wait <= 3 * intervalMs, String(wait));
  });

  it("remembers a bounded number of sources, the known ones first", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.boolean()), { maxLength: 600 }), (steps) => {
        let guard: PinGuard | null = panel;
        for (const [n, right] of steps)
          guard = right && n < 60 ? afterRightPin(guard, `s${n}`, NOW) : wrong(guard, `s${n}`, NOW);
        assert.ok(guard!.sources.length <= 256);
        assert.ok(guard!.sources.filter(({ openedAt }) => openedAt !== null).length <= 32);
        assert.ok(guard!.sources.some(({ source }) => source === "panel"));
        assert.equal(new Set(guard!.sources.map(({ source }) => source)).size, guard!.sources.length);
      }),
    );
  });

  it("folds what was recorded before sources owed longer as it was folded then", () => {
    let guard: PinGuard | null = null;
    for (const source of crowd) guard = afterWrongPin(guard, source, { intervalMs: 1_000 }, NOW);
    assert.equal(guard!.sources.length, 32);
    assert.equal(guard!.others, NOW + 40_000);
    assert.deepEqual(guard!.sources.at(-1), { source: "s39", wholeAt: NOW + 2_000, openedAt: null });
    assert.ok(!("most" in guard!));
    for (const source of crowd) guard = afterRightPin(guard, source, NOW);
    assert.equal(guard!.sources.length, 32);
  });
});
