/** What became of an opening comes where its control was: nothing moves, and the page is about its moment. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { PNG } from "pngjs";
import { setFault } from "../../src/devices/simulator/faults.ts";
import { en } from "../../src/http/guest/messages/en.ts";
import { becomes, UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE, WATCH_SHIFT } from "../chromium.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { StillClock } from "../manual-clock.ts";
import { sized } from "../size.ts";

/** Of the score that browsers give to movement; what a press of a button excuses is not excused here. */
const MAX_SHIFT = 0.05;
const TOUCH = { hasTouch: true, isMobile: true };
/** 400 kbit/s and 400 ms there and back. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

const DEVICES: Readonly<Record<string, BrowserContextOptions>> = {
  "a phone": { ...TOUCH, viewport: PHONE },
  "a small phone": { ...TOUCH, viewport: { width: 320, height: 568 } },
  "a desk": { viewport: { width: 1280, height: 800 } },
};
const TITLES = {
  none: UNLOCKED,
  jam: en.notOpened,
  offline: en.notOpened,
  "lost-ack": en.unknown.title,
  revoked: en.refusals.revoked.title,
} as const;

/** On a phone each of them is looked at in every run. */
const ON_OTHERS = sized(2, Object.keys(TITLES).length);

const button = (page: Page, name = "Door 1") => page.getByRole("button", { name: `Open ${name}` });
const shift = (page: Page) => page.evaluate<number>("window.shift ?? 0");

