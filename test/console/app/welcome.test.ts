/** The first steps: from a set-up link to a guest whose door opens, and a way in that nobody loses. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { setUpLink } from "../../../src/identity/accounts/accounts.ts";
import { PASSWORD } from "../people.ts";
import { addAuthenticator } from "./authenticator.ts";
import { DESK, withConsole } from "./console.ts";

const at = withConsole();

it("lead from the set-up link to a guest's open door", async () => {
  const { server, browser } = at;
  const { setUps } = await server.store.accounts();
  const context = await browser.newContext({ viewport: DESK, locale: "en-GB" });
  const page = await context.newPage();
  await addAuthenticator(page);

  await page.goto(setUpLink(server.publicUrl, await setUps.create({ kind: "operator" })));
  await page.getByLabel("Your name").fill("Olga");
  await page.getByLabel("E-mail address").fill("olga@example.test");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByLabel("Organisation name").fill("Berg");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/console/welcome");

  await page.getByLabel("Name of the passkey").fill("Blue phone");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("You have a passkey.").waitFor();
  await page.getByRole("button", { name: "Make recovery codes" }).click();
  const codes = await page.getByRole("textbox", { name: "Recovery codes" }).inputValue();
  assert.equal(codes.trim().split("\n").length, 10);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await page.getByText("10 are left.").waitFor();

  await page.getByRole("button", { name: "Add a simulated door" }).click();
  await page.getByText("“Front door” is there.").waitFor();
  await page.getByRole("button", { name: "One hour, one use" }).click();
  const link = await page.getByRole("link", { name: "Open the guest’s page" }).getAttribute("href");
  assert.ok(link!.startsWith(`${server.publicUrl}/temp-keys/`), link!);
  await page.frameLocator(".guest-page").getByText("Front door").first().waitFor();

  const guest = await browser.newPage();
  await guest.goto(link!);
  assert.match(await guest.innerText("main"), /Front door/);
});

it("are left for the console, where My sign-in has what was made", async () => {
  const page = await at.open("/console/sign-in", { size: "desk" });
  await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
  await page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await page.getByRole("heading", { name: "Meine Anmeldung" }).waitFor();
  await page.getByRole("combobox", { name: "Darstellung" }).selectOption("dark");
  assert.equal(await page.evaluate("getComputedStyle(document.documentElement).colorScheme"), "dark");
  await page.getByRole("button", { name: "Abmelden", exact: true }).first().click();
  await page.waitForURL("**/account/sign-in*");
});
