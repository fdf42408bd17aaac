/** A connection that is lost at each step of an opening: the page says what is known, goes on by itself, opens once. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { becomes, UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { type FaultyConnection, startCutLine } from "../stores/faulty-connection.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const LOST = "The connection was lost. Finding out what happened…";
/** Longer than a page goes on by itself, in milliseconds. */
const FOR_LONG = 25_000;
const CONFIRMATION = /\/confirmation\?/;

const press = (page: Page) => page.getByRole("button", { name: /^Open / }).click();
/** To those who look, and to those who listen. */
const says = async (page: Page, text: string) => {
  await page.locator(".status", { hasText: text }).waitFor();
  assert.equal(await page.locator("#announcements").textContent(), text);
};
/** The page cannot be told, and asks. */
const refuseStreams = (page: Page) =>
  page.route(CONFIRMATION, (route) =>
    route.request().headers()["accept"] === "text/event-stream" ? route.abort() : route.continue(),
  );

interface Step {
  readonly name: string;
  /** Presses, and is there when the connection is lost; the page says so then. */
  readonly lose: (page: Page, line: FaultyConnection) => Promise<void>;
  /** How it is lost where not by the line. */
  readonly mend?: (page: Page) => Promise<void>;
}

const STEPS: readonly Step[] = [
  {
    name: "before the server was asked",
    async lose(page, line) {
      line.cut();
      await press(page);
    },
  },
  {
    name: "before the server's answer came",
    async lose(page, line) {
      line.cutBeforeAnswer("POST ");
      await press(page);
    },
  },
  {
    name: "while the page is told",
    async lose(page, line) {
      await press(page);
      await becomes(page, "Opening…");
      line.cut();
    },
  },
  {
    name: "while the page asks",
    async lose(page, line) {
      await refuseStreams(page);
      const asked = page.waitForResponse(
        (answer) => CONFIRMATION.test(answer.url()) && answer.request().method() === "GET",
      );
      await press(page);
      await asked;
      await becomes(page, "Opening…");
      line.cut();
    },
  },
  {
    name: "because the phone is offline while the page asks",
    async lose(page) {
      await refuseStreams(page);
      await press(page);
      await becomes(page, "Opening…");
      await page.context().setOffline(true);
    },
    mend: (page) => page.context().setOffline(false),
  },
];

describe("a connection that is lost", () => {
  let server: TestServer;
  let browser: Browser;
  let line: FaultyConnection;
  let org: Credentials;
  let locks = 0;
  before(async () => {
    browser = await launchChromium();
    // Long enough to lose the connection meanwhile, where others work too.
    server = await startServer({ env: { SIMULATOR_TRAVEL_MS: "3000" } });
    line = await startCutLine(server.url);
    org = await server.organization("acme");
  });
  after(async () => {
    await browser.close();
    await line.close();
    await server.close();
  });

  async function withKey(use: (page: Page, uuid: string) => Promise<void>): Promise<void> {
    line.mend();
    await server.lock(++locks, { orgId: "acme" });
    const uuid = await server.key(locks, org, { maxUses: 2 });
    const context = await browser.newContext({ viewport: PHONE });
    try {
      const page = await context.newPage();
      await page.goto(`${line.url}/temp-keys/${uuid}`);
      await use(page, uuid);
    } finally {
      await context.close();
    }
  }

  async function assertOpenedOnce(page: Page, uuid: string): Promise<void> {
    await becomes(page, UNLOCKED);
    assert.equal(await page.locator(".status").count(), 0);
    const { usedCount } = (await server.ledger.read.tempKey(uuid))!.state;
    const { json } = await server.call("GET", `/locks/${locks}/events`, org);
    const opened = json.events.filter(({ type }: { type: string }) => type === "LockOpened");
    assert.deepEqual([usedCount, opened.length], [1, 1]);
  }

  for (const { name, lose, mend } of STEPS)
    it(`${name} is said, and the page goes on when it comes back`, async () => {
      await withKey(async (page, uuid) => {
        await lose(page, line);
        await says(page, LOST);
        if (mend) await mend(page);
        else line.mend();
        await assertOpenedOnce(page, uuid);
      });
    });

  it("before the server's answer came, and for long, lets the guest try again, and counts once", async () => {
    await withKey(async (page, uuid) => {
      await page.clock.install();
      line.cutBeforeAnswer("POST ");
      await press(page);
      await says(page, LOST);
      await page.clock.runFor(FOR_LONG);
      await says(page, "No answer came. Look at the door; if it is closed, try again. It counts once.");
      line.mend();
      await press(page);
      await page.clock.resume();
      await assertOpenedOnce(page, uuid);
    });
  });

  it("for minutes, while the page asks, is found again", async () => {
    await withKey(async (page, uuid) => {
      await page.clock.install();
      await press(page);
      await becomes(page, "Opening…");
      line.cut();
      for (let tried = 0; tried < 40; tried++) {
        const failed = page.waitForEvent("requestfailed");
        await page.clock.runFor(5_000);
        await failed;
      }
      await says(page, LOST);
      line.mend();
      await page.clock.runFor(10_000);
      await assertOpenedOnce(page, uuid);
    });
  });

  it("by a guest who goes away and comes back to the link, leaves an opening that went on without them", async () => {
    await withKey(async (page, uuid) => {
      line.cutBeforeAnswer("POST ");
      await press(page);
      await says(page, LOST);
      line.mend();
      await page.goto(`${line.url}/temp-keys/${uuid}`);
      assert.match(await page.locator("main").innerText(), /1 opening left/);
      assert.equal((await server.ledger.read.tempKey(uuid))!.state.usedCount, 1);
    });
  });
});
