/** Where too much is asked for: the guest keeps the key's page, sees how long to wait and whom to ask, and need do nothing. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
/** Openings of one key and one client in a minute. */
const OWN = 3;
const CONTACT = { name: "Maria, next door", phone: "+30 210 7654321" };

describe("a guest who must wait", () => {
  let server: TestServer;
  let browser: Browser;
  let org: Credentials;
  before(async () => {
    [server, browser] = await Promise.all([startServer({ env: { RATE_LIMIT: `600,${OWN}` } }), launchChromium()]);
    org = await server.organization("mirto");
    const contact = { name: "Casa Mirto", email: "office@mirto.example" };
    await server.call("PUT", "/organizations/mirto/brand", { ...org, body: { contact } });
    await server.lock(1, { orgId: "mirto", name: "Front door" });
    await server.call("PUT", "/locks/1/arrival", { ...org, body: { contact: CONTACT } });
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  const see = (uuid: string, as: Credentials = {}) =>
    server.call("GET", `/temp-keys/${uuid}`, { ...as, headers: HTML });
  async function tooOften(uuid: string, as: Credentials = {}) {
    for (let i = 0; i < OWN; i++) await server.call("POST", `/temp-keys/${uuid}/open`, { ...as, headers: HTML });
    const answer = await server.call("POST", `/temp-keys/${uuid}/open`, { ...as, headers: HTML });
    assert.equal(answer.status, 429);
    return answer;
  }

  it("reads how long, comes back to the key by itself without a script, and may call", async () => {
    const uuid = await server.key(1, org);
    await see(uuid);
    const { text, headers } = await tooOften(uuid);
    const seconds = Number(headers.get("retry-after"));
    assert.ok(seconds > 0 && seconds <= 60);
    assert.match(text, new RegExp(`You can try again <span\\s+data-countdown="${seconds}000">in ${seconds} seconds`));
    assert.match(text, new RegExp(`http-equiv="refresh" content="${seconds};url=/temp-keys/${uuid}"`));
    assert.match(text, /Call Maria, next door[^]*Write to Casa Mirto/);
  });

  it("reads nobody's name of a key for named users but the organisation's, and none of a key that is none", async () => {
    const user = await server.user("Anna");
    const uuid = await server.key(1, org, { accessMode: "user-whitelist", allowedUserIds: [user.userId] });
    await see(uuid, user);
    const { text } = await tooOften(uuid, user);
    assert.match(text, /Write to Casa Mirto/);
    assert.doesNotMatch(text, /Maria|Front door/);
    const unknown = randomUUID();
    await see(unknown);
    assert.doesNotMatch((await see(unknown)).text, /Maria|Mirto|Front door/);
  });

  it("is told so of a server that has too much to do, too", async () => {
    const tempKeyUuid = await server.key(1, org);
    await see(tempKeyUuid);
    const orderId = randomUUID();
    await server.ledger.submit({ type: "openDoor", tempKeyUuid, method: "key", orderId });
    const path = `/temp-keys/${tempKeyUuid}/confirmation?door=1&order=${orderId}`;
    const leaving = new AbortController();
    const watching = Array.from({ length: 50 }, () =>
      fetch(server.url + path, { headers: { accept: "text/event-stream" }, signal: leaving.signal }),
    );
    assert.ok((await Promise.all(watching)).every(({ status }) => status === 200));
    const headers = { accept: "text/html, text/event-stream" };
    const { status, text } = await server.call("GET", path, { headers });
    leaving.abort();
    assert.equal(status, 503);
    assert.match(text, /You can try again <span\s+data-countdown="1000">in 1 second</);
    assert.match(text, /Call Maria, next door/);
    assert.match(text, /data-changes-in="1000"/);
  });

  it("keeps the page with a script: the control counts down, cannot be pressed meanwhile, and arms itself", async () => {
    const uuid = await server.key(1, org);
    const context = await browser.newContext({ viewport: PHONE, locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(`${server.url}/temp-keys/${uuid}`);
    let posts = 0;
    await page.route(/\/open$/, async (route) => {
      posts++;
      if (posts > 1) return route.continue();
      const { text } = await tooOften(await server.key(1, org));
      const headers = { "content-type": "text/html", "latchstring-page": "1", "retry-after": "6" };
      return route.fulfill({ status: 429, headers, body: text });
    });
    const button = page.getByRole("button", { name: "Open Front door" });
    await button.click();
    const status = page.locator("form .status");
    await page
      .getByText(/^You can try again in [3-6] seconds\.$/)
      .first()
      .waitFor();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Front door");
    assert.equal(await button.isVisible(), false);
    await page.evaluate("document.querySelector('form').requestSubmit()");
    await page
      .getByText(/^You can try again in [12] seconds?\.$/)
      .first()
      .waitFor();
    assert.equal(posts, 1);
    await button.waitFor();
    assert.equal(await status.innerText(), "Try again");
    assert.equal(page.url(), `${server.url}/temp-keys/${uuid}`);
    await button.click();
    await page.getByRole("heading", { name: UNLOCKED }).waitFor();
    assert.equal(posts, 2);
    assert.equal((await server.ledger.read.tempKey(uuid))!.state.usedCount, 1);
    await context.close();
  });
});
