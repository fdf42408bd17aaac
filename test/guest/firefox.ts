/**
 * The guest's page in Firefox, through WebDriver BiDi: `npm run -s test:firefox`. It is Debian's, which is installed where
 * that is possible, or the one that FIREFOX_PATH names. The last line counts the checks.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { type Browser, type ElementHandle, launch, type Page } from "puppeteer-core";
import { setFault } from "../../src/devices/simulator/faults.ts";
import { en } from "../../src/http/guest/messages/en.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { installPackage } from "../postgres.ts";
import { guestStates } from "./states.ts";

const PACKAGE = "firefox-esr";
const PLACES = [`/usr/bin/${PACKAGE}`, "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];
const PHONE = { width: 390, height: 844 };
/** As on a phone: a finger is what there is to point with. */
const COARSE = {
  "ui.primaryPointerCapabilities": 1,
  "ui.allPointerCapabilities": 1,
  "dom.w3c_touch_events.enabled": 1,
};
const PATIENCE_MS = 15_000;

interface Visit {
  readonly server: TestServer;
  readonly org: Credentials;
  readonly page: Page;
  /** A key to as many new doors; the number of the first one's lock. */
  newKey(doors?: number): Promise<{ readonly url: string; readonly lock: number }>;
}

const CHECKS: Readonly<Record<string, (visit: Visit) => Promise<void>>> = {
  async "opens by its button, and says so in its place"({ page, newKey }) {
    const { url } = await newKey();
    await page.goto(url);
    const control = await top(page, "[data-slide]");
    await (await find(page, "[data-slide] .plain")).click();
    await becomes(page, en.opened.title);
    assert.ok(Math.abs((await top(page, ".message")) - control) <= 1);
    assert.equal(await page.evaluate("document.activeElement.localName"), "h1");
    assert.equal(await page.title(), `${en.opened.title} – Door 1`);
    assert.equal(page.url(), url);
  },
  async "helps whoever did not get in, and opens by trying again"({ server, page, newKey }) {
    const { url, lock } = await newKey();
    await setFault(`${server.dataDir}/simulator`, lock, { kind: "jam" });
    await page.goto(url);
    await (await find(page, "[data-slide] .plain")).click();
    await becomes(page, en.notOpened);
    await setFault(`${server.dataDir}/simulator`, lock, { kind: "none" });
    await (await find(page, ".help button")).click();
    await becomes(page, en.opened.title);
  },
  async "opens by keyboard alone"({ page, newKey }) {
    await page.goto((await newKey()).url);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await becomes(page, en.opened.title);
  },
  async "leads from door to door"({ page, newKey }) {
    await page.goto((await newKey(2)).url);
    await (await find(page, "#door-1 .plain")).click();
    await becomes(page, en.opened.title);
    await (await find(page, ".next .plain")).click();
    await until(page, "document.querySelector('header .title')?.textContent === 'Door 2'");
  },
  async "has rows for thirty doors, of which one is open, is found, and tells its result"({ page, newKey }) {
    await page.goto((await newKey(30)).url);
    await (await find(page, "[data-filter]")).type("door 2");
    await until(page, "[...document.querySelectorAll('.rows > li')].filter(({ hidden }) => !hidden).length === 11");
    for (const row of ["#door-20", "#door-21"]) await (await find(page, `${row} summary`)).click();
    await until(page, "document.querySelectorAll('.rows details[open]').length === 1");
    await (await find(page, "#door-21 .plain")).click();
    await until(page, `document.querySelector("#door-21 h3")?.textContent === ${JSON.stringify(en.opened.title)}`);
  },
};

const TOUCH_CHECKS: typeof CHECKS = {
  async "says what to do after a short slide, and opens by a whole one"({ page, newKey }) {
    const { url } = await newKey();
    await page.goto(url);
    await slide(page, 90);
    await until(page, `document.querySelector(".status").textContent === ${JSON.stringify(en.slideHint)}`);
    await slide(page, 240);
    await becomes(page, en.opened.title);
  },
  async "slides to the left where texts run there"({ page, newKey }) {
    await page.goto(`${(await newKey()).url}?lang=ar`);
    await slide(page, -240);
    await until(page, "document.querySelector('.message.good h1') !== null");
  },
};

