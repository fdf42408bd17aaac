/** What happens at the doors, who may act, with which keys, and how guests see the organisation. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { publicTerms } from "../../harness.ts";
import { signedIn } from "../people.ts";
import { shown, withConsole } from "./console.ts";
import { holdButton } from "./write.ts";

const IMAGE = join(import.meta.dirname, "../../../src/http/guest/page/images/icon-180.png");
const at = withConsole();
const list = (page: Page) => page.locator(".activity-rows > li");
/** What is not drawn yet has no text for `innerText`. */
const rows = (page: Page) => list(page).allTextContents();

async function key(description: string, more: object = {}): Promise<string> {
  const body = { ...publicTerms(at.server.clock.now()), accessMode: undefined, doors: [{ lockId: "1" }], description };
  const { json, text } = await at.server.call("POST", "/temp-keys", {
    ...(await at.token()),
    body: { ...body, ...more },
  });
  assert.ok(json.uuid, text);
  return json.uuid as string;
}
const open = (uuid: string) => at.server.call("POST", `/temp-keys/${uuid}/open`);

describe("activity", () => {
  before(async () => {
    await at.server.lock(1, { orgId: at.orgId, name: "Front door" });
    await at.server.lock(2, { orgId: at.orgId, name: "Garage" });
  });

  it("shows what happens as it happens, each opening in its place, with why one was refused and what helps", async () => {
    const page = await at.open("/console/activity");
    const once = await key("Plumber", { maxUses: 1 });
    await open(once);
    const opened = list(page).filter({ hasText: "Front door · Plumber · with the link" });
    await opened.getByText("Opened", { exact: true }).waitFor();
    assert.deepEqual(
      (await rows(page)).filter((row) => row.includes("Being opened")),
      [],
      "it is one item",
    );
    await open(once);
    const refused = list(page).filter({ hasText: "Not let in" });
    await refused.getByText("The key was used up.").waitFor();
    await refused.locator("summary").click();
    await refused.getByText("Allow more uses if the guest may come in.").waitFor();
    await refused.getByRole("button", { name: "Only this key" }).click();
    await page.waitForURL(`**/console/activity?key=${once}`);
    await list(page).getByText("Opened", { exact: true }).first().waitFor();
    await list(page).filter({ hasNotText: "Plumber" }).first().waitFor({ state: "detached" });
  });

  it("goes on where it was after a connection was lost, and holds what is new while one reads further down", async () => {
    const uuid = await key("Many");
    for (let i = 0; i < 25; i++) await open(uuid);
    const page = await at.open("/console/activity");
    await page.getByText("Live", { exact: true }).waitFor();
    await page.context().setOffline(true);
    await open(uuid);
    const late = await key("While nobody listened");
    await page.context().setOffline(false);
    await list(page).filter({ hasText: "While nobody listened" }).first().waitFor();
    // All that was opened until then, and the making of the key.
    await list(page).filter({ hasText: "Many" }).nth(26).waitFor({ state: "attached" });
    await list(page).filter({ hasText: "Being opened" }).first().waitFor({ state: "detached" });
    await page.evaluate("scrollTo(0, 900)");
    const top = await page.evaluate<number>(
      `(window.read = document.elementFromPoint(150, 400).closest("li")).getBoundingClientRect().top`,
    );
    await open(late);
    const fresh = page.getByRole("button", { name: /\d new/ });
    await fresh.waitFor();
    // What is above it became higher, and it is where it was.
    const now = await page.evaluate<number>("window.read.getBoundingClientRect().top");
    assert.ok(Math.abs(now - top) < 2, `${now} rather than ${top}`);
    await fresh.click();
    await list(page)
      .first()
      .filter({ hasText: "While nobody listened" })
      .getByText("Opened", { exact: true })
      .waitFor();
    await fresh.waitFor({ state: "detached" });
  });

  it("draws a flood once a frame, keeps what it has room for, and has older ones when they are asked for", async () => {
    const page = await at.open("/console/activity?door=1");
    await page.getByText("Live", { exact: true }).waitFor();
    const uuid = await key("Flood");
    await page.evaluate(`{
      window.draws = 0;
      new MutationObserver(() => window.draws++).observe(document.querySelector(".activity-rows"), { childList: true, subtree: true });
    }`);
    for (let i = 0; i < 8; i++) await Promise.all(Array.from({ length: 30 }, () => open(uuid)));
    // What comes after all of them is there when all are.
    await open(await key("Ebb"));
    await list(page).first().filter({ hasText: "Ebb" }).getByText("Opened", { exact: true }).waitFor();
    await page.locator(".activity-rows > li:nth-child(200)").waitFor();
    assert.equal(await list(page).count(), 200);
    assert.ok((await page.evaluate<number>("window.draws")) < 240, "not once for each");
    // By the keyboard: rows that were not looked at yet move what is beneath them.
    await page.getByRole("button", { name: "Show older ones" }).press("Enter");
    await page.locator(".activity-rows > li:nth-child(230)").waitFor();
  });

  it("counts openings in a chart with a table behind it, and gives the list and the record as files", async () => {
    const page = await at.open("/console/activity?outcome=refused", { size: "desk" });
    await page.getByText("As a table").click();
    const today = await page.locator(".bar-chart tbody tr").last().innerText();
    assert.match(today, /\d+\s+0\s+1\s+\d+$/);
    await page.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog");
    const download = async (n: number) => {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        dialog.getByRole("button", { name: "Download" }).nth(n).click(),
      ]);
      return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
    };
    const table = await download(0);
    assert.match(table.text, /^\uFEFFTime,Door,What,Why.*\r\n.*Front door,Not let in,The key was used up\.,Plumber/);
    assert.equal(table.text.trim().split("\r\n").length, 2, "what the filters leave");
    await dialog.getByRole("checkbox", { name: "Front door" }).check();
    const record = await download(1);
    assert.match(record.name, /^lock-1-events-1-\d+\.jsonl$/);
    assert.match(record.text.trim().split("\n").at(-1)!, /"head"/);
  });
});

