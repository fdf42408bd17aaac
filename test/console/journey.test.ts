/** From the set-up link to a second person and back out, in a browser and without a script on any page. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { setUpLink } from "../../src/identity/accounts/accounts.ts";
import { launchChromium } from "../chromium.ts";
import { publicTerms, startServer, type TestServer } from "../harness.ts";
import { PASSWORD, QUICK_HASHING } from "./people.ts";

let server: TestServer;
let browser: Browser;
before(async () => {
  server = await startServer({ hashing: QUICK_HASHING });
  browser = await launchChromium();
});
after(async () => {
  await browser.close();
  await server.close();
});

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  return context.newPage();
}

const isHome = ({ pathname }: URL) => pathname === "/";

/** What programs in the page would be given by their cookie. */
async function tokenOf(page: Page, organizationId: string): Promise<string | undefined> {
  const answer = await page.request.post(`${server.publicUrl}/session/token`, { data: { organizationId } });
  return answer.ok() ? ((await answer.json()) as { token: string }).token : undefined;
}

it("somebody sets the server up, invites another, whose role bites, and whose session ends from elsewhere", async () => {
  const accounts = await server.store.accounts();
  const link = setUpLink(server.publicUrl, await accounts.setUps.create({ kind: "operator" }));
  const olga = await newPage();
  await olga.goto(link);
  assert.equal(await olga.innerText("h1"), "Set up Latchstring");
  await olga.getByLabel("Your name").fill("Olga");
  await olga.getByLabel("E-mail address").fill("olga@example.test");
  await olga.getByLabel("New password").fill("too short");
  await olga.getByLabel("Organisation name").fill("Berg");
  await olga.getByRole("button", { name: "Create account" }).click();
  assert.match(await olga.getByRole("alert").innerText(), /Use at least 12 characters/);
  assert.equal(await olga.getByLabel("Your name").inputValue(), "Olga");
  await olga.getByLabel("New password").fill(PASSWORD);
  await olga.getByRole("button", { name: "Create account" }).click();
  await olga.waitForURL("**/console/welcome");
  await olga.goto(link);
  assert.equal(await olga.innerText("h1"), "This link is no longer valid");

  const own = await tokenOf(olga, "berg");
  await server.lock(7, { orgId: "berg" });
  const details = async (token: string) => (await server.call("GET", "/locks/7/details", { token })).status;
  assert.equal(await details(own!), 200);

  const invited = await server.call("POST", "/organizations/berg/invitations", {
    token: own!,
    body: { email: "berta@example.test", role: "viewer", byLink: true },
  });
  assert.equal(invited.status, 201, invited.text);
  const berta = await newPage();
  await berta.goto(`${invited.json.link as string}&lang=de`);
  assert.equal(await berta.innerText("h1"), "Berg beitreten");
  await berta.getByLabel("Ihr Name").fill("Berta");
  await berta.getByLabel("Neues Passwort").fill(PASSWORD);
  await berta.getByRole("button", { name: "Konto erstellen und beitreten" }).click();
  await berta.waitForURL(isHome);
  await berta.getByRole("heading", { name: /braucht JavaScript/ }).waitFor();
  await berta.getByRole("link", { name: "Wo Sie angemeldet sind" }).click();
  assert.equal(await berta.innerText("h1"), "Wo Sie angemeldet sind");

  const token = (await tokenOf(berta, "berg"))!;
  assert.equal(await details(token), 200);
  const create = () => {
    const body = publicTerms(server.clock.now());
    return server.call("POST", "/locks/7/create-temp-key", { token, body });
  };
  const refused = await create();
  assert.equal(refused.status, 403);
  assert.match(refused.text, /takes the role manager; yours is viewer/);
  const viewer = (await server.organizations.members.list("berg")).find(({ role }) => role === "viewer")!;
  const body = { role: "manager" };
  const raised = await server.call("PATCH", `/organizations/berg/members/${viewer.userId}`, { token: own!, body });
  assert.equal(raised.status, 200, raised.text);
  assert.equal((await create()).status, 200);

  const elsewhere = await newPage();
  await elsewhere.goto(`${server.publicUrl}/account/sign-in`);
  await elsewhere.locator("#email:focus").waitFor();
  await elsewhere.keyboard.type("berta@example.test");
  await elsewhere.keyboard.press("Tab");
  await elsewhere.keyboard.type(PASSWORD);
  await elsewhere.keyboard.press("Enter");
  await elsewhere.waitForURL(isHome);
  await elsewhere.goto(`${server.publicUrl}/account/sessions`);
  assert.equal(await elsewhere.getByRole("listitem").count(), 2);
  await elsewhere.getByRole("button", { name: /^Sign out Chrome on / }).click();
  await elsewhere.waitForLoadState();
  assert.equal(await elsewhere.getByRole("listitem").count(), 1);

  assert.equal(await details(token), 401);
  assert.equal(await tokenOf(berta, "berg"), undefined);
  await berta.reload();
  assert.match(berta.url(), /\/account\/sign-in\?next=/);
  assert.equal(await berta.innerText("h1"), "Anmelden");
  await berta.getByLabel("E-Mail-Adresse").fill("berta@example.test");
  await berta.getByLabel("Passwort").fill("nicht das richtige");
  await berta.getByRole("button", { name: "Anmelden" }).click();
  assert.match(await berta.getByRole("alert").innerText(), /stimmt nicht/);
  await berta.getByLabel("Passwort").fill(PASSWORD);
  await berta.getByRole("button", { name: "Anmelden" }).click();
  assert.equal(await berta.innerText("h1"), "Wo Sie angemeldet sind");
});
