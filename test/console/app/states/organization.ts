/** Members, API keys, brand, and what partners need. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { State } from "../state.ts";

const IMAGE = join(import.meta.dirname, "../../../../src/http/guest/page/images/icon-180.png");

async function opened(page: Page, button: string): Promise<void> {
  await page.locator(button).first().click();
  await page.locator("dialog[open]").waitFor();
}

/** As if a receiver had taken some, and refused others. */
async function withDeliveries(page: Page, more: object = {}): Promise<void> {
  const url = "https://bookings.a-very-long-name-of-a-partner.example/organizations/seaside-flats/events";
  const [time, failingSince] = ["2026-07-01T09:30:00.000Z", "2026-07-01T08:00:00.000Z"];
  const lastError = "503 upstream connect error or disconnect/reset before headers";
  const events = ["TempKeyCreated", "TempKeyUsed", "TempKeyUseReleased", "LockOpened", "LockOpenFailed", "OwnerSet"];
  const usual = { lockIds: null, format: "published", authentication: { type: "none" } };
  const webhook = { id: "one", url, events, status: "active", failingSince, lastError, ...usual };
  const disabled = {
    ...webhook,
    id: "two",
    url: `${url}/two`,
    status: "disabled",
    lastError: "410: gone",
    lockIds: ["1", "3", "99"],
    format: "cloudevents",
    authentication: { type: "apiKeyHeader", name: "X-Api-Key" },
    ...more,
  };
  const delivery = (id: number, type: string, state: string, attempts: number, status?: number) => {
    return {
      id,
      type,
      state,
      time,
      attempts,
      request: `{"id":"${id}","detail-type":"${type}"}`,
      tries: Array.from({ length: Math.min(attempts, 5) }, () => ({ at: time, ms: 120, status, said: "upstream" })),
    };
  };
  const deliveries = [
    delivery(6, "LockOpened", "waiting", 0),
    delivery(5, "TempKeyUsed", "waiting", 3),
    delivery(4, "LockOpenFailed", "dead", 12, 503),
    delivery(3, "TempKeyUseReleased", "dead", 1, 422),
    delivery(2, "TempKeyCreated", "delivered", 1, 204),
    delivery(1, "WebhookVerification", "delivered", 1, 204),
  ];
  await page.route("**/webhooks", (route) => route.fulfill({ json: { webhooks: [webhook, disabled] } }));
  await page.route("**/deliveries?**", (route) => {
    const isDead = route.request().url().includes("state=dead");
    const shown = deliveries.filter(({ state }) => !isDead || state === "dead");
    return route.fulfill({ json: { deliveries: shown, nextCursor: isDead ? null : "WzFd" } });
  });
  await page.reload();
  await page.locator(".webhook summary").first().click();
  await page.locator(".webhook .badge.bad").nth(1).waitFor();
}

/** A webhook that is made with everything that there is. */
async function withSettings(page: Page, authentication: string): Promise<void> {
  const form = page.locator("form:has(input[type=url])");
  await form.locator(".options").nth(1).locator("input").last().check();
  await form.locator("summary").click();
  await form.locator("details .options input").last().check();
  await form.locator("select").selectOption(authentication);
}

/** The first door: among a few at once, or among those that are looked for where another state made one more. */
async function withDoor(page: Page): Promise<void> {
  const few = page.locator(".doors-chosen input").first();
  const many = page.locator(".doors-chosen button.plain");
  await few.or(many).waitFor();
  if (await few.isVisible()) return few.check();
  await many.click();
  await page.locator(".door-finder input[type=checkbox]").first().check();
  await page.locator(".door-finder button").last().click();
}

