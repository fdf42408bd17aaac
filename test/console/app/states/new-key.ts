import type { Page } from "playwright-core";
import type { State } from "../state.ts";

const make = (page: Page) => page.locator(".sticky button").click();
const when = (page: Page, n: number) => page.locator(`.whens li:nth-child(${n}) input`).check();

export const states: readonly State[] = [
  { name: "new-key", path: "/console/keys/new?lockId=2" },
  { name: "new-key-no-doors", path: "/console/keys/new", as: "newcomer" },
  { name: "new-key-viewer", path: "/console/keys/new", as: "viewer" },
  {
    name: "new-key-problems",
    path: "/console/keys/new",
    async come(page) {
      await when(page, 6);
      await page.locator("input[type=datetime-local]").last().fill("2020-01-01T10:00");
      await page.locator("input[name=who]").last().check();
      await page.locator("input.short").fill("0");
      await make(page);
      await page.locator(".problem").first().waitFor();
    },
  },
  {
    name: "new-key-stay-with-pin",
    path: "/console/keys/new?lockId=3",
    async come(page) {
      await page.locator(".choices :checked, .chips > li > span").first().waitFor();
      await when(page, 5);
      await page.locator(".check input").check();
    },
  },
  {
    name: "new-key-two-zones",
    path: (house) => `/console/keys/new?like=${house.keys.manyDoors}`,
    async come(page) {
      await page.locator("input[type=datetime-local]").first().fill("2030-10-27T03:30");
      await page.locator(".zoned select").waitFor();
    },
  },
  {
    name: "new-key-doors",
    path: "/console/keys/new",
    async come(page) {
      if (await page.locator(".doors-chosen button.plain").isVisible())
        await page.locator(".doors-chosen button.plain").click();
    },
  },
  {
    name: "new-key-busy",
    path: "/console/keys/new?lockId=1",
    async come(page) {
      await page.locator(".choices :checked, .chips > li > span").first().waitFor();
      await page.route("**/temp-keys", (route) => route.fulfill({ status: 503, json: { message: "busy" } }));
      await make(page);
      await page.locator(".failure").waitFor();
    },
  },
  {
    name: "new-key-made",
    path: "/console/keys/new?lockId=2",
    async come(page) {
      await page.locator(".choices :checked, .chips > li > span").first().waitFor();
      await when(page, 5);
      await page.locator(".check input").check();
      await make(page);
      await page.locator(".share").waitFor();
    },
  },
  {
    name: "new-key-qr-large",
    path: "/console/keys/new?lockId=2",
    async come(page) {
      await page.locator(".choices :checked, .chips > li > span").first().waitFor();
      await make(page);
      await page.locator(".share > .stack > button").first().click();
      await page.locator("dialog .qr").waitFor();
    },
  },
];
