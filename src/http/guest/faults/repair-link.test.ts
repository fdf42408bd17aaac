import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { keyWithin, repairedLink } from "./repair-link.ts";

const KEY = "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77";
const PAGE = `/temp-keys/${KEY}`;
const TOKEN = "AbCdEfGhIjKlMnOpQrStUvWx";
const ORDER = "0194f1c2-7d1e-7b8a-9c36-5e2f81d04b77";

/** What people, chats and mail programs put around a link. */
const AROUND = [
  ..." .,;:!?)]}>\"'*_~|`…。、」”’»",
  "\u200b",
  "\u00ad",
  "\u2060",
  "\ufeff",
  "\u200e",
  "\u00a0",
  "/",
  "\\",
];

describe("a damaged link", () => {
  const mended: Readonly<Record<string, string>> = {
    [PAGE]: PAGE,
    [`${PAGE}/`]: PAGE,
    [`/${PAGE}`]: PAGE,
    [`//temp-keys//${KEY}//`]: PAGE,
    [`/TEMP-KEYS/${KEY.toUpperCase()}`]: PAGE,
    [`/temp-keys%2F${KEY}`]: PAGE,
    [`/temp-keys/${KEY.replaceAll("-", "%2D")}.`]: PAGE,
    [`/temp-keys/${KEY.replaceAll("-", "%252D")}`]: PAGE,
    [`/temp-keys/${KEY.replaceAll("-", "%E2%80%91")}`]: PAGE,
    [`/temp-keys/${KEY.replaceAll("-", "%E2%88%92")}`]: PAGE,
    [`/temp-keys/${KEY.slice(0, 9)}%0D%0A${KEY.slice(9)}`]: PAGE,
    [`/temp-keys/%22${KEY}%22`]: PAGE,
    [`/temp-keys/%3C${KEY}%3E`]: PAGE,
    [`${PAGE}%20and%20then%20more`]: PAGE,
    [`${PAGE}%E2%80%8B`]: PAGE,
    [`${PAGE}\u00e2\u0080\u008b`]: PAGE, // as bytes
    [`${PAGE}%`]: PAGE,
    [`${PAGE}%zz`]: PAGE,
    [`${PAGE}%E2%80`]: PAGE,
    [`${PAGE}?fbclid=IwAR0`]: PAGE,
    [`${PAGE}%3Ffbclid=IwAR0`]: PAGE,
    [`${PAGE}&fbclid=IwAR0`]: PAGE,
    [`${PAGE}#top`]: PAGE,
    [`${PAGE}%E3%82%92%E3%81%A9%E3%81%86%E3%81%9E`]: PAGE,
    [`/collective-temp-keys/${KEY}.`]: `/collective-temp-keys/${KEY}`,
    [`${PAGE}/confirmation/?order=${ORDER})&door=2`]: `${PAGE}/confirmation?door=2&order=${ORDER}`,
    [`${PAGE}/sign-in.`]: `${PAGE}/sign-in`,
    [`/sign-in?token=${TOKEN}.`]: `/sign-in?token=${TOKEN}`,
    [`//sign-in/?token=${TOKEN}&amp;key=${KEY}%3E`]: `/sign-in?token=${TOKEN}&key=${KEY}`,
    [`/sign-in%3Ftoken=${TOKEN}&key=${KEY}`]: `/sign-in?token=${TOKEN}&key=${KEY}`,
  };
  for (const [url, page] of Object.entries(mended))
    it(`${JSON.stringify(url)} is ${page}`, () => assert.equal(repairedLink(url), page));

  for (const url of [
    "/",
    "/temp-keys/",
    "/temp-keys/no-uuid",
    `/temp-keys/${KEY.slice(0, -1)}`,
    `${PAGE}0`,
    `${PAGE}abc`,
    `${PAGE}/nowhere`,
    `${PAGE}/doors/1/open`,
    `${PAGE}/open`,
    `/locks/${KEY}`,
    `/evil.test/temp-keys/${KEY}`,
    `//evil.test/temp-keys/${KEY}`,
    "/sign-in",
    "/sign-in?token=short",
    "*",
    "",
    `${PAGE}${".".repeat(5_000)}`,
  ])
    it(`${JSON.stringify(url.slice(0, 80))} is none`, () => assert.equal(repairedLink(url), undefined));

  it("is mended whatever stands around it, encoded or not, once or twice", () => {
    const around = fc.array(fc.constantFrom(...AROUND), { maxLength: 6 }).map((all) => all.join(""));
    const encoding = fc.constantFrom(
      encodeURIComponent,
      (text: string) => encodeURIComponent(encodeURIComponent(text)),
      (text: string) => Buffer.from(text).toString("latin1"), // as bytes
    );
    fc.assert(
      fc.property(around, around, encoding, fc.boolean(), (before, after, encode, upper) => {
        // A question mark before the key begins a query, where no key is looked for.
        const key = upper ? KEY.toUpperCase() : KEY;
        const url = `/temp-keys/${encode(before.replaceAll("?", ""))}${key}${encode(after)}`;
        assert.equal(repairedLink(url), PAGE);
      }),
    );
  });

  it("leads nowhere but to a page of this server, and there it stays, whatever comes", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "/",
        "//",
        "\\",
        "temp-keys",
        "sign-in",
        "confirmation",
        KEY,
        "?token=",
        TOKEN,
        "@evil.test",
        "%",
      ),
      fc.string({ unit: "binary", maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const page = repairedLink(`/${parts.join("")}`);
        if (page === undefined) return;
        assert.match(page, /^\/(?:(?:collective-)?temp-keys\/[0-9a-f-]{36}(?:\/[a-z-]+)?|sign-in)(?:\?[\w&=%-]+)?$/);
        assert.equal(repairedLink(page), page);
      }),
    );
  });

  it("takes no longer the longer it is", () => {
    for (const text of [" ", ".", "/", "%20", "./", "\u200b"]) {
      const link = `${PAGE}${text.repeat(4_000)}x`.slice(0, 4_000);
      // What others do on the machine is not measured.
      const times = Array.from({ length: 5 }, () => {
        const start = performance.now();
        repairedLink(link);
        return performance.now() - start;
      });
      assert.ok(Math.min(...times) < 200, `${text}: ${times.join()} ms`);
    }
  });
});

it("finds a key within what may be damaged", () => {
  assert.equal(keyWithin(` ${KEY.toUpperCase()}.`), KEY);
  assert.equal(keyWithin("no key"), undefined);
});
