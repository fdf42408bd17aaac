import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LANGUAGES } from "../messages/catalogues.ts";
import { localeOf } from "../page/locale.ts";
import type { Said } from "./said.ts";
import { phoneText, segmentsOf } from "./phone-text.ts";

const FROM = Date.UTC(2026, 11, 24, 14);
const LINK = "https://keys.example.org/temp-keys/0f8fad5b-d9cb-469f-a165-70867728950e";

function said(language: string, more: Partial<Said> = {}): Said {
  const locale = localeOf(language, undefined);
  return {
    locale,
    title: undefined,
    next: undefined,
    host: locale.name("Casa Mirto"),
    doors: locale.name("Front door"),
    names: [locale.name("Front door")],
    from: locale.time(FROM, "Europe/Athens", FROM),
    until: locale.time(FROM + 68 * 3_600_000, "Europe/Athens", FROM, FROM),
    to: locale.until(FROM, FROM + 68 * 3_600_000, "Europe/Athens"),
    isOneDay: false,
    zone: locale.zone("Europe/Athens"),
    link: `${LINK}?lang=${language}`,
    contact: ["Eleni", "+30 210 1234567"],
    ...more,
  };
}

describe("a message to a phone", () => {
  it("counts segments as networks do", () => {
    for (const [text, segments] of [
      ["a".repeat(160), 1],
      ["a".repeat(161), 2],
      ["€".repeat(80), 1],
      ["€".repeat(81), 2],
      ["a".repeat(306), 2],
      ["a".repeat(307), 3],
      ["ключ".repeat(17), 1],
      ["ключ".repeat(18), 2],
      ["ł".repeat(134), 2],
      ["ł".repeat(135), 3],
      ["🔑".repeat(36), 2],
      ["", 1],
    ] as const)
      assert.equal(segmentsOf(text), segments, text.slice(0, 10));
  });

  for (const language of LANGUAGES)
    it(`has the link, the times and the door in two segments: ${language}`, () => {
      const { text, to, parts } = phoneText("+306912345678", said(language));
      assert.ok(segmentsOf(text) <= 2, text);
      for (const part of [LINK, "Front door"]) assert.ok(text.includes(part), text);
      assert.doesNotMatch(text, /[\u2066-\u2069\u00a0\u202f]/);
      assert.deepEqual([to, parts.link, parts.language], ["+306912345678", `${LINK}?lang=${language}`, language]);
      const { m } = localeOf(language, undefined);
      for (const title of [m.notices.changed, m.refusals.revoked.title, m.refusals.paused.title])
        assert.ok(phoneText("+306912345678", said(language, { title })).text.startsWith(title));
    });

  it("tells a number from its beginning where one reads from right to left", () => {
    const { text } = phoneText("+306912345678", said("ar", { link: undefined, title: "x" }));
    assert.ok(text.endsWith("\u200e+30 210 1234567"), JSON.stringify(text));
  });

  it("has the link whatever people call their doors and themselves", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LANGUAGES),
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.string({ unit: "grapheme", maxLength: 60 }),
        (language, doors, host, contact) => {
          const { text } = phoneText("+306912345678", said(language, { doors, host, contact: [contact] }));
          assert.ok(segmentsOf(text) <= 2 && text.includes(LINK), text);
        },
      ),
      { numRuns: 200 },
    );
  });
});
