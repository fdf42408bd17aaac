/** The page while a door opens: what it tells when, and that a bad connection neither opens twice nor leaves a riddle. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContextOptions, Page, Route } from "playwright-core";
import { setFault } from "../../src/devices/simulator/faults.ts";
import { becomes, UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { MAX_STREAMS } from "../../src/http/guest/opening/confirm-open.ts";
import type { ServeOptions } from "../../src/serve.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const CONFIRMATION = /\/confirmation\?/;
const OPEN = /\/open$/;

const press = (page: Page) => page.getByRole("button", { name: /^Open / }).click();
const says = (page: Page, text: string) => page.locator(".status", { hasText: text }).waitFor();

describe("an opening as the page shows it", () => {
  let server: TestServer;
  let browser: Browser;
  let org: Credentials;
  let locks = 0;
  before(async () => {
    browser = await launchChromium();
    server = await startServer({ env: { SIMULATOR_TRAVEL_MS: "150" } });
    org = await server.organization("acme");
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  async function newKey(terms: Record<string, unknown> = {}): Promise<string> {
    await server.lock(++locks, { orgId: "acme", name: "Front door" });
    return server.key(locks, org, terms);
  }

  async function withPage(uuid: string, use: (page: Page) => Promise<void>, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: PHONE, ...options });
    try {
      const page = await context.newPage();
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      await use(page);
    } finally {
      await context.close();
    }
  }

  const usesOf = async (uuid: string) => (await server.ledger.read.tempKey(uuid))!.state.usedCount;

  it("is told stage by stage in the same page, and to those who listen", async () => {
    const uuid = await newKey();
    // Long enough for a busy machine to see it on its way.
    await setFault(`${server.dataDir}/simulator`, locks, { kind: "late", ms: 2_500 });
    await withPage(uuid, async (page) => {
      await page.evaluate(`(() => {
        window.seen = [];
        new MutationObserver(() => window.seen.push(document.getElementById("announcements").textContent))
          .observe(document.getElementById("announcements"), { childList: true });
      })()`);
      await press(page);
      await becomes(page, UNLOCKED);
      const seen = ((await page.evaluate("window.seen")) as string[]).map((text) => text.replaceAll(/\s+/g, " "));
      assert.deepEqual(seen.slice(0, 2), [
        "Sending the request to the lock…",
        "Opening… The request is on its way to the lock.",
      ]);
      assert.match(seen[2]!, /^The door is unlocked\. Push or pull the door\. It locks again in \d seconds?\.$/);
      assert.equal(seen.length, 3);
    });
    assert.equal(await usesOf(uuid), 1);
  });

  it("is acknowledged before anything was sent", async () => {
    await withPage(await newKey(), async (page) => {
      await page.route(OPEN, () => {}); // never answered
      const text = await page.evaluate(`(() => {
        const form = document.querySelector("form");
        form.requestSubmit();
        return form.querySelector(".status").textContent;
      })()`);
      assert.equal(text, "Sending the request to the lock…");
    });
  });

  it("is one opening, however often the control is pressed", async () => {
    const uuid = await newKey();
    await withPage(uuid, async (page) => {
      let sent = 0;
      page.on("request", (request) => void (request.method() === "POST" && sent++));
      await page.evaluate("for (let i = 0; i < 5; i++) document.querySelector('form').requestSubmit()");
      await becomes(page, UNLOCKED);
      assert.equal(sent, 1);
    });
    assert.equal(await usesOf(uuid), 1);
  });

  it("is asked for again when the request is lost on its way, and counts once", async () => {
    const uuid = await newKey();
    await withPage(uuid, async (page) => {
      let lost = 0;
      await page.route(OPEN, (route) => (lost++ < 1 ? route.abort("connectionreset") : route.continue()));
      await press(page);
      await says(page, "The connection was lost");
      await becomes(page, UNLOCKED);
    });
    assert.equal(await usesOf(uuid), 1);
  });

  it("is asked for again when the answer is lost on its way, and counts once", async () => {
    const uuid = await newKey();
    await withPage(uuid, async (page) => {
      let lost = 0;
      await page.route(OPEN, async (route: Route) => {
        if (lost++ > 0) return route.continue();
        await route.fetch({ maxRedirects: 0 });
        return route.abort("connectionreset");
      });
      await press(page);
      await becomes(page, UNLOCKED);
    });
    assert.equal(await usesOf(uuid), 1);
  });

  it("is followed by asking when the page cannot be told", async () => {
    const uuid = await newKey();
    await withPage(uuid, async (page) => {
      await page.route(CONFIRMATION, (route) =>
        route.request().headers()["accept"] === "text/event-stream" ? route.abort() : route.continue(),
      );
      await press(page);
      await becomes(page, UNLOCKED);
    });
  });

  it("leaves who looks elsewhere there, until there is news", async () => {
    const uuid = await newKey();
    await setFault(`${server.dataDir}/simulator`, locks, { kind: "late", ms: 5_000 });
    await withPage(uuid, async (page) => {
      await page.route(CONFIRMATION, (route) =>
        route.request().headers()["accept"] === "text/event-stream" ? route.abort() : route.continue(),
      );
      await press(page);
      await becomes(page, "Opening…");
      await page.evaluate(`(() => {
        document.querySelector(".languages summary").focus();
        window.left = [];
        addEventListener("focusin", () => window.left.push(document.querySelector("h1").textContent.trim()));
      })()`);
      await page.waitForResponse((answer) => CONFIRMATION.test(answer.url()) && answer.ok());
      await becomes(page, UNLOCKED);
      const left = (await page.evaluate("window.left")) as string[];
      assert.ok(!left.includes("Opening…"), left.join());
    });
  });

  it("is not sent without a connection, and the page says so", async () => {
    const uuid = await newKey();
    await withPage(uuid, async (page) => {
      await page.context().setOffline(true);
      await press(page);
      await says(page, "No connection: nothing was sent");
      await page.context().setOffline(false);
      await page.locator(".status:empty").waitFor({ state: "attached" });
      await press(page);
      await becomes(page, UNLOCKED);
    });
    assert.equal(await usesOf(uuid), 1);
  });

  it("is refused in the page's own words when the key was taken back meanwhile", async () => {
    const uuid = await newKey();
    await withPage(uuid, async (page) => {
      await server.call("DELETE", `/temp-keys/${uuid}`, org);
      await press(page);
      await becomes(page, "This key has been cancelled");
      assert.doesNotMatch(page.url(), OPEN);
    });
  });

  it("has the door's times on a phone with another clock and another zone", async () => {
    const uuid = await newKey({ validFrom: new Date(Date.now() + 7_200_000 + 90_000).toISOString() });
    const seen: string[] = [];
    for (const [timezoneId, ahead] of [
      ["Europe/Athens", 0],
      ["Pacific/Auckland", 3 * 3_600_000],
      ["America/Los_Angeles", -3 * 3_600_000],
    ] as const) {
      const context = await browser.newContext({ viewport: PHONE, timezoneId });
      const page = await context.newPage();
      await page.addInitScript(`{ const now = Date.now; Date.now = () => now() + ${ahead}; }`);
      await page.goto(`${server.url}/temp-keys/${uuid}`);
      await page.evaluate("new Promise((resolve) => setTimeout(resolve, 1_100))"); // the count goes on every second
      seen.push(await page.locator("main").innerText());
      await context.close();
    }
    assert.match(seen[0]!, /It starts working in 2 hours/);
    assert.equal(new Set(seen).size, 1);
  });

  it("begins by itself on a page that is left open", async () => {
    // A busy machine may come too late for a moment that is near, and for that one alone.
    for (const lead of [1_500, 6_000, 24_000]) {
      const uuid = await newKey({ validFrom: new Date(Date.now() + lead).toISOString() });
      let seen = false;
      await withPage(uuid, async (page) => {
        seen = (await page.locator("main").innerText()).includes("does not work yet");
        await page.getByRole("button", { name: /^Open / }).waitFor();
      });
      if (seen) return;
    }
    assert.fail("the page was never seen before its time");
  });

  it("goes on by itself on a page that is left open when its key is resumed", { timeout: 60_000 }, async () => {
    const uuid = await newKey();
    await server.call("POST", `/temp-keys/${uuid}/pause`, org);
    await withPage(uuid, async (page) => {
      assert.match(await page.locator("main").innerText(), /This key is paused/);
      assert.equal(await page.getByRole("button", { name: /^Open / }).count(), 0);
      await server.call("POST", `/temp-keys/${uuid}/resume`, org);
      await page.getByRole("button", { name: /^Open / }).waitFor();
      await press(page);
      await becomes(page, UNLOCKED);
    });
  });

  it("copies the PIN at a tap", async () => {
    const lockId = ++locks;
    await server.lock(lockId, { orgId: "acme" });
    const doors = [{ lockId: String(lockId), accessMethod: "both" }];
    const window = { validFrom: new Date().toISOString(), validUntil: new Date(Date.now() + 60_000_000).toISOString() };
    const made = await server.call("POST", "/temp-keys", { ...org, body: { ...window, doors } });
    const options = { permissions: ["clipboard-read", "clipboard-write"] };
    await withPage(
      made.json.uuid,
      async (page) => {
        await page.getByRole("button", { name: "Copy" }).click();
        await page.getByRole("button", { name: "Copied" }).waitFor();
        assert.equal(await page.evaluate("navigator.clipboard.readText()"), made.json.pin);
      },
      options,
    );
  });

  it("is told as server-sent events, uncompressed, and of no other key", async () => {
    const [uuid, other] = [await newKey(), await newKey()];
    const opened = await server.call("POST", `/temp-keys/${uuid}/open`);
    const place = opened.headers.get("location")!;
    const headers = { accept: "text/event-stream", "accept-encoding": "gzip, br" };
    const stream = await server.call("GET", place, { headers });
    assert.equal(stream.headers.get("content-encoding"), null);
    assert.match(stream.headers.get("content-type")!, /^text\/event-stream/);
    const events = stream.text.split("\n\n").filter(Boolean);
    assert.match(events.at(-1)!, /^data: ".*The door is unlocked/);
    assert.equal((await server.call("GET", place.replace(uuid, other), { headers })).status, 404);
    const nothing = `/temp-keys/${uuid}/confirmation?order=${randomUUID()}`;
    assert.equal((await server.call("GET", nothing, { headers })).status, 404);
  });
});

it("stops listening for those who left before their stream began", async () => {
  let asking: IncomingMessage | undefined;
  const extend: ServeOptions["extend"] = (app) =>
    void app.server.prependListener("request", (request) => (asking = request));
  const server = await startServer({ extend, drainMs: 50, env: { SIMULATOR_TRAVEL_MS: "2000" } });
  try {
    await server.lock(1, { orgId: "acme" });
    const uuid = await server.key(1, await server.organization("acme"));
    const opened = await server.call("POST", `/temp-keys/${uuid}/open`);
    const place = opened.headers.get("location")!;
    const watch = () => server.call("GET", place, { headers: { accept: "text/event-stream" } });

    const { read } = server.ledger;
    const { order } = read;
    read.order = async (id) => {
      asking!.socket.destroy();
      await once(asking!.socket, "close");
      return order(id);
    };
    for (let left = 0; left < MAX_STREAMS; left++) await assert.rejects(watch());
    read.order = order;
    assert.equal((await watch()).status, 200);
  } finally {
    await server.close();
  }
});
