import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { HttpError } from "../answers/errors.ts";
import { parseStrictJson } from "./strict-json.ts";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const CONTROL = /\\u00[01]|\\[bf]|[\x7f-\x9f]/;
const parse = (text: string) => parseStrictJson(Buffer.from(text));

function detailsOf(text: string) {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof HttpError);
    assert.equal(error.status, 400);
    return error.details?.map(({ field }) => field);
  }
  throw new Error(`was taken: ${text}`);
}

describe("strict JSON", () => {
  it("reads whatever JSON.parse reads and JSON.stringify wrote", () => {
    // Without what is refused on purpose: names of prototypes, lone surrogates, control characters.
    const value = fc.jsonValue({ noUnicodeString: false }).filter((json) => {
      const text = JSON.stringify(json);
      return (
        !/"(__proto__|constructor|prototype)":/.test(text) &&
        !/\\ud[89a-f]/i.test(text) &&
        !CONTROL.test(text) &&
        !/\d{16}|e\+/.test(text)
      );
    });
    fc.assert(
      fc.property(value, (json) => assert.deepEqual(parse(JSON.stringify(json)), JSON.parse(JSON.stringify(json)))),
    );
  });

  it("refuses values within values without end, and takes what anybody needs", () => {
    assert.deepEqual(parse(nested(32)), JSON.parse(nested(32)));
    for (const depth of [33, 5_000, 30_000]) assert.equal(detailsOf(nested(depth))?.length, 1);
    assert.match(detailsOf('{"pin":{"a":'.concat('{"a":'.repeat(5_000), "1", "}".repeat(5_002)))![0]!, /^pin\.a\.a/);
  });

  it("takes an empty body for none", () => assert.equal(parse(""), undefined));

  it("names a field that is given twice, however it is written", () => {
    assert.deepEqual(detailsOf('{"a":1,"a":2}'), ["a"]);
    assert.deepEqual(detailsOf('{"a":1,"\\u0061":2}'), ["a"]);
    assert.deepEqual(detailsOf('{"list":[{"x":1},{"y":{"z":1,"z":1}}]}'), ["list[1].y.z"]);
    assert.deepEqual(detailsOf('{"a":{"a":1},"b":[1,2],"a":3,"b":4}'), ["a", "b"]);
  });

  it("allows the same name in different objects, and strings that look like names", () => {
    assert.deepEqual(parse('{"a":{"a":"a"},"b":["a","a",{"a":"b"}]}'), { a: { a: "a" }, b: ["a", "a", { a: "b" }] });
    assert.deepEqual(parse('["\\"a\\":", "\\\\", "{"]'), ['"a":', "\\", "{"]);
  });

  it("refuses names of prototypes", () => {
    assert.deepEqual(detailsOf('{"__proto__":{"admin":true}}'), ["__proto__"]);
    assert.deepEqual(detailsOf('{"a":{"constructor":1}}'), ["a.constructor"]);
    assert.deepEqual(detailsOf('{"\\u005f_proto__":1}'), ["__proto__"]);
  });

  it("refuses lone surrogates", () => {
    assert.deepEqual(detailsOf('{"a":"\\ud800"}'), ["a"]);
    assert.deepEqual(parse('{"a":"\\ud83d\\ude00"}'), { a: "😀" });
  });

  it("refuses control characters in values and names, with the field named", () => {
    assert.deepEqual(detailsOf('{"a":"x\\u0000"}'), ["a"]);
    assert.deepEqual(detailsOf('{"a":[{"b":"\\u001b[31m"}],"c":"\x7f"}'), ["a[0].b", "c"]);
    assert.deepEqual(detailsOf('{"a\\u0000":1}'), ["a\0"]);
    assert.deepEqual(parse('{"a":"\\tb\\r\\nc"}'), { a: "\tb\r\nc" });
  });

  it("ignores a byte order mark at the start", () => {
    assert.deepEqual(parse('\ufeff{"a":"\ufeff"}'), { a: "\ufeff" });
    assert.equal(parse("\ufeff"), undefined);
    assert.deepEqual(detailsOf('{\ufeff"a":1}'), ["body"]);
  });

  it("stops naming fields when there are many", () => {
    assert.equal(detailsOf(`[${'"\\u0000",'.repeat(9_000)}1]`)?.length, 21);
  });

  it("refuses numbers that a double cannot hold", () => {
    assert.deepEqual(detailsOf('{"n":9007199254740992}'), ["n"]);
    assert.deepEqual(detailsOf('{"n":[0,-9007199254740993]}'), ["n[1]"]);
    assert.deepEqual(detailsOf('{"n":1e400}'), ["n"]);
    assert.deepEqual(parse('{"n":9007199254740991,"m":-1.5e3}'), { n: 9007199254740991, m: -1500 });
  });

  it("refuses what is not JSON and not UTF-8", () => {
    assert.deepEqual(detailsOf('{"a":'), ["body"]);
    assert.throws(() => parseStrictJson(Buffer.from([0x22, 0xff, 0x22])), HttpError);
  });
});
