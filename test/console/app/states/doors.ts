import type { Page } from "playwright-core";
import type { State } from "../state.ts";
import { holdButton } from "../write.ts";

const path = "/console/doors";
const front = `${path}/1`;

/** Press a button, and wait for what it opens. */
const dialog = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole("button", { name }).last().click();
  await page.locator("dialog[open]").waitFor();
};

export const states: readonly State[] = [
  { name: "doors", path },
  { name: "doors-empty", path, as: "newcomer" },
  { name: "doors-viewer", path, as: "viewer" },
  { name: "doors-none-like-that", path: `${path}?search=nothing&attention=any&state=jammed` },
  { name: "doors-away", path, answers: { "**/locks?*": 503 } },
  { name: "doors-add", path: `${path}?view=add` },
  { name: "doors-add-first", path: `${path}?view=add`, as: "newcomer" },
  { name: "doors-add-hub-away", path: `${path}?view=add&hub=simulator`, answers: { "**/devices": 502 } },
  { name: "door", path: front },
  { name: "door-long-name", path: `${path}/3` },
  { name: "door-elsewhere", path: `${path}/5` },
  { name: "door-viewer", path: front, as: "viewer" },
  { name: "door-none", path: `${path}/999999` },
  { name: "door-away", path: front, answers: { "**/arrival": 503, "**/openers*": 503, "**/activity?*": 503 } },
  {
    name: "door-did-not-open",
    path: front,
    answers: { "**/OpenLock": 503 },
    async come(page) {
      await page.getByLabel(/^(Why|Grund)/).fill("Delivery for flat 4");
      await holdButton(page.locator(".hold button").first());
      await page
        .locator("strong")
        .getByText(/busy|überlastet/)
        .waitFor();
    },
  },
  {
    name: "door-openers-then",
    path: front,
    async come(page) {
      await page.locator("input[type=datetime-local]").fill("2031-01-01T12:00");
      await page.getByText(/No key opens it then|Dann öffnet sie kein/).waitFor();
    },
  },
  { name: "door-settings", path: front, come: dialog(/^(Change|Ändern)$/) },
  {
    name: "door-way",
    path: front,
    async come(page) {
      await dialog(/^(Describe the way|Weg beschreiben)$/)(page);
      await page.locator("dialog select").first().selectOption("gate");
    },
  },
  { name: "door-disconnect", path: front, come: dialog(/^(Disconnect the device|Gerät trennen)$/) },
  {
    name: "door-connect",
    path: front,
    async come(page) {
      await dialog(/^(Connect another device|Anderes Gerät verbinden)$/)(page);
      await page.locator("dialog a").waitFor();
    },
  },
  { name: "sites", path: `${path}?view=sites` },
  { name: "sites-empty", path: `${path}?view=sites`, as: "newcomer" },
  { name: "sites-viewer", path: `${path}?view=sites`, as: "viewer" },
  { name: "site-new", path: `${path}?view=sites`, come: dialog(/^(Add a site|Standort anlegen)$/) },
  { name: "site-change", path: `${path}?view=sites`, come: dialog(/Harbour 12/) },
];
