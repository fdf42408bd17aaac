import type { Page } from "playwright-core";
import { KIND_NAMES } from "../../../../src/console/screens/hubs/hub-kinds.ts";
import type { Furnished, State } from "../state.ts";

const path = "/console/hubs";

/** A broker that is not there, with a door at it. */
async function away({ console: { server, token } }: Furnished): Promise<void> {
  const as = await token();
  const { status } = await server.call("GET", "/hubs/away", as);
  if (status === 200) return;
  const settings = { url: "mqtt://broker.example:1883", username: "latchstring" };
  const hub = { hubId: "away", kind: "mqtt", name: "Broker in the cellar of the house", settings };
  await server.call("POST", "/hubs", { ...as, body: { ...hub, secrets: { password: "not to be told" } } });
  await server.call("POST", "/locks", { ...as, body: { name: "Side gate", hubId: "away", address: "nuki:1A2B3C4D" } });
}

/** To the page of that broker, and on from there. */
const ofAway = (come?: (page: Page) => Promise<void>) => async (page: Page, at: Furnished) => {
  await away(at);
  await page.goto(`${at.console.server.url}${path}/away`);
  await page.locator(".facts").last().waitFor();
  await come?.(page);
};

const dialog = (name: RegExp) => async (page: Page) => {
  await page.getByRole("button", { name }).first().click();
  await page.locator("dialog[open]").waitFor();
};

export const states: readonly State[] = [
  { name: "hubs-empty", path, as: "newcomer" },
  { name: "hubs-viewer", path, as: "viewer" },
  {
    name: "hubs",
    path,
    async come(page, at) {
      await away(at);
      await page.reload();
      await page.locator(".row-link").first().waitFor();
    },
  },
  { name: "hubs-away", path, answers: { "http://127.0.0.1:*/hubs": 503 } },
  { name: "hub-none", path: `${path}/nothing-of-the-kind` },
  ...KIND_NAMES.map((kind): State => ({
    name: `hub-new-${kind}`,
    path: `${path}?view=add`,
    async come(page) {
      await page.locator("dialog select").first().selectOption(kind);
      const more = page.locator("dialog summary");
      if ((await more.count()) > 0) await more.click();
    },
  })),
  { name: "hub", path, come: ofAway() },
  {
    name: "hub-checked",
    path,
    come: ofAway(async (page) => {
      await page.getByRole("button", { name: /^(Check now|Jetzt prüfen)$/ }).click();
      await page.locator("p.bad").waitFor();
    }),
  },
  { name: "hub-change", path, come: ofAway(dialog(/^(Change|Ändern)$/)) },
  { name: "hub-in-use", path, come: ofAway(dialog(/^(Remove|Entfernen)$/)) },
];
