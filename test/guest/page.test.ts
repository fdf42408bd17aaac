/** The guest's page in a real browser: every way to open, every state, and what it must never do. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { setFault } from "../../src/devices/simulator/faults.ts";
import { becomes, UNLOCKED } from "../at-the-door.ts";
import { assertFitForPeople, launchChromium, PHONE, screenshots, violations, withAxe } from "../chromium.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

const heading = (page: Page) => page.locator("h1").innerText();
const iso = (at: number) => new Date(at).toISOString();

describe("the guest's page", () => {
  let server: TestServer;
  let browser: Browser;
  let org: Credentials;

  before(async () => {
    browser = await launchChromium();
    server = await startServer({ env: { SIMULATOR_TRAVEL_MS: "20" } });
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme", name: "Front door" });
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  /** A page that fails the test when anything is written to its console or it asks anybody else. */
  async function withPage(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ viewport: PHONE, ...options });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on("console", (message) => trouble.push(message.text()));
    page.on("pageerror", (error) => trouble.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith("data:")) trouble.push(request.url());
    });
    try {
      await use(page);
      assert.deepEqual(
        trouble.filter((line) => !line.includes("the server responded with a status of 4")),
        [],
      );
      assert.deepEqual(await context.cookies(), []);
    } finally {
      await context.close();
    }
  }

  const link = (uuid: string) => `${server.url}/temp-keys/${uuid}`;

  async function usesOf(uuid: string): Promise<number> {
    return (await server.ledger.read.tempKey(uuid))!.state.usedCount;
  }

  async function opened(page: Page, uuid: string): Promise<void> {
    await becomes(page, UNLOCKED);
    assert.equal(await usesOf(uuid), 1);
  }

  it("opens by keyboard alone", async () => {
    const uuid = await server.key(1, org);
    await withPage({}, async (page) => {
      await page.goto(link(uuid));
      await page.keyboard.press("Tab");
      assert.match(await page.evaluate<string>("document.activeElement.textContent"), /Open Front door/);
      await page.keyboard.press("Enter");
      await opened(page, uuid);
    });
  });

  it("opens without JavaScript, and a form that is sent twice is one opening", async () => {
    const uuid = await server.key(1, org);
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(link(uuid));
      const intent = (await page.locator("input[name=intent]").getAttribute("value"))!;
      await page.getByRole("button", { name: "Open Front door" }).click();
      await opened(page, uuid);
      const body = new URLSearchParams({ intent });
      const again = await fetch(`${link(uuid)}/doors/1/open`, { method: "POST", body, redirect: "manual" });
      assert.equal(again.status, 303);
      assert.equal(await usesOf(uuid), 1);
    });
  });

  it("tells what really happened when the door did not open", async () => {
    const cases = [
      ["jam", "The door did not open", /jammed.*Try again/s, 0],
      ["offline", "The door did not open", /cannot be reached.*Try again/s, 0],
    ] as const;
    for (const [fault, title, text, uses] of cases) {
      const uuid = await server.key(1, org);
      await setFault(`${server.dataDir}/simulator`, 1, { kind: fault });
      await withPage({}, async (page) => {
        await page.goto(link(uuid));
        await page.getByRole("button", { name: /^Open / }).click();
        await becomes(page, title);
        assert.match(await page.locator("main").innerText(), text);
        assert.equal(await usesOf(uuid), uses);
      });
    }
    await setFault(`${server.dataDir}/simulator`, 1, { kind: "none" });
  });

  it("shows three doors and one PIN, opens each for itself, and says when one cannot be reached", async () => {
    for (const [lockId, name] of [
      [11, "Street door"],
      [12, "Lift"],
      [13, "Flat 12b"],
    ] as const)
      await server.lock(lockId, { orgId: "acme", name });
    const { validFrom, validUntil } = publicTerms(Date.now());
    const doors = [{ lockId: "11", accessMethod: "both" }, { lockId: "12" }, { lockId: "13", label: "Your flat" }];
    const made = await server.call("POST", "/temp-keys", {
      ...org,
      body: { validFrom, validUntil, maxUsesPerDoor: 1, doors },
    });
    const { uuid, pin } = made.json as { uuid: string; pin: string };
    await server.fault(12, "offline");
    const openDoor = async (page: Page, name: string) => {
      await page.goto(link(uuid));
      await page.getByRole("button", { name: `Open ${name}` }).click();
      await page.locator(".back").waitFor();
      return page.locator("main").innerText();
    };
    await withPage({}, async (page) => {
      await page.goto(link(uuid));
      assert.equal(await heading(page), "3 doors");
      assert.deepEqual(await page.locator(".doors h2").allInnerTexts(), ["Street door", "Lift", "Your flat"]);
      assert.equal((await page.locator(".digits").innerText()).replace(/\s/g, ""), pin);
      assert.match(
        await page.locator(".pin").innerText(),
        /Enter it on the keypad at the entrance. It opens: Street door\./,
      );
      assert.deepEqual(await violations(page), []);
      await screenshots(page, "three-doors");

      assert.match(await openDoor(page, "Lift"), /did not open.*cannot be reached.*Lift.*Nothing was counted/s);
      await screenshots(page, "three-doors-offline");
      assert.match(await openDoor(page, "Your flat"), /(is unlocked|Unlocked at ).*Your flat/s);
      await page.goto(link(uuid));
      assert.match(await page.locator(".doors li").nth(2).innerText(), /No openings left/);
      assert.equal(await page.locator(".doors form").count(), 2);
      await screenshots(page, "three-doors-one-used");
    });
    const { doors: counted } = (await server.ledger.read.tempKey(uuid))!.state;
    assert.deepEqual(
      counted.map(({ usedCount }) => usedCount),
      [0, 0, 1],
    );
    await withPage({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } }, async (page) => {
      await page.goto(link(uuid));
      await page.getByRole("button", { name: "Open Street door" }).click();
      await becomes(page, UNLOCKED);
    });
  });

  it("spends nothing on GET, HEAD, reloads and prefetching robots", async () => {
    const uuid = await server.key(1, org, { maxUses: 1 });
    for (const agent of [
      "WhatsApp/2.23",
      "TelegramBot (like TwitterBot)",
      "Slackbot-LinkExpanding 1.0",
      "facebookexternalhit/1.1",
    ]) {
      for (const method of ["GET", "HEAD"]) {
        for (const path of [`/temp-keys/${uuid}`, `/temp-keys/${uuid}/confirmation?door=1`]) {
          const headers = { "user-agent": agent, purpose: "prefetch", "sec-purpose": "prefetch" };
          assert.equal((await server.call(method, path, { headers })).status, 200);
        }
      }
    }
    assert.equal((await server.call("GET", `/temp-keys/${uuid}/open`)).status, 405);
    assert.equal(await usesOf(uuid), 0);
  });

  it("is private and uncached", async () => {
    const uuid = await server.key(1, org, { description: "x".repeat(200) });
    const page = await server.call("GET", `/temp-keys/${uuid}`);
    const { headers } = page;
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.match(headers.get("x-robots-tag")!, /noindex/);
    assert.doesNotMatch(headers.get("content-security-policy")!, /unsafe/);
    assert.match(headers.get("content-security-policy")!, /default-src 'none'.*frame-ancestors 'none'/);
  });

  it("shows another key's opening to nobody, and what a guest wrote as text", async () => {
    const mine = await server.key(1, org, { description: "<script>alert(1)</script> & 'quotes'" });
    const other = await server.key(1, org);
    const location = (await server.call("POST", `/temp-keys/${other}/open`)).headers.get("location")!;
    const order = new URL(location, server.url).searchParams.get("order");
    const page = await server.call("GET", `/temp-keys/${mine}/confirmation?order=${order}`);
    assert.match(page.text, /No opening to show/);
    assert.doesNotMatch((await server.call("GET", `/temp-keys/${mine}`)).text, /<script>alert/);
  });

  it("is accessible and fits in every state, light and dark, down to 320 px and at 200% text", async () => {
    const now = Date.now();
    const user = await server.user();
    await server.lock(2, { orgId: "acme", name: "Donaudampfschifffahrtsgesellschaftskapitänswohnungseingangstür 12b" });
    const valid = await server.key(1, org, {
      maxUses: 3,
      description: "Welcome, Anna!\nThe light switch is on the left.",
    });
    const used = await server.key(1, org, { maxUses: 1 });
    const revoked = await server.key(1, org);
    const paused = await server.key(1, org);
    await server.call("POST", `/temp-keys/${paused}/pause`, org);
    const future = await server.key(1, org, { validFrom: iso(now + 7_200_000) });
    const named = await server.key(1, org, { accessMode: "user-whitelist", allowedUserIds: [user.userId] });
    const long = await server.key(2, org, { description: "https://example.test/".padEnd(300, "a") });
    const location = (await server.call("POST", `/temp-keys/${used}/open`)).headers.get("location")!;
    await server.call("POST", "/locks/1/delete-temp-key", { ...org, body: { tempKeyUuid: revoked } });
    const states: readonly (readonly [name: string, path: string])[] = [
      ["valid", `/temp-keys/${valid}`],
      ["used-up", `/temp-keys/${used}`],
      ["revoked", `/temp-keys/${revoked}`],
      ["paused", `/temp-keys/${paused}`],
      ["not-yet-valid", `/temp-keys/${future}`],
      ["user-required", `/temp-keys/${named}`],
      ["long-name", `/temp-keys/${long}`],
      ["unknown", "/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77"],
      ["opened", location],
    ];
    for (const colorScheme of ["light", "dark"] as const) {
      await withPage({ colorScheme }, async (page) => {
        await withAxe(page);
        for (const [name, path] of states) {
          await page.setViewportSize(PHONE);
          await page.goto(server.url + path);
          await assertFitForPeople(page, `${name}${colorScheme === "dark" ? "-dark" : ""}`);
        }
      });
    }
  });
});
