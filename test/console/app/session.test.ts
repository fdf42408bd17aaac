/** Who is signed in may change while a console is open: proved again, ended, back, or somebody else. */
import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page, Request } from "playwright-core";
import { PASSWORD, signedIn, somebody } from "../people.ts";
import { eventually } from "../../webhooks/eventually.ts";
import { shown, withConsole } from "./console.ts";

const at = withConsole();
const LONG_MS = 700_000;
const AGAIN = "document.dispatchEvent(new Event('visibilitychange'))";

const dialog = (page: Page, name: string) => page.getByRole("dialog", { name });

/** They proved who they are longer ago than what is asked for here takes. */
async function provedLongAgo(): Promise<void> {
  await at.server.sql("UPDATE sessions SET proved_at = ?", Date.now() - LONG_MS);
}

/** Fill the form of a new API key, and send it. */
async function makeApiKey(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "New API key" }).first().click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Make the key" }).click();
}

const keysCalled = async (name: string) =>
  (await at.server.sql("SELECT name FROM api_keys WHERE name = ?", name)).length;

it("asks for proof where a change takes it, and goes on with the same change", async () => {
  await provedLongAgo();
  const page = await at.open("/console/api-keys", { size: "desk" });
  await makeApiKey(page, "Till at the beach");
  const asked = dialog(page, "Confirm that it is you");
  await asked.getByLabel("Password").fill("not the password");
  await asked.getByRole("button", { name: "Confirm" }).click();
  await asked.getByText("The password is not right.").waitFor();
  assert.equal(await keysCalled("Till at the beach"), 0);
  await asked.getByLabel("Password").fill(PASSWORD);
  await asked.getByRole("button", { name: "Confirm" }).click();
  await asked.waitFor({ state: "detached" });
  await page.getByText("Till at the beach").first().waitFor();
  assert.equal(await keysCalled("Till at the beach"), 1);
});

it("leaves everything as it was where one would rather not prove it", async () => {
  await provedLongAgo();
  const page = await at.open("/console/api-keys", { size: "desk" });
  await makeApiKey(page, "Not made");
  await dialog(page, "Confirm that it is you").getByRole("button", { name: "Not now" }).click();
  assert.equal(await page.getByLabel("Name").inputValue(), "Not made");
  await page.locator("button:focus", { hasText: "Make the key" }).waitFor();
  assert.equal(await keysCalled("Not made"), 0);
});

it("tells that the session ended, takes the password there, and goes on with what was asked for", async () => {
  const page = await at.open("/console/api-keys", { size: "desk" });
  await page.getByRole("button", { name: "New API key" }).first().click();
  await page.getByLabel("Name").fill("After the night");
  // When it is on its way, so that nothing that the screen asks for by itself is told of it before.
  await page.route("**/api-keys", async (route) => (await endSessions(), route.fallback()), { times: 1 });
  await page.getByRole("button", { name: "Make the key" }).click();
  const asked = dialog(page, "You are signed out");
  await asked.getByLabel("Password").fill(PASSWORD);
  await asked.getByRole("button", { name: "Sign in" }).click();
  await asked.waitFor({ state: "detached" });
  await page.getByText("After the night").first().waitFor();
  assert.equal(await keysCalled("After the night"), 1);
});

it("notices in one window that one signed in again in another, and that somebody else did", async () => {
  const page = await at.open("/", { as: await signedIn(at.server, at.owner.email), size: "desk" });
  await endSessions();
  await page.evaluate(AGAIN);
  const asked = dialog(page, "You are signed out");
  await asked.waitFor();
  const other = await page.context().newPage();
  await signIn(other, at.owner.email);
  await asked.waitFor({ state: "detached" });
  await other.close();

  const stranger = await somebody(at.server);
  await endSessions();
  await page.evaluate(AGAIN);
  await asked.waitFor();
  const third = await page.context().newPage();
  await signIn(third, stranger.email);
  await page.getByText("My own locks").first().waitFor();
  assert.ok(!(await page.innerText("body")).includes("Seaside Flats"));
});

