/** Keys over several doors: a way with steps, or a list in which each opens in its row. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { setFault } from "../../src/devices/simulator/faults.ts";
import { en } from "../../src/http/guest/messages/en.ts";
import { becomes, UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE, violations, WATCH_SHIFT } from "../chromium.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { finger, line, middle } from "./touch.ts";

const TOUCH = { hasTouch: true, isMobile: true };
const MAX_HEIGHT = 2_600;
const MAX_TAB_STOPS = 40;

const isOpen = (page: Page) => page.locator("details.arrival").evaluate((way: { open: boolean }) => way.open);
const row = (page: Page, name: string) =>
  page.locator(".rows > li", { has: page.getByRole("heading", { level: 2, name, exact: true }) });

describe("several doors", () => {
  let server: TestServer;
  let browser: Browser;
  let org: Credentials;
  let locks = 0;
  before(async () => {
    browser = await launchChromium();
    server = await startServer({ env: { SIMULATOR_TRAVEL_MS: "200" } });
    org = await server.organization("acme");
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  /** @returns the key's UUID, and the number of its first lock */
  async function newKey(names: readonly string[], terms: Record<string, unknown> = {}, methods: string[] = []) {
    const first = locks + 1;
    for (const name of names) await server.lock(++locks, { orgId: "acme", name });
    const { validFrom, validUntil } = publicTerms(Date.now());
    const doors = names.map((_, i) => ({ lockId: String(first + i), ...(methods[i] && { accessMethod: methods[i] }) }));
    const made = await server.call("POST", "/temp-keys", { ...org, body: { validFrom, validUntil, doors, ...terms } });
    assert.ok(made.status < 300, made.text);
    return { uuid: made.json.uuid as string, first };
  }

  const thirty = () =>
    newKey(
      Array.from({ length: 30 }, (_, i) => `Rööm ${i + 1}`),
      { description: "Welcome!\nThe light switch is on the left.", maxUses: 40 },
      ["both", "both", "code"],
    );

  async function withPage(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ viewport: PHONE, locale: "en-GB", ...options });
    try {
      const page = await context.newPage();
      const trouble: string[] = [];
      page.on("pageerror", (error) => trouble.push(String(error)));
      page.on("console", (message) => trouble.push(message.text()));
      await page.addInitScript(WATCH_SHIFT);
      // What a guest would have seen is all that is left of it in a log.
      await use(page).catch(async (error: unknown) => {
        const told = await page.locator("main").innerText({ timeout: 5_000 }).catch(String);
        console.error(`${page.url()} showed: ${told.replaceAll(/\s+/g, " ").slice(0, 3_000)}`);
        throw error;
      });
      assert.deepEqual(trouble, []);
    } finally {
      await context.close();
    }
  }

  const usesOf = async (uuid: string) => (await server.ledger.read.tempKey(uuid))!.state.doors.map((d) => d.usedCount);

  it("are numbered in their order, and each opened one leads to the next with its control", async () => {
    const { uuid, first } = await newKey(["Street gate", "Cellar", "Lift", "Apartment 4B"], {}, ["key", "code"]);
    const text = "Second floor, on the left.";
    await server.call("PUT", `/locks/${first + 3}/arrival`, { ...org, body: { text } });
    await withPage(TOUCH, async (page) => {
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      const numbers = await page.evaluate(
        "[...document.querySelectorAll('.doors h2')].map((h2) => getComputedStyle(h2, '::before').content)",
      );
      assert.deepEqual(numbers, Array(4).fill('counter(door) " "'));
      assert.equal(await page.locator("ol.doors > li").count(), 4);
      const { swipe } = await finger(page);
      await page.getByRole("button", { name: "Open Street gate" }).tap();
      await becomes(page, UNLOCKED);
      // What opens by its PIN alone is not waited for.
      await page.getByRole("heading", { level: 2, name: "Next: Lift" }).waitFor();
      const from = await middle(page.locator(".next .thumb"));
      await swipe(line(from, { x: from.x + 240, y: from.y }));
      await page.getByRole("heading", { level: 2, name: "Next: Apartment 4B" }).waitFor();
      assert.equal(await page.locator("header .title").innerText(), "Lift");
      await page.locator(".next", { hasText: text }).waitFor();
      await page.getByRole("button", { name: "Open Apartment 4B" }).click();
      await page.locator("header .title", { hasText: "Apartment 4B" }).waitFor();
      await page.locator(".back").waitFor();
      assert.equal(await page.locator(".next").count(), 0);
      const shift = await page.evaluate<number>("window.shift ?? 0");
      assert.ok(shift < 0.05, `${shift}`);
    });
    assert.deepEqual(await usesOf(uuid), [1, 0, 1, 1]);
  });

  it("lead on without a script as well, and not from a door that did not open", async () => {
    const { uuid, first } = await newKey(["Gate", "Flat"]);
    await setFault(`${server.dataDir}/simulator`, first, { kind: "jam" });
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      await page.getByRole("button", { name: "Open Gate" }).click();
      await becomes(page, en.notOpened);
      assert.equal(await page.locator(".next").count(), 0);
      await setFault(`${server.dataDir}/simulator`, first, { kind: "none" });
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      await page.getByRole("button", { name: "Open Gate" }).click();
      await becomes(page, UNLOCKED);
      await page.getByRole("button", { name: "Open Flat" }).click();
      await page.locator(".where", { hasText: "Flat" }).waitFor();
    });
  });

  it("show the way until somebody got in", async () => {
    const { uuid, first } = await newKey(["Front door"]);
    await server.call("PUT", `/locks/${first}/arrival`, { ...org, body: { text: "Through the blue gate." } });
    await withPage({}, async (page) => {
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      assert.equal(await isOpen(page), true);
      await page.getByRole("button", { name: "Open Front door" }).click();
      await becomes(page, UNLOCKED);
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      assert.equal(await isOpen(page), false);
    });
  });

  it("that are thirty are rows: few screens, few stops, one open at a time", async (t) => {
    const { uuid } = await thirty();
    await withPage(TOUCH, async (page) => {
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      const height = await page.evaluate<number>("document.documentElement.scrollHeight");
      const stops = "a, button, input:not([type=hidden]), summary";
      const tabs = await page.locator(stops).filter({ visible: true }).count();
      t.diagnostic(`${height} px, ${tabs} tab stops`);
      assert.ok(height < MAX_HEIGHT, `${height} px`);
      assert.ok(tabs <= MAX_TAB_STOPS, `${tabs} tab stops`);
      for (const one of await page.locator(".rows > li").all())
        assert.ok((await one.boundingBox())!.height <= 58, await one.innerText());
      for (const name of ["Rööm 7", "Rööm 9"]) await row(page, name).locator("summary").first().tap();
      assert.equal(await page.locator(".rows details[open]").count(), 1);
      assert.deepEqual(await violations(page), []);
      // What is for all of them is not behind the last.
      const list = (await page.locator(".rows").boundingBox())!.y;
      for (const above of ["dl", ".pin"]) assert.ok((await page.locator(above).boundingBox())!.y < list, above);
    });
  });

  it("that are thirty are found by a part of the name, however it is written", async () => {
    const { uuid } = await thirty();
    await withPage({}, async (page) => {
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      const field = page.getByRole("searchbox", { name: en.findDoor });
      const seen = () => page.locator(".rows > li").filter({ visible: true }).count();
      await field.fill("room 2");
      assert.equal(await seen(), 11);
      await field.fill(" RÖÖM 27 ");
      assert.equal(await seen(), 1);
      await field.fill("");
      assert.equal(await seen(), 30);
    });
    const { uuid: few } = await newKey(["1", "2", "3", "4", "5"].map((n) => `Room ${n}`));
    await withPage({}, async (page) => {
      await page.goto(`${server.url}/temp-keys/${few}`);
      assert.equal(await page.locator("[data-filter]").count(), 0);
      assert.equal(await page.locator(".rows").count(), 1);
    });
  });

  it("that are thirty tell in its row what became of a door, where the guest is", async () => {
    const { uuid } = await thirty();
    await withPage(TOUCH, async (page) => {
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      const twenty = row(page, "Rööm 20");
      await twenty.locator("summary").first().tap();
      await page.evaluate("document.querySelector('#door-20').scrollIntoView({ block: 'center' })");
      // A row that is opened moves those below it, which is told after the frame in which it did.
      await page.evaluate(`(async () => {
        for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
        await new Promise((resolve) => setTimeout(resolve, 100));
        window.shift = 0;
      })()`);
      const top = (await twenty.boundingBox())!.y;
      const { swipe } = await finger(page);
      const from = await middle(twenty.locator(".thumb"));
      await swipe(line(from, { x: from.x + 240, y: from.y }));
      await twenty.getByRole("heading", { level: 3, name: UNLOCKED }).waitFor();
      await twenty.locator(".state", { hasText: /\d\d:\d\d/ }).waitFor();
      assert.ok(Math.abs((await twenty.boundingBox())!.y - top) <= 2, "it stays where it was");
      assert.equal(await page.evaluate("document.activeElement.localName"), "h3");
      assert.equal(page.url(), `${server.url}/temp-keys/${uuid}`);
      await page.locator("dl", { hasText: "39 openings left" }).waitFor();
      const shift = await page.evaluate<number>("window.shift");
      assert.ok(shift < 0.05, `${shift}`);

      // The same door again, and another one.
      await twenty.getByRole("button", { name: "Open Rööm 20" }).click();
      await page.locator("dl", { hasText: "38 openings left" }).waitFor();
      await row(page, "Rööm 21").locator("summary").first().click();
      await page.getByRole("button", { name: "Open Rööm 21" }).click();
      await row(page, "Rööm 21")
        .locator(".state", { hasText: /\d\d:\d\d/ })
        .waitFor();
      assert.match(await twenty.locator(".state").innerText(), /\d\d:\d\d/);
    });
    const uses = await usesOf(uuid);
    assert.deepEqual([uses[19], uses[20]], [2, 1]);
  });

  it("that are thirty help in its row whoever did not get in", async () => {
    const { uuid, first } = await thirty();
    await setFault(`${server.dataDir}/simulator`, first + 11, { kind: "jam" });
    await withPage({}, async (page) => {
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      const twelve = row(page, "Rööm 12");
      await twelve.locator("summary").first().click();
      await twelve.getByRole("button", { name: "Open Rööm 12" }).click();
      await twelve.getByRole("heading", { level: 3, name: en.notOpened }).waitFor();
      await setFault(`${server.dataDir}/simulator`, first + 11, { kind: "none" });
      await twelve.getByRole("button", { name: en.tryAgain }).click();
      await twelve.getByRole("heading", { level: 3, name: UNLOCKED }).waitFor();
      assert.equal(await page.locator("h1").innerText(), "30 doors");
    });
  });

  it("that are thirty open without a script", async () => {
    const { uuid } = await thirty();
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      assert.equal(await page.locator("[data-filter]").isVisible(), false);
      await row(page, "Rööm 30").locator("summary").first().click();
      await page.getByRole("button", { name: "Open Rööm 30" }).click();
      await becomes(page, UNLOCKED);
    });
  });
});
