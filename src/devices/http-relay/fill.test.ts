import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fillingOf, inHeader, inJson, inUrl, inXml } from "../../outbound/fill.ts";
import { unknownNames, type Values } from "./fill.ts";

const values = (address: string): Values => ({
  orderId: "o-1",
  notAfter: 1_772_366_410_000,
  action: "unlock",
  address,
  token: "t",
});
/** Addresses as `checkAddress` lets them through, with what could end something. */
const address = fc
  .oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
    fc
      .array(fc.constantFrom('"', "\\", "/", "..", "%2f", "?", "#", "&", "<", "{orderId}", "'", ":", "ü", "🚪"), {
        minLength: 1,
        maxLength: 8,
      })
      .map((parts) => parts.join("")),
  )
  .filter((text) => /^(?!\.+$)[^\p{C}]{1,128}$/u.test(text));

const ofType = (type: string) => fillingOf(type)('"{address}"', values('a"b&'));

describe("a value that is filled in", () => {
  it("stays one segment of a path, and one parameter of a query", () => {
    fc.assert(
      fc.property(address, (text) => {
        const url = new URL(
          inUrl("http://door.example/a/{address}/open?door={address}&until={notAfter}", values(text)),
        );
        const segments = url.pathname.split("/");
        assert.equal(segments.length, 4);
        assert.deepEqual([segments[1], decodeURIComponent(segments[2]!), segments[3]], ["a", text, "open"]);
        assert.deepEqual(
          [...url.searchParams],
          [
            ["door", text],
            ["until", "1772366410000"],
          ],
        );
        assert.equal(url.hash, "");
      }),
    );
  });

  it("stays one text of JSON, within another and by itself", () => {
    fc.assert(
      fc.property(address, (text) => {
        const filled = inJson(
          '{"a": {address}, "b": "x {address} \\" {orderId}", "until": {notAfter}, "s": "{notAfter}"}',
          values(text),
        );
        assert.deepEqual(JSON.parse(filled), {
          a: text,
          b: `x ${text} " o-1`,
          until: 1_772_366_410_000,
          s: "1772366410000",
        });
      }),
    );
  });

  it("stays within its element of XML and its attribute", () => {
    fc.assert(
      fc.property(address, (text) => {
        const filled = inXml("<door name='{address}'>{address}</door>", values(text));
        assert.equal(filled.match(/[<>]/g)!.length, 4);
        assert.equal(filled.match(/'/g)!.length, 2);
        assert.doesNotMatch(filled, /&(?!(amp|lt|gt|quot|apos);)/);
      }),
    );
  });

  it("stays within its header", () => {
    fc.assert(fc.property(address, (text) => assert.match(inHeader("door={address}", values(text)), /^[ -~]+$/)));
  });

  it("is not filled in again where it looks like a placeholder", () => {
    for (const fill of [inUrl, inJson, inXml, inHeader])
      assert.doesNotMatch(fill('"{address}"', values("{orderId}")), /o-1/);
  });

  it("is escaped by the type of the body", () => {
    assert.equal(ofType("application/json; charset=utf-8"), '"a\\"b&"');
    assert.equal(ofType("application/vnd.door+json"), '"a\\"b&"');
    assert.equal(ofType("Application/X-WWW-Form-Urlencoded"), '"a%22b%26"');
    assert.equal(ofType("text/xml"), '"a&quot;b&amp;"');
    assert.equal(ofType("text/plain"), '"a"b&"');
    assert.equal(ofType(""), '"a"b&"');
  });
});

it("names that mean nothing are found, and JSON's own braces are none", () => {
  assert.deepEqual(unknownNames('{"a":{"b":{}},"c":{orderId},"d":"{orderID}"}'), ["orderID"]);
});
