/** Tonight, doors, hubs and sites: what a person does, and what is then true on the server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { FRONT, type StandIn, startStandIn, TOKEN } from "../../../src/devices/home-assistant/testing/stand-in.ts";
import { shown, withConsole } from "./console.ts";
import { heldLong, hold } from "./write.ts";

const HOUR_MS = 3_600_000;
const hours = (n: number) => new Date(Date.now() + n * HOUR_MS).toISOString();

const save = (page: Page) => page.getByRole("button", { name: "Save" }).click();
const says = (section: Locator, text: RegExp) => section.filter({ hasText: text }).waitFor();
const gone = (page: Page) => page.locator("dialog").waitFor({ state: "detached" });

describe("doors", () => {
  const at = withConsole({ env: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
  const homes: StandIn[] = [];
  before(async () => {
    homes.push(await startStandIn());
    await at.server.lock(1, { orgId: at.orgId, name: "Front door" });
    await at.server.lock(2, { orgId: at.orgId, name: "Bicycle cellar" });
  });
  after(() => homes[0]?.close());

  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await at.server.call(method, path, { ...(await at.token()), ...(body !== undefined && { body }) });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const opened = async (lockId: number) =>
    (await call("GET", `/activity?lockId=${lockId}&type=LockOpenRequested`)).items as { comment: string | null }[];

  it("of hubs come in two taps: a hub is added, tells its devices, and one of them is a door at once", async () => {
    const page = await at.open("/console/hubs");
    await page.getByRole("link", { name: "Add a hub" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Home");
    await page.getByLabel("Address").fill(`http://127.0.0.1:${homes[0]!.port}`);
    await page.getByLabel("Access token").fill("wrong");
    await save(page);
    await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
    await page.getByRole("button", { name: "Check now" }).click();
    await page.getByText("The hub refuses the token or password.").waitFor();
    await page.getByRole("button", { name: "Change" }).click();
    assert.equal(await page.getByLabel("Access token").inputValue(), "", "secrets are never told");
    await page.getByLabel("Access token").fill(TOKEN);
    await save(page);
    await gone(page);
    await page.getByRole("button", { name: "Check now" }).click();
    await page.getByText("The hub answers.").waitFor();
    await page.getByRole("link", { name: "Find devices and add doors" }).click();
    await page.getByRole("button", { name: "Add Front door" }).click();
    await page.getByRole("link", { name: "Show the door" }).click();
    await page.getByRole("heading", { name: "Last openings" }).waitFor();
    const { locks } = await call("GET", "/locks?search=3");
    assert.equal(locks.length, 1);
    const device = await call("GET", "/locks/3/device");
    assert.equal(device.address, FRONT);
    await hold(page, "Hold to open now");
    await page.getByText("The door opened.").waitFor();
    assert.equal(homes[0]!.moves.length, 1);
  });

  it("open when the button is held, with a reason, and by no short press", async () => {
    const page = await at.open("/console/doors/1");
    const button = page.getByRole("button", { name: "Hold to open now" });
    await page.getByLabel("Why (if you like)").fill("Delivery for flat 4");
    await button.click();
    assert.equal((await opened(1)).length, 0);
    await hold(page, "Hold to open now");
    await page.getByText("The door opened.").waitFor();
    assert.deepEqual(
      (await opened(1)).map(({ comment }) => comment),
      ["Delivery for flat 4"],
    );
    await page.locator(".activity-line").getByText("Opened", { exact: true }).waitFor();
    // By keyboard as well.
    await button.focus();
    await page.keyboard.down("Enter");
    await heldLong(page);
    await page.keyboard.up("Enter");
    await page.getByText("The door opened.").waitFor();
    await page.locator(".activity-line").nth(1).waitFor();
    assert.equal((await opened(1)).length, 2);
  });

  it("tell why they did not open, and send nothing twice where no answer came", async () => {
    const page = await at.open("/console/doors/2");
    await at.server.fault(2, "jam");
    await hold(page, "Hold to open now");
    await page.getByText("The bolt is stuck.").first().waitFor();
    await at.server.fault(2, "none");
    let sent = 0;
    await page.route("**/OpenLock", async (route) => {
      sent++;
      await route.fetch();
      await route.abort();
    });
    await hold(page, "Hold to open now");
    await page.getByText("The server did not answer", { exact: false }).waitFor();
    await page.locator(".activity-line").getByText("Opened", { exact: true }).waitFor();
    assert.deepEqual([sent, (await opened(2)).length], [1, 2]);
  });

  it("are renamed, moved to a site and told of to guests, and their device is taken away and given", async () => {
    const { siteId } = await call("POST", `/organizations/${at.orgId}/sites`, { name: "Harbour 12" });
    const page = await at.open("/console/doors/2");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Bicycles");
    await page.getByRole("combobox", { name: "Time zone" }).fill("Nowhere/Such");
    await save(page);
    await page.getByText("This is no time zone").waitFor();
    await page.getByRole("combobox", { name: "Time zone" }).fill("Europe/Vienna");
    await page.getByRole("combobox", { name: "Site" }).selectOption({ label: "Harbour 12" });
    await save(page);
    await page.getByRole("heading", { name: "Bicycles", level: 1 }).waitFor();
    await gone(page);
    await page.getByRole("button", { name: "Describe the way" }).click();
    await page.getByLabel("How to find and use it").fill("Down the stairs\nthen left");
    await page.getByLabel("What opens").selectOption("gate");
    await page.getByLabel("Seconds that it moves").fill("20");
    await save(page);
    await page.getByText("then left").waitFor();
    await page.getByRole("button", { name: "Disconnect the device" }).click();
    await page.getByText("Nothing opens “Bicycles”", { exact: false }).waitFor();
    await hold(page, "Hold to disconnect");
    await page.getByText("No device is connected.", { exact: true }).waitFor();
    const { locks } = await call("GET", "/locks?lockId=2");
    const { name, timeZone, site, attention } = locks[0];
    assert.deepEqual([name, timeZone, site?.id, attention], ["Bicycles", "Europe/Vienna", siteId, ["not-bound"]]);
    const way = await call("GET", "/locks/2/arrival");
    assert.deepEqual([way.text, way.kind, way.movesForS], ["Down the stairs\nthen left", "gate", 20]);
    await gone(page);
    await page.getByRole("button", { name: "Connect a device" }).click();
    await page.getByRole("button", { name: "Make it a simulated door" }).click();
    await page.getByRole("button", { name: "Disconnect the device" }).waitFor();
    assert.equal((await call("GET", "/locks/2/device")).hubId, "simulator");
  });

  it("are found among many, by what is in the address too", async () => {
    const page = await at.open("/console/doors?attention=none", { size: "desk" });
    await page.getByLabel("Name or number").fill("bicy");
    await page.getByRole("status").getByText("1 door", { exact: true }).waitFor();
    assert.match(page.url(), /search=bicy/);
    assert.match(page.url(), /attention=none/);
    await page.reload();
    await shown(page);
    await page.getByRole("status").getByText("1 door", { exact: true }).waitFor();
    assert.equal(await page.locator(".door-row").count(), 1);
    await page.getByLabel("Name or number").fill("nothing of the kind");
    await page.getByText("No door is like that").waitFor();
  });

  it("and hubs are shown to others, and changed by owners alone", async () => {
    const viewer = await at.member("viewer");
    const page = await at.open("/console/doors/1", { as: viewer });
    assert.equal(await page.getByRole("button", { name: /Hold to open|Change|Describe|Disconnect/ }).count(), 0);
    for (const path of ["/console/hubs", "/console/doors", "/console/doors?view=sites"]) {
      await page.goto(at.server.url + path);
      await shown(page);
      assert.equal(await page.getByText(/^Add /).count(), 0, path);
    }
  });

  it("in use keep their hub, which is removed without them", async () => {
    const { hubs } = await call("GET", "/hubs");
    const { hubId } = (hubs as { hubId: string; builtIn: boolean }[]).find(({ builtIn }) => !builtIn)!;
    const page = await at.open(`/console/hubs/${hubId}`);
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByText("One door still has its device at this hub", { exact: false }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Hold to remove" }).count(), 0);
    await call("DELETE", "/locks/3/device");
    await page.reload();
    await shown(page);
    await page.getByRole("button", { name: "Remove" }).click();
    await hold(page, "Hold to remove");
    await page.getByText("There is no hub yet").waitFor();
  });

  it("that would fail somebody tonight come first, beside whom", async () => {
    const validity = { validFrom: hours(1), validUntil: hours(3) };
    await call("POST", "/temp-keys", { ...validity, description: "Anna, flat 4", doors: [{ lockId: "3" }] });
    await call("POST", "/temp-keys", {
      validFrom: hours(-1),
      validUntil: hours(2),
      description: "Ben",
      doors: [{ lockId: "1" }],
    });
    const page = await at.open("/");
    // After a second its parts are shown as each is there.
    const [first, last] = [page.locator("section").first(), page.locator("section").last()];
    await first.getByText("Would fail:").waitFor();
    await says(first, /No device[\s\S]*Anna, flat 4/);
    const comings = page.locator(".comings section");
    await says(comings.first(), /Anna, flat 4/);
    await says(comings.last(), /Ben/);
    await says(last, /Front door[\s\S]*Now:\s*Ben/);
  });

  it("are none at first, which the first screen leads on from", async () => {
    const server = at.server;
    const { operator } = await import("../people.ts");
    const page = await at.open("/", { as: await operator(server, "Nothing yet") });
    await page.getByRole("link", { name: "Add the first door" }).waitFor();
  });
});

describe("sites", () => {
  const at = withConsole();
  it("have hours of arrival and departure, and are removed without their doors", async () => {
    const path = `/organizations/${at.orgId}/sites`;
    const page = await at.open("/console/doors?view=sites");
    await page.getByRole("button", { name: "Add a site" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Harbour 12");
    await page.getByLabel("Earliest check-in").fill("15:00");
    await page.getByLabel("Latest check-out").fill("11:00");
    await save(page);
    await page.getByRole("heading", { name: "Harbour 12" }).waitFor();
    const list = async () =>
      (await at.server.call("GET", path, await at.token())).json.sites as { checkIn: string; checkOut: string }[];
    assert.deepEqual(
      (await list()).map(({ checkIn, checkOut }) => [checkIn, checkOut]),
      [["15:00", "11:00"]],
    );
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Change Harbour 12" }).click();
    await hold(page, "Hold to remove the site");
    await page.getByText("There are no sites yet").waitFor();
    assert.deepEqual(await list(), []);
  });
});
