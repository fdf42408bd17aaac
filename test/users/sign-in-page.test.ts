/** Signing in as a person does: with a browser, a mailbox and a thumb. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { becomes, UNLOCKED } from "../at-the-door.ts";
import { assertFitForPeople, launchChromium, PHONE } from "../chromium.ts";
import { startServer, type TestServer } from "../harness.ts";
import { linkIn, type Mailbox, startMailbox } from "./mailbox.ts";

describe("a named guest", () => {
  let mailbox: Mailbox;
  let server: TestServer;
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
    mailbox = await startMailbox();
    server = await startServer({ env: { SMTP_URL: mailbox.url, MAIL_FROM: "doors@example.test" } });
    await server.lock(1, { orgId: "acme", name: "Front door" });
  });
  after(async () => {
    await browser.close();
    await server.close();
    await mailbox.close();
  });

  const named = async (email: string) => {
    const userId = randomUUID();
    await server.directory.createUser({ userId, email, name: null, firstName: null, lastName: null, createdAt: 0 });
    return userId;
  };

  async function askFor(page: Page, email: string): Promise<string> {
    const message = mailbox.next();
    await page.getByRole("textbox").fill(email);
    await page.keyboard.press("Enter");
    await page.waitForURL(/sign-in$/);
    assert.equal(await page.locator("h1").innerText(), "Check your email");
    return linkIn(await message);
  }

  for (const javaScriptEnabled of [true, false])
    it(`signs in, opens, and signs out again ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
      const org = await server.organization(javaScriptEnabled ? "acme" : "other", { super: true });
      const [maria, eve] = [`maria-${javaScriptEnabled}@example.test`, `eve-${javaScriptEnabled}@example.test`];
      const terms = { accessMode: "user-whitelist", maxUses: 2 };
      const key = await server.key(1, org, { ...terms, allowedUserIds: [await named(maria)] });
      const evesKey = await server.key(1, org, { ...terms, allowedUserIds: [await named(eve)] });
      const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled });
      const page = await context.newPage();
      /** Axe needs the page's own scripts. */
      const look = async (name: string) => void (javaScriptEnabled && (await assertFitForPeople(page, name)));

      await page.goto(`${server.publicUrl}/temp-keys/${key}`);
      await look("sign-in");
      const link = await askFor(page, maria);
      await look("sign-in-sent");
      await page.goto(link);
      await look("sign-in-link");
      assert.deepEqual(await context.cookies(), []);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL(({ pathname }) => pathname === `/temp-keys/${key}`);
      await look("signed-in");
      assert.equal(await page.evaluate("document.cookie").catch(() => ""), "");
      await page.getByRole("button", { name: "Open", exact: false }).last().click();
      await becomes(page, UNLOCKED);

      await page.goto(link);
      await page.getByRole("button", { name: "Sign in" }).click();
      assert.equal(await page.locator("h1").innerText(), "This link no longer works");
      await look("sign-in-used");

      await page.goto(`${server.publicUrl}/temp-keys/${evesKey}`);
      assert.equal(await page.locator("h2").first().innerText(), "This key is for somebody else");
      await look("signed-in-as-another");
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.waitForURL(`${server.publicUrl}/temp-keys/${evesKey}`);
      assert.equal(await page.locator("h2").first().innerText(), "This key is only for certain people");
      assert.deepEqual(await context.cookies(), []);
      await context.close();
    });
});