describe("what became of an opening", () => {
  let server: TestServer;
  let browser: Browser;
  let org: Credentials;
  let locks = 0;
  before(async () => {
    browser = await launchChromium();
    server = await startServer({ env: { SIMULATOR_TRAVEL_MS: "300" } });
    org = await server.organization("acme");
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  /** @param doors how many of them */
  async function newKey(doors = 1, as = org, orgId = "acme"): Promise<string> {
    const first = locks + 1;
    for (let i = 0; i < doors; i++) await server.lock(++locks, { orgId, name: `Door ${i + 1}` });
    const { validFrom, validUntil } = publicTerms(Date.now());
    const of = Array.from({ length: doors }, (_, i) => ({ lockId: String(first + i) }));
    const made = await server.call("POST", "/temp-keys", {
      ...as,
      body: { validFrom, validUntil, doors: of, description: "The light switch is on the left." },
    });
    assert.ok(made.status < 300, made.text);
    return made.json.uuid;
  }

  async function withPage(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ viewport: PHONE, reducedMotion: "no-preference", ...options });
    try {
      const page = await context.newPage();
      await page.addInitScript(WATCH_SHIFT);
      await use(page);
    } finally {
      await context.close();
    }
  }

  for (const [device, options] of Object.entries(DEVICES))
    for (const [fault, title] of Object.entries(TITLES).slice(0, device === "a phone" ? undefined : ON_OTHERS))
      it(`moves nothing on ${device}: ${fault === "none" ? en.opened.title : String(title)}${fault === "offline" ? ", for want of a connection" : ""}`, async (t) => {
        const uuid = await newKey();
        if (fault !== "none" && fault !== "revoked")
          await setFault(`${server.dataDir}/simulator`, locks, { kind: fault as "jam" });
        await withPage(options, async (page) => {
          await page.goto(`${server.url}/temp-keys/${uuid}`);
          const control = (await page.locator("[data-slide]").boundingBox())!;
          if (fault === "revoked") await server.call("DELETE", `/temp-keys/${uuid}`, org);
          await button(page).click();
          await becomes(page, title);
          await page.locator(".back").waitFor();
          const result = (await page.locator(".message").boundingBox())!;
          assert.ok(Math.abs(result.y - control.y) <= 1, `from ${control.y} to ${result.y}`);
          t.diagnostic(`shift ${(await shift(page)).toFixed(4)}`);
          assert.ok((await shift(page)) < MAX_SHIFT, `${await shift(page)}`);
        });
      });

  it("moves nothing on a slow network, with a logo, and with several doors", async () => {
    const seaside = await server.organization("seaside");
    const logo = PNG.sync.write(new PNG({ width: 300, height: 100 }));
    const headers = { "content-type": "image/png" };
    await server.call("PUT", "/organizations/seaside/brand/logo", { ...seaside, body: logo, headers });
    for (const uuid of [await newKey(1, seaside, "seaside"), await newKey(3)])
      await withPage(TOUCH, async (page) => {
        const network = await page.context().newCDPSession(page);
        await network.send("Network.enable");
        await network.send("Network.emulateNetworkConditions", SLOW);
        await page.goto(`${server.url}/temp-keys/${uuid}`);
        await button(page).tap();
        await becomes(page, TITLES.none);
        await page.locator(".back").waitFor();
        assert.ok((await shift(page)) < MAX_SHIFT, `${await shift(page)}`);
      });
  });

  it("is read out from its heading, and the page is called by it and by its door", async () => {
    await withPage({}, async (page) => {
      await page.goto(`${server.url}/temp-keys/${await newKey()}`);
      assert.equal(await page.title(), "Door 1 – Your key");
      await button(page).click();
      await becomes(page, TITLES.none);
      assert.equal(await page.title(), `${await page.locator("h1").innerText()} – Door 1`);
      assert.equal(await page.evaluate("document.activeElement.localName"), "h1");
      assert.equal(await page.locator("header").innerText(), "You are invited\n\nDoor 1");
      assert.match((await page.locator("#announcements").textContent())!, /^[^.]+\. [^.]+\./);
    });
  });

  it("leaves the key's address where it was: a reload and a link that is passed on are the key", async () => {
    const uuid = await newKey();
    await withPage({}, async (page) => {
      await page.goto(`${server.url}/guest/offline`);
      await page.goto(`${server.url}/temp-keys/${uuid}?lang=en`);
      const before = await page.evaluate<number>("history.length");
      await button(page).click();
      await becomes(page, TITLES.none);
      await page.locator(".back").waitFor();
      assert.equal(page.url(), `${server.url}/temp-keys/${uuid}?lang=en`);
      assert.equal(await page.evaluate("history.length"), before);
      await page.reload();
      await button(page).waitFor();
      await page.goBack();
      assert.match(page.url(), /offline/);
    });
  });

  it("is found again by a reload while the lock is at it", async () => {
    const uuid = await newKey();
    await setFault(`${server.dataDir}/simulator`, locks, { kind: "late", ms: 4_000 });
    await withPage({}, async (page) => {
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      await button(page).click();
      await becomes(page, en.sent.title);
      await page.reload();
      await becomes(page, TITLES.none);
      assert.equal(page.url(), `${server.url}/temp-keys/${uuid}`);
    });
  });
});

it("that is old is a line on the key's page, at the key's address, for whoever it was passed on to", async () => {
  const clock = new StillClock(Date.UTC(2026, 10, 24, 16, 49));
  const server = await startServer({ clock });
  const browser = await launchChromium();
  try {
    const org = await server.organization("acme");
    await server.lock(1, { orgId: "acme", name: "Front door" });
    const uuid = await server.key(1, org);
    const orderId = randomUUID();
    // Not dispatched: this test is the device.
    await server.ledger.submit({ type: "openDoor", tempKeyUuid: uuid, method: "key", orderId });
    const outcome = { ok: true, stage: "executed", by: "ack", latencyMs: 5 } as const;
    await server.ledger.submit({ type: "reportOrder", orderId, outcome });
    await clock.advance(61_000);
    const page = await browser.newPage({ locale: "en-GB" });
    await page.goto(`${server.url}/temp-keys/${uuid}/confirmation?door=1&order=${orderId}&lang=en`);
    assert.equal(await page.locator("h1").innerText(), "Front door");
    assert.match(await page.locator(".last").innerText(), /^Last opening: Front door, 18:49, unlocked/);
    assert.equal(page.url(), `${server.url}/temp-keys/${uuid}?lang=en`);
    await button(page, "Front door").waitFor();
  } finally {
    await browser.close();
    await server.close();
  }
});