export const states: readonly State[] = [
  { name: "members", path: "/console/members" },
  { name: "members-alone", path: "/console/members", as: "newcomer" },
  { name: "members-viewer", path: "/console/members", as: "viewer" },
  { name: "members-away", path: "/console/members", answers: { "**/organizations/**": "none" } },
  {
    name: "members-invite",
    path: "/console/members",
    come: (page) => opened(page, ".screen-head button"),
  },
  {
    name: "members-link",
    path: "/console/members",
    async come(page) {
      await opened(page, ".screen-head button");
      await page.locator("dialog input[type=email]").fill("kai@a-very-long-name-of-a-house.example");
      await page.locator("dialog input[type=radio]").last().check();
      await page.locator("dialog button[type=submit]").click();
      await page.locator("dialog .secret").waitFor();
    },
  },
  { name: "members-change", path: "/console/members", come: (page) => opened(page, ".rows button") },
  { name: "api-keys", path: "/console/api-keys" },
  { name: "api-keys-empty", path: "/console/api-keys", as: "newcomer" },
  { name: "api-keys-viewer", path: "/console/api-keys", as: "viewer" },
  {
    name: "api-keys-make",
    path: "/console/api-keys",
    async come(page) {
      await opened(page, ".screen-head button");
      await page.locator("dialog input[type=radio]").nth(1).check();
      await page.locator("dialog input:not([type])").fill("Bookings");
      await page.locator("dialog button[type=submit]").click();
      await page.locator("dialog .problem").waitFor();
    },
  },
  {
    name: "api-keys-made",
    path: "/console/api-keys",
    async come(page) {
      await opened(page, ".screen-head button");
      await page.locator("dialog input:not([type])").fill("Bookings");
      await page.locator("dialog button[type=submit]").click();
      await page.locator("dialog .secret").waitFor();
      await page.keyboard.press("Escape");
      await page.locator("dialog .problem").waitFor();
    },
  },
  { name: "api-keys-rotate", path: "/console/api-keys", come: (page) => opened(page, ".rows button") },
  { name: "api-keys-revoke", path: "/console/api-keys", come: (page) => opened(page, ".rows button:last-of-type") },
  { name: "brand", path: "/console/brand" },
  {
    name: "brand-problems",
    path: "/console/brand",
    async come(page) {
      await page.locator("input.hex").first().fill("#ffcc00");
      await page.locator("input.hex").last().fill("blue");
      await page.locator("input[type=tel]").fill("call us");
      await page.locator("input[type=url]").fill("http://seaside.example");
      await page.locator("button[type=submit]").click();
      await page.locator(".problem").nth(3).waitFor();
    },
  },
  {
    name: "brand-logo",
    path: "/console/brand",
    async come(page) {
      await page.locator("input[type=file]").setInputFiles(IMAGE);
      await page.locator(".logo-kept").waitFor();
    },
  },
  { name: "partner", path: "/console/partner" },
  {
    name: "partner-webhook-problems",
    path: "/console/partner",
    as: "newcomer",
    async come(page) {
      await page.locator("input[type=url]").fill("http://partner.example");
      await page.locator(".options input[type=radio]").nth(1).check();
      await page.locator(".options input[type=checkbox]").first().check();
      await page.locator("form:has(input[type=url]) button[type=submit]").click();
      await page.locator(".problem").waitFor();
      await page.locator("input[type=url]").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "partner-webhook-settings",
    path: "/console/partner",
    async come(page) {
      await withSettings(page, "apiKeyHeader");
      await page.locator("form:has(input[type=url]) button[type=submit]").click();
      await page.locator(".problem").nth(3).waitFor();
    },
  },
  {
    name: "partner-webhook-refused",
    path: "/console/partner",
    async come(page) {
      const details = ["url", "lockIds[0]", "authentication"].map((field) => ({ field, message: "is refused" }));
      await page.route("**/webhooks", (route) =>
        route.request().method() === "POST"
          ? route.fulfill({ status: 400, json: { error: "Bad Request", message: "Invalid request", details } })
          : route.fallback(),
      );
      await withSettings(page, "bearerToken");
      await page.locator("input[type=url]").fill("https://partner.example");
      await withDoor(page);
      await page.locator("form input[type=password]").fill("t0k3n");
      await page.locator("form:has(input[type=url]) button[type=submit]").click();
      await page.locator(".problem").nth(2).waitFor();
    },
  },
  { name: "partner-webhook-dead", path: "/console/partner", come: (page) => withDeliveries(page) },
  {
    name: "partner-webhook-tries",
    path: "/console/partner",
    async come(page) {
      await withDeliveries(page);
      await page.locator(".webhook li details summary").nth(2).click();
    },
  },
  {
    name: "partner-webhook-change",
    path: "/console/partner",
    async come(page) {
      await withDeliveries(page);
      await opened(page, ".webhook .row button:nth-of-type(2)");
    },
  },
  {
    name: "partner-webhook-change-some",
    path: "/console/partner",
    async come(page) {
      await withDeliveries(page);
      await page.locator(".webhook").nth(1).locator(".row button").nth(1).click();
      await page.locator("dialog[open] .chips li").nth(3).waitFor();
    },
  },
  {
    name: "partner-webhook-lost",
    path: "/console/partner",
    async come(page) {
      await withDeliveries(page, { authentication: { type: "lost" } });
      await page.locator(".webhook").nth(1).locator(".row button").nth(1).click();
      await page.locator("dialog[open] .chips li").nth(3).waitFor();
    },
  },
  {
    name: "partner-webhook-doors-away",
    path: "/console/partner",
    answers: { "**/locks?lockId=**": 503 },
    async come(page) {
      await withDeliveries(page);
      await page.locator(".webhook").nth(1).locator(".row button").nth(1).click();
      await page.locator("dialog[open] .failure").waitFor();
    },
  },
  {
    name: "partner-webhook-rotate",
    path: "/console/partner",
    async come(page) {
      await withDeliveries(page);
      await opened(page, ".webhook .row button:nth-of-type(3)");
    },
  },
  {
    name: "partner-webhook-remove",
    path: "/console/partner",
    async come(page) {
      await withDeliveries(page);
      await opened(page, ".webhook .row button:nth-of-type(4)");
    },
  },
  { name: "partner-newcomer", path: "/console/partner", as: "newcomer" },
];
