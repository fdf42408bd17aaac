/** What can be told of a translation without knowing the language. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { GUEST_LANGUAGES } from "../../../console/ui/guest-languages.ts";
import { LANGUAGES, languagesByName, messagesIn, nameOf } from "./catalogues.ts";
import type { Messages, Plural } from "./messages.ts";

/** Stand for what a text is given: no text has them. */
const GIVEN = ["◐", "◑", "◒"];
/** Settings, and no texts. */
const SETTINGS = new Set(["avoids", "formats", "inHowLong"]);
/** Texts that are no words. */
const SIGNS = new Set([".colon", ".until"]);

/** Every text of a catalogue by its path. */
function textsOf(value: unknown, path = ""): [path: string, text: string, given: readonly string[]][] {
  if (typeof value === "string") return [[path, value, []]];
  if (typeof value === "function") {
    const given = GIVEN.slice(0, value.length);
    return [[path, String(value(...given)), given]];
  }
  return Object.entries(value as object).flatMap(([name, one]) =>
    SETTINGS.has(name) ? [] : textsOf(one, `${path}.${name}`),
  );
}

const TEXTS = new Map(LANGUAGES.map((language) => [language, textsOf(messagesIn(language))] as const));
const english = new Map(TEXTS.get("en")!.map(([path, text]) => [path, text]));
const isSentence = (path: string) => (english.get(path)?.split(" ").length ?? 0) > 2;

/** Of two languages, and of two countries with one language: so many sentences may happen to be the same. */
const ALIKE = { most: 5, inOneLanguage: 0.5 };

/** Where a sentence ends, by script. Thai has no full stop. */
const FULL_STOP: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(["Hans", "Hant", "Jpan"].map((script) => [script, /。$/])),
  Deva: /।$/,
  Thai: /[^.。।]$/,
};
/** Commas, colons and spaces of the Latin script, where a script has its own or none. */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  Arab: /[,;?]/,
  ...Object.fromEntries(
    ["Hans", "Hant", "Jpan"].map((script) => [
      script,
      /[,;?!:]|[。！？、，：（）] | [（]|[\p{sc=Han}\p{sc=Kana}\p{sc=Hira}] /u,
    ]),
  ),
  Deva: /\.(?!com)/,
};
/** What is Latin in every script. */
const LATIN_WORDS = /\b(PIN|email|maria@example\.com)\b/g;
const SCRIPTS = ["Arab", "Cyrl", "Deva", "Grek", "Hang", "Hebr", "Latn", "Thai", "Han", "Hira", "Kana"];
const WRITTEN_WITH: Readonly<Record<string, readonly string[]>> = {
  Jpan: ["Han", "Hira", "Kana"],
  Hans: ["Han"],
  Hant: ["Han"],
  Kore: ["Hang"],
};

const scriptOf = (language: string) => new Intl.Locale(language).maximize().script!;
/** Without the marks of vowels, which may be written or not. */
const plain = (text: string) => text.replaceAll(/[\u064b-\u0652]/g, "");

const words = (text: string) =>
  plain(text)
    .toLowerCase()
    .split(/[\s.,،。]+/);

/** The beginnings of words: their ends change with what is done. */
const stems = (...texts: string[]) => texts.flatMap(words).map((word) => word.slice(0, 4));

describe("every language", () => {
  it("is a file beside the others, which no list but the console's names, nor a number in the README", () => {
    const files = readdirSync(import.meta.dirname).filter((file) => /^\w{2,3}(-\w+)*\.ts$/.test(file));
    assert.deepEqual(files.toSorted(), LANGUAGES.map((language) => `${language}.ts`).toSorted());
    assert.deepEqual(languagesByName().toSorted(), LANGUAGES.toSorted());
    for (const file of ["README.md", "CHANGELOG.md"])
      assert.doesNotMatch(readFileSync(file, "utf8"), /in \w+ languages, by the phone|account; \w+ languages/, file);
  });

  it("is offered by the console, which cannot look into a folder: src/console/ui/guest-languages.ts has its tag", () =>
    assert.deepEqual(GUEST_LANGUAGES.toSorted(), LANGUAGES.toSorted()));

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

  it("has a name of its own, with a capital where its script has them", () => {
    assert.equal(new Set(LANGUAGES.map(nameOf)).size, LANGUAGES.length);
    assert.deepEqual(["de", "fr", "pt", "el"].map(nameOf), ["Deutsch", "Français", "Português", "Ελληνικά"]);
  });

  it("has sentences of its own: none was copied from another and left so", () => {
    for (const [i, language] of LANGUAGES.entries())
      for (const other of LANGUAGES.slice(i + 1)) {
        const theirs = new Map(TEXTS.get(other)!.map(([path, text]) => [path, text]));
        const same = TEXTS.get(language)!.filter(([path, text]) => isSentence(path) && theirs.get(path) === text);
        const sentences = TEXTS.get(language)!.filter(([path]) => isSentence(path)).length;
        const isOne = language.split("-")[0] === other.split("-")[0];
        const most = isOne ? ALIKE.inOneLanguage * sentences : ALIKE.most;
        assert.ok(same.length <= most, `${language} and ${other} are the same in ${same.map(([path]) => path).join()}`);
      }
  });
});

