import type { State } from "../state.ts";

export const states: readonly State[] = [
  { name: "tonight", path: "/" },
  { name: "tonight-nothing-yet", path: "/", as: "newcomer" },
  { name: "tonight-busy", path: "/", answers: { "**/temp-keys/rows*": 503 } },
  { name: "more", path: "/console/more" },
  { name: "not-found", path: "/console/nothing-of-the-kind" },
  {
    name: "lost-connection",
    path: "/",
    async come(page) {
      await page.context().setOffline(true);
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      await page.locator(".notice").waitFor();
    },
  },
  {
    name: "signed-out",
    path: "/",
    async come(page) {
      await page.context().clearCookies();
      await page.route("**/session/token", (route) =>
        route.fulfill({ status: 401, json: { message: "Sign in first" } }),
      );
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      await page.getByRole("dialog").waitFor();
    },
  },
];
