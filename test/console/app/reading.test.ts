/** What screens read stays true: for whom one acts, while the connection is lost, and in the language that one chose. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { shown, withConsole } from "./console.ts";

const at = withConsole();
const SETTLED_MS = 500;
const MOST_TRIES = 10;
const AGAIN = "document.dispatchEvent(new Event('visibilitychange'))";

it("shows what is the other organisation's once one acts for that", async () => {
  const { server, owner, orgId } = at;
  const { apiKey } = await server.organization("winter");
  await server.organizations.members.put("winter", owner.userId, "owner", server.clock.now());
  await server.lock(1, { orgId });
  await server.lock(2, { orgId: "winter" });
  const validFrom = new Date(Date.now() + 3_600_000).toISOString();
  await server.key(1, await at.token(), { validFrom, description: "Anna at the seaside" });
  await server.key(2, { apiKey }, { validFrom, description: "Berta in the mountains" });
  const page = await at.open("/", { size: "desk" });
  for (const [organization, guest] of [
    [orgId, "Anna"],
    ["winter", "Berta"],
    [orgId, "Anna"],
  ] as const) {
    await page.getByRole("combobox", { name: "Organisation" }).selectOption(organization);
    await page.locator("main").getByText(guest).first().waitFor();
    const text = await page.innerText("main");
    assert.ok(!text.includes(guest === "Anna" ? "Berta" : "Anna"), text);
  }
});

it("tells that the connection is lost, keeps what is known, and asks for it anew once it is back", async () => {
  const { server } = at;
  const page = await at.open("/", { size: "desk" });
  await page.context().setOffline(true);
  await page.evaluate(AGAIN);
  await page.getByText("No connection to the server").waitFor();
  assert.ok((await page.innerText("main")).includes("Anna at the seaside"));
  const validFrom = new Date(Date.now() + 1_800_000).toISOString();
  await server.key(1, await at.token(), { validFrom, description: "Chloé, just now" });
  await page.context().setOffline(false);
  await page.locator("main").getByText("Chloé, just now").first().waitFor();
  await page.getByText("No connection to the server").waitFor({ state: "detached" });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    asked.length = 0;
    await wait(SETTLED_MS);
    if (asked.length === 0) break;
  }
  assert.deepEqual(asked, [], "it is asked for once, and not again and again");
});

it("speaks the language of the pages before it, until one is chosen", async () => {
  const page = await at.open("/", { language: "en" });
  await page.goto(`${at.server.url}/account/sessions?lang=de`);
  await page.goto(`${at.server.url}/?lang=de`);
  await shown(page);
  assert.equal(await page.getAttribute("html", "lang"), "de");
  await page.goto(`${at.server.url}/console/sign-in`);
  await page.getByLabel("Sprache").selectOption("English");
  await page.locator("html[lang=en]").waitFor();
  await page.goto(`${at.server.url}/`);
  await shown(page);
  assert.equal(await page.getAttribute("html", "lang"), "en");
});

it("does not tell that nothing was done where a change was on its way when the connection went", async () => {
  const page = await at.open("/console/doors/1", { size: "desk" });
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name", exact: true }).fill("Garden gate");
  await page.route("**/locks/1", async (route) => {
    await route.fetch();
    await page.context().setOffline(true);
    await route.abort();
  });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByText("Perhaps it was done").waitFor();
  await page.unroute("**/locks/1");
  await page.context().setOffline(false);
  await page.getByText("No connection to the server").waitFor({ state: "detached" });
  await page.route("**/locks/1", (route) =>
    route.fulfill({ status: 502, contentType: "text/html", body: "Bad gateway" }),
  );
  // What was done is known by now, so it is another change.
  await page.getByRole("dialog").getByRole("textbox", { name: "Name", exact: true }).fill("Side gate");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByText("Perhaps it was done").waitFor();
});
