import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { localeOf } from "./locale.ts";
import { LANGUAGES, PSEUDO } from "../messages/catalogues.ts";

describe("the language of a page", () => {
  const cases: readonly (readonly [chosen: string | undefined, accepted: string | undefined, language: string])[] = [
    [undefined, undefined, "en"],
    [undefined, "de-AT,de;q=0.9,en;q=0.5", "de"],
    [undefined, "pt-BR", "pt-BR"],
    [undefined, "pt-AO", "pt"],
    ["pt", "pt-BR", "pt"],
    ["pt-br", undefined, "pt-BR"],
    [undefined, "zh", "zh-Hans"],
    [undefined, "zh-CN,en;q=0.8", "zh-Hans"],
    [undefined, "zh-SG", "zh-Hans"],
    [undefined, "zh-TW", "zh-Hant"],
    [undefined, "zh-HK", "zh-Hant"],
    [undefined, "zh-MO", "zh-Hant"],
    [undefined, "zh-Hant-CN", "zh-Hant"],
    [undefined, "yue", "zh-Hant"],
    ["zh-tw", undefined, "zh-Hant"],
    [undefined, "nb-NO", "nb"],
    [undefined, "nn-NO,en;q=0.5", "nb"],
    [undefined, "no", "nb"],
    [undefined, "iw-IL", "he"],
    [undefined, "cmn-Hans-CN", "zh-Hans"],
    [undefined, "mo", "ro"],
    [undefined, "gsw-CH", "de"],
    [undefined, "lb", "de"],
    // Codes that are no language's: whoever speaks none of ours.
    [undefined, "qaa-Latn,qab", "en"],
    [undefined, "ru-Latn", "en"],
    [undefined, "qaa,qab;q=0.9", "en"],
    [undefined, "qaa,uk;q=0.2,en;q=0.1", "uk"],
    [undefined, "en;q=0.2, ar-EG", "ar"],
    [undefined, "en;q=0.2, it-CH", "it"],
    [undefined, "*", "en"],
    [undefined, "de;q=0", "en"],
    [undefined, "en-XA", "en"],
    [undefined, ";;;,,q=, \u0000", "en"],
    [undefined, "x".repeat(100_000), "en"],
    ["fr", "de", "fr"],
    ["toString", "de", "de"],
    ["__proto__", undefined, "en"],
    [PSEUDO, "de", PSEUDO],
  ];
  for (const [chosen, accepted, language] of cases)
    it(`is ${language} for ${chosen} and ${JSON.stringify(accepted)?.slice(0, 40)}`, () =>
      assert.equal(localeOf(chosen, accepted).language, language));

  it("writes times as in the guest's country, in the door's zone", () => {
    const [at, now] = [Date.UTC(2027, 0, 3, 14, 5), Date.UTC(2027, 0, 1)];
    assert.equal(localeOf("en", undefined).time(at, "Europe/Athens", now), "Sun 3 Jan, 16:05");
    assert.match(localeOf(undefined, "en-US").time(at, "Europe/Athens", now), / 4:05\sPM/);
    assert.match(localeOf(undefined, "de-AT").time(at, "Europe/Athens", now), /Jän/);
    assert.match(localeOf("de", "en-US").time(at, "Europe/Athens", now), /Jan/);
    // The year is told when it is not this one.
    assert.match(localeOf("en", undefined).time(at, "Europe/Athens", Date.UTC(2026, 11, 31)), /2027/);
  });

  it("tells times apart that come twice when clocks are set back", () => {
    const cases: readonly (readonly [at: string, timeZone: string, text: string])[] = [
      ["2026-10-24T23:59", "Europe/Athens", "Sun 25 Oct, 02:59"],
      ["2026-10-25T00:30", "Europe/Athens", "Sun 25 Oct, 03:30\u00a0EEST"],
      ["2026-10-25T01:30", "Europe/Athens", "Sun 25 Oct, 03:30\u00a0EET"],
      ["2026-10-25T02:00", "Europe/Athens", "Sun 25 Oct, 04:00"],
      ["2027-03-28T00:59", "Europe/Athens", "Sun 28 Mar, 02:59"],
      ["2027-03-28T01:00", "Europe/Athens", "Sun 28 Mar, 04:00"],
      ["2027-04-03T14:45", "Australia/Lord_Howe", "Sun 4 Apr, 01:45\u00a0GMT+11"],
      ["2027-04-03T15:15", "Australia/Lord_Howe", "Sun 4 Apr, 01:45\u00a0GMT+10:30"],
      ["2027-04-03T15:30", "Australia/Lord_Howe", "Sun 4 Apr, 02:00"],
    ];
    for (const [at, timeZone, text] of cases) {
      const time = Date.parse(`${at}Z`);
      assert.equal(localeOf("en", undefined).time(time, timeZone, time), text, at);
    }
    const [first, second] = ["2026-11-01T05:30Z", "2026-11-01T06:30Z"].map((at) =>
      localeOf(undefined, "en-US").time(Date.parse(at), "America/New_York", Date.parse(at)),
    );
    assert.match(first!, /1:30\sAM\sEDT/);
    assert.match(second!, /1:30\sAM\sEST/);
  });

  it("writes hours with no zero before them where a day has twelve, and never parts them from their half of it", () => {
    const at = Date.UTC(2027, 0, 3, 7, 5);
    const time = (tag: string) => localeOf(undefined, tag).time(at, "UTC", at);
    for (const tag of ["en-US", "en-AU", "en-IN", "es-MX", "el", "ar", "ar-EG"])
      assert.doesNotMatch(time(tag), /[0٠][7٧]|[5٥] /, time(tag));
    for (const tag of ["en", "de", "fr", "cs", "ja"]) assert.match(time(tag), /07:05$/, time(tag));
  });

  it("writes the day once where a window begins and ends on the same, and the zone's own day counts", () => {
    const [from, until] = [Date.UTC(2027, 0, 3, 21, 0), Date.UTC(2027, 0, 3, 23, 0)];
    const { time, until: between } = localeOf("en", undefined);
    assert.equal(time(until, "UTC", from, from), "23:00");
    assert.equal(between(from, until, "UTC"), "–");
    assert.equal(time(until, "Europe/Athens", from, from), "Mon 4 Jan, 01:00");
    assert.equal(between(from, until, "Europe/Athens"), "until");
  });

  it("is European where a phone says Portuguese and no country", () => {
    const [at, now] = [Date.UTC(2026, 11, 24, 12), Date.UTC(2026, 11, 24)];
    for (const locale of [localeOf("pt", undefined), localeOf(undefined, "pt")]) {
      assert.equal(locale.tag, "pt-PT");
      assert.equal(locale.time(at, "UTC", now), "quinta, 24/12, 12:00");
      assert.equal(locale.timeUntil(7_200_000), "dentro de 2 horas");
    }
  });

  it("is written from the side that its script begins at", () => {
    for (const language of LANGUAGES) {
      const isRightToLeft = ["Arab", "Hebr"].includes(new Intl.Locale(language).maximize().script!);
      assert.equal(localeOf(language, undefined).dir, isRightToLeft ? "rtl" : "ltr", language);
    }
    assert.equal(localeOf("he", undefined).dir, "rtl");
  });

  it("keeps the country of whoever reads the language of another", () => {
    for (const [accepted, tag] of [
      ["zh-HK", "zh-Hant-HK"],
      ["no-NO", "nb-NO"],
      ["nn", "nb"],
      ["pt-AO", "pt-AO"],
      ["pt-BR", "pt-BR"],
      ["iw-IL", "he-IL"],
      ["de-CH,fr-CH;q=0.5", "de-CH"],
    ] as const)
      assert.equal(localeOf(undefined, accepted).tag, tag);
  });

  it("counts years in Thailand as everywhere", () => {
    const [at, now] = [Date.UTC(2027, 0, 3, 12), Date.UTC(2026, 11, 24)];
    for (const accepted of ["th", "th-TH"]) assert.match(localeOf(undefined, accepted).time(at, "UTC", now), /2027/);
  });

  it("says in Hebrew in how long, without a number after two", () => {
    assert.equal(localeOf("he", undefined).timeUntil(7_200_000), "בעוד שעתיים");
  });

  it("comes back after a while in Arabic, and not within it", () => {
    assert.equal(localeOf("ar", undefined).timeUntil(7_200_000), "بعد ساعتين");
    assert.match(localeOf("ar", undefined).inSeconds(5_000), /^بعد/);
  });

  it("puts no space between sentences where the script has none", () => {
    assert.equal(localeOf("ja", undefined).sentences("一。", "二。"), "一。二。");
    assert.equal(localeOf("de", undefined).sentences("Eins.", "Zwei."), "Eins. Zwei.");
  });

  it("names zones and spans as people do", () => {
    const { zone, timeUntil } = localeOf("en", undefined);
    assert.equal(zone("America/Argentina/Buenos_Aires"), "local time at the door");
    assert.equal(zone("UTC"), "UTC");
    assert.equal(timeUntil(7_200_000 + 59_000), "in 2 hours");
    assert.equal(timeUntil(59_000), "in a moment");
  });

  it("keeps names apart from text that runs the other way", () => {
    assert.equal(localeOf("ar", undefined).name("Flat 4"), "\u2068Flat 4\u2069");
    assert.equal(localeOf("de", undefined).name("Flat 4"), "Flat 4");
    assert.equal(localeOf("de", undefined).name("شقة 4"), "\u2068شقة 4\u2069");
  });
});
