/** A key that is taken back opens nothing from that moment on, and is gone in the end, whatever becomes of the browser. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { launchChromium, PHONE } from "../../chromium.ts";
import { ManualClock } from "../../manual-clock.ts";
import { withConsole } from "./console.ts";

const clock = new ManualClock(Date.now());
const at = withConsole({ clock });
const UNDO_MS = 10_000;

it("is paused while it could be undone, and revoked after that, though the browser was killed", async () => {
  const { server, orgId, owner } = at;
  await server.lock(1, { orgId });
  const as = await at.token();
  const uuid = await server.key(1, as);
  const standing = async () => (await server.call("GET", `/temp-keys/${uuid}/details`, as)).json.standing as string;
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: PHONE, locale: "en-GB" });
    const [name, value] = owner.cookie.split(/=(.*)/s) as [string, string];
    await context.addCookies([{ name, value, url: server.url }]);
    const page = await context.newPage();
    await page.goto(`${server.url}/console/keys/${uuid}`);
    await page.getByRole("button", { name: "Take back" }).click();
    await page.locator(".toasts").getByRole("button", { name: "Undo" }).waitFor();
    const gone = new Promise((resolve) => browser.once("disconnected", resolve));
    const cdp = await browser.newBrowserCDPSession();
    // Killed, and nothing is said to anybody.
    cdp.send("Browser.crash").catch(() => {});
    await gone;
  } finally {
    await browser.close();
  }
  assert.equal(await standing(), "paused");
  const opened = await server.call("POST", `/temp-keys/${uuid}/open`);
  assert.ok(opened.status >= 400, opened.text);
  await clock.advance(UNDO_MS - 1_000);
  assert.equal(await standing(), "paused");
  await clock.advance(2_000);
  assert.equal(await standing(), "revoked");
  const late = await server.call("POST", `/temp-keys/${uuid}/resume`, as);
  assert.equal(late.status, 400, late.text);
  assert.equal(await standing(), "revoked");
});
