import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { canonicalEmail } from "./email.ts";

describe("an e-mail address", () => {
  for (const [text, kept] of [
    ["Anna@Example.COM", "anna@example.com"],
    [" a.b+c@mail.example.com ", "a.b+c@mail.example.com"],
    ["o'neil@XN--MLLER-KVA.example", "o'neil@xn--mller-kva.example"],
    [`${"a".repeat(64)}@b.example`, `${"a".repeat(64)}@b.example`],
  ] as const)
    it(`${text} is kept as ${kept}`, () => assert.equal(canonicalEmail(text), kept));

  for (const text of [
    "",
    "anna",
    "@example.com",
    "anna@",
    "a b@example.com",
    "a@b@example.com",
    "a..b@example.com",
    ".a@example.com",
    "olga@localhost",
    "jürgen@müller.example",
    "anna\u200b@example.com",
    "\u212aarl@example.com",
    "anna@-example.com",
    "anna@example..com",
    "anna@example.com\nbcc: x@y.example",
    "Anna <anna@example.com>",
    `${"a".repeat(65)}@example.com`,
    `a@${"b".repeat(260)}.com`,
  ])
    it(`${JSON.stringify(text.slice(0, 40))} is none`, () => assert.equal(canonicalEmail(text), undefined));
});