for (const [language, texts] of TEXTS)
  describe(`what a guest reads in ${language}`, () => {
    const m: Messages = messagesIn(language);
    const script = scriptOf(language);

    it("says everything, with every name, number and time that it is given, once", () => {
      assert.deepEqual(
        texts
          .filter(([path]) => !/\.(doors|usesLeft)\./.test(path))
          .map(([path]) => path)
          .toSorted(),
        [...english.keys()].filter((path) => !/\.(doors|usesLeft)\./.test(path)).toSorted(),
      );
      for (const [path, text, given] of texts) {
        assert.notEqual(text.trim(), "", path);
        if (!SIGNS.has(path)) assert.equal(text, text.trim(), path);
        assert.doesNotMatch(text, / {2}|undefined|\$\{/, path);
        for (const one of given) assert.ok(text.split(one).length === 2, `${path}: ${text}`);
        if (language !== "en" && isSentence(path)) assert.notEqual(text, english.get(path), path);
      }
    });

    it("has a form for each of its plurals, and the number in all that stand for several", () => {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      for (const name of ["doors", "usesLeft"] as const) {
        const forms: Plural = m[name];
        assert.deepEqual(Object.keys(forms).toSorted(), pluralCategories.toSorted(), name);
        for (const category of ["few", "many", "other"] as const)
          if (forms[category] !== undefined) assert.match(forms[category], /\{n\}/, `${name}.${category}`);
      }
    });

    it("ends sentences where English does, and only there", () => {
      for (const [path, text] of texts) {
        const end = english.get(path)?.slice(-1);
        if (end === ".") assert.match(text, FULL_STOP[script] ?? /\.$/, `${path}: ${text}`);
        else if (end === "…") assert.match(text, /…$/, `${path}: ${text}`);
        else if (path.endsWith(".title")) assert.doesNotMatch(text, /[.。।]$/, `${path}: ${text}`);
      }
    });

    it("has the letters, commas and spaces of its script, and no others", () => {
      const own = WRITTEN_WITH[script] ?? [script];
      const others = SCRIPTS.filter((one) => !own.includes(one)).map((one) => `\\p{sc=${one}}`);
      const foreign = new RegExp(`[${others.join("")}]`, "u");
      for (const [path, text] of texts) {
        if (FOREIGN[script] && !SIGNS.has(path)) assert.doesNotMatch(text, FOREIGN[script], `${path}: ${text}`);
        assert.doesNotMatch(text.replaceAll("{n}", "").replaceAll(LATIN_WORDS, ""), foreign, `${path}: ${text}`);
        if (language === "fr") assert.doesNotMatch(text, /[^\u00a0\u202f][:;?!](?!\/)|[’'] |'/, `${path}: ${text}`);
      }
    });

    it("has no word that misleads", () => {
      for (const avoided of m.avoids) {
        const found = texts.filter(([, text]) => new RegExp(avoided, "iu").test(plain(text)));
        assert.deepEqual(found, [], avoided);
      }
    });

    it("says of a door that it is open where a sensor says so, and of a lock that it was released", () => {
      assert.notEqual(m.opened.title, m.doorOpen.title);
      const others = [m.door, m.lockedAgain, m.opened.title, m.notOpened, m.refusals["user-not-allowed"].title];
      const shut = new Set(others.flatMap(words));
      const open = words(m.doorOpen.title).filter((word) => word.length > 3 && !shut.has(word));
      const unlocked = [m.unlockedNow, m.unlockedAt(""), m.outcomes.unlocked, m.unknown.next, m.locksAgain];
      for (const text of unlocked) for (const word of open) assert.ok(!words(text).includes(word), `${word}: ${text}`);
    });

    it("slides a key in other words than it pushes or pulls a door", () => {
      const slides = new Set(stems(m.slideToOpen, m.slideHint, m.openWithoutSliding, m.slideToCall));
      const moves = stems(m.hands.push, m.hands.pull).filter((stem) => stem.length > 2 && slides.has(stem));
      // "Please", "for" and "to" are said with all.
      const please = new Set(
        stems(m.notOpened, m.doorOpen.title, m.unknown.title, m.ask, m.enterPin, m.nothing.next, m.until),
      );
      assert.deepEqual(
        moves.filter((stem) => !please.has(stem)),
        [],
      );
    });

    it("counts what is left under a door without a label before it", () => {
      for (const form of Object.values(m.usesLeft)) assert.notEqual(form.replace("{n}", "").trim(), "");
    });
  });
