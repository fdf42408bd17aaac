/**
 * Every state of the guest's page, in every language, by day and by night, on a phone and on a desk. They are shared between
 * files, so that these run side by side: some languages are visited as a guest does, and of all others the texts are put
 * into the page of each state, because nothing but the texts is another then.
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { ADMISSION_REFUSALS, type AdmissionRefusal } from "../../src/domain/refusals.ts";
import { LANGUAGES, nameOf, PSEUDO } from "../../src/http/guest/messages/catalogues.ts";
import { en } from "../../src/http/guest/messages/en.ts";
import { launchChromium, PHONE, violations, withAxe } from "../chromium.ts";
import { sized } from "../size.ts";
import { type GuestStates, guestStates } from "./states.ts";

const DESK = { width: 1280, height: 800 };
const SHEETS = process.env["UPDATE_SCREENSHOTS"] === "1";
/** The English of names that stand in these pages; all else must be in the page's language. */
const NAMES =
  /Seaside Flats|Eleni Papadopoulou|reception@seaside-flats\.example|Through the blue gate, then up to the second floor\.|The key safe is on the left of the door\.|Acme|Front door|Lift|Flat \d|Odos Ermou 12, Athens|Welcome, Anna!|The light switch is on the left\./g;

const RTL = "ar";
/** By night only the colours differ. */
const NIGHT_RULES = { runOnly: ["color-contrast"] };
/** What a translation can break; the elements, roles and colours are those of English, or of Arabic the other way round. */
const TEXT_RULES = {
  runOnly: [
    "aria-command-name",
    "aria-input-field-name",
    "button-name",
    "document-title",
    "empty-heading",
    "html-has-lang",
    "html-lang-valid",
    "html-xml-lang-mismatch",
    "image-alt",
    "input-button-name",
    "label",
    "label-content-name-mismatch",
    "landmark-unique",
    "link-name",
    "role-img-alt",
    "scrollable-region-focusable",
    "summary-name",
    "svg-img-alt",
    "target-size",
    "valid-lang",
  ],
};
/** Colours are the same in every language, and to look at them is half of the work. */
const BUT_COLOURS = { "color-contrast": { enabled: false } };
/** Brackets and tildes stand in the way of finding one text in another. */
const BUT_NAMES = { "label-content-name-mismatch": { enabled: false } };
const RULES: Readonly<Record<string, object>> = {
  en: {},
  [RTL]: { rules: BUT_COLOURS },
  [PSEUDO]: { rules: { ...BUT_COLOURS, ...BUT_NAMES } },
};

const TOO_WIDE = "document.documentElement.scrollWidth - innerWidth";
const tooWide = (page: Page) => page.evaluate<number>(TOO_WIDE);

/** Those on more lines than one. */
const BROKEN_TIMES = `[...document.querySelectorAll("time")]
  .filter((time) => time.getBoundingClientRect().height > 1.9 * parseFloat(getComputedStyle(time).fontSize))
  .map(({ textContent }) => textContent)`;

const textAndLayout = (page: Page) =>
  page.evaluate<[string, number, string[]]>(`[document.body.innerText, ${TOO_WIDE}, ${BROKEN_TIMES}]`);

const FILES = 3;
/** One that reads as most do, one the other way round, and one that is longer than all. */
const VISITED = SHEETS ? [...LANGUAGES, PSEUDO] : ["en", RTL, PSEUDO];
const OTHERS = LANGUAGES.filter((language) => !VISITED.includes(language));
/** So many of the others are put into each state, and the next ones into the next; with `--large` all of them into each. */
const AT_ONCE = sized(9, OTHERS.length);
/** States that have all kinds of controls and labels between them. */
const WITH_CONTROLS = new Set(["valid", "three-doors", "sign-in", "did-not-open", "branded"]);

/** Fetch the page in other languages, to be put in the place of what is shown. */
const FETCH_OTHERS = `async (url, languages) => {
  const inLanguage = async (language) => {
    const answer = await fetch(url + language, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { lang, dir } = page.documentElement;
    const [main, footer] = ["main", "footer"].map((part) => page.querySelector(part).innerHTML);
    return { language, lang, dir, main, footer };
  };
  const all = await Promise.all(languages.map(inLanguage));
  globalThis.put = ({ lang, dir, main, footer }) => {
    Object.assign(document.documentElement, { lang, dir });
    document.querySelector("main").innerHTML = main;
    document.querySelector("footer").innerHTML = footer;
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  };
  globalThis.others = all;
  return all.map(({ lang }) => lang);
}`;

