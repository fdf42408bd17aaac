/** An address for events, as it is added, followed and mended in the console. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { publicTerms } from "../../harness.ts";
import { eventually } from "../../webhooks/eventually.ts";
import { startReceiver } from "../../webhooks/receiver.ts";
import { shown, withConsole } from "./console.ts";
import { holdButton } from "./write.ts";

const at = withConsole({ env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
const card = (page: Page) =>
  page.locator(".card").filter({ has: page.getByRole("heading", { name: "Webhooks", exact: true }) });

interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly lockIds: readonly string[] | null;
  readonly format: string;
  readonly authentication: object;
  readonly status: string;
}

/** Of the organisation. */
async function call(method: string, path: string, body?: object) {
  const { json, status, text } = await at.server.call(method, `/organizations/${at.orgId}${path}`, {
    ...(await at.token()),
    ...(body && { body }),
  });
  assert.ok(status < 300, text);
  return json;
}

const webhooks = async (): Promise<readonly Webhook[]> => (await call("GET", "/webhooks")).webhooks;
/** Undefined where there is none. */
const webhookAt = async (url: string) => (await webhooks()).find((one) => one.url === url);
const now = async (url: string) => (await webhookAt(url))?.status;

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
    await card(page).getByRole("group", { name: "Which events" }).getByLabel("Only some").check();
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

    // Of one type alone, as it was shown.
    const [{ id }] = (await webhooks()) as [Webhook];
    receiver.answer = (_received, response) => void response.writeHead(422).end("broken");
    await guestOpens();
    await eventually(async () =>
      assert.equal((await call("GET", `/webhooks/${id}/deliveries?state=dead`)).deliveries.length, 2),
    );
    const type = card(page).getByRole("combobox", { name: "Which events" });
    await type.selectOption("Door opened");
    await card(page).getByText("1 given up").waitFor();
    receiver.answer = (_received, response) => void response.writeHead(204).end();
    await card(page).getByRole("button", { name: "Send all of them again" }).click();
    await eventually(async () => assert.equal(await card(page).locator(".badge.bad").count(), 0));
    assert.deepEqual([...new Set(await rows.locator("strong").allTextContents())], ["Door opened"]);
    await type.selectOption("All events");
    await card(page).getByText("1 given up").waitFor();

    const tests = receiver.of("WebhookTest").length;
    for (let i = 0; i < 21; i++) await call("POST", `/webhooks/${id}/test`);
    await receiver.until(tests + 21, "WebhookTest");
    await type.selectOption("Test event");
    await eventually(async () => assert.equal(await rows.count(), 20));
    await card(page).getByRole("button", { name: "Show older ones" }).click();
    await eventually(async () => assert.equal(await rows.count(), tests + 21));
    assert.equal(await card(page).getByRole("button", { name: "Show older ones" }).count(), 0);
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
    // Nothing goes to an address that is not even being asked.
    await item.getByText("Deliveries", { exact: true }).click();
    await item.getByLabel("From", { exact: true }).fill("2020-01-01T00:00");
    await item.getByText("Given up", { exact: true }).waitFor();
    assert.equal(await item.getByRole("button", { name: /^Send again/ }).count(), 0);
    for (const name of ["Send everything of that time again", "Send all of them again"]) {
      await item.getByRole("button", { name }).click();
      await eventually(async () =>
        assert.equal(
          await item.getByRole("alert").getByText("it gets them from its yes").count(),
          name.startsWith("Send all") ? 2 : 1,
        ),
      );
    }
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

/** More than are shown without being looked for. */
const FLATS = Array.from({ length: 11 }, (_, i) => i + 2);

async function change(page: Page, { url }: Webhook) {
  await page.getByRole("button", { name: `Change: ${url}`, exact: true }).click();
  return page.getByRole("dialog", { name: "Change the webhook" });
}

const save = (form: Locator) => form.getByRole("button", { name: "Change", exact: true }).last().click();
/** What a change sends. */
const sent = async (page: Page, form: Locator) => {
  const [request] = await Promise.all([page.waitForRequest((request) => request.method() === "PATCH"), save(form)]);
  return request.postDataJSON() as unknown;
};
const known = (page: Page) => page.getByText("The webhook was changed").last().waitFor();

