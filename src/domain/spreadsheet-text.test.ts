import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { givenText, harmless } from "./spreadsheet-text.ts";

it("leaves no cell that begins as a formula, wherever a spreadsheet splits the text", () => {
  const text = fc.string({
    unit: fc.constantFrom("=", "-", "@", "＝", ";", "\t", "\r", "\n", "'", '"', ",", "x", " "),
  });
  fc.assert(
    fc.property(text, (given) => {
      const cell = harmless(given);
      for (const split of [/\r\n|\r|\n/, /[;\r\n]/, /[\t\r\n]/])
        for (const part of cell.split(split)) assert.doesNotMatch(part, /^[=+\-@＝＋－＠]/, JSON.stringify(cell));
      if (!/^[=+\-@＝＋－＠\t\r\n]/.test(given)) assert.equal(givenText(cell), given);
    }),
    { numRuns: 500 },
  );
});

it("changes nothing else", () => {
  for (const text of ["", "Anna; room 4", "it's 5-7, a=b", "late\nand wet", "'", "a;'b"])
    assert.equal(harmless(text), text);
  assert.equal(harmless("x;=HYPERLINK(1)"), "x;'=HYPERLINK(1)");
});
