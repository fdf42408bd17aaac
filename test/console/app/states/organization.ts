/** Members, API keys, brand, and what partners need. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { State } from "../state.ts";

const IMAGE = join(import.meta.dirname, "../../../../src/http/guest/page/images/icon-180.png");

async function opened(page: Page, button: string): Promise<void> {
  await page.locator(button).first().click();
  await page.locator("dialog[open]").waitFor();
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
  { name: "partner-newcomer", path: "/console/partner", as: "newcomer" },
];