describe("the form of a webhook", () => {
  before(async () => {
    for (const flat of FLATS) await at.server.lock(flat, { orgId: at.orgId, name: `Flat ${flat}` });
    await at.server.organization("elsewhere");
    // Another may be added beside it.
    await call("POST", "/webhooks", { url: "http://127.0.0.1:9/standing", events: ["OwnerSet"] });
  });

  let made = 0;
  async function newWebhook(more: object = {}): Promise<Webhook> {
    return call("POST", "/webhooks", { url: `http://127.0.0.1:9/${++made}`, events: ["OwnerSet"], ...more });
  }

  it("limits one to doors that are chosen by name, has events written otherwise, and forgets the secret", async () => {
    await using receiver = await startReceiver();
    const page = await at.open("/console/partner", { size: "desk" });
    const form = page.getByRole("dialog", { name: "Another webhook" });
    const finder = page.getByRole("dialog", { name: "Doors" });
    await page.getByRole("button", { name: "Another webhook" }).click();
    assert.ok(await form.getByLabel("All doors, later ones too").isChecked());
    await form.getByLabel("Address").fill(receiver.url);
    await form.getByRole("group", { name: "Which doors" }).getByLabel("Only some").check();
    await form.getByRole("button", { name: "Add the webhook" }).click();
    await form.getByText("Choose a door", { exact: true }).waitFor();
    await form.getByRole("button", { name: "Choose doors" }).click();
    await finder.getByRole("searchbox").fill("flat 3");
    await finder.getByText("Flat 2").waitFor({ state: "detached" });
    await finder.getByLabel("Flat 3").check();
    await finder.getByRole("searchbox").press("Enter");
    await finder.getByRole("button", { name: "Done" }).click();

    await form.getByText("More settings").click();
    assert.ok(await form.getByLabel("As described at /reference").isChecked());
    assert.equal(await webhookAt(receiver.url), undefined, "nothing is sent by Enter where doors are looked for");
    await form.getByLabel("CloudEvents 1.0").check();
    await form.getByLabel("Sent beside the signature").selectOption("Header");
    const [name, value] = [form.getByLabel("Name of the header"), form.getByLabel("Value of the header")];
    await form.getByText("More settings").click();
    await form.getByRole("button", { name: "Add the webhook" }).click();
    // What is wrong is shown, also where it was folded away.
    await name.and(page.locator(":focus")).waitFor();
    assert.equal(await form.getByText("This is needed.").count(), 2);
    await name.fill("Content-Type");
    await value.fill("v4lue");
    await form.getByRole("button", { name: "Add the webhook" }).click();
    await form.getByText("It cannot be sent. Names have letters").waitFor();
    await name.and(page.locator(":focus")).waitFor();
    await name.fill("X-Bookings");
    // As after an accident: all of it is there, but for the secret.
    assert.match(await page.evaluate<string>("JSON.stringify(sessionStorage)"), /X-Bookings/);
    assert.doesNotMatch(await page.evaluate<string>("JSON.stringify(sessionStorage)"), /v4lue/);
    await page.reload();
    await page.getByRole("button", { name: "Another webhook" }).click();
    await form.getByText("Flat 3").waitFor();
    assert.equal(await name.inputValue(), "X-Bookings");
    assert.equal(await value.inputValue(), "");
    await value.fill("v4lue");
    await form.getByRole("button", { name: "Add the webhook" }).click();
    await page.getByRole("button", { name: "I have kept it" }).click();
    assert.doesNotMatch(await page.content(), /v4lue/);

    const [asked] = await receiver.until(1, "latchstring.WebhookVerification");
    assert.equal(asked!.headers["x-bookings"], "v4lue");
    const webhook = (await webhookAt(receiver.url))!;
    assert.deepEqual(
      [webhook.lockIds, webhook.format, webhook.authentication, webhook.events],
      [["3"], "cloudevents", { type: "apiKeyHeader", name: "X-Bookings" }, ["*"]],
    );
    await page.getByText("All events · 1 door · CloudEvents 1.0 · Header X-Bookings").waitFor();

    const changing = await change(page, webhook);
    await changing.getByText("Flat 3").waitFor();
    assert.ok(await changing.getByLabel("CloudEvents 1.0").isChecked());
    await changing.getByText("Kept; write a new one to replace it.").waitFor();
    assert.equal(await changing.getByLabel("Value of the header").inputValue(), "");
    await changing.getByLabel("Value of the header").fill("0ther");
    assert.deepEqual(await sent(page, changing), {
      authentication: { type: "apiKeyHeader", name: "X-Bookings", value: "0ther" },
    });
    await known(page);
    assert.equal(await page.getByRole("button", { name: "Undo" }).count(), 0, "nobody has the value before");
    await page.getByRole("button", { name: `Send a test event: ${receiver.url}` }).click();
    const [tested] = await receiver.until(1, "latchstring.WebhookTest");
    assert.equal(tested!.headers["x-bookings"], "0ther");

    // Another host is not told it: it is asked for again.
    await using next = await startReceiver();
    const moving = await change(page, webhook);
    await moving.getByLabel("Address").fill(`${receiver.url}/two`);
    await moving.getByText("Kept; write a new one to replace it.").waitFor();
    await moving.getByLabel("Address").fill(next.url);
    await save(moving);
    await moving.getByText("This is needed.").waitFor();
    await moving.getByText("The address changed: give it again.").waitFor();
    await moving.getByLabel("Value of the header").fill("th1rd");
    assert.deepEqual(await sent(page, moving), {
      url: next.url,
      authentication: { type: "apiKeyHeader", name: "X-Bookings", value: "th1rd" },
    });
    await known(page);
    const [again] = await next.until(1, "latchstring.WebhookVerification");
    assert.equal(again!.headers["x-bookings"], "th1rd");
  });

  it("keeps doors that were chosen where they are not touched: given away, not to be seen, or not known", async () => {
    const webhook = await newWebhook({ lockIds: ["4", "5", "6"] });
    const limits = async () => (await call("GET", `/webhooks/${webhook.id}`)).lockIds;
    await at.server.call("POST", "/locks/5/SetOrganization", { ...(await at.token()), body: { orgId: "elsewhere" } });
    const page = await at.open("/console/partner", { size: "desk" });
    let form = await change(page, webhook);
    await form.getByText("Lock 5, not yours any more").waitFor();
    await form.getByLabel("Address").fill(`${webhook.url}/gone`);
    assert.deepEqual(await sent(page, form), { url: `${webhook.url}/gone` });
    await known(page);
    assert.deepEqual(await limits(), ["4", "5", "6"]);

    // As to somebody who sees but one of them, and to whom nothing is answered.
    for (const seen of [["4"], []]) {
      await page.route("**/locks?lockId=*", async (route) => {
        if (seen.length === 0) return route.fulfill({ status: 503, json: { error: "Busy", message: "Busy" } });
        const response = await route.fetch();
        const { locks, ...rest } = await response.json();
        const some = locks.filter(({ lockId }: { lockId: string }) => seen.includes(lockId));
        return route.fulfill({ response, json: { ...rest, locks: some } });
      });
      await page.reload();
      form = await change(page, { ...webhook, url: `${webhook.url}/gone` });
      await form.getByText(seen.length > 0 ? "Lock 6, not yours any more" : "The server is busy.").waitFor();
      await form.getByText("More settings").click();
      await form.getByLabel("CloudEvents 1.0").check();
      assert.deepEqual(await sent(page, form), { format: "cloudevents" });
      await known(page);
      assert.deepEqual(await limits(), ["4", "5", "6"]);
      await page.getByRole("button", { name: "Undo" }).click();
      await eventually(async () => assert.equal((await call("GET", `/webhooks/${webhook.id}`)).format, "published"));
      assert.deepEqual(await limits(), ["4", "5", "6"]);
      await page.unroute("**/locks?lockId=*");
    }
  });

  it("sends no choice of doors with one in it that is none, and never all of them for none", async () => {
    const webhook = await newWebhook({ lockIds: ["2", "6"] });
    const limits = async () => (await call("GET", `/webhooks/${webhook.id}`)).lockIds;
    const page = await at.open("/console/partner", { size: "desk" });
    const form = await change(page, webhook);
    await form.getByText("Flat 6").waitFor();
    await at.server.call("POST", "/locks/6/SetOrganization", { ...(await at.token()), body: { orgId: "elsewhere" } });
    await form.getByRole("button", { name: "Change", exact: true }).first().click();
    const finder = page.getByRole("dialog", { name: "Doors" });
    await finder.getByRole("searchbox").fill("7");
    await finder.getByLabel("Flat 7").check();
    await finder.getByRole("button", { name: "Done" }).click();
    await save(form);
    await form.getByText("One of these doors is gone, or not yours.").waitFor();
    assert.deepEqual(await limits(), ["2", "6"]);

    for (const name of ["Flat 2", "Flat 6", "Flat 7"])
      await form.getByRole("button", { name: `Remove ${name}` }).click();
    await save(form);
    await form.getByText("Choose a door", { exact: true }).waitFor();
    assert.deepEqual(await limits(), ["2", "6"]);
    await shown(page);
  });

  it("leaves what somebody else changed meanwhile as it is then", async () => {
    const webhook = await newWebhook();
    const page = await at.open("/console/partner", { size: "desk" });
    const form = await change(page, webhook);
    await call("PATCH", `/webhooks/${webhook.id}`, { lockIds: ["2", "4"], events: ["LockOpened"] });
    const item = page.getByRole("region", { name: webhook.url, exact: true });
    await page.evaluate(`document.dispatchEvent(new Event("visibilitychange"))`);
    await item.getByText("1 other type · 2 doors").waitFor();
    await form.getByLabel("Address").fill(`${webhook.url}/two`);
    await save(form);
    await known(page);
    const { lockIds, events } = (await webhookAt(`${webhook.url}/two`))!;
    assert.deepEqual([lockIds, events], [["2", "4"], ["LockOpened"]]);
    await page.getByRole("button", { name: "Undo" }).click();
    const back = await eventually(async () => {
      const found = await webhookAt(webhook.url);
      assert.ok(found);
      return found;
    });
    assert.deepEqual([back.lockIds, back.events], [["2", "4"], ["LockOpened"]]);
  });

  it("makes it of all doors only for who chooses that", async () => {
    const webhook = await newWebhook({ lockIds: ["2"] });
    const page = await at.open("/console/partner", { size: "desk" });
    const form = await change(page, webhook);
    await form.getByLabel("All doors, later ones too").check();
    assert.deepEqual(await sent(page, form), { lockIds: null });
    await known(page);
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually(async () => assert.deepEqual((await webhookAt(webhook.url))?.lockIds, ["2"]));
  });
});
