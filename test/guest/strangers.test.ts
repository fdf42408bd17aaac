/** Whatever else than the server answers while a door opens: it is no answer, and the page asks again. */
import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, Page, Request } from "playwright-core";
import { becomes, UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { sized } from "../size.ts";
import { type Meddle, type MeddlingProxy, startMeddlingProxy } from "./faulty-proxy.ts";

const LOST = "The connection was lost. Finding out what happened…";
const UNHEARD = "No answer came. Look at the door; if it is closed, try again. It counts once.";
const HTML = "text/html; charset=utf-8";
/** How many pages are open at once; mostly they wait. */
const PAGES = 4;
const ONLINE = "dispatchEvent(new Event('online'))";

const press = (page: Page) => page.getByRole("button", { name: /^Open / }).click();

const answering =
  (status: number, type: string, body: string, headers: Record<string, string> = {}): Meddle =>
  (_asked, answer) =>
    void answer.writeHead(status, { "content-type": type, ...headers }).end(body);

/** By what is on the way, and by what goes wrong with it. */
const STRANGERS: Readonly<Record<string, Meddle>> = {
  "a proxy's 502": answering(502, HTML, "<html><head><title>502</title></head><body><h1>502</h1></body></html>"),
  "a portal's page": answering(200, HTML, "<!doctype html><main><h1>Free Wi-Fi</h1></main><footer>Buy</footer></html>"),
  "a page that looks like ours without being it": answering(
    200,
    HTML,
    '<html><main><section class="message good"><h1>The door is open</h1></section></main><footer></footer></html>',
  ),
  "half a page of ours": answering(200, HTML, "<!doctype html><html><main><h1>The door", { "latchstring-page": "1" }),
  "a page of ours without its parts": answering(200, HTML, "<html></html>", { "latchstring-page": "1" }),
  "a page that breaks off": (_asked, answer) => {
    answer.writeHead(200, { "content-type": HTML, "latchstring-page": "1", "content-length": "5000" });
    answer.write("<!doctype html><main></main><footer></footer></html>", () => answer.destroy());
  },
  JSON: answering(503, "application/json", '{"message":"no healthy upstream"}'),
  "JSON that says it is well": answering(200, "application/json", '{"ok":true}'),
  "an empty body": answering(200, HTML, ""),
  "nothing at all": answering(204, HTML, ""),
  "events that are not ours": answering(200, "text/event-stream", 'data: {"door":"open"}\n\ndata: "<h1>Hi</h1>"\n\n'),
  "half an event": answering(200, "text/event-stream", 'data: "<section class='),
  "no more events": answering(200, "text/event-stream", ""),
  "a way elsewhere": answering(302, HTML, "", { location: "http://127.0.0.1:9/login" }),
  "a way elsewhere by name": answering(307, HTML, "", { location: "http://portal.example.test/" }),
  "a way to another page here": answering(302, HTML, "", { location: "/healthz" }),
  "a connection that ends": (_asked, answer) => void answer.destroy(),
  "too many tries elsewhere": answering(429, HTML, "<html><main>Slow down</main><footer></footer></html>"),
};

/** Those that are like events, or end in their midst; all others meet the page's other steps in every run too. */
const INSTEAD_OF_EVENTS = new Set([
  "a proxy's 502",
  "a page that breaks off",
  "JSON that says it is well",
  "events that are not ours",
  "half an event",
  "no more events",
  "a way elsewhere",
  "a connection that ends",
]);
const ALL = sized(0, 1) === 1;

const isEvents = ({ headers }: IncomingMessage) => headers.accept === "text/event-stream";
const isConfirmation = ({ url }: IncomingMessage) => url!.includes("/confirmation?");
/** For what the page asks once more while it is on its way. */
const SPARE: readonly Meddle[] = Array.from({ length: 200 }, () => STRANGERS["nothing at all"]!);
const noEvents: Meddle = (_asked, answer) => void answer.writeHead(503).end();

/** Steps at which the page asks again on the same page. Which requests the stranger answers, and what comes before. */
const STEPS: Readonly<Record<string, readonly [at: (asked: IncomingMessage) => boolean, ...first: Meddle[]]>> = {
  "the opening": [({ method }) => method === "POST"],
  "where it leads to": [(asked) => isConfirmation(asked) && !isEvents(asked)],
  "the asking": [isConfirmation, pass, noEvents],
};

let server: TestServer;

/** As if nothing were in front. */
function pass({ url, headers }: IncomingMessage, answer: ServerResponse): void {
  void fetch(server.url + url!, { headers: headers as Record<string, string> }).then(async (got) => {
    const { "latchstring-page": mark = "1" } = Object.fromEntries(got.headers);
    answer.writeHead(got.status, { "content-type": HTML, "latchstring-page": mark }).end(await got.text());
  });
}

/** Until the proxy has answered, and the page has read that. */
async function untilMet(page: Page, proxy: MeddlingProxy): Promise<void> {
  for (let tried = 0; proxy.left > SPARE.length; tried++) {
    assert.ok(tried < 200, "the page does not ask again");
    await page.evaluate(ONLINE);
    await wait(150);
  }
  await wait(150);
}

describe("a stranger's answer", () => {
  let browser: Browser;
  let org: Credentials;
  let locks = 0;
  before(async () => {
    browser = await launchChromium();
    server = await startServer({ env: { SIMULATOR_TRAVEL_MS: "2500" } });
    org = await server.organization("acme");
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  interface Visit {
    readonly page: Page;
    readonly proxy: MeddlingProxy;
    assertOpenedOnce(): Promise<void>;
  }

  async function withKey(use: (visit: Visit) => Promise<void>, terms: Record<string, unknown> = {}): Promise<void> {
    const lockId = ++locks;
    await server.lock(lockId, { orgId: "acme" });
    const uuid = await server.key(lockId, org, { maxUses: 2, ...terms });
    const proxy = await startMeddlingProxy(server.url);
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => void errors.push(String(error)));
    const assertOpenedOnce = async () => {
      await becomes(page, UNLOCKED);
      assert.equal(await page.locator("footer .languages").count(), 1);
      assert.doesNotMatch(await page.locator("body").innerText(), /null|undefined|Wi-Fi|502/);
      assert.equal((await server.ledger.read.tempKey(uuid))!.state.usedCount, 1);
      const { json } = await server.call("GET", `/locks/${lockId}/events`, org);
      assert.equal(json.events.filter(({ type }: { type: string }) => type === "LockOpened").length, 1);
    };
    try {
      await page.goto(`${proxy.url}/temp-keys/${uuid}`);
      await use({ page, proxy, assertOpenedOnce });
      assert.deepEqual(errors, []);
    } finally {
      await context.close();
      await proxy.close();
    }
  }

  for (const [step, [at, ...first]] of Object.entries(STEPS))
    it(`to ${step} changes nothing on the page, which asks again`, async () => {
      await withKey(async ({ page, proxy, assertOpenedOnce }) => {
        // Time stands still: the page asks again because it is told that the phone is online.
        await page.clock.install();
        await page.clock.pauseAt(Date.now() + 60_000);
        const [[, met], ...others] = Object.entries(STRANGERS) as [[string, Meddle], ...[string, Meddle][]];
        proxy.instead(at, ...first, met, ...SPARE);
        const before = first.length > 0 ? "Opening…" : await page.locator("h1").innerText();
        await press(page);
        if (first.length > 0) await becomes(page, "Opening…");
        for (const [name, stranger] of [...others, ["the same again", met] as const]) {
          await untilMet(page, proxy);
          await page.locator(".status", { hasText: LOST }).waitFor();
          assert.equal(await page.locator("h1").innerText(), before, `before ${name}`);
          assert.equal(await page.locator("footer .languages").count(), 1, `before ${name}`);
          proxy.instead(at, stranger, ...SPARE);
        }
        proxy.instead(() => false);
        await page.clock.resume();
        await page.evaluate(ONLINE);
        await assertOpenedOnce();
      });
    });

  it("to the events changes nothing on the page, which asks instead", async () => {
    const left = Object.entries(STRANGERS).filter(([name]) => ALL || INSTEAD_OF_EVENTS.has(name));
    const meet = async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const [name, stranger] = next;
        await withKey(async ({ page, proxy, assertOpenedOnce }) => {
          proxy.instead(isEvents, stranger);
          await press(page);
          await assertOpenedOnce().catch((error: unknown) => {
            throw new Error(`${name}: ${String(error)}`);
          });
          assert.equal(proxy.left, 0, `${name} was never met`);
        });
      }
    };
    await Promise.all(Array.from({ length: PAGES }, meet));
  });

  it("is asked past for 20 seconds by the clock, and then the guest is told so", async () => {
    await withKey(async ({ page, proxy, assertOpenedOnce }) => {
      proxy.instead(
        ({ method }) => method === "POST",
        ...Array.from({ length: 99 }, () => STRANGERS["a proxy's 502"]!),
      );
      // Time stands still, and goes on when what was asked was answered.
      await page.clock.install();
      await page.clock.pauseAt(Date.now() + 60_000);
      const underWay = new Set<Request>();
      const answered = (request: Request) => void underWay.delete(request);
      page.on("request", (request) => void underWay.add(request));
      page.on("requestfinished", answered).on("requestfailed", answered);
      await page.evaluate(`(() => {
        const start = performance.now();
        const status = document.querySelector(".status");
        new MutationObserver(() => (window.told = [performance.now() - start, status.textContent]))
          .observe(status, { childList: true });
      })()`);
      await press(page);
      for (let ms = 0; ms < 21_000; ms += 250) {
        await page.clock.runFor(250);
        for (let tried = 0; underWay.size > 0 && tried < 4_000; tried++) await wait(5);
      }
      await page.locator(".status", { hasText: UNHEARD }).waitFor();
      const [ms] = (await page.evaluate("window.told")) as [number, string];
      assert.ok(ms > 19_900 && ms < 22_000, `told after ${ms} ms`);
      assert.equal(await page.locator("footer .languages").count(), 1);
      const asked = 99 - proxy.left;
      assert.ok(asked >= 5 && asked <= 10, `asked ${asked} times`);
      proxy.instead(() => false);
      await press(page);
      await page.clock.resume();
      await assertOpenedOnce();
    });
  });

  it("that hangs is given up within 20 seconds", async () => {
    await withKey(async ({ page, proxy }) => {
      proxy.instead(({ method }) => method === "POST", ...Array.from({ length: 9 }, (): Meddle => () => {}));
      await page.clock.install();
      await press(page);
      for (let ms = 0; ms < 21_000; ms += 250) await page.clock.runFor(250);
      await page.locator(".status", { hasText: UNHEARD }).waitFor();
      proxy.instead(() => false);
    });
  });

  it("to events that stay silent is not waited for", async () => {
    await withKey(async ({ page, proxy, assertOpenedOnce }) => {
      proxy.instead(isEvents, (_asked, answer) => {
        answer.writeHead(200, { "content-type": "text/event-stream" }).write(": hello\n\n");
      });
      await press(page);
      await assertOpenedOnce();
    });
  });

  it("at the moment when a key begins leaves its page as it is, and the key begins", async () => {
    // A busy machine may come too late for a moment that is near, and for that one alone.
    for (const lead of [2_500, 8_000, 24_000]) {
      let isInTime = false;
      const terms = { validFrom: new Date(Date.now() + lead).toISOString() };
      await withKey(async ({ page, proxy }) => {
        proxy.instead(() => true, STRANGERS["a portal's page"]!);
        isInTime = await page.getByText("This key does not work yet").first().isVisible();
        await page.getByRole("button", { name: /^Open / }).waitFor();
        if (isInTime) assert.equal(proxy.left, 0);
      }, terms);
      if (isInTime) return;
    }
    assert.fail("the page was never seen before its time");
  });
});
