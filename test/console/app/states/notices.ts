import type { State } from "../state.ts";

const path = "/console/notices";

export const states: readonly State[] = [
  { name: "notices", path },
  { name: "notices-viewer", path, as: "viewer" },
  { name: "notices-away", path, answers: { "**/notice-choices": 503 } },
  {
    name: "notices-some-doors",
    path,
    async come(page) {
      await page.locator("form input[type=checkbox]").last().check();
      await page.locator("form input[type=radio]").last().check();
      await page.locator("form button[type=submit]").click();
    },
  },
];
