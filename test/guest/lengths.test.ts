/** Every title and label of every language on the narrowest phone: in its own words, and in few lines. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { LANGUAGES, messagesIn } from "../../src/http/guest/messages/catalogues.ts";
import type { Messages } from "../../src/http/guest/messages/messages.ts";
import { STYLE } from "../../src/http/guest/page/assets.ts";
import { launchChromium } from "../chromium.ts";

/** Where a text stands, by the selector of the element that it fills, and in how many lines it may be. */
const PLACES = {
  h1: { lines: 4, texts: titles },
  ".hint": { lines: 2, texts: (m: Messages) => [m.slideToOpen, m.slideToCall] },
  ".plain": { lines: 2, texts: (m: Messages) => [m.open, m.openWithoutSliding, m.callLift, m.copy, m.copied] },
  ".ask button": { lines: 2, texts: (m: Messages) => [m.sendLink, m.signIn, m.tryAgain, m.tryAnyway] },
  dt: { lines: 1, texts: (m: Messages) => [m.when, m.uses, m.note, m.contact] },
} as const;

function titles(m: Messages): string[] {
  const all = [m.refusals, m].flatMap((some) => Object.values(some));
  return all.flatMap((one) => (typeof one === "object" && "title" in one ? [String(one.title)] : []));
}

const PAGE = `<style>${STYLE}</style><main><section class="message bad"><h1></h1></section>
  <form><div class="track"><span class="hint"></span><span class="thumb"></span></div><button class="plain"></button></form>
  <form class="ask"><button></button></form><dl><div><dt></dt><dd>.</dd></div></dl></main>`;

/** Of each text in turn: its lines, and the words of it that are broken within themselves. */
const MEASURE = `(lang, dir, selector, texts) => {
  const { documentElement: html } = document;
  Object.assign(html, { lang, dir });
  const place = document.querySelector(selector);
  const tops = (range) => new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  return texts.map((text) => {
    place.textContent = text;
    const range = document.createRange();
    range.selectNodeContents(place);
    const lines = tops(range);
    const broken = [...text.matchAll(/[^\\s\\u00ad-]+/g)].filter(({ index, 0: word }) => {
      range.setStart(place.firstChild, index);
      range.setEnd(place.firstChild, index + word.length);
      return tops(range) > 1;
    });
    return { lines, broken: broken.map(([word]) => word) };
  });
}`;

/** Scripts that have no spaces between words. */
const UNSPACED = new Set(["Hans", "Hant", "Jpan", "Thai"]);

describe("on the narrowest phone", () => {
  let browser: Browser;
  before(async () => void (browser = await launchChromium()));
  after(() => browser.close());

  it("no word of a title or label is broken, and labels are short, in every language", async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
    await page.setContent(PAGE);
    const wrong: string[] = [];
    for (const language of LANGUAGES)
      for (const [selector, { lines, texts }] of Object.entries(PLACES)) {
        const all = texts(messagesIn(language));
        const locale = new Intl.Locale(language).maximize();
        const { direction = "ltr" } = locale.getTextInfo();
        const given = [language, direction, selector, all].map((one) => JSON.stringify(one)).join();
        const found = await page.evaluate<{ lines: number; broken: string[] }[]>(`(${MEASURE})(${given})`);
        for (const [i, one] of found.entries()) {
          const broken = UNSPACED.has(locale.script!) ? [] : one.broken;
          if (one.lines > lines || broken.length > 0)
            wrong.push(`${language} ${selector} “${all[i]}” ${one.lines} lines ${broken.join()}`);
        }
      }
    assert.deepEqual(wrong, []);
  });
});