describe("the organisation", () => {
  it("gets a member by a link that is shown once, who is paused, resumed and removed", async () => {
    const page = await at.open("/console/members", { size: "desk" });
    const dialog = page.getByRole("dialog");
    const email = "kai@example.test";
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await dialog.getByLabel("E-mail address").fill(email);
    await dialog.getByLabel("I pass it on myself").check();
    await dialog.getByRole("button", { name: "Make a link" }).click();
    const link = await dialog.getByRole("textbox", { name: "The link of the invitation" }).inputValue();
    await page.keyboard.press("Escape");
    await dialog.getByText("it cannot be shown again").waitFor();
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    const token = new URL(link).searchParams.get("token")!;
    const fields = { token, name: "Kai", password: "four doors and a garden" };
    const joined = await at.server.call("POST", "/account/invitation", {
      body: new URLSearchParams(fields).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
    });
    assert.equal(joined.status, 303, joined.text);
    const kai = await signedIn(at.server, email, fields.password);
    await page.reload();
    await page.getByRole("button", { name: "Change: Kai" }).click();
    await dialog.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Kai is paused").waitFor();
    await page.locator("main").getByText("Paused").waitFor();
    const isPaused = async () => (await at.server.organizations.members.of(kai.userId))[0]?.paused;
    assert.equal(await isPaused(), true);
    // What is not undone is told, though the dialog is closed.
    await page.route(`**/members/${kai.userId}`, (route) => route.fulfill({ status: 503, json: {} }), { times: 1 });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("The server is busy. Nothing was changed").waitFor();
    assert.equal(await isPaused(), true);
    await page.getByRole("button", { name: "Change: Kai" }).click();
    await dialog.getByRole("button", { name: "Resume" }).click();
    await page.getByText("Kai may act again").waitFor();
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.locator("main").getByText("Paused").waitFor();
    assert.equal(await isPaused(), true);
    await page.getByRole("button", { name: "Change: Kai" }).click();
    await dialog.getByRole("button", { name: "Resume" }).click();
    await page.locator("main").getByText("Paused").waitFor({ state: "detached" });
    assert.equal(await isPaused(), false);
    await page.getByRole("button", { name: "Change: Kai" }).click();
    await holdButton(dialog.getByRole("button", { name: "Remove" }));
    await page.getByText("Kai was removed").waitFor();
    assert.equal((await at.server.organizations.members.of(kai.userId)).length, 0);
  });

  it("cannot be locked out of by its last owner", async () => {
    const page = await at.open("/console/members", { language: "de" });
    await page.getByRole("button", { name: /^Ändern: Olga/ }).click();
    await page.getByLabel(/^Betrachter/).check();
    await page.getByRole("dialog").getByRole("button", { name: "Speichern" }).click();
    await page.getByRole("alert").getByText("Das ist der letzte Inhaber, der handeln darf.").waitFor();
  });

  it("makes an API key that works, whose first call is there to copy, and revokes it", async () => {
    const page = await at.open("/console/api-keys", { size: "desk" });
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "New API key" }).click();
    await dialog.getByRole("textbox", { name: "Name" }).fill("Booking system");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    const apiKey = await dialog.getByRole("textbox", { name: "The API key" }).inputValue();
    assert.match(await dialog.locator("pre").innerText(), new RegExp(`# Booking system\\n.*${apiKey}.*\\ncurl "http`));
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    const asked = async () => (await at.server.call("GET", "/locks", { apiKey })).status;
    assert.equal(await asked(), 200);
    assert.ok(!(await page.content()).includes(apiKey), "it is nowhere afterwards");
    await page.getByRole("button", { name: "Revoke: Booking system" }).click();
    await holdButton(dialog.getByRole("button", { name: "Revoke" }));
    await page.getByText("“Booking system” was revoked").waitFor();
    for (let tries = 0; (await asked()) === 200 && tries < 50; tries++) await page.waitForTimeout(100);
    assert.equal(await asked(), 401);
  });

  it("keeps over a reload what an API key that is not made yet may do and reach, and until when", async () => {
    const page = await at.open("/console/api-keys", { size: "desk" });
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "New API key" }).click();
    await dialog.getByRole("checkbox", { name: "Read Sees" }).check();
    await dialog.getByRole("radio", { name: "Only some" }).check();
    await dialog.getByRole("checkbox", { name: "Front door" }).check();
    await dialog.getByRole("radio", { name: "30 days" }).check();
    await page.reload();
    await page.getByRole("button", { name: "New API key" }).click();
    await dialog.getByRole("checkbox", { name: "Front door", checked: true }).waitFor();
    for (const name of ["Only some", "30 days"]) assert.ok(await dialog.getByRole("radio", { name }).isChecked(), name);
    assert.ok(await dialog.getByRole("checkbox", { name: "Read Sees" }).isChecked());
  });

  it("chooses its brand beside the page that guests will see, in a colour that they can read", async () => {
    const page = await at.open("/console/brand", { size: "desk" });
    const brand = async () =>
      (await at.server.call("GET", `/organizations/${at.orgId}/brand`, await at.token())).json as Record<
        string,
        unknown
      >;
    await page.getByRole("textbox", { name: "Buttons and links: as #rrggbb" }).fill("#ffcc00");
    await page.getByText("Contrast 1.32:1, too little to read").waitFor();
    const preview = page.frameLocator('.phone iframe:not([aria-hidden="true"])');
    await page.getByRole("button", { name: /^Take #/ }).click();
    await page.getByText("easy to read").waitFor();
    await page.getByRole("textbox", { name: "Name", exact: true }).first().fill("Quay 12");
    await preview.getByText("Quay 12").waitFor();
    assert.equal((await brand())["name"], null, "nothing is kept yet");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved: guests see it now").waitFor();
    assert.equal((await brand())["name"], "Quay 12");
    const { logo: _logo, ...others } = await brand();
    const body = { ...others, privacyUrl: "https://quay.example/privacy" };
    await at.server.call("PUT", `/organizations/${at.orgId}/brand`, { ...(await at.token()), body });
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    for (let tries = 0; (await brand())["name"] !== null && tries < 50; tries++) await page.waitForTimeout(100);
    assert.equal((await brand())["name"], null);
    assert.equal((await brand())["privacyUrl"], body.privacyUrl, "somebody else's change");
    await page.getByLabel("Logo").setInputFiles(IMAGE);
    await page.getByText("The logo was saved").waitFor();
    await preview.locator("img.logo").waitFor();
  });

  it("gives a partner a key for all doors, and takes no address for events that is not https", async () => {
    const page = await at.open("/console/partner");
    await page.getByRole("button", { name: "Make the key" }).click();
    const apiKey = await page.getByRole("textbox", { name: "The API key" }).inputValue();
    assert.equal((await at.server.call("GET", "/locks", { apiKey })).status, 200);
    await page.getByRole("button", { name: "I have kept it" }).click();
    await page.getByLabel("Address").fill("http://partner.example/events");
    await page.getByRole("button", { name: "Add the webhook" }).click();
    await page.getByText("It must begin with https://.").waitFor();
    await shown(page);
  });

  it("chooses what one is told, by whose clock and in which language, and keeps it", async () => {
    const page = await at.open("/console/notices");
    await page.getByLabel("A summary of the day before").check();
    await page.getByLabel("At", { exact: true }).selectOption("06:00");
    await page.getByLabel("Time zone").fill("Mars/Olympus");
    await page.getByLabel("Language of the mails").selectOption("Deutsch");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("This is no time zone").waitFor();
    await page.getByLabel("Time zone").fill("Asia/Tokyo");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    const { json } = await at.server.call("GET", "/notice-choices", await at.token());
    assert.deepEqual([json.dailyAt, json.timeZone, json.language], [6, "Asia/Tokyo", "de"]);
    await page.reload();
    assert.equal(await page.getByLabel("Time zone").inputValue(), "Asia/Tokyo");
    assert.equal(await page.getByLabel("Language of the mails").inputValue(), "de");
    await shown(page);
  });

  it("says which chosen door is not theirs any more, and lets go of it only when somebody takes it off", async () => {
    for (const lock of [901, 902, 903]) await at.server.lock(lock, { orgId: at.orgId, name: `Cabin ${lock}` });
    await at.server.organization("elsewhere");
    const { json } = await at.server.call("GET", "/notice-choices", await at.token());
    const { atOnce, dailyAt, timeZone, language } = json;
    const body = { atOnce, dailyAt, timeZone, language, lockIds: ["901", "902"] };
    assert.equal((await at.server.call("PUT", "/notice-choices", { ...(await at.token()), body })).status, 200);
    const give = { ...(await at.token()), body: { orgId: "elsewhere" } };
    assert.equal((await at.server.call("POST", "/locks/902/SetOrganization", give)).status, 200);
    const kept = async () => (await at.server.call("GET", "/notice-choices", await at.token())).json.lockIds;
    const page = await at.open("/console/notices");
    await page.getByText("Cabin 901").waitFor();
    await page.getByText("Lock 902, not yours any more").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    assert.deepEqual(await kept(), ["901", "902"]);
    await page.getByRole("button", { name: "Remove Lock 902, not yours any more" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).last().waitFor();
    for (let tries = 0; (await kept()).length > 1 && tries < 50; tries++) await page.waitForTimeout(100);
    assert.deepEqual(await kept(), ["901"]);
    await shown(page);
  });

  it("shows what one is told though it is of more doors than are named at once", async () => {
    const { json } = await at.server.call("GET", "/notice-choices", await at.token());
    const lockIds = Array.from({ length: 250 }, (_, i) => `${i + 1}`);
    const page = await (await at.context()).newPage();
    await page.route("**/notice-choices", (route) => route.fulfill({ json: { ...json, lockIds } }));
    await page.goto(`${at.server.url}/console/notices`);
    await page.getByRole("button", { name: "Save" }).waitFor();
    await shown(page);
  });
});
