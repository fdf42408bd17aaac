import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { faultOfText } from "./text.ts";

describe("text", () => {
  it("has no control characters but tab and the ends of lines", () => {
    for (let code = 0; code < 0x100; code++) {
      const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
      const expected = isControl && ![0x09, 0x0a, 0x0d].includes(code);
      assert.equal(faultOfText(`a${String.fromCharCode(code)}b`) !== undefined, expected, `U+${code.toString(16)}`);
    }
  });

  it("may run either way, and have anything that is a character", () => {
    for (const text of ["", "αβγ", "😀", "\u200fעברית", "\u2067abc\u2069", "e\u0301", "\ufeff", "\ufffe"])
      assert.equal(faultOfText(text), undefined, JSON.stringify(text));
  });

  it("has no half of a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 0xd800, max: 0xdfff }), (text, half) => {
        assert.equal(faultOfText(text) === undefined, !/[^\P{Cc}\t\n\r]/u.test(text));
        assert.match(faultOfText(`${String.fromCharCode(half)} ${text}`)!, /surrogate|control/);
      }),
    );
  });
});
