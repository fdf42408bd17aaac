/** Many keys: the list, changes of many at once, tables that are imported, and the timeline. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { withConsole } from "./console.ts";
import { furnish, type House } from "./house.ts";

const at = withConsole();
let house: House;

async function row(uuid: string) {
  const { json } = await at.server.call("GET", "/temp-keys/rows?limit=200", await at.token());
  return json.rows.find((one: { uuid: string }) => one.uuid === uuid);
}
const pick = (page: Page, name: string) => page.getByRole("checkbox", { name: `Select ${name}` }).click();
const said = (page: Page, text: RegExp) => page.locator(".bulk", { hasText: text }).waitFor();

const good = (name: string) => `1,2027-06-24 15:00,2027-06-27 11:00,${name}`;
const drop = (page: Page, csv: string) =>
  page
    .locator("input[type=file]")
    .setInputFiles({ name: "season.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
const count = async (search: string) =>
  (await at.server.call("GET", `/temp-keys/rows?search=${search}`, await at.token())).json.total as number;

const HOUR = 3_600_000;
const bar = (page: Page, name: string) => page.locator("a.bar", { hasText: name });
async function endsAt(uuid: string, at: number): Promise<void> {
  for (let tried = 0; tried < 100 && Date.parse((await row(uuid)).until) !== at; tried++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(Date.parse((await row(uuid)).until), at);
}

describe("the list of keys", () => {
  before(async () => void (house = await furnish(at)));

  it("is looked through as one types, and its address finds the same again", async () => {
    const page = await at.open("/console/keys", { size: "desk" });
    await page.getByText("8 keys", { exact: true }).waitFor();
    await page.getByRole("searchbox").fill("parcel");
    await page.getByText("1 key", { exact: true }).waitFor();
    assert.match(page.url(), /search=parcel/);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("checkbox", { name: "Opens", exact: true }).check();
    await page.getByText("No key is like that").waitFor();
    await page.goBack();
    await page.getByText("1 key", { exact: true }).waitFor();
    const shared = await at.open(new URL(page.url()).pathname + new URL(page.url()).search);
    await shared.getByRole("link", { name: "Parcel" }).waitFor();
    await page.getByRole("button", { name: "Show all keys" }).click();
    await page.getByText("8 keys", { exact: true }).waitFor();
    await page.locator("input[type=search]:placeholder-shown").waitFor();
  });

  it("is gone through by keyboard, and tells where one is", async () => {
    const page = await at.open("/console/keys?sort=note", { size: "desk" });
    await page.locator('[data-row="0"]').focus();
    await page.keyboard.press("End");
    await page.locator('[data-row="7"]:focus').waitFor();
    assert.equal(await page.getAttribute("[data-row]:focus", "aria-rowindex"), "9");
    assert.equal(await page.getAttribute('[role="grid"]', "aria-rowcount"), "9");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press(" ");
    await page.keyboard.press("Shift+ArrowUp");
    await said(page, /2 selected/);
    await page.keyboard.press("Home");
    await page.locator('[data-row="0"]:focus').waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/console\/keys\/[0-9a-f-]{36}$/);
  });

  it("is saved as a table", async () => {
    const page = await at.open("/console/keys?search=anna", { size: "desk" });
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as CSV" }).click();
    const text = readFileSync(await (await saving).path(), "utf8");
    assert.match(text, /Anna Papadopoulou, flat 4/);
    assert.doesNotMatch(text, /Plumber/);
  });

  it("says when a key of another year opens, to the minute", async () => {
    const year = new Date().getUTCFullYear() + 1;
    const doors = [{ lockId: house.doors.long }];
    const body = { validFrom: `${year}-09-23T10:00Z`, validUntil: `${year}-09-30T10:00Z`, description: "Next", doors };
    const { status, text } = await at.server.call("POST", "/temp-keys", { ...(await at.token()), body });
    assert.ok(status < 300, text);
    const viewer = await at.member("viewer");
    for (const [language, as] of [
      ["en", viewer],
      ["de", at.owner],
    ] as const) {
      const page = await at.open("/console/keys?search=next", {
        size: "desk",
        timeZone: "Europe/Vienna",
        language,
        as,
      });
      const begin = page.locator(".key-row .key-begin");
      assert.match(await begin.innerText(), new RegExp(`^23.* ${year}, 12:00$`));
      assert.ok(await begin.evaluate((one) => one.scrollWidth <= one.clientWidth), "it is cut off");
    }
    const phone = await at.open("/console/keys?search=next", { timeZone: "Europe/Vienna" });
    assert.match(await phone.locator(".key-row .key-when").innerText(), new RegExp(`^from 23 Sept ${year}, 12:00 · D`));
  });
});

describe("many keys at once", () => {
  it("are taken back, with what was paused before paused again when that is undone", async () => {
    const page = await at.open("/console/keys?search=p", { size: "desk" });
    await pick(page, "Plumber");
    await pick(page, "Anna Papadopoulou, flat 4");
    await page.getByRole("button", { name: "Take back" }).click();
    await said(page, /2 keys taken back/);
    for (const uuid of [house.keys.active, house.keys.paused]) {
      const { status, revokeAfter } = await row(uuid);
      assert.deepEqual([status, revokeAfter !== null], ["paused", true]);
    }
    await page.getByRole("button", { name: /^Undo/ }).click();
    await said(page, /Undone for 2 keys/);
    const [active, paused] = [await row(house.keys.active), await row(house.keys.paused)];
    assert.deepEqual([active.status, active.revokeAfter], ["active", null]);
    assert.deepEqual([paused.status, paused.revokeAfter], ["paused", null]);
  });

  it("are extended by days of their doors' clocks, and back again", async () => {
    const before = await row(house.keys.manyDoors);
    const page = await at.open("/console/keys?search=cleaning", { size: "phone" });
    await pick(page, "Cleaning");
    await page.getByRole("button", { name: "Extend" }).click();
    await page.getByRole("button", { name: "A week" }).click();
    await said(page, /1 key extended/);
    const later = await row(house.keys.manyDoors);
    assert.equal(Date.parse(later.until) - Date.parse(before.until), 7 * 86_400_000);
    await page.getByRole("button", { name: /^Undo/ }).click();
    await said(page, /Undone/);
    assert.equal((await row(house.keys.manyDoors)).until, before.until);
  });

  it("tell which of them failed, and why, and those are tried again", async () => {
    const page = await at.open("/console/keys?search=flat", { size: "desk" });
    const refuse = /\/pause$/;
    await page.route(refuse, (route) =>
      route.request().url().includes(house.keys.upcoming)
        ? route.fulfill({ status: 403, json: { error: "Forbidden", message: "Not yours" } })
        : route.fallback(),
    );
    await page.getByRole("checkbox", { name: "Select those on this screen" }).click();
    const count = await page.locator("[data-row] input:checked").count();
    assert.ok(count >= 2);
    await page.getByRole("button", { name: "Pause" }).click();
    await said(page, /1 failed/);
    await page.locator(".bulk summary").click();
    assert.match(await page.innerText(".bulk-failed"), /Brandstätter.*Not yours/s);
    await page.unroute(refuse);
    await page.getByRole("button", { name: "Try 1 again" }).click();
    await said(page, /1 key paused/);
    assert.equal((await row(house.keys.upcoming)).status, "paused");
  });

  it("are not offered to viewers", async () => {
    const page = await at.open("/console/keys", { as: house.viewer });
    await page.locator("[data-row] a").first().waitFor();
    assert.equal(await page.getByRole("checkbox").count(), 0);
  });
});

describe("a table of keys", () => {
  const HEAD = "locks,validFrom,validUntil,description";
  const table = (...lines: string[]) => [HEAD, ...lines].join("\n");

  it("is looked at, mended and made, and no line of it twice", async () => {
    const page = await at.open("/console/import", { size: "desk", language: "de" });
    await drop(page, table(good("Ilse"), "1,24.06.2027 15:00,26/06/2027 11:00,Ines"));
    await page.getByText("1 Zeile hat ein Problem").waitFor();
    // What is not drawn yet has no text for `innerText`.
    assert.match((await page.textContent(".table-lines .wrong"))!, /validUntil.*könnten zwei Tage sein/s);
    assert.equal(await count("ilse"), 0);
    await page.getByRole("button", { name: "1 Schlüssel anlegen" }).click();
    await page.getByText("1 Zeile abgelehnt").waitFor();
    assert.deepEqual([await count("ilse"), await count("ines")], [1, 0]);
    await drop(page, table(good("Ilse"), good("Ines")));
    await page.getByRole("button", { name: "2 Schlüssel anlegen" }).click();
    await page.getByText("1 war schon da").waitFor();
    assert.deepEqual([await count("ilse"), await count("ines")], [1, 1]);
    await page.locator(".table-lines a").last().click();
    await page.waitForURL(/\/console\/keys\/[0-9a-f-]{36}$/);
  });

  it("goes on after the browser was closed in the middle of it", async () => {
    const context = await at.context({ size: "desk" });
    const first = await context.newPage();
    await first.goto(`${at.server.url}/console/import`);
    const lines = Array.from({ length: 150 }, (_, i) => good(`Season ${i}`));
    await first.locator("h1").waitFor();
    await drop(first, table(...lines));
    // The second piece does not get there any more.
    await first.route(/firstLine=102/, (route) => route.abort());
    await first.getByRole("button", { name: "Make 150 keys" }).click();
    await first.getByText("100 of 150").waitFor();
    await first.getByText("it goes on by itself").waitFor();
    await first.close();
    const second = await context.newPage();
    await second.goto(`${at.server.url}/console/import`);
    await second.getByRole("button", { name: "Go on" }).click();
    await second.getByText("100 were there from before").waitFor();
    assert.equal(await count("season"), 150);
    await second.reload();
    await second.locator(".drop").waitFor();
    assert.equal(await second.getByRole("button", { name: "Go on" }).count(), 0);
  });
});

describe("the timeline", () => {
  it("moves the end of a key by keyboard, tells it, and takes it back", async () => {
    const before = Date.parse((await row(house.keys.active)).until);
    const page = await at.open("/console/timeline", { size: "desk" });
    const one = bar(page, "Anna Papadopoulou").first();
    await one.focus();
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await page.getByText(/^Ends .*Enter saves, Escape leaves/).waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Left as it was").waitFor();
    assert.equal(Date.parse((await row(house.keys.active)).until), before);
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowUp");
    await page.keyboard.press("Enter");
    await endsAt(house.keys.active, before + 25 * HOUR);
    await page.getByRole("button", { name: "Undo" }).click();
    await endsAt(house.keys.active, before);
  });

  it("moves the end of a key by dragging it, and opens it by a press", async () => {
    const before = Date.parse((await row(house.keys.active)).until);
    const page = await at.open("/console/timeline", { size: "desk" });
    const end = await bar(page, "Anna Papadopoulou").first().locator(".bar-end").boundingBox();
    const track = await page.locator(".track").first().boundingBox();
    const [x, y] = [end!.x + end!.width / 2, end!.y + end!.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + track!.width / 7, y, { steps: 5 });
    await page.mouse.up();
    const near = Math.round((before + 24 * HOUR) / HOUR) * HOUR;
    await endsAt(house.keys.active, near);
    assert.match(page.url(), /timeline$/);
    await page.getByRole("button", { name: "Undo" }).click();
    await endsAt(house.keys.active, before);
    await bar(page, "Anna Papadopoulou")
      .first()
      .click({ position: { x: 60, y: 20 } });
    await page.waitForURL(new RegExp(`/console/keys/${house.keys.active}$`));
  });

  it("makes a new key where nothing is, with its door and time", async () => {
    const page = await at.open("/console/timeline", { size: "desk" });
    const empty = page.locator(".door-row", { hasText: "Bicycle cellar" }).locator(".track");
    const { width } = (await empty.boundingBox())!;
    await empty.click({ position: { x: (width / 7) * 3.5, y: 20 } });
    await page.waitForURL(/\/console\/keys\/new\?lockId=4&from=.*&until=/);
    await page.getByText("Bicycle cellar").first().waitFor();
    const [from, to] = ["from", "until"].map((name) => Date.parse(new URL(page.url()).searchParams.get(name)!));
    assert.equal(to! - from!, 20 * HOUR);
    const shown = await page.locator('input[type="datetime-local"]').first().inputValue();
    assert.match(shown, /T15:00$/);
  });

  it("is a list of the day on phones, and jumps to a date", async () => {
    const page = await at.open("/console/timeline", { size: "phone" });
    await page.locator(".day-keys a", { hasText: "Anna Papadopoulou" }).waitFor();
    await page.getByLabel("Date").fill("2027-06-25");
    await page.locator(".day-keys a", { hasText: "Season 0" }).waitFor();
    assert.match(page.url(), /date=2027-06-25/);
    assert.equal(await page.locator(".day-keys li", { hasText: /^\+\d+$/ }).count(), 1);
    await page.goBack();
    await page.locator(".day-keys a", { hasText: "Anna Papadopoulou" }).waitFor();
  });
});
