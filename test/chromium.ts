/** A Chromium for the tests: one of the system, or Debian's, which is installed when nobody else could. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { installPackage } from "./postgres.ts";
import { countPages } from "./worked-for.ts";

export const PHONE = { width: 390, height: 844 };

/** Debian's: Chromium without windows, which loads a page with a third of the work. */
const SHELL = "/usr/bin/chromium-headless-shell";
const OTHERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * Its pages move nothing unless their context asks for it (`reducedMotion: "no-preference"`): to draw one that waits sixty
 * times a second takes a sixth of a processor.
 *
 * @throws Error saying what to do when there is none and none can be installed
 */
export async function launchChromium(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = (options) => newContext({ reducedMotion: "reduce", ...options });
  const close = browser.close.bind(browser);
  browser.close = (options) => {
    countPages();
    return close(options);
  };
  return browser;
}

/** @throws Error saying what to do when there is none and none can be installed */
export function chromiumPath(): string {
  const found = findChromium();
  if (!found) throw new Error("The tests need Chromium: install it, or name its program in CHROMIUM_PATH");
  return found;
}

/** Undefined when there is none and none can be installed. */
export function findChromium(): string | undefined {
  const named = process.env["CHROMIUM_PATH"];
  if (named && existsSync(named)) return named;
  if (!existsSync(SHELL)) {
    try {
      installPackage("chromium-headless-shell");
    } catch {
      // One with windows will do.
    }
  }
  return [SHELL, ...OTHERS].find((place) => existsSync(place));
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

const axe = () => readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Have axe in all that a page loads from now on: Chromium compiles it once so. */
export async function withAxe(page: Page): Promise<Page> {
  await page.addInitScript(axe());
  return page;
}

/** What axe finds, by its rule, with the first element. @param options axe's own */
export async function violations(page: Page, options: object = {}): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe());
  // A page within a page is looked at by itself: one without scripts cannot be asked.
  const run = `axe.run(document, ${JSON.stringify({ iframes: false, ...options, resultTypes: ["violations"] })})`;
  const result = (await page.evaluate(run)) as AxeResult;
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** No violation that axe finds, and nothing wider than the narrowest phone, not even with text twice as large. */
export async function assertFitForPeople(page: Page, name: string): Promise<void> {
  assert.deepEqual(await violations(page), [], name);
  await screenshots(page, name);
  await page.setViewportSize({ width: 320, height: 640 });
  for (const size of ["100%", "200%"]) {
    await page.evaluate(`document.documentElement.style.setProperty("font-size", "${size}")`);
    const over = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    assert.ok(over <= 0, `${name} is ${over} px too wide at ${size}`);
  }
  await page.setViewportSize(PHONE);
  await page.evaluate("document.documentElement.style.removeProperty('font-size')");
}

/** For the documents, at a phone's size and a desk's; only when it is asked for. */
export async function screenshots(page: Page, name: string): Promise<void> {
  if (process.env["UPDATE_SCREENSHOTS"] !== "1") return;
  mkdirSync("docs/screenshots", { recursive: true });
  await page.screenshot({ path: `docs/screenshots/${name}-phone.png` });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.screenshot({ path: `docs/screenshots/${name}-desk.png` });
  await page.setViewportSize(PHONE);
}

/** A script for a page from its start: `window.shift` is the score of all movement, what a press excuses included. */
export const WATCH_SHIFT = `new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) window.shift = (window.shift ?? 0) + value;
}).observe({ type: "layout-shift", buffered: true })`;
