/** The control under a finger, under a mouse and without either: what opens, what does not, and that all is answered. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium, PHONE } from "../chromium.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { finger, line, middle, type Point } from "./touch.ts";

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tried = 0; !(await isSo()); tried++) {
    assert.ok(tried < 800, "it never was so");
    await wait(25);
  }
}

const TOUCH: BrowserContextOptions = { hasTouch: true, isMobile: true, reducedMotion: "no-preference" };
const HINT = "Slide the key all the way.";

/** By where it begins, as parts of the track, and where it goes from there, in pixels. */
const SHORT: Readonly<Record<string, readonly [at: number, x: number, y: number]>> = {
  "a tap on the thumb": [0.12, 0, 0],
  "a tap on the words": [0.6, 0, 0],
  "a tap that trembles": [0.12, 5, 3],
  "a nudge": [0.12, 12, 0],
  "half the way": [0.12, 118, 0],
  "five sixths of the way": [0.12, 190, 0],
  "a swipe from the words to the right": [0.5, 150, 0],
  "a swipe from the words to the left": [0.6, -150, 0],
  "a swipe from the thumb to the left": [0.12, -60, 0],
  "a swipe that comes from the end": [0.95, -260, 0],
};

/** What opens, by the way from the middle of the thumb: the hand trembles, drifts away and goes too far. */
const WHOLE: Readonly<Record<string, (from: Point) => Point[]>> = {
  "a straight slide": (from) => line(from, { x: from.x + 236, y: from.y }),
  "a flick": (from) => line(from, { x: from.x + 240, y: from.y }, 3),
  "a slide that drifts off the track": (from) => line(from, { x: from.x + 236, y: from.y + 150 }),
  "a slide that goes too far": (from) => line(from, { x: from.x + 310, y: from.y }),
  "a hand that trembles": (from) =>
    line(from, { x: from.x + 240, y: from.y }, 20).map(({ x, y }, i) => ({
      x: x + (i === 0 || i === 20 ? 0 : i % 2 === 0 ? 14 : -14),
      y: y + (i < 3 ? 0 : i % 2 === 0 ? 18 : -18),
    })),
};

const opened = (page: Page) => page.locator(".message.good h1").waitFor();

