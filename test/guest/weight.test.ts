/** What a visit costs on a bad connection, what a preview tells, and who is served at all. */
import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { PNG } from "pngjs";
import { launchChromium, PHONE } from "../chromium.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

/** Of a page with one door; a logo comes on top. */
const MAX_BYTES = 10 * 1024;
const MAX_REQUESTS = 2;
/** 250 kbit/s and 300 ms there and back, as Chromium's own profile of 2G has it. */
const SLOW = { offline: false, latency: 300, downloadThroughput: 250_000 / 8, uploadThroughput: 50_000 / 8 };
const USABLE_MS = 3_000;

/** What went over the network since the page was watched: bytes as they were sent, heads included. */
async function watched(page: Page): Promise<{ readonly urls: string[]; bytes: number }> {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const seen: { urls: string[]; bytes: number } = { urls: [], bytes: 0 };
  const names = new Map<string, string>();
  network.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.url.startsWith("data:") || response.fromDiskCache) return;
    names.set(requestId, response.url);
  });
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const url = names.get(requestId);
    if (url === undefined) return;
    seen.urls.push(url);
    seen.bytes += encodedDataLength;
  });
  return seen;
}

describe("a visit", () => {
  let server: TestServer;
  let browser: Browser;
  let org: Credentials;
  let uuid: string;
  before(async () => {
    browser = await launchChromium();
    server = await startServer();
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme", name: "12 Harbour Street" });
    uuid = await server.key(1, org, { maxUses: 5, description: "Welcome! The light switch is on the left." });
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  const link = () => `${server.url}/temp-keys/${uuid}`;

  it(`costs ${MAX_BYTES} bytes and ${MAX_REQUESTS} requests at most, and one request the second time`, async (t) => {
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    const first = await watched(page);
    await page.goto(link(), { waitUntil: "networkidle" });
    assert.ok(first.urls.length > 0 && first.urls.length <= MAX_REQUESTS, first.urls.join());
    assert.ok(first.bytes > 1_000 && first.bytes <= MAX_BYTES, `${first.bytes} bytes`);
    t.diagnostic(`${first.bytes} bytes`);
    assert.deepEqual(await context.cookies(), []);
    const again = await context.newPage();
    const second = await watched(again);
    await again.goto(link(), { waitUntil: "networkidle" });
    assert.deepEqual(second.urls, [link()]);
    await context.close();
  });

  it("costs one request more for a logo, and moves nothing when it comes", async () => {
    const logo = PNG.sync.write(new PNG({ width: 300, height: 100 }));
    const headers = { "content-type": "image/png" };
    const set = await server.call("PUT", "/organizations/acme/brand/logo", { ...org, body: logo, headers });
    assert.equal(set.status, 200);
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    const first = await watched(page);
    const top = () => page.evaluate<number>("document.querySelector('h1').getBoundingClientRect().top");
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    await page.route(/\/logo\?/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(link(), { waitUntil: "commit" });
    await page.locator("h1").waitFor();
    const before = await top();
    letGo();
    await page.waitForLoadState("networkidle");
    assert.equal(await page.evaluate("document.querySelector('.logo').naturalWidth"), 300);
    assert.equal(await top(), before);
    assert.ok(first.urls.length <= MAX_REQUESTS + 1, first.urls.join());
    await context.close();
    await server.call("DELETE", "/organizations/acme/brand/logo", org);
  });

  it("is usable within seconds on a bad connection", async () => {
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send("Network.enable");
    await network.send("Network.emulateNetworkConditions", SLOW);
    await page.goto(link(), { waitUntil: "commit" });
    await page.getByRole("button", { name: "Open 12 Harbour Street", exact: true }).waitFor();
    // In the page's own time: from the start of the navigation to a control that can be used.
    const usable = await page.evaluate<number>("performance.now()");
    assert.ok(usable < USABLE_MS, `${usable} ms`);
    await context.close();
  });

  it("tells a preview of the link neither where nor when", async () => {
    for (const agent of [
      "WhatsApp/2.24",
      "TelegramBot",
      "Slackbot-LinkExpanding",
      "Twitterbot",
      "Signal",
      "SkypeUriPreview",
    ]) {
      const { text } = await server.call("GET", `/temp-keys/${uuid}`, { headers: { "user-agent": agent } });
      const head = text.slice(0, text.indexOf("<main"));
      assert.match(head, /og:title" content="A key for you"/);
      assert.match(head, /og:image" content="http:\/\/localhost:\d+\/guest\/[^"]+preview\.png"/);
      assert.doesNotMatch(head, /Harbour|20\d\d-|acme/i);
    }
    const image = /og:image" content="[^"]*(\/guest\/[^"]+)"/.exec(
      (await server.call("GET", `/temp-keys/${uuid}`)).text,
    )!;
    const answer = await server.call("GET", image[1]!);
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/png"]);
  });

  it("can be put on the home screen, and says so honestly when there is no connection", async () => {
    const headers = { "sec-fetch-dest": "manifest" };
    const manifest = await server.call("GET", `/temp-keys/${uuid}/manifest.webmanifest`, { headers });
    assert.equal(manifest.status, 200);
    const { start_url: start, name, icons } = JSON.parse(manifest.text);
    assert.deepEqual([start, name], [`/temp-keys/${uuid}`, "12 Harbour Street"]);
    for (const { src } of icons) assert.equal((await server.call("GET", src)).headers.get("content-type"), "image/png");
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    // Chromium has no home screen here: the page is told that it is on one.
    await page.addInitScript("navigator.standalone = true");
    await page.goto(link());
    await page.evaluate("navigator.serviceWorker.ready.then(() => 0)");
    const home = page.locator('[name="apple-mobile-web-app-title"]');
    assert.equal(await home.getAttribute("content"), "12 Harbour Street");
    await context.setOffline(true);
    await page.goto(link());
    assert.equal(await page.locator("h1").innerText(), "No connection");
    await context.setOffline(false);
    await page.goto(link());
    assert.equal(await page.locator("h1").innerText(), "12 Harbour Street");
    await context.close();
  });
});

it("serves guests by its own name only, where it was given one", async () => {
  const server = await startServer({ env: { PUBLIC_URL: "https://keys.example.test/x" } });
  const get = (host: string, path: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asked = httpRequest(server.url + path, { headers: { host, accept: "text/html" } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => resolve({ status: answer.statusCode!, text: Buffer.concat(chunks).toString() }));
      });
      asked.on("error", reject).end();
    });
  try {
    const org = await server.organization("acme");
    await server.lock(1, { orgId: "acme" });
    const uuid = await server.key(1, org);
    const page = await get("keys.example.test", `/temp-keys/${uuid}`);
    assert.equal(page.status, 200);
    // Behind a path, every link and form has it.
    assert.match(page.text, new RegExp(`action="/x/temp-keys/${uuid}/doors/1/open"`));
    assert.doesNotMatch(page.text, /(action|href|src)="\/(temp-keys|guest)/);
    for (const host of ["evil.test", "keys.example.test.evil.test", "keys.example.test:81"]) {
      const refused = await get(host, `/temp-keys/${uuid}`);
      assert.equal(refused.status, 421);
      assert.doesNotMatch(refused.text, /evil/);
    }
    assert.equal((await get("10.0.0.7", "/healthz")).status, 200);
  } finally {
    await server.close();
  }
});
