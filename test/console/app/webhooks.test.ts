/** An address for events, as it is added, followed and mended in the console. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { publicTerms } from "../../harness.ts";
import { eventually } from "../../webhooks/eventually.ts";
import { startReceiver } from "../../webhooks/receiver.ts";
import { shown, withConsole } from "./console.ts";
import { holdButton } from "./write.ts";

const at = withConsole({ env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
const card = (page: Page) =>
  page.locator(".card").filter({ has: page.getByRole("heading", { name: "Webhooks", exact: true }) });

async function webhooks(): Promise<readonly { url: string; events: readonly string[]; status: string }[]> {
  const { json } = await at.server.call("GET", `/organizations/${at.orgId}/webhooks`, await at.token());
  return json.webhooks;
}

/** What one is now; undefined where there is none. */
const now = async (url: string) => (await webhooks()).find((one) => one.url === url)?.status;

/** A guest's opening with a key of their own. */
async function guestOpens(): Promise<void> {
  const body = { ...publicTerms(at.server.clock.now()), accessMode: undefined, doors: [{ lockId: "1" }] };
  const { json, text } = await at.server.call("POST", "/temp-keys", { ...(await at.token()), body });
  assert.ok(json.uuid, text);
  await at.server.call("POST", `/temp-keys/${json.uuid}/open`);
}

describe("webhooks", () => {
  before(() => at.server.lock(1, { orgId: at.orgId, name: "Front door" }));

  it("are added, confirmed, followed as they fail, and what was given up is sent again when they are mended", async () => {
    await using receiver = await startReceiver();
    const page = await at.open("/console/partner", { size: "desk" });
    const add = card(page).getByRole("button", { name: "Add the webhook" });
    await add.click();
    await card(page).getByText("The whole address").waitFor();
    await page.getByLabel("Address").fill("ftp://partner.example");
    await card(page).getByText("The whole address").waitFor();
    assert.deepEqual(await webhooks(), [], "nothing was made of it");

    await page.getByLabel("Address").fill(receiver.url);
    await card(page).getByLabel("Only some").check();
    await card(page).getByLabel("Key used").check();
    await card(page).getByLabel("Door opened, or did not").check();
    await add.click();
    const secret = await page.getByRole("textbox", { name: "Signing secret" }).inputValue();
    assert.match(secret, /^whsec_/);
    await page.getByRole("button", { name: "I have kept it" }).click();
    assert.ok(!(await page.content()).includes(secret), "it is nowhere afterwards");
    await card(page).getByText("Active", { exact: true }).waitFor();
    const [made] = await webhooks();
    assert.deepEqual(made?.events, ["TempKeyUsed", "TempKeyUseReleased", "LockOpened", "LockOpenFailed"]);

    await guestOpens();
    const rows = card(page).locator(".rows > li");
    const opened = rows.filter({ hasText: "Door opened" });
    await opened
      .filter({ hasText: /answered 204 · \d+ ms · 1 try/ })
      .getByText("Delivered")
      .waitFor();

    receiver.answer = (_received, response) => void response.writeHead(422).end("broken");
    await guestOpens();
    await opened.filter({ hasText: "answered 422" }).getByText("Given up").waitFor();
    await card(page).getByText("2 given up").waitFor();
    const failed = opened.filter({ hasText: "answered 422" });
    await failed.getByText("Request and answer").click();
    assert.match(await failed.locator("pre").first().innerText(), /"detail-type":"LockOpened"/);
    assert.equal(await failed.locator("pre").last().innerText(), "broken");
    receiver.answer = (_received, response) => void response.writeHead(204).end();
    const before = receiver.of("LockOpened").length;
    await opened.getByRole("button", { name: "Send again: Door opened" }).click();
    await page.getByText("It is on its way again").waitFor();
    await receiver.until(before + 1, "LockOpened");
    await card(page).getByText("1 given up").waitFor();
    const from = card(page).getByLabel("From", { exact: true });
    await from.fill("2099-01-01T00:00");
    await card(page).locator(".badge.bad").waitFor({ state: "detached" });
    await from.fill("2020-01-01T00:00");
    await card(page).getByLabel("Only what was given up").check();
    await card(page).getByText("1 given up").waitFor();
    await eventually(async () => assert.deepEqual(await rows.locator(".badge").allTextContents(), ["Given up"]));
    await card(page).getByRole("button", { name: "Send all of them again" }).click();
    await eventually(async () => assert.equal(await card(page).locator(".badge.bad").count(), 0));
    await card(page).getByLabel("Only what was given up").uncheck();
    // Not at once: what is on its way again waits for its turn, and the list is asked for every few seconds.
    await eventually(async () =>
      assert.equal(await rows.getByText("Delivered", { exact: true }).count(), await rows.count()),
    );

    // Of a time in which nothing happened there is nothing to see, nor to send.
    const replay = card(page).getByRole("button", { name: "Send everything of that time again" });
    await card(page).getByLabel("Before", { exact: true }).fill("2020-01-02T00:00");
    await card(page).getByText("Nothing was sent.").waitFor();
    await replay.click();
    await page.getByText("0 are on their way again").waitFor();
    await card(page).getByLabel("Before", { exact: true }).fill("2099-01-01T00:00");
    const told = receiver.of("LockOpened").length;
    await replay.click();
    await page.getByText(/^[3-9] are on their way again/).waitFor();
    await receiver.until(told + 2, "LockOpened");

    await page.getByRole("button", { name: /^Send a test event/ }).click();
    await receiver.until(1, "WebhookTest");
    await rows.filter({ hasText: "Test event" }).getByText("Delivered").waitFor();
  });

  it("are changed with undo, asked again, signed with another secret, and removed for good", async () => {
    await using receiver = await startReceiver();
    const page = await at.open("/console/partner", { size: "desk" });
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Another webhook" }).click();
    const wanted = `${receiver.url}/two`;
    receiver.answer = (_received, response) => void response.writeHead(404).end("not here");
    await dialog.getByLabel("Address").fill(wanted);
    await dialog.getByRole("button", { name: "Add the webhook" }).click();
    await page.getByRole("button", { name: "I have kept it" }).click();
    const item = page.getByRole("region", { name: wanted, exact: true });
    await item.getByText("Not confirmed").waitFor();
    await item.getByText("404 not here").waitFor();
    receiver.answer = (_received, response) => void response.writeHead(204).end();
    await item.getByRole("button", { name: `Ask again: ${wanted}` }).click();
    await item.getByText("Active", { exact: true }).waitFor();

    await item.getByRole("button", { name: `Change: ${wanted}` }).click();
    await dialog.getByLabel("Address").fill(`${receiver.url}/three`);
    await dialog.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByText("The webhook was changed").waitFor();
    await eventually(async () => assert.equal(await now(`${receiver.url}/three`), "active"));
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually(async () => assert.equal(await now(wanted), "active"));

    await item.getByRole("button", { name: `New secret: ${wanted}` }).click();
    await dialog.getByRole("button", { name: "New secret" }).click();
    assert.match(await page.getByRole("textbox", { name: "Signing secret" }).inputValue(), /^whsec_/);
    await page.getByRole("button", { name: "I have kept it" }).click();
    await item.getByRole("button", { name: `Remove: ${wanted}` }).click();
    await holdButton(dialog.getByRole("button", { name: "Remove" }));
    await item.waitFor({ state: "detached" });
    assert.equal(await now(wanted), undefined);
    await shown(page);
  });
});