/** What is wrong with the looks of each. @param times whether there is room for a time in one line */
const LOOK_AT_OTHERS = `(times) =>
  others.flatMap((one) => {
    put(one);
    const over = ${TOO_WIDE};
    const broken = [...document.querySelectorAll("time")].filter((time) => {
      const range = document.createRange();
      range.selectNodeContents(time);
      return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
    });
    return [
      ...(over > 0 ? [one.language + " is " + over + " px too wide"] : []),
      ...(times ? broken.map((time) => one.language + " breaks a time: " + time.textContent) : []),
    ];
  })`;

/** @param part from 0; the first sees that no state is forgotten */
export function statesInLanguages(part: number): void {
  describe("the guest's page in every state", () => {
    const shown = withStates();
    for (const [i, language] of VISITED.entries()) if (i % FILES === part) inLanguage(language, shown);
    if (OTHERS.length > 0) inOtherLanguages(part, shown);
    if (part === 0) inAll(shown);
  });
}

/** A server and a browser for the tests of whoever calls it. */
function withStates(): { readonly states: GuestStates; readonly browser: Browser } {
  let states: GuestStates;
  let browser: Browser;
  before(async () => {
    [states, browser] = await Promise.all([guestStates(), launchChromium()]);
  });
  after(async () => {
    await browser.close();
    await states.close();
  });
  return {
    get states() {
      return states;
    },
    get browser() {
      return browser;
    },
  };
}

function inLanguage(language: string, shown: ReturnType<typeof withStates>): void {
  it(`is accessible and fits in ${language}`, async () => {
    const { states, browser } = shown;
    const context = await browser.newContext({ viewport: PHONE });
    const page = await withAxe(await context.newPage());
    const pictures: { name: string; png: Buffer }[] = [];
    for (const [state, path] of Object.entries(states.paths)) {
      const what = `${state} in ${language}`;
      // The server's time stands still, so it would wait for ever for the door that opens.
      const credentials = states.asUser.has(state) ? { authorization: `Bearer ${states.user.token}` } : {};
      await context.setExtraHTTPHeaders({ prefer: "respond-async", ...credentials });
      await page.goto(`${states.server.url}${path}${path.includes("?") ? "&" : "?"}lang=${language}`);
      assert.deepEqual(await violations(page, RULES[language] ?? TEXT_RULES), [], what);
      const [text, over, broken] = await textAndLayout(page);
      assert.ok(over <= 0, `${what} is too wide on a phone`);
      assert.deepEqual(broken, [], `${what} breaks a time within itself`);
      assert.ok(text.length > 20, what);
      if (language === PSEUDO) assertAllInPseudo(text, what);
      if (SHEETS) pictures.push({ name: state, png: await page.screenshot({ fullPage: true }) });
      if (language === "en") {
        await page.emulateMedia({ colorScheme: "dark" });
        assert.deepEqual(await violations(page, NIGHT_RULES), [], `${what} by night`);
        await page.emulateMedia({ colorScheme: "light" });
      }
      await page.setViewportSize(DESK);
      assert.ok((await tooWide(page)) <= 0, `${what} is too wide on a desk`);
      await page.setViewportSize({ width: 320, height: 640 });
      const overLarge = await page.evaluate<number>(
        `(document.documentElement.style.setProperty("font-size", "200%"), ${TOO_WIDE})`,
      );
      assert.ok(overLarge <= 0, `${what} is too wide at 320 px and 200%`);
      await page.setViewportSize(PHONE);
    }
    if (SHEETS && language !== PSEUDO) await sheet(browser, language, pictures);
    await context.close();
  });
}