it("takes no token of whoever else signed in meanwhile", async () => {
  const [first, second] = [await at.member("manager"), await at.member("viewer")];
  const page = await at.open("/console/keys", { as: first, size: "desk" });
  const underWay = new Set<Request>();
  const done = (request: Request) => void underWay.delete(request);
  page
    .on("request", (request) => void underWay.add(request))
    .on("requestfinished", done)
    .on("requestfailed", done);
  // Who is signed in is not looked at again for half a minute.
  await Promise.all([page.waitForResponse(/\/temp-keys\/rows\?/), page.evaluate(AGAIN)]);
  await eventually(() => assert.equal(underWay.size, 0));
  const others = await (await at.context({ as: second })).cookies();
  await page.context().clearCookies();
  await page.context().addCookies(others);
  await at.server.sql("DELETE FROM sessions WHERE user_id = ?", first.userId);
  await page.waitForTimeout(600); // their token is good for half a second
  const read: string[] = [];
  page.on("response", (one) => void read.push(`${one.status()} ${new URL(one.url()).pathname}`));
  await page.evaluate(AGAIN);
  await page.getByRole("link", { name: "New key" }).first().waitFor({ state: "detached" });
  const begun = read.findIndex((one) => one.endsWith(" /console/keys"));
  assert.ok(read.slice(0, begun).includes("200 /session/token"));
  assert.deepEqual(
    read.slice(0, begun).filter((one) => /^200 .*(temp-keys|locks)/.test(one)),
    [],
  );
});

it("keeps nothing that was written in a browser where one signs out", async () => {
  await at.server.lock(1, { orgId: at.orgId });
  const page = await at.open("/console/keys/new", { as: await signedIn(at.server, at.owner.email), size: "desk" });
  await page.evaluate(() => {
    localStorage.setItem("latchstring-table-of-keys", JSON.stringify({ csv: "anna@example.com", of: "" }));
    localStorage.setItem("latchstring-guest-language", "en");
  });
  await page.getByLabel("Note for the guest").fill("Anna in room 4");
  await page.waitForFunction(() => JSON.stringify(sessionStorage).includes("Anna in room 4"));
  await page.goto(`${at.server.url}/console/sign-in`);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL(/account/);
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
  assert.doesNotMatch(kept, /Anna in room 4|anna@example/);
  assert.match(kept, /latchstring-guest-language/);
});

it("keeps a half-filled form over a reload and signing in again, for the same person alone, and no secrets", async () => {
  const stranger = await at.member("owner");
  const page = await at.open("/console/members", { as: await signedIn(at.server, at.owner.email), size: "desk" });
  const kept = () => page.evaluate(() => JSON.stringify(sessionStorage));
  const keeps = (text: string) => page.waitForFunction((it) => JSON.stringify(sessionStorage).includes(it), text);
  const email = () => page.getByRole("dialog").getByLabel("E-mail address");
  const invite = async (begin: Promise<unknown>) => {
    await begin;
    await page.getByRole("button", { name: "Invite" }).click();
    return email().inputValue();
  };
  await invite(Promise.resolve());
  await email().fill("lea@example.test");
  await keeps("lea@example.test");
  assert.equal(await invite(page.reload()), "lea@example.test");
  const again = async (address: string) => {
    await endSessions();
    await signIn(page, address);
    return invite(page.goto(`${at.server.url}/console/members`));
  };
  assert.equal(await again(stranger.email), "", "somebody else is not told");
  assert.equal(await again(at.owner.email), "lea@example.test");
  await page.getByLabel("I pass it on myself").check();
  await page.getByRole("button", { name: "Make a link" }).click();
  await page.getByRole("button", { name: "I have kept it" }).click();
  assert.doesNotMatch(await kept(), /lea@/, "it was sent");

  await page.goto(`${at.server.url}/console/hubs?view=add`);
  await page.getByLabel("Address").fill("http://home.local");
  await page.getByLabel("Access token").fill("very-secret");
  await keeps("home.local");
  assert.doesNotMatch(await kept(), /very-secret/);
  await page.goto(`${at.server.url}/console/sign-in`);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL(/account/);
  assert.doesNotMatch(await kept(), /home\.local/, "they signed out by hand");
});

