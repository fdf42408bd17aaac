/** Whatever fetches a link before the guest does opens and spends nothing, and learns neither where nor when. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { becomes, UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";
import { linkIn, type Mailbox, startMailbox } from "../users/mailbox.ts";

const EMAIL = "maria@example.test";
const SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 7 Build/AP2A; wv) AppleWebKit/537.36 (KHTML, like Gecko)";

const ROBOTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  WhatsApp: { "user-agent": "WhatsApp/2.24.20.89 A", accept: "*/*" },
  Telegram: { "user-agent": "TelegramBot (like TwitterBot)" },
  Slack: { "user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", range: "bytes=0-32768" },
  iMessage: {
    "user-agent": `${SAFARI} facebookexternalhit/1.1 Facebot Twitterbot/1.0`,
    accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  },
  Signal: { "user-agent": "WhatsApp/2", accept: "*/*" },
  Facebook: { "user-agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)" },
  "Outlook's Safe Links": {
    "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120",
  },
  "Outlook's preview": { "user-agent": "Mozilla/5.0 (compatible; Microsoft Office Existence Discovery)" },
  Teams: { "user-agent": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5" },
  Google: { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" },
  Bing: { "user-agent": "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)" },
  "a browser that fetches ahead": { purpose: "prefetch", "sec-purpose": "prefetch", "sec-fetch-mode": "navigate" },
  "a browser that draws ahead": { "sec-purpose": "prefetch;prerender", "sec-fetch-site": "none" },
  "Firefox fetching ahead": { "x-moz": "prefetch" },
};
const METHODS = ["HEAD", "GET", "OPTIONS"] as const;

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const IN_APP: Readonly<Record<string, string>> = {
  Instagram: `${SAFARI} Mobile/15E148 Instagram 350.0.0.27.98 (iPhone14,5; iOS 18_1; de_DE; de; scale=3.00; 1170x2532)`,
  Facebook: `${ANDROID} Version/4.0 Chrome/126.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/480.0.0.54.88;]`,
  WeChat: `${ANDROID} Version/4.0 Chrome/126.0 MMWEBSDK/20240501 MicroMessenger/8.0.50.2701 NetType/WIFI Language/en`,
};
/** What such browsers, and old ones, do not have. */
const LACKS = `
  for (const name of ["serviceWorker", "clipboard", "vibrate", "share"])
    Object.defineProperty(Navigator.prototype, name, { value: undefined, configurable: true });
  delete AbortSignal.timeout;
  delete window.EventSource;`;

function assertTellsNothing({ text, headers }: Answer, what: string): void {
  const head = text.startsWith("{") ? text : text.slice(0, text.indexOf("<style"));
  for (const said of [head, JSON.stringify([...headers].filter(([name]) => name !== "date"))])
    assert.doesNotMatch(said.replaceAll(UUID, ""), /Harbour|acme|4711|maria|20\d\d-\d\d|\d\d:\d\d/i, what);
  assert.equal(headers.get("set-cookie"), null, what);
  assert.match(headers.get("x-robots-tag")!, /noindex/, what);
}

describe("a link that others fetch", () => {
  let server: TestServer;
  let browser: Browser;
  let mailbox: Mailbox;
  let org: Credentials;
  let uuid: string;
  let named: string;
  let signIn: string;
  before(async () => {
    browser = await launchChromium();
    mailbox = await startMailbox();
    server = await startServer({
      env: { SMTP_URL: mailbox.url, MAIL_FROM: "doors@example.test", SIMULATOR_TRAVEL_MS: "300" },
    });
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme", name: "12 Harbour Street" });
    uuid = await server.key(1, org, { maxUses: 1, description: "The safe: 4711" });
    const userId = randomUUID();
    const nobody = { name: null, firstName: null, lastName: null };
    await server.directory.createUser({ userId, email: EMAIL, ...nobody, createdAt: 0 });
    named = await server.key(1, org, { accessMode: "user-whitelist", allowedUserIds: [userId], maxUses: 1 });
    const message = mailbox.next();
    await server.call("POST", `/temp-keys/${named}/sign-in`, { body: { email: EMAIL } });
    const link = new URL(linkIn(await message));
    signIn = link.pathname + link.search;
  });
  after(async () => {
    await browser.close();
    await server.close();
    await mailbox.close();
  });

  const links = () => [
    `/temp-keys/${uuid}`,
    `/temp-keys/${uuid}?lang=de`,
    `/collective-temp-keys/${uuid}`,
    `/temp-keys/${named}`,
    `/temp-keys/${named}/sign-in`,
    `/temp-keys/${uuid}/confirmation?door=1&order=${randomUUID()}`,
    `/temp-keys/${uuid}/manifest.webmanifest`,
    signIn,
  ];
  /** Links that no page has as such, but its forms. */
  const actions = () => [
    `/temp-keys/${uuid}/open`,
    `/temp-keys/${uuid}/doors/1/open`,
    `/collective-temp-keys/${uuid}/doors/1/open`,
    `/temp-keys/${named}/sign-out`,
  ];

  async function assertNothingHappened(events: number, what: string): Promise<void> {
    for (const key of [uuid, named]) assert.equal((await server.ledger.read.tempKey(key))!.state.usedCount, 0, what);
    assert.equal(await recorded(), events, what);
    assert.equal(mailbox.messages.length, 1, what);
  }

  /** How many events the lock has. */
  const recorded = async () => (await server.call("GET", "/locks/1/events", org)).json.totalEvents as number;

  for (const [name, headers] of Object.entries(ROBOTS))
    it(`is left as it was by ${name}`, async () => {
      const events = await recorded();
      for (const method of METHODS) {
        for (const path of links()) {
          const answer = await server.call(method, path, { headers });
          const what = `${method} ${path} by ${name}`;
          if (method !== "OPTIONS") {
            assert.equal(answer.status, 200, what);
            assertTellsNothing(answer, what);
          }
          if (method === "GET" && answer.headers.get("content-type")?.startsWith("text/html"))
            assert.match(answer.text, /og:title" content="(A key for you|Ein Schlüssel für Sie)"/, what);
        }
        for (const path of actions()) {
          const { status } = await server.call(method, path, { headers });
          assert.ok(status === 404 || status === 405 || method === "OPTIONS", `${method} ${path}: ${status}`);
        }
      }
      await assertNothingHappened(events, name);
    });

  it("is left as it was by scanners that run its script and wait", async () => {
    const events = await recorded();
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    const sent: string[] = [];
    page.on("request", (request) => void (request.method() === "GET" || sent.push(request.url())));
    await page.clock.install();
    for (const path of links().filter((link) => !link.endsWith(".webmanifest"))) {
      await page.goto(server.url + path, { waitUntil: "networkidle" });
      await page.clock.runFor(60_000);
      await page.mouse.move(200, 400);
    }
    assert.deepEqual(sent, []);
    assert.deepEqual(await context.cookies(), []);
    await context.close();
    await assertNothingHappened(events, "a scanner");
  });

  it("still signs in and opens after all of them", async () => {
    for (const headers of Object.values(ROBOTS))
      for (const path of links()) await server.call("GET", path, { headers });
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    await page.goto(server.url + signIn);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: /^Open / }).click();
    await becomes(page, UNLOCKED);
    await context.close();
  });

  for (const [name, userAgent] of Object.entries(IN_APP))
    it(`opens the door in the browser within ${name}`, async () => {
      const key = await server.key(1, org, { maxUses: 1 });
      const context = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true, userAgent });
      await context.addInitScript(LACKS);
      const page = await context.newPage();
      const trouble: string[] = [];
      page.on("pageerror", (error) => trouble.push(String(error)));
      let posts = 0;
      page.on("request", (request) => void (request.method() === "POST" && posts++));
      await page.goto(`${server.url}/temp-keys/${key}`);
      await page.getByRole("button", { name: "Open without sliding" }).tap();
      await becomes(page, UNLOCKED);
      assert.equal((await server.ledger.read.tempKey(key))!.state.usedCount, 1);
      assert.deepEqual([trouble, posts], [[], 1]);
      await context.close();
    });
});
