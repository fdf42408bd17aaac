import type { State } from "../state.ts";

const path = "/console/keys";

export const states: readonly State[] = [
  { name: "keys", path },
  { name: "keys-empty", path, as: "newcomer" },
  { name: "keys-viewer", path, as: "viewer" },
  { name: "keys-none-like-that", path: `${path}?search=nobody` },
  { name: "keys-filters", path: `${path}?status=active,upcoming&lockId=3&from=2026-01-01` },
  { name: "keys-away", path, answers: { "**/temp-keys/rows*": 503 } },
  {
    name: "keys-picked",
    path,
    async come(page) {
      await page.locator('[data-row] input[type="checkbox"]').nth(1).check();
      await page.locator('[data-row] input[type="checkbox"]').nth(2).check();
    },
  },
  {
    name: "keys-extend",
    path,
    async come(page) {
      await page.locator('[data-row] input[type="checkbox"]').nth(1).check();
      await page.locator(".bulk .actions button").first().click();
      await page.locator("dialog[open]").waitFor();
    },
  },
  {
    name: "keys-failed",
    path,
    answers: { "**/temp-keys/*/pause": 403 },
    async come(page) {
      await page.locator('[data-row] input[type="checkbox"]').nth(1).check();
      await page.locator(".bulk .danger").click();
      await page.locator(".bulk details").waitFor();
    },
  },
];
