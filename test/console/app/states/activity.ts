import type { State } from "../state.ts";

const path = "/console/activity";

export const states: readonly State[] = [
  { name: "activity", path },
  { name: "activity-empty", path, as: "newcomer" },
  { name: "activity-viewer", path, as: "viewer" },
  { name: "activity-none-like-that", path: `${path}?outcome=requested&from=2026-01-01&to=2026-01-02` },
  { name: "activity-wrong-days", path: `${path}?from=2026-02-01&to=2026-01-02` },
  { name: "activity-away", path, answers: { "**/activity?limit*": 503 } },
  {
    name: "activity-why",
    path: `${path}?outcome=refused`,
    async come(page) {
      await page.locator(".activity-rows summary").first().click();
      await page.locator(".activity-more").waitFor();
    },
  },
  {
    name: "activity-chart",
    path,
    async come(page) {
      const chart = page.locator(".activity-aside");
      if (!(await chart.evaluate((one) => (one as unknown as { open: boolean }).open)))
        await chart.locator("summary").first().click();
      await chart.locator(".bar-chart summary").click();
      await chart.locator("table").waitFor();
    },
  },
  {
    name: "activity-export",
    path,
    async come(page) {
      await page.locator(".screen-head button").click();
      await page.locator("dialog[open] details summary").click();
    },
  },
];