function inOtherLanguages(part: number, shown: ReturnType<typeof withStates>): void {
  it("fits in every other language, and breaks no time within itself", async () => {
    const { states, browser } = shown;
    const context = await browser.newContext({ viewport: PHONE });
    const page = await withAxe(await context.newPage());
    for (const [i, [state, path]] of Object.entries(states.paths).entries()) {
      if (i % FILES !== part) continue;
      const taken = Array.from({ length: AT_ONCE }, (_, n) => OTHERS[(i * AT_ONCE + n) % OTHERS.length]!);
      const credentials = states.asUser.has(state) ? { authorization: `Bearer ${states.user.token}` } : {};
      await context.setExtraHTTPHeaders({ prefer: "respond-async", ...credentials });
      const url = `${states.server.url}${path}${path.includes("?") ? "&" : "?"}lang=`;
      await page.goto(`${url}en`);
      const languages = await page.evaluate<string[]>(
        `(${FETCH_OTHERS})(${JSON.stringify(url)}, ${JSON.stringify(taken)})`,
      );
      for (const [i, lang] of languages.entries()) assert.ok(lang.startsWith(taken[i]!), `${state} in ${taken[i]}`);
      const look = async (times: boolean) => page.evaluate<string[]>(`(${LOOK_AT_OTHERS})(${times})`);
      assert.deepEqual(await look(true), [], `${state} on a phone`);
      if (WITH_CONTROLS.has(state))
        for (const [i, language] of taken.entries()) {
          await page.evaluate(`put(others[${i}])`);
          assert.deepEqual(await violations(page, TEXT_RULES), [], `${state} in ${language}`);
        }
      await page.setViewportSize(DESK);
      assert.deepEqual(await look(true), [], `${state} on a desk`);
      await page.setViewportSize({ width: 320, height: 640 });
      assert.deepEqual(await look(true), [], `${state} at 320 px`);
      await page.evaluate("document.documentElement.style.setProperty('font-size', '200%')");
      assert.deepEqual(await look(false), [], `${state} at 320 px and 200%`);
      await page.setViewportSize(PHONE);
    }
    await context.close();
  });
}

/** So that no state is forgotten. */
function inAll(shown: ReturnType<typeof withStates>): void {
  it("is seen here for each reason for which a key or its guest is refused", async () => {
    const { states } = shown;
    let texts = "";
    for (const [state, path] of Object.entries(states.paths)) {
      const as = states.asUser.has(state) ? states.user : {};
      texts += (await states.server.call("GET", path, { ...as, headers: { prefer: "respond-async" } })).text;
    }
    for (const [reason, { about }] of Object.entries(ADMISSION_REFUSALS))
      if (about !== "door") assert.ok(texts.includes(en.refusals[reason as AdmissionRefusal].title), reason);
  });
}

/** No English is left, and nothing that is not in brackets but names, times and signs. */
function assertAllInPseudo(text: string, what: string): void {
  const lines = text.replaceAll(NAMES, "").split("\n");
  const plain = lines.filter((line) => /[a-z]{4}/i.test(line) && !line.includes("[") && !line.includes("~"));
  const left = plain.filter((line) => !/^\W*(Donau|https:|Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(line));
  assert.deepEqual(
    left.filter((line) => ![...LANGUAGES, PSEUDO].some((language) => line.includes(nameOf(language)))),
    [],
    what,
  );
  for (const word of [en.slideToOpen, en.backToKey, en.open]) assert.ok(!lines.includes(word), `${what}: ${word}`);
}

/** All states of a language in one picture, to be looked at. */
async function sheet(browser: Browser, language: string, pictures: readonly { name: string; png: Buffer }[]) {
  const page = await browser.newPage({ viewport: { width: 1560, height: 900 } });
  const cells = pictures.map(
    ({ name, png }) =>
      `<figure><img src="data:image/png;base64,${png.toString("base64")}"><figcaption>${name}</figcaption></figure>`,
  );
  await page.setContent(
    `<style>body{margin:12px;background:#777;display:flex;flex-wrap:wrap;gap:12px;font:14px sans-serif;color:#fff}figure{margin:0}img{width:244px;display:block}</style>${cells.join("")}`,
  );
  mkdirSync("docs/screenshots/sheets", { recursive: true });
  await page.screenshot({ path: `docs/screenshots/sheets/${language}.jpg`, type: "jpeg", quality: 45, fullPage: true });
  await page.close();
}