it("sees that a role was lowered with the first refusal", async () => {
  const manager = await at.member("manager");
  const page = await at.open("/", { as: manager, size: "desk" });
  await page.getByRole("link", { name: "New key" }).first().waitFor();
  await at.server.organizations.members.put(at.orgId, manager.userId, "viewer", at.server.clock.now());
  // Half a minute later the window is looked at again.
  await page.clock.install({ time: Date.now() + 60_000 });
  await page.evaluate(AGAIN);
  await page.getByRole("link", { name: "New key" }).first().waitFor({ state: "detached" });
});

it("asks again by itself for what the server had no answer to", async () => {
  await at.server.lock(78, { orgId: at.orgId, name: "Boat house" });
  for (const [path, api] of [
    ["/console/keys/new", "**/locks?*"],
    ["/console/timeline", "**/locks?*offset=0*"],
  ] as const)
    for (const fault of [notNow(503), { ...notNow(429), headers: { "retry-after": "2" } }, notNow(500), undefined]) {
      const context = await at.context({ as: await signedIn(at.server, at.owner.email) });
      const page = await context.newPage();
      await page.clock.install({ time: Date.now() });
      await page.route(api, (route) => (fault ? route.fulfill(fault) : route.abort()), { times: 1 });
      await page.goto(at.server.url + path);
      if (fault) await page.getByRole("alert").waitFor();
      for (let second = 0; second < 6; second++) await page.clock.runFor(1_000);
      await page.getByText("Boat house").first().waitFor();
      await context.close();
    }
});

function notNow(status: number) {
  return { status, json: { statusCode: status, error: "Trouble", message: "Not now" } };
}

async function endSessions(): Promise<void> {
  const { sessions } = await at.server.store.accounts();
  await sessions.endAll(at.owner.userId);
  await at.server.sql("DELETE FROM sessions");
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${at.server.url}/account/sign-in`);
  await page.fill("#email", email);
  await page.fill("#password", PASSWORD);
  await page.click("main form button");
  await shown(page);
}

it("says so where a link leads to another organisation of one's own, and leads back", async () => {
  const { directory, organizations } = at.server;
  await directory.createOrganization({ orgId: "zeta", name: "Zeta Lodge", super: false }, at.server.clock.now());
  await organizations.members.put("zeta", at.owner.userId, "owner", at.server.clock.now());
  const page = await at.open("/?organization=zeta", { as: await signedIn(at.server, at.owner.email), size: "desk" });
  const acting = () => page.getByLabel("Organisation").inputValue();
  const notice = page.getByText("You are in Zeta Lodge now");
  await notice.waitFor();
  assert.equal(await acting(), "zeta");
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal(await acting(), at.orgId);
  for (const way of [`/?organization=${at.orgId}`, "/?organization=none-of-ones-own", "/"]) {
    await page.goto(at.server.url + way);
    await shown(page);
    assert.equal(await acting(), at.orgId, way);
    assert.equal(await notice.count(), 0, way);
  }
});

it("shows the date of what was today's when the day is over", async () => {
  const context = await at.context({ as: await signedIn(at.server, at.owner.email), timeZone: "UTC" });
  const page = await context.newPage();
  await at.server.lock(77, { orgId: at.orgId, name: "Night door", timeZone: "UTC" });
  await page.clock.install({ time: Date.now() });
  await page.goto(`${at.server.url}/console/activity`);
  const time = page.locator(".activity-time time").first();
  await time.waitFor();
  assert.match(await time.innerText(), /^\d\d:\d\d/);
  await page.clock.fastForward(86_400_000);
  await page.waitForFunction("/[a-z]/i.test(document.querySelector('.activity-time time').textContent)");
  await context.close();
});
