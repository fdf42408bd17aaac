/** New keys, sharing them, one key, taking it back: what a person does, and what is then true on the server. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import type { Term } from "../../../src/domain/key-terms.ts";
import { eventually } from "../../webhooks/eventually.ts";
import { shown, withConsole } from "./console.ts";

const make = (page: Page) => page.getByRole("button", { name: "Make the key" });
const choose = (page: Page, name: string) => page.getByRole("checkbox", { name }).check();

const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString();

describe("a new key", () => {
  const at = withConsole();

  before(async () => {
    await at.server.lock(1, { orgId: at.orgId, name: "Front door", timeZone: "Europe/Athens" });
    await at.server.lock(2, { orgId: at.orgId, name: "Flat 4", timeZone: "Europe/Athens" });
  });

  const newest = async () =>
    (await at.server.call("GET", "/temp-keys/rows?limit=1", await at.token())).json.rows[0] as {
      readonly uuid: string;
      readonly [name: string]: unknown;
    };
  const count = async () => (await at.server.call("GET", "/temp-keys/rows", await at.token())).json.total as number;
  it("is made with two taps, its button always in sight, and its link is there to be scanned at once", async () => {
    const page = await at.open("/console/keys/new");
    await choose(page, "Front door");
    assert.ok(await make(page).isVisible());
    const { y, height } = (await make(page).boundingBox())!;
    assert.ok(y + height <= 844, "on a phone's first screen");
    await make(page).click();
    await page.getByRole("heading", { name: "The key is made" }).waitFor();
    const row = await newest();
    assert.equal(await page.getByLabel("Link", { exact: true }).inputValue(), `${at.server.url}/temp-keys/${row.uuid}`);
    await page.getByText("A phone reaches this server only by an address of its own").waitFor();
    assert.match((await page.locator("svg.qr path").getAttribute("d"))!, /^M4 4h7v1/);
    // The door is remembered.
    await page.getByRole("link", { name: "New key" }).first().click();
    await page.getByRole("checkbox", { name: "Front door", checked: true }).waitFor();
    // Nothing but the key itself is waited for.
    await page.route("**/*", async (route) => {
      if (route.request().url().startsWith(`${at.server.url}/temp-keys`)) await route.fallback();
    });
    await make(page).click();
    await page.locator("svg.qr").waitFor();
    assert.equal(await count(), 2);
  });

  it("is for a stay, named people, so many openings, with what the guest reads", async () => {
    const page = await at.open("/console/keys/new?lockId=2", { size: "desk" });
    await page.getByRole("checkbox", { name: "Flat 4", checked: true }).waitFor();
    await page.getByRole("radio", { name: "A stay" }).check();
    await page.getByLabel("Arrival, at 15:00").fill("2030-12-24");
    await page.getByLabel("Departure, at 11:00").fill("2030-12-27");
    await page.getByLabel("Note for the guest").fill("Anna, room 4");
    await page.getByRole("radio", { name: "Named people only" }).check();
    await page.getByLabel("Their e-mail addresses").fill("anna@example.org, ben@example.org");
    await page.getByLabel("How many openings").fill("5");
    await make(page).click();
    await page.getByRole("heading", { name: "The key is made" }).waitFor();
    assert.partialDeepStrictEqual(await newest(), {
      note: "Anna, room 4",
      from: "2030-12-24T13:00:00Z",
      until: "2030-12-27T09:00:00Z",
      maxUses: 5,
      anyone: false,
      peopleCount: 2,
    });
    const mail = await page.getByRole("link", { name: "E-mail" }).getAttribute("href");
    assert.match(mail!, /^mailto:anna%40example.org,ben%40example.org\?subject=Your%20key/);
    await page.getByLabel("Language of the message").selectOption("de");
    await page.locator("textarea[lang=de]").waitFor();
    assert.match(await page.getByLabel("Message to the guest").inputValue(), /Öffnen Sie den Link an der Tür/);
  });

  it("with a PIN tells it, and warns of other keys at its time", async () => {
    const page = await at.open("/console/keys/new?lockId=1");
    await page.getByRole("checkbox", { name: "Front door", checked: true }).waitFor();
    await page.getByText(/other keys overlap|Another key overlaps/).waitFor();
    await page.getByLabel("Open with a PIN too").check();
    await page.getByLabel("How Front door opens").selectOption("both");
    await make(page).click();
    const pin = (await page.locator(".share-pin strong").textContent())!.replaceAll(" ", "");
    const opened = await at.server.call("POST", "/locks/1/open-with-pin", { body: { pin } });
    assert.equal(opened.status, 200, opened.text);
    assert.match(await page.getByLabel("Message to the guest").inputValue(), /PIN: \d{4} \d{4}/);
  });

  it("says beside its fields what is wrong, in the reader's language, and makes nothing", async () => {
    const before = await count();
    const page = await at.open("/console/keys/new", { language: "de" });
    await page.getByRole("radio", { name: "Andere Zeiten" }).check();
    await page.getByLabel("Endet").fill("2020-01-01T10:00");
    await page.getByLabel("Wie viele Öffnungen").fill("0");
    await page.getByRole("button", { name: "Schlüssel ausstellen" }).click();
    for (const problem of [
      "Wählen Sie eine Tür",
      "Das Ende muss nach dem Beginn liegen",
      "Eine ganze Zahl ab 1, oder nichts",
    ])
      await page.getByText(problem).waitFor();
    assert.equal(await count(), before);
  });

  it("keeps what is filled in through a server that is busy, silence and a reload, and is made once", async () => {
    const before = await count();
    const page = await at.open("/console/keys/new?lockId=1");
    await page.getByRole("checkbox", { name: "Front door", checked: true }).waitFor();
    await page.getByLabel("Note for the guest").fill("Ida");
    await page.route("**/temp-keys", (route) => route.fulfill({ status: 503, json: { message: "busy" } }), {
      times: 1,
    });
    await make(page).click();
    await page.getByText("The server is busy. Nothing was changed").waitFor();
    // It is made, and the answer is lost on the way.
    await page.route(
      "**/temp-keys",
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Perhaps it was done").waitFor();
    assert.equal(await count(), before + 1);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "The key is made" }).waitFor();
    assert.equal(await count(), before + 1);
    await page.getByRole("link", { name: "Another key" }).click();
    await page.getByLabel("Note for the guest").fill("half a note");
    await page.waitForFunction(() => JSON.stringify(sessionStorage).includes("half a note"));
    await page.reload();
    await shown(page);
    assert.equal(await page.getByLabel("Note for the guest").inputValue(), "half a note");
  });
});

