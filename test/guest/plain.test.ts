/** The guest's page without JavaScript, in every state: it can be read, used, and had in another language. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { messagesIn } from "../../src/http/guest/messages/catalogues.ts";
import { UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { type GuestStates, guestStates } from "./states.ts";
import { publicTerms, startServer, type TestServer } from "../harness.ts";

/** How soon a page asks for itself again, in seconds. */
const REFRESHES: Readonly<Record<string, string>> = {
  // It may be resumed at any time.
  paused: "15",
  "not-yet-valid": "7200",
  opening: "2",
  opened: "5",
  // A minute after it, the key is what there is to see.
  accepted: "61",
  "gate-told": "61",
  "lift-called": "61",
  "locked-again": "51",
  "next-door": "5",
  "gate-moves": "20",
  "no-connection": "15",
};
const de = messagesIn("de");

interface Facts {
  readonly title: string;
  readonly buttons: readonly { readonly hidden: boolean; readonly isVisible: boolean; readonly text: string }[];
  readonly refresh?: string;
  readonly main: string;
  readonly german: string;
}

/** Asked for at once: there are hundreds. Scripts are off, so the browser has made an element of what is for then. */
const FACTS = `({
  title: document.querySelector("h1").innerText,
  // But for those in a row that is still closed.
  buttons: [...document.querySelectorAll("main button")]
    .filter((button) => button.closest("details:not([open])") === null)
    .map((button) => ({
      hidden: button.hidden,
      isVisible: button.checkVisibility({ visibilityProperty: true }) && button.getBoundingClientRect().height > 0,
      text: button.innerText,
    })),
  refresh: document.querySelector('noscript meta[http-equiv="refresh"]')?.content,
  main: document.querySelector("main").innerText,
  german: [...document.querySelectorAll(".languages a")].find((one) => one.textContent.includes("Deutsch")).getAttribute("href"),
})`;

const heading = (page: Page) => page.locator("h1").innerText();

describe("the guest's page without JavaScript", () => {
  let states: GuestStates;
  /** Where doors open: the time of the states stands still. */
  let server: TestServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  before(async () => {
    [states, server, browser] = await Promise.all([guestStates(), startServer(), launchChromium()]);
    context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false, locale: "en-GB" });
    page = await context.newPage();
  });
  after(async () => {
    await browser.close();
    await server.close();
    await states.close();
  });

  async function visit(state: string): Promise<void> {
    const credentials = states.asUser.has(state) ? { authorization: `Bearer ${states.user.token}` } : {};
    await context.setExtraHTTPHeaders({ prefer: "respond-async", ...credentials });
    await page.goto(states.server.url + states.paths[state]!);
  }

  it("says the same as with it, and can be had in another language", async () => {
    for (const state of Object.keys(states.paths)) {
      await visit(state);
      const { title, buttons, refresh, main, german } = await page.evaluate<Facts>(FACTS);
      assert.ok(title.length > 3, state);
      for (const { hidden, isVisible, text } of buttons) {
        // What only a script can do is not offered.
        assert.equal(isVisible, !hidden, state);
        if (!hidden) assert.ok(text.length > 2, `${state}: a button without a word`);
      }
      assert.equal(refresh?.split(";")[0], REFRESHES[state], state);
      // That it can be found and pressed is the same in all of them.
      if (state === "valid") {
        await page.locator(".languages summary").click();
        await page.locator(".languages a", { hasText: "Deutsch" }).click();
      } else await page.goto(new URL(german, page.url()).href);
      assert.equal(await page.locator("html").getAttribute("lang"), "de", state);
      assert.match(await page.locator("footer").innerText(), /Deutsch/, state);
      assert.notEqual(await page.locator("main").innerText(), main, state);
    }
  });

  it("opens each of several doors, and finds the way back in the language that was chosen", async () => {
    const org = await server.organization("acme");
    const names = ["Street door", "Flat 4"];
    for (const [i, name] of names.entries()) await server.lock(i + 1, { orgId: "acme", name });
    const { validFrom, validUntil } = publicTerms(Date.now());
    const doors = names.map((_, i) => ({ lockId: String(i + 1) }));
    const { json } = await server.call("POST", "/temp-keys", { ...org, body: { validFrom, validUntil, doors } });
    const path = `/temp-keys/${json.uuid}`;
    await context.setExtraHTTPHeaders({});
    await page.goto(`${server.url}${path}?lang=de`);
    for (const name of names) {
      await page.getByRole("button", { name: de.openDoor(name) }).click();
      await page.waitForURL(/confirmation/);
      assert.equal(await heading(page), de.opened.title);
      assert.match(await page.locator(".where").innerText(), new RegExp(name));
      await page.getByRole("link", { name: de.backToKey }).click();
      assert.equal(page.url(), `${server.url}${path}?lang=de`);
    }
  });

  it("sends a link for signing in, and says so when the link is none", async () => {
    await visit("sign-in");
    await page.getByRole("textbox").fill("guest@example.test");
    await page.locator(".ask button").click();
    await page.waitForURL(/sign-in$/);
    assert.equal(await heading(page), "Check your email");
    await visit("sign-in-link");
    await page.getByRole("button").click();
    assert.equal(await heading(page), "This link no longer works");
    await page.getByRole("link", { name: "Back to the key" }).click();
    assert.equal(new URL(page.url()).pathname, states.paths["sign-in"]);
  });

  it("is told by a page that asks again that the door has opened", async () => {
    const org = await server.organization("other");
    await server.lock(90, { orgId: "other" });
    const tempKeyUuid = await server.key(90, org);
    const orderId = "0194f1c2-7d1e-7b8a-9c36-5e2f81d04b77";
    await server.ledger.submit({ type: "openDoor", tempKeyUuid, method: "key", orderId });
    await context.setExtraHTTPHeaders({ prefer: "respond-async" });
    await page.goto(`${server.url}/temp-keys/${tempKeyUuid}/confirmation?door=1&order=${orderId}`);
    assert.notEqual(await heading(page), "The door is unlocked");
    const outcome = { ok: true, stage: "executed", by: "ack", latencyMs: 5 } as const;
    await server.ledger.submit({ type: "reportOrder", orderId, outcome });
    await page.getByRole("heading", { name: UNLOCKED }).waitFor();
  });
});