async function main(): Promise<number> {
  const server = await startServer({ env: { SIMULATOR_TRAVEL_MS: "100" } });
  let [passed, failed] = [0, 0];
  const check = async (name: string, run: () => Promise<void>) => {
    try {
      await run();
      passed++;
      process.stdout.write(`ok    ${name}\n`);
    } catch (error) {
      failed++;
      process.stdout.write(`FAILED  ${name}\n${String(error)}\n`);
    }
  };
  try {
    const org = await server.organization("acme");
    let locks = 0;
    const newKey: Visit["newKey"] = async (count = 1) => {
      const lock = locks + 1;
      for (let i = 1; i <= count; i++) await server.lock(++locks, { orgId: "acme", name: `Door ${i}` });
      const { validFrom, validUntil } = publicTerms(Date.now());
      const doors = Array.from({ length: count }, (_, i) => ({ lockId: String(lock + i) }));
      const made = await server.call("POST", "/temp-keys", { ...org, body: { validFrom, validUntil, doors } });
      if (made.status >= 300) throw new Error(made.text);
      return { url: `${server.url}/temp-keys/${made.json.uuid}`, lock };
    };
    for (const [checks, preferences] of [
      [CHECKS, {}],
      [TOUCH_CHECKS, COARSE],
    ] as const)
      await withFirefox(preferences, async (browser) => {
        for (const [name, run] of Object.entries(checks))
          await check(name, () => withPage(browser, (page) => run({ server, org, page, newKey })));
      });
    await withFirefox({}, (browser) => checkStates(browser, check));
  } finally {
    await server.close();
  }
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** Every state has its heading, and fits. */
async function checkStates(
  browser: Browser,
  check: (name: string, run: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const states = await guestStates();
  try {
    for (const [state, path] of Object.entries(states.paths)) {
      // The time of these stands still: the page would wait for ever for what is on its way.
      if (state === "opening" || states.asUser.has(state)) continue;
      await check(`shows ${state}`, () =>
        withPage(browser, async (page) => {
          await page.goto(states.server.url + path);
          const [heading, over] = (await page.evaluate(
            "[document.querySelector('h1').innerText, document.documentElement.scrollWidth - innerWidth]",
          )) as [string, number];
          assert.ok(heading.length > 2);
          assert.ok(over <= 0, `it is ${over} px too wide`);
        }),
      );
    }
  } finally {
    await states.close();
  }
}

async function withFirefox(
  extraPrefsFirefox: Record<string, unknown>,
  use: (browser: Browser) => Promise<void>,
): Promise<void> {
  const browser = await launch({ browser: "firefox", executablePath: firefoxPath(), extraPrefsFirefox });
  try {
    await use(browser);
  } finally {
    await browser.close();
  }
}

/** @throws Error saying what to do when there is none and none can be installed */
function firefoxPath(): string {
  const known = findFirefox();
  if (known) return known;
  try {
    installPackage(PACKAGE);
  } catch {
    // Told below.
  }
  const installed = findFirefox();
  if (!installed) throw new Error("The check needs Firefox: install it, or name its program in FIREFOX_PATH");
  return installed;
}

function findFirefox(): string | undefined {
  return [process.env["FIREFOX_PATH"] ?? "", ...PLACES].find((place) => existsSync(place));
}

/** A page of its own, on which no error goes by. */
async function withPage(browser: Browser, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.setViewport(PHONE);
    await use(page);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
}

async function find(page: Page, selector: string): Promise<ElementHandle> {
  const found = await page.waitForSelector(selector, { timeout: PATIENCE_MS });
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
}

/** The page's policy allows no evaluation within it, so it is asked from outside. */
async function until(page: Page, isSo: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await page.evaluate(isSo))) {
    if (performance.now() > end) throw new Error(`never so: ${isSo}\n${String(await page.evaluate(TEXT))}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const TEXT = "document.querySelector('main').innerText";

async function becomes(page: Page, title: string): Promise<void> {
  await until(page, `document.querySelector("h1")?.textContent === ${JSON.stringify(title)}`);
  await find(page, ".back");
}

async function top(page: Page, selector: string): Promise<number> {
  return (await (await find(page, selector)).boundingBox())!.y;
}

/** With a finger, from the thumb. */
async function slide(page: Page, px: number): Promise<void> {
  const { x, y, width, height } = (await (await find(page, ".thumb")).boundingBox())!;
  const from = { x: x + width / 2, y: y + height / 2 };
  await page.touchscreen.touchStart(from.x, from.y);
  for (let i = 1; i <= 8; i++) await page.touchscreen.touchMove(from.x + (px * i) / 8, from.y);
  await page.touchscreen.touchEnd();
}

process.exitCode = await main();