describe("the control", () => {
  let server: TestServer;
  let browser: Browser;
  let org: Credentials;
  let locks = 0;
  before(async () => {
    browser = await launchChromium();
    server = await startServer({ env: { SIMULATOR_TRAVEL_MS: "20" } });
    org = await server.organization("acme");
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  interface Visit {
    readonly page: Page;
    readonly uuid: string;
    uses(): Promise<number>;
  }

  async function withKey(
    options: BrowserContextOptions,
    use: (visit: Visit) => Promise<void>,
    { language = "en", note = "" } = {},
  ): Promise<void> {
    await server.lock(++locks, { orgId: "acme", name: "Front door" });
    const uuid = await server.key(locks, org, { maxUses: 3, ...(note !== "" && { description: note }) });
    const context = await browser.newContext({ viewport: PHONE, ...options });
    try {
      const page = await context.newPage();
      const trouble: string[] = [];
      page.on("pageerror", (error) => trouble.push(String(error)));
      page.on("console", (message) => trouble.push(message.text()));
      // There is a page to go back to.
      await page.goto(`${server.url}/guest/offline`);
      await page.goto(`${server.url}/temp-keys/${uuid}?lang=${language}`);
      await use({ page, uuid, uses: async () => (await server.ledger.read.tempKey(uuid))!.state.usedCount });
      assert.deepEqual(trouble, []);
    } finally {
      await context.close();
    }
  }

  for (const [name, [at, x, y]] of Object.entries(SHORT))
    it(`says what to do after ${name}, opens nothing, and stays on the page`, async () => {
      await withKey(TOUCH, async ({ page, uuid, uses }) => {
        const { swipe } = await finger(page);
        const track = (await page.locator(".track").boundingBox())!;
        const from = { x: track.x + track.width * at, y: track.y + track.height / 2 };
        await swipe(x === 0 && y === 0 ? [from] : line(from, { x: from.x + x, y: from.y + y }));
        await page.locator(".status", { hasText: HINT }).waitFor();
        assert.equal(await page.locator("#announcements").textContent(), HINT);
        assert.equal(await page.locator(".sent").count(), 0);
        assert.equal(new URL(page.url()).pathname, `/temp-keys/${uuid}`);
        assert.equal(await uses(), 0);
      });
    });

  for (const [name, way] of Object.entries(WHOLE))
    it(`opens by ${name}`, async () => {
      await withKey(TOUCH, async ({ page, uses }) => {
        const { swipe } = await finger(page);
        await swipe(way(await middle(page.locator(".thumb"))));
        await opened(page);
        assert.equal(await uses(), 1);
      });
    });

  it("does not open when the finger comes back", async () => {
    await withKey(TOUCH, async ({ page, uses }) => {
      const { swipe } = await finger(page);
      const from = await middle(page.locator(".thumb"));
      const far = { x: from.x + 240, y: from.y };
      await swipe([...line(from, far), ...line(far, { x: from.x + 110, y: from.y })]);
      await page.locator(".status", { hasText: HINT }).waitFor();
      assert.equal(await uses(), 0);
    });
  });

  it("follows the finger wherever it takes the track", async () => {
    await withKey(TOUCH, async ({ page }) => {
      const glass = await page.context().newCDPSession(page);
      const thumb = page.locator(".thumb");
      const before = (await thumb.boundingBox())!.x;
      const { x, y } = await middle(page.locator(".track"));
      await glass.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
      for (const to of [20, 40, 60])
        await glass.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x: x + to, y }] });
      await until(async () => Math.abs((await thumb.boundingBox())!.x - before - 60) <= 2);
      await glass.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    });
  });

  for (const part of [".thumb", ".track"])
    it(`scrolls the page when a finger goes up from the ${part.slice(1)}`, async () => {
      await withKey(
        { ...TOUCH, viewport: { width: 360, height: 420 } },
        async ({ page, uses }) => {
          const { swipe } = await finger(page);
          const from = await middle(page.locator(part));
          await swipe(line(from, { x: from.x + 4, y: from.y - 180 }));
          await until(() => page.evaluate<boolean>("scrollY > 60"));
          assert.equal(await page.locator(".held").count(), 0);
          assert.equal(await uses(), 0);
        },
        { note: "Welcome!\n".repeat(30) },
      );
    });

  it("offers the plain button first after two tries that were too short", async () => {
    await withKey(TOUCH, async ({ page, uses }) => {
      const { swipe } = await finger(page);
      const plain = page.getByRole("button", { name: "Open without sliding" });
      const ground = () => page.evaluate<string>("getComputedStyle(document.querySelector('.plain')).backgroundColor");
      const outlined = await ground();
      const from = await middle(page.locator(".thumb"));
      await swipe(line(from, { x: from.x + 90, y: from.y }));
      assert.equal(await ground(), outlined);
      await swipe(line(from, { x: from.x + 90, y: from.y }));
      await page.locator(".tried").waitFor();
      assert.notEqual(await ground(), outlined);
      // A browser takes what touches the glass right after a flick for its end.
      await page.waitForTimeout(400);
      await plain.tap();
      await opened(page);
      assert.equal(await uses(), 1);
    });
  });

  it("slides to the left where texts run there, and says so to who slides to the right", async () => {
    await withKey(
      TOUCH,
      async ({ page, uses }) => {
        const { swipe } = await finger(page);
        const from = await middle(page.locator(".thumb"));
        assert.ok(from.x > PHONE.width / 2);
        await swipe(line({ x: from.x - 100, y: from.y }, { x: from.x + 40, y: from.y }));
        await page.locator(".status:not(:empty)").waitFor();
        assert.equal(await uses(), 0);
        await swipe(line(from, { x: from.x - 236, y: from.y }));
        await opened(page);
        assert.equal(await uses(), 1);
      },
      { language: "ar" },
    );
  });

  it("slides on the narrowest phone", async () => {
    await withKey({ ...TOUCH, viewport: { width: 320, height: 568 } }, async ({ page, uses }) => {
      const { swipe } = await finger(page);
      const from = await middle(page.locator(".thumb"));
      await swipe(line(from, { x: from.x + 180, y: from.y }));
      await opened(page);
      assert.equal(await uses(), 1);
    });
  });

  it("keeps the page in place when a finger swipes across it anywhere", async () => {
    await withKey(TOUCH, async ({ page, uuid }) => {
      const { swipe } = await finger(page);
      for (const y of [60, 200, 330, 500]) await swipe(line({ x: 40, y }, { x: 350, y }, 5));
      assert.equal(new URL(page.url()).pathname, `/temp-keys/${uuid}`);
      assert.equal(await page.evaluate("getComputedStyle(document.documentElement).overscrollBehaviorX"), "none");
    });
  });

  it("answers a finger before the page's script has come, and opens the way of a page without one", async () => {
    await withKey(TOUCH, async ({ page, uuid, uses }) => {
      await page.route(/\/page\.js$/, () => {}); // never answered
      await page.goto(`${server.url}/temp-keys/${uuid}`, { waitUntil: "commit" });
      const { swipe } = await finger(page);
      await page.locator(".thumb").waitFor();
      const from = await middle(page.locator(".thumb"));
      await swipe(line(from, { x: from.x + 60, y: from.y }));
      await page.locator(".status", { hasText: HINT }).waitFor();
      await swipe(line(from, { x: from.x + 240, y: from.y }));
      await page.waitForURL(/confirmation/, { waitUntil: "commit" });
      await opened(page);
      assert.equal(await uses(), 1);
    });
  });

  it("is one plain button for a mouse, and for a page without scripts", async () => {
    for (const options of [{}, { ...TOUCH, javaScriptEnabled: false }])
      await withKey(options, async ({ page, uses }) => {
        assert.equal(await page.locator(".track").isVisible(), false);
        const buttons = page.locator("main").getByRole("button");
        assert.equal(await page.locator("main form").ariaSnapshot(), '- button "Open Front door"');
        await buttons.click();
        await opened(page);
        assert.equal(await uses(), 1);
      });
  });

  it("is one button for those who listen, whatever is seen", async () => {
    await withKey(TOUCH, async ({ page }) => {
      const tree = await page.locator("main form").ariaSnapshot();
      assert.equal(tree, '- button "Open Front door Open without sliding"');
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate("document.activeElement.className"), "plain");
    });
  });

  it("is drawn from the first as it will be, and moves nothing when the script comes", async () => {
    for (const options of [TOUCH, {}])
      await withKey(options, async ({ page, uuid }) => {
        const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
        await page.route(/\/page\.js$/, async (route) => {
          await held;
          await route.continue();
        });
        await page.goto(`${server.url}/temp-keys/${uuid}`, { waitUntil: "commit" });
        await page.locator("footer").waitFor();
        const boxes = () =>
          page.evaluate<string>(`JSON.stringify([...document.querySelectorAll("body *")]
          .map((element) => element.getBoundingClientRect()).map(({ x, y, width, height }) => [x, y, width, height]))`);
        const before = await boxes();
        letGo();
        await page.waitForLoadState("networkidle");
        assert.equal(await boxes(), before);
      });
  });

  it("shows that it goes on, until there is an answer, also to those who want nothing to move", async () => {
    for (const reducedMotion of ["no-preference", "reduce"] as const)
      await withKey({ ...TOUCH, reducedMotion }, async ({ page }) => {
        await page.route(/\/open\b/, () => {}); // never answered
        const control = page.locator("[data-slide]");
        const { height } = (await control.boundingBox())!;
        await page.getByRole("button", { name: "Open without sliding" }).tap();
        const done = () => page.evaluate<number>("Number(document.documentElement.style.getPropertyValue('--done'))");
        const first = await done();
        await until(async () => (await done()) > first + 0.1);
        assert.ok((await done()) < 1);
        const bar = (await page.locator(".sent .status").boundingBox())!;
        assert.ok(Math.abs(bar.height - height) < 1, "it takes the control's place");
        const moving = await page.evaluate<number>("document.getAnimations().length");
        if (reducedMotion === "reduce") assert.equal(moving, 0);
      });
  });
});