describe("one key", () => {
  const at = withConsole();

  before(async () => {
    await at.server.lock(1, { orgId: at.orgId, name: "Front door", timeZone: "Europe/Athens" });
    await at.server.lock(2, { orgId: at.orgId, name: "Flat 4", timeZone: "Europe/Athens" });
  });

  async function key(more: object = {}): Promise<string> {
    const doors = [{ lockId: "1" }, { lockId: "2" }];
    const body = { validFrom: hours(-1), validUntil: hours(30), description: "Anna", maxUses: 5, doors, ...more };
    const { json, text } = await at.server.call("POST", "/temp-keys", { ...(await at.token()), body });
    assert.ok(json.uuid, text);
    return json.uuid as string;
  }
  const details = async (uuid: string) =>
    (await at.server.call("GET", `/temp-keys/${uuid}/details`, await at.token())).json;
  const open = async (uuid: string) =>
    (await at.server.call("POST", `/temp-keys/${uuid}/doors/1/open`, { body: {} })).status;

  it("says how it stands, whether it would open, and what happened with it", async () => {
    const uuid = await key();
    await open(uuid);
    const page = await at.open(`/console/keys/${uuid}`);
    await page.getByText(/^Opens Front door and Flat 4 until .*, 1 of 5 openings used\.$/).waitFor();
    await page.getByText("Would open now").nth(1).waitFor();
    assert.equal(await page.getByText("Would open now").count(), 2);
    await page.getByText("Opened", { exact: true }).waitFor();
    await page.getByText("Key made").first().waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText(/^Opens nothing while it is paused/).waitFor();
    await page.getByText("The key was paused.").first().waitFor();
    assert.equal(await open(uuid), 400);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("It opens again").waitFor();
    assert.equal(await open(uuid), 303);
  });

  it("says each of its terms", async () => {
    const { userId } = await at.server.user("Anna Berger");
    const named = [{ accessMode: "user-whitelist", allowedUserIds: [userId] }, /^Anna Berger$/m] as const;
    const year = new Date().getFullYear() + 2;
    const of: Readonly<Record<Term, readonly [terms: object, says: RegExp]>> = {
      accessMode: named,
      allowedUserIds: named,
      validFrom: [{ validFrom: hours(20) }, /^.*Opens Front door and Flat 4 from /m],
      validUntil: [{ validUntil: `${year}-06-24T10:00:00Z` }, new RegExp(`until .*${year}`)],
      maxUses: [{ maxUses: 7 }, /0 of 7 openings used/],
      maxUsesPerDoor: [{ maxUsesPerDoor: 2 }, /0 of 2 openings/],
    };
    const textOf = async (terms: object): Promise<string> => {
      const page = await at.open(`/console/keys/${await key(terms)}`);
      await page.getByText("Key made").first().waitFor();
      return page.innerText("main");
    };
    const all = Object.values(of).map(([terms]) => terms);
    const [held, plain] = await Promise.all([textOf(Object.assign({}, ...all)), textOf({})]);
    for (const [term, [, says]] of Object.entries(of)) {
      assert.match(held, says, term);
      assert.doesNotMatch(plain, says, term);
    }
  });

  it("is taken back at once, and opens again when that is undone within ten seconds", async () => {
    const uuid = await key();
    const page = await at.open(`/console/keys/${uuid}`);
    await page.getByRole("button", { name: "Take back" }).click();
    await page.locator(".toast .countdown").waitFor();
    await page.locator(".key-actions", { hasText: "It opens nothing now, and is taken back in" }).waitFor();
    assert.equal(await open(uuid), 400);
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await page.getByText("Not taken back: it is as it was").waitFor();
    assert.equal(await open(uuid), 303);
    assert.equal((await details(uuid)).revokeAfter, null);
  });

  it("that was paused is paused again when taking it back is undone", async () => {
    const uuid = await key();
    await at.server.call("POST", `/temp-keys/${uuid}/pause`, await at.token());
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const page = await at.open(`/console/keys/${uuid}`);
    await page.getByRole("button", { name: "Take back" }).click();
    await page.locator(".key-actions").getByRole("button", { name: "Undo" }).click();
    await page.getByText("Not taken back: it is as it was").waitFor();
    const { standing, revokeAfter } = await details(uuid);
    assert.deepEqual([standing, revokeAfter], ["paused", null]);
  });

  it("is undone though the server is busy at first, and stays taken back where the browser is gone", async () => {
    const [undone, gone] = [await key(), await key()];
    const page = await at.open(`/console/keys/${undone}`);
    await page.getByRole("button", { name: "Take back" }).click();
    await page.route("**/resume", (route) => route.fulfill({ status: 503, json: { message: "busy" } }), { times: 2 });
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await page.getByText("Undoing").waitFor();
    await page.getByText("Not taken back: it is as it was").waitFor();
    assert.equal((await details(undone)).standing, "active");
    const other = await at.open(`/console/keys/${gone}`);
    await other.getByRole("button", { name: "Take back" }).click();
    await other.locator(".toast").waitFor();
    await other.context().close();
    const { revokeAfter } = await details(gone);
    assert.ok(Date.parse(revokeAfter) > Date.now() && Date.parse(revokeAfter) <= Date.now() + 10_000);
    assert.equal(await open(gone), 400);
  });

  it("is extended by a tap, and that is undone by another", async () => {
    const uuid = await key();
    const { validUntil } = await details(uuid);
    const page = await at.open(`/console/keys/${uuid}`);
    await page.getByRole("button", { name: "+1 hour" }).click();
    await page.locator(".toast").waitFor();
    assert.equal(Date.parse((await details(uuid)).validUntil), Date.parse(validUntil) + 3_600_000);
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await eventually(async () => assert.equal((await details(uuid)).validUntil, validUntil));
  });

  it("is changed by its form, and a PIN that comes with it is told", async () => {
    const uuid = await key();
    const page = await at.open(`/console/keys/${uuid}`, { size: "desk" });
    await page.getByRole("button", { name: "Change" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Note for the guest").fill("Ben");
    await dialog.getByLabel("How many openings", { exact: true }).fill("");
    await dialog.getByLabel("How many openings of each door").fill("2");
    await dialog.getByRole("checkbox", { name: "Flat 4" }).uncheck();
    await dialog.getByLabel("Open with a PIN too").check();
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("heading", { name: "The key has a new PIN" }).waitFor();
    const now = await details(uuid);
    assert.partialDeepStrictEqual(now, { description: "Ben", maxUses: null, maxUsesPerDoor: 2, hasPin: true });
    assert.deepEqual(
      now.doors.map(({ name, accessMethod }: Record<string, string>) => [name, accessMethod]),
      [["Front door", "both"]],
    );
  });

  it("is duplicated by a form that is filled in", async () => {
    const uuid = await key({ maxUsesPerDoor: 3 });
    const page = await at.open(`/console/keys/${uuid}`);
    await page.getByRole("link", { name: "Duplicate" }).click();
    await page.getByRole("checkbox", { name: "Flat 4", checked: true }).waitFor();
    assert.equal(await page.getByLabel("Note for the guest").inputValue(), "Anna");
    const made = page.waitForResponse(
      (answer) => answer.request().method() === "POST" && answer.url().endsWith("/temp-keys"),
    );
    await make(page).click();
    await page.getByRole("heading", { name: "The key is made" }).waitFor();
    assert.equal((await details((await (await made).json()).uuid)).maxUsesPerDoor, 3);
  });

  it("of one door keeps the field of its limit while another number is typed there", async () => {
    const uuid = await key({ doors: [{ lockId: "1" }], maxUses: undefined, maxUsesPerDoor: 3 });
    const page = await at.open(`/console/keys/${uuid}`);
    await page.getByRole("button", { name: "Change" }).press("Enter");
    const perDoor = page.getByLabel("How many openings of each door");
    await perDoor.click();
    await page.keyboard.press("End");
    await page.keyboard.press("Backspace");
    assert.equal(await perDoor.inputValue(), "");
    await page.keyboard.type("12");
    await page.keyboard.press("Enter");
    await page.getByText("Changed").first().waitFor();
    assert.equal((await details(uuid)).maxUsesPerDoor, 12);
  });

  it("leads to what is wrong with it, whoever says so", async () => {
    const page = await at.open(`/console/keys/${await key()}`);
    await page.getByRole("button", { name: "Change" }).click();
    const note = page.getByRole("dialog").getByLabel("Note for the guest");
    const save = page.getByRole("button", { name: "Save changes" });
    await note.fill("x".repeat(2_001));
    await save.click();
    await page.locator("[aria-invalid=true]:focus").waitFor();
    await note.fill("Ben");
    const details = [{ field: "maxUses", message: "must be another" }];
    await page.route("**/temp-keys/*", (route) => route.fulfill({ status: 400, json: { details } }), { times: 1 });
    await save.press("Enter");
    await page.getByText("The server does not take this number. (must be another)").waitFor();
    await page.locator("[aria-invalid=true]:focus").waitFor();
  });

  it("shows the guest's page, in which nothing can be done, and viewers may do nothing at all", async () => {
    const uuid = await key();
    const page = await at.open(`/console/keys/${uuid}`, { size: "desk" });
    await page.getByRole("button", { name: "Show the page as the guest sees it" }).click();
    const guest = page.frameLocator("iframe.guest-page");
    await guest.getByText("Front door").first().waitFor();
    assert.equal(await guest.locator("main[inert]").count(), 1);
    const viewer = await at.member("viewer");
    const seen = await at.open(`/console/keys/${uuid}`, { as: viewer });
    await seen.getByText(/^Opens Front door and Flat 4/).waitFor();
    for (const name of ["Pause", "Take back", "Change", "+1 hour"])
      assert.equal(await seen.getByRole("button", { name }).count(), 0, name);
  });

  it("tells whoever lost their role or their session so, and changes nothing", async () => {
    const uuid = await key();
    const manager = await at.member("manager");
    const page = await at.open(`/console/keys/${uuid}`, { as: manager });
    await at.server.organizations.members.put(at.orgId, manager.userId, "viewer", Date.now());
    await page.getByRole("button", { name: "Take back" }).click();
    await page.getByText("Your role does not allow this.").first().waitFor();
    assert.equal((await details(uuid)).standing, "active");
  });
});
