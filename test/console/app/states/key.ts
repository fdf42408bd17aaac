import type { State } from "../state.ts";

const STANDINGS = ["active", "upcoming", "paused", "used-up", "ended", "revoked", "manyDoors", "named"] as const;

export const states: readonly State[] = [
  ...STANDINGS.map((name): State => ({ name: `key-${name}`, path: ({ keys }) => `/console/keys/${keys[name]}` })),
  { name: "key-viewer", path: ({ keys }) => `/console/keys/${keys.active}`, as: "viewer" },
  { name: "key-gone", path: "/console/keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77" },
  {
    name: "key-busy",
    path: ({ keys }) => `/console/keys/${keys.active}`,
    answers: { "**/details": 503 },
  },
  {
    name: "key-share",
    path: ({ keys }) => `/console/keys/${keys.manyDoors}`,
    async come(page) {
      await page.locator(".actions button").first().click();
      await page.locator("dialog .share").waitFor();
    },
  },
  {
    name: "key-change",
    path: ({ keys }) => `/console/keys/${keys.manyDoors}`,
    async come(page) {
      await page.locator(".actions button").nth(1).click();
      await page.locator("dialog form").waitFor();
    },
  },
  {
    name: "key-taking-back",
    path: ({ keys }) => `/console/keys/${keys.upcoming}`,
    async come(page) {
      await page.route("**/pause", (route) =>
        route.fulfill({ json: { tempKey: { revokeAfter: new Date(Date.now() + 9_000).toISOString() } } }),
      );
      await page.locator(".key-actions .danger").click();
      await page.locator(".toast").waitFor();
    },
  },
  {
    name: "key-guest-page",
    path: ({ keys }) => `/console/keys/${keys.active}`,
    async come(page) {
      await page.locator(".key-preview button").click();
      await page.locator("iframe.guest-page:not(.under-way)").waitFor();
    },
  },
];
