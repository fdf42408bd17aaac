/** Behind nginx as it comes, under a path, with a password for everybody: guests sign in and open, and see it live. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { freePort } from "../free-port.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { linkIn, type Mailbox, startMailbox } from "../users/mailbox.ts";
import { startNginx, type TestNginx } from "./nginx.ts";

const EMAIL = "maria@example.test";
const PASSWORD = { username: "house", password: "harbour" };
const BASIC = `Basic ${Buffer.from("house:harbour").toString("base64")}`;
const TRAVEL_MS = 2_500;

async function open(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Open / }).click();
  await page.getByRole("heading", { level: 1, name: "Opening…" }).waitFor();
  await page.getByRole("heading", { level: 1, name: UNLOCKED }).waitFor();
}

describe("behind nginx", () => {
  let browser: Browser;
  let mailbox: Mailbox;
  let nginx: TestNginx;
  let server: TestServer;
  let org: Credentials;
  let origin: string;
  before(async () => {
    browser = await launchChromium();
    mailbox = await startMailbox();
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    server = await startServer({
      env: {
        PUBLIC_URL: `${origin}/doors`,
        SMTP_URL: mailbox.url,
        MAIL_FROM: "doors@example.test",
        SIMULATOR_TRAVEL_MS: String(TRAVEL_MS),
      },
    });
    org = await server.organization("acme");
    const passed = `proxy_pass ${server.url}/; auth_basic "The house"; auth_basic_user_file $DIR/passwords;`;
    nginx = await startNginx(port, `location /doors/ { ${passed} }`, { passwords: "house:{PLAIN}harbour\n" });
  });
  after(async () => {
    await browser.close();
    await nginx.close();
    await server.close();
    await mailbox.close();
  });

  async function withPage(use: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ viewport: PHONE, httpCredentials: PASSWORD });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on("pageerror", (error) => void trouble.push(String(error)));
    page.on(
      "response",
      (answer) => void (answer.status() >= 400 && trouble.push(`${answer.status()} ${answer.url()}`)),
    );
    try {
      await use(page);
      assert.deepEqual(trouble, []);
    } finally {
      await context.close();
    }
  }

  it("a guest opens, and is told live", async () => {
    await server.lock(1, { orgId: "acme" });
    const made = await server.call("POST", "/locks/1/create-temp-key", {
      ...org,
      body: { ...terms(), accessMode: "public", maxUses: 2 },
    });
    await withPage(async (page) => {
      const streams: string[] = [];
      page.on("request", (request) => {
        if (request.headers()["accept"] === "text/event-stream") streams.push(request.url());
      });
      await page.goto(made.json.url);
      await open(page);
      assert.equal(streams.length, 1);
      assert.match(streams[0]!, new RegExp(`^${origin}/doors/temp-keys/[0-9a-f-]+/confirmation\\?`));
      assert.equal(page.url(), made.json.url);
      await page.getByRole("link", { name: "Back to the key" }).click();
      assert.match(await page.locator("main").innerText(), /1 opening left/);
    });
  });

  it("the first stage comes at once, and not when nginx has enough of them", async () => {
    await server.lock(2, { orgId: "acme" });
    const uuid = await server.key(2, org);
    const authorization = BASIC;
    const opened = await fetch(`${origin}/doors/temp-keys/${uuid}/open`, {
      method: "POST",
      redirect: "manual",
      headers: { authorization },
    });
    assert.equal(opened.status, 303);
    const place = opened.headers.get("location")!;
    assert.ok(place.startsWith(`/doors/temp-keys/${uuid}/confirmation?`), place);
    const asked = performance.now();
    const stream = await fetch(origin + place, { headers: { authorization, accept: "text/event-stream" } });
    const reader = stream.body!.getReader();
    const { value } = await reader.read();
    const first = performance.now() - asked;
    assert.match(new TextDecoder().decode(value), /^data: ".*Opening…/);
    while (!(await reader.read()).done);
    const last = performance.now() - asked;
    // Kept by nginx they would come together.
    assert.ok(last - first > TRAVEL_MS / 10, `first after ${first} ms, last after ${last} ms`);
  });

  it("a named guest signs in on the way that the message has, and the cookie goes to no other path", async () => {
    await server.lock(3, { orgId: "acme" });
    const found = await server.call("GET", `/users/by-email?email=${EMAIL}`, org);
    const named = { accessMode: "user-whitelist", allowedUserIds: [found.json.uuid] };
    const uuid = await server.key(3, org, named);
    await withPage(async (page) => {
      await page.goto(`${origin}/doors/temp-keys/${uuid}`);
      await page.getByLabel("Your email address").fill(EMAIL);
      const message = mailbox.next();
      await page.getByRole("button", { name: "Send me a link" }).click();
      const link = linkIn(await message);
      assert.ok(link.startsWith(`${origin}/doors/sign-in?`), link);
      await page.goto(link);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText(`Signed in as ${EMAIL}`).waitFor();
      assert.deepEqual(
        (await page.context().cookies()).map(({ path }) => path),
        ["/doors"],
      );
      await open(page);
      await page.getByRole("link", { name: "Back to the key" }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByLabel("Your email address").waitFor();
      assert.deepEqual(await page.context().cookies(), []);
    });
  });

  it("every link, form, picture and file has the path before it", async () => {
    await server.lock(4, { orgId: "acme" });
    const made = await server.call("POST", "/temp-keys", { ...org, body: { ...terms(), doors: [{ lockId: "4" }] } });
    const { uuid, url } = made.json;
    assert.equal(url, `/doors/temp-keys/${uuid}`);
    const listed = await server.call("GET", "/temp-keys?lockId=4", org);
    assert.deepEqual(
      listed.json.tempKeys.map((key: { url: string }) => key.url),
      [url],
    );
    const get = (path: string) => fetch(origin + path, { headers: { authorization: BASIC, accept: "text/html" } });
    const seen = new Set<string>();
    for (const path of [url, "/doors/reference", "/doors/reference/", `/doors/nowhere`, `/doors/temp-keys/${uuid}.`]) {
      const page = await get(path);
      assert.equal(new URL(page.url).pathname.startsWith("/doors/"), true);
      const text = await page.text();
      for (const [, target = ""] of text.matchAll(/(?:href|src|action|data-worker|data-scope)="(\/[^"]*)"/g))
        seen.add(target);
    }
    const manifest = (await (await get(`${url}/manifest.webmanifest`)).json()) as {
      start_url: string;
      scope: string;
      icons: { src: string }[];
    };
    for (const target of [manifest.start_url, manifest.scope, ...manifest.icons.map(({ src }) => src)])
      seen.add(target);
    assert.ok(seen.size > 10);
    for (const target of seen) {
      assert.ok(target.startsWith("/doors/"), target);
      if (target.endsWith("/open") || target.endsWith("/temp-keys/") || target.includes("/nowhere")) continue;
      assert.equal((await get(target.replaceAll("&amp;", "&"))).status, 200, target);
    }
    const document = (await (await get("/doors/openapi.json")).json()) as { servers: { url: string }[] };
    assert.deepEqual(
      document.servers.map(({ url }) => url),
      [`${origin}/doors`],
    );
  });
});

function terms() {
  return {
    validFrom: new Date(Date.now() - 60_000).toISOString(),
    validUntil: new Date(Date.now() + 3_600_000).toISOString(),
  };
}
