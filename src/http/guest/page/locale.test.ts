import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { localeOf } from "./locale.ts";
import { LANGUAGES, languagesByName, messagesIn, nameOf, PSEUDO } from "../messages/catalogues.ts";
import { en } from "../messages/en.ts";
import type { Plural } from "../messages/messages.ts";

/** Commas and spaces of the Latin script within others. */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  ar: /[,;?]/,
  ja: /[,;?!:]|[。！？、：] |\d |[\u3040-\u30ff\u4e00-\u9fff] [\u3040-\u30ff\u4e00-\u9fff]/,
};

const REAL = LANGUAGES.map((language) => [language, messagesIn(language)] as const);

/** Every text of a catalogue by its path; texts with parameters are given letters that no text has. */
function textsOf(value: unknown, path = ""): [path: string, text: string, given: readonly string[]][] {
  if (typeof value === "string") return [[path, value, []]];
  if (typeof value === "function") {
    const given = ["◐", "◑"].slice(0, value.length);
    return [[path, String(value(...given)), given]];
  }
  return Object.entries(value as object).flatMap(([name, one]) => textsOf(one, `${path}.${name}`));
}

describe("every language", () => {
  const english = new Map(textsOf(en).map(([path, text]) => [path, text]));

  it("is a file beside the others and nothing else: no list, no number in the README", () => {
    const files = readdirSync("src/http/guest/messages").filter(
      (file) => !/^(catalogues|messages|pseudo)\.ts$/.test(file),
    );
    assert.deepEqual(files.toSorted(), LANGUAGES.map((language) => `${language}.ts`).toSorted());
    assert.deepEqual(languagesByName().toSorted(), LANGUAGES.toSorted());
    for (const file of ["README.md", "CHANGELOG.md"])
      assert.doesNotMatch(readFileSync(file, "utf8"), /\b(\w+teen|twenty|thirty|\d+) languages\b.{0,40}phone/s, file);
  });

  it("is loaded when it is read, and not before", () => {
    const code = `import { localeOf } from "./src/http/guest/page/locale.ts";
      import { createRequire } from "node:module";
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).map((file) => file.split("/messages/")[1]);
      const before = loaded();
      localeOf("de");
      process.stdout.write(JSON.stringify([before, loaded()].map((files) => files.filter(Boolean))));`;
    const loaded = execFileSync(process.execPath, ["--input-type=module", "--eval", code], { encoding: "utf8" });
    assert.deepEqual(JSON.parse(loaded), [[], ["de.ts"]]);
  });

  it("has sentences of its own: none was copied from another and left so", () => {
    const said = new Map<string, string>();
    for (const [language, catalogue] of REAL)
      for (const [path, text] of textsOf(catalogue)) {
        const isSentence = (english.get(path)?.split(" ").length ?? 0) > 2;
        if (!isSentence) continue;
        const other = said.get(`${path} ${text}`);
        assert.equal(other, undefined, `${language} says in ${path} what ${other} says`);
        said.set(`${path} ${text}`, language);
      }
  });

  it("has a name of its own, with a capital where its script has them", () => {
    assert.equal(new Set(LANGUAGES.map(nameOf)).size, LANGUAGES.length);
    assert.deepEqual(["de", "fr", "pt", "el"].map(nameOf), ["Deutsch", "Français", "Português", "Ελληνικά"]);
  });

  it("is written from the side that its script begins at", () => {
    for (const language of LANGUAGES)
      assert.equal(localeOf(language, undefined).dir, ["ar", "he"].includes(language) ? "rtl" : "ltr", language);
  });

  for (const [language, catalogue] of REAL) {
    it(`${language} says everything, with every name, number and time that it is given`, () => {
      for (const [path, text, given] of textsOf(catalogue)) {
        assert.ok(text.trim() !== "" || path.endsWith(".until"), path);
        if (path !== ".colon") assert.equal(text, text.trim(), path);
        for (const one of given) assert.ok(text.split(one).length === 2, `${path}: ${text}`);
        const isSentence = (english.get(path)?.split(" ").length ?? 0) > 2;
        if (language !== "en" && isSentence) assert.notEqual(text, english.get(path), path);
      }
    });

    it(`${language} has no comma or space of another script`, () => {
      for (const [path, text] of textsOf(catalogue))
        assert.doesNotMatch(text, FOREIGN[language] ?? /$^/, `${path}: ${text}`);
    });

    it(`${language} has a form for each of its plurals, and the number in all that stand for several`, () => {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      for (const name of ["doors", "usesLeft"] as const) {
        const forms: Plural = catalogue[name];
        assert.deepEqual(Object.keys(forms).toSorted(), pluralCategories.toSorted(), name);
        for (const category of ["few", "many", "other"] as const)
          if (forms[category] !== undefined) assert.match(forms[category], /\{n\}/, `${name}.${category}`);
      }
    });
  }
});

describe("the language of a page", () => {
  const cases: readonly (readonly [chosen: string | undefined, accepted: string | undefined, language: string])[] = [
    [undefined, undefined, "en"],
    [undefined, "de-AT,de;q=0.9,en;q=0.5", "de"],
    [undefined, "pt-BR", "pt"],
    [undefined, "sv,fi;q=0.9", "en"],
    [undefined, "sv,uk;q=0.2,en;q=0.1", "uk"],
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

  it("comes back after a while in Arabic, and not within it", () => {
    assert.equal(localeOf("ar", undefined).timeUntil(7_200_000), "بعد ساعتين");
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
