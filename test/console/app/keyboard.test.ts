/** The keyboard leads everywhere: shortcuts, and one field that finds what there is. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { violations } from "../../chromium.ts";
import { withConsole } from "./console.ts";

const at = withConsole();

it("finds screens, doors and keys by the keyboard alone", async () => {
  const { server, orgId } = at;
  await server.lock(1, { orgId, name: "Lighthouse" });
  await server.key(1, await at.token(), { description: "Anna at the seaside" });
  const page = await at.open("/", { size: "desk" });
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go to or search" });
  const field = palette.getByRole("combobox");
  await field.waitFor();
  assert.deepEqual(await violations(page), []);
  await page.keyboard.type("lightho");
  await palette.getByRole("option", { name: "Lighthouse Door" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/console/doors/1");
  await page.keyboard.press("Control+k");
  await field.fill("seaside");
  await palette.getByRole("option", { name: "Anna at the seaside Key" }).waitFor();
  await field.fill("nothing like it");
  await palette.getByText("Nothing like that").waitFor();
  await page.keyboard.press("Escape");
  await palette.waitFor({ state: "detached" });
});

it("has letters for screens, none where one writes, and none where they are turned off", async () => {
  const page = await at.open("/", { size: "desk" });
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  await page.waitForURL("**/console/keys");
  await page.getByRole("searchbox").first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("n?gd");
  assert.equal(await page.getByRole("searchbox").first().inputValue(), "n?gd");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("n");
  await page.waitForURL("**/console/keys/new*");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await list.getByText("Timeline").waitFor();
  assert.deepEqual(await violations(page), []);
  await list.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.keyboard.press("?");
  assert.match(page.url(), /\/console\/keys\/new/);
  assert.equal(await page.getByRole("dialog").count(), 0);
});

it("makes no key by Enter while doors are looked for", async () => {
  const { server, orgId } = at;
  for (let flat = 11; flat <= 16; flat++) await server.lock(flat, { orgId, name: `Flat ${flat}` });
  const before = await countKeys();
  const page = await at.open("/console/keys/new?lockId=11", { size: "desk" });
  await page.getByRole("button", { name: "Change", exact: true }).click();
  const finder = page.getByRole("dialog", { name: "Doors" });
  await finder.getByRole("searchbox").fill("flat 16");
  await finder.getByText("Flat 12").waitFor({ state: "detached" });
  await finder.getByLabel("Flat 16").check();
  await finder.getByRole("searchbox").press("Enter");
  await finder.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByRole("heading", { name: "The key is made" }).waitFor();
  assert.equal(await countKeys(), before + 1);
});

it("keeps the focus at what was pressed while the server is asked, and after a dialog about it", async () => {
  await at.server.lock(21, { orgId: at.orgId, name: "Cellar" });
  const page = await at.open("/console/keys/new?lockId=21", { size: "desk" });
  await page.route("**/temp-keys", (route) => route.fulfill({ status: 503, json: { message: "busy" } }), { times: 1 });
  await page.getByRole("button", { name: "Make the key" }).press("Enter");
  await page.getByText("The server is busy.").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "The key is made" }).waitFor();
  await page.goto(`${at.server.url}/console/sign-in`);
  await page.getByRole("button", { name: "Make recovery codes" }).press("Enter");
  const secret = page.getByRole("textbox", { name: "Recovery codes" });
  await secret.waitFor();
  assert.ok(await secret.evaluate((one) => one.scrollHeight <= one.clientHeight), "each of its lines is seen");
  await page.getByRole("button", { name: "I have kept it" }).press("Enter");
  await page.locator("button:focus", { hasText: "Make new ones" }).waitFor();
});

async function countKeys(): Promise<number> {
  return (await at.server.call("GET", "/temp-keys/rows", await at.token())).json.total;
}
