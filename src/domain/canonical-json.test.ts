import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { canonicalJson } from "./canonical-json.ts";

describe("canonicalJson", () => {
  const examples: readonly (readonly [what: string, value: unknown, text: string])[] = [
    ["null", null, "null"],
    ["booleans", [true, false], "[true,false]"],
    [
      "names in the order of UTF-16 code units",
      { "\u20ac": 1, "\r": 2, "1": 3, "\u{1f600}": 4, "\ufb33": 5, ö: 6 },
      `{"\\r":2,"1":3,"ö":6,"€":1,"\u{1f600}":4,"\ufb33":5}`,
    ],
    ["names that look like numbers, as text", { 10: 1, 9: 2 }, `{"10":1,"9":2}`],
    ["a nested object", { b: { d: 1, c: 2 }, a: [{ f: 1, e: 2 }] }, `{"a":[{"e":2,"f":1}],"b":{"c":2,"d":1}}`],
    ["members that are undefined", { a: undefined, b: 1 }, `{"b":1}`],
    ["empty things", [{}, [], ""], `[{},[],""]`],
    ["what is undefined in a list", [undefined, 1], "[null,1]"],
    [
      "numbers as ECMAScript writes them",
      [0, -0, 1e21, 1e-7, 4.5, 333333333.3333333, 2 ** 53],
      "[0,0,1e+21,1e-7,4.5,333333333.3333333,9007199254740992]",
    ],
    [
      "control characters, quotes and backslashes",
      '\u0000\b\t\n\f\r"\\\u001f/',
      `"\\u0000\\b\\t\\n\\f\\r\\"\\\\\\u001f/"`,
    ],
    ["line separators as they are", "\u2028\u2029", '"\u2028\u2029"'],
    ["a lone surrogate as an escape", "\ud800", String.raw`"\ud800"`],
    ["prototype names", JSON.parse('{"__proto__":1,"constructor":2}'), `{"__proto__":1,"constructor":2}`],
    ["an object without a prototype", Object.assign(Object.create(null), { b: 1, a: 2 }), `{"a":2,"b":1}`],
  ];
  for (const [what, value, text] of examples) it(`writes ${what}`, () => assert.equal(canonicalJson(value), text));

  const refused: readonly (readonly [string, unknown])[] = [
    ["NaN", Number.NaN],
    ["infinity", { a: -Infinity }],
    ["a big integer", [1n]],
    ["a function", { a: () => 1 }],
    ["a symbol", Symbol("a")],
    ["undefined alone", undefined],
    ["a date", new Date(0)],
    ["a map", { a: new Map() }],
  ];
  for (const [what, value] of refused) {
    it(`refuses ${what}`, () => assert.throws(() => canonicalJson(value), TypeError));
  }

  it("writes objects of more kinds than it remembers, each time as before", () => {
    for (let i = 0; i < 200; i++) {
      const name = `b${i % 50}`;
      assert.equal(canonicalJson({ [name]: 1, a: { d: i, [name]: 2 } }), `{"a":{"${name}":2,"d":${i}},"${name}":1}`);
    }
  });

  it("reads back as the same value and is the same for every order of names", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        assert.equal(JSON.stringify(JSON.parse(text)).length, text.length);
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
        assert.equal(canonicalJson(reversed(value)), text);
        assert.equal(canonicalJson(JSON.parse(text)), text);
      }),
    );
  });
});

/** The same value with the names of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, reversed(member)] as const);
  return Object.fromEntries(entries.toReversed());
}
