import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isBreached } from "./breached-passwords.ts";

const KNOWN = ["maria.papadaki@sunny-flats.example", "Sunny Flats Ltd"];

describe("a password is refused as one of the first that are guessed", () => {
  const REFUSED: Record<string, readonly string[]> = {
    "when many people have it": ["leavemealone", "finalfantasy", "1qaz2wsx3edc"],
    "whatever its case": ["LeaveMeAlone", "FINALFANTASY"],
    "whatever digits and signs stand around it": [
      "password2026!",
      "Dragon-123456",
      "!!football1999",
      "Password12345678",
    ],
    "with digits for letters": ["p4ssw0rd2026!", "P@$$w0rd-1234", "l3avem3alon3"],
    "several times over": ["passwordpassword", "monkeymonkeymonkey", "Dragon1Dragon1"],
    "with signs between": ["leave-me-alone", "final.fantasy"],
    "of few different characters": ["aaaaaaaaaaaa", "abababababab", "111111111111111", "aaaaaaaaaaab"],
    "of digits alone": ["314159265358", "2026-11-26-2026"],
    "of keys in their order": ["abcdefghijkl", "qwertyuiopas", "zyxwvutsrqponm", "Qwertzuiopasd1"],
    "of the program's name": [
      "latchstring1",
      "Latchstring2026",
      "latchstringlatchstring",
      "my-latchstring",
      "L4tchstr1ng-2026",
    ],
    "of the address": ["mariapapadaki", "maria.papadaki@sunny-flats.example", "Papadaki-Maria1", "papadaki-2026"],
    "of the organisation's name": ["sunnyflatsltd", "Sunny Flats Ltd 1", "SunnyFlats2026", "sunny.flats.password"],
  };
  for (const [why, passwords] of Object.entries(REFUSED))
    it(why, async () => {
      for (const password of passwords) assert.equal(await isBreached(password, KNOWN), true, password);
    });
});

describe("a password is taken", () => {
  it("when nobody would guess it", async () => {
    const GOOD = [
      "glacier umbrella tin",
      "kT9#vplq02Zx",
      "vier-ziegen-im-schnee",
      "the maria i met in sofia",
      "Sunny afternoons at the lake",
    ];
    for (const password of GOOD) assert.equal(await isBreached(password, KNOWN), false, password);
  });

  it("when it is made at random, whatever it is about", async () => {
    const random = fc.string({ unit: fc.constantFrom(..."bcdfghjkmnpqrtvwxz23456789"), minLength: 16, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(random, async (password) => {
        fc.pre(new Set(password).size > 6 && (password.match(/[a-z]/g)?.length ?? 0) > 8);
        assert.equal(await isBreached(password, KNOWN), false);
      }),
    );
  });
});

it("case, digits at the end and signs around it never make a refused password a good one", async () => {
  const refused = fc.constantFrom("leavemealone", "password", "latchstring", "mariapapadaki", "qwertyuiopas", "dragon");
  const end = fc.string({ unit: fc.constantFrom(..."0123456789!.-_ "), maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(refused, end, end, fc.boolean(), async (word, before, after, upper) => {
      assert.equal(await isBreached(before + (upper ? word.toUpperCase() : word) + after, KNOWN), true);
    }),
  );
});

it("a long password takes no longer than others", async () => {
  const begun = performance.now();
  for (const password of ["a".repeat(1_024), "ab".repeat(500) + "c", `${"1!".repeat(500)}a`, "password ".repeat(100)])
    await isBreached(password, KNOWN);
  // What looked at every way to read them would take longer than anybody has.
  assert.ok(performance.now() - begun < 10_000);
});
