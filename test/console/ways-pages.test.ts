/** Ways in as people use them: in Chromium, with a passkey of a virtual device, a real provider, and a real mail server. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { type OidcSite, startOidcSite } from "../../src/identity/accounts/testing/oidc-site.ts";
import { setUpLink } from "../../src/identity/accounts/accounts.ts";
import { launchChromium, PHONE, violations } from "../chromium.ts";
import { freePort } from "../free-port.ts";
import { startServer, type TestServer } from "../harness.ts";
import { type Mailbox, startMailbox } from "../users/mailbox.ts";
import { linkSentTo, readable } from "./letters.ts";
import { QUICK_HASHING } from "./people.ts";

const PASSWORD = "four goats in the snow";

const isHome = ({ pathname }: URL) => pathname === "/";
const title = (page: Page) => page.textContent("h1");
/** Press what leads to another page, and be there: what is read of it at once is all of it. */
async function follow(page: Page, selector: string): Promise<void> {
  await page.click(selector);
  await page.waitForLoadState();
}

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto("/account/sign-in");
  await page.fill("input[name=email]", email);
  await page.fill("input[name=password]", password);
  await page.click("form[action*='/account/sign-in'] button");
  await page.waitForURL(isHome);
}

async function look(page: Page, name: string): Promise<void> {
  assert.deepEqual(await violations(page), [], name);
  const folder = process.env["LOOKS_FOLDER"];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.goto("/account/ways");
  await page.fill("#passkey-name", name);
  await page.click("text=Add a passkey");
  await page.waitForSelector(`h3:has-text("${name}")`);
}

describe("ways in", () => {
  let browser: Browser;
  let mailbox: Mailbox;
  let site: OidcSite;
  let home: OidcSite;
  let server: TestServer;
  let url: string;

  before(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    browser = await launchChromium();
    mailbox = await startMailbox();
    site = await startOidcSite({ keys: [`${url}/account/with/work/return`] });
    home = await startOidcSite({ keys: [`${url}/account/with/home/return`] });
    const shared = { clientId: "keys", clientSecret: "secret-of-keys" };
    server = await startServer({
      hashing: QUICK_HASHING,
      env: {
        PORT: String(port),
        HOST: "localhost",
        PUBLIC_URL: url,
        SMTP_URL: mailbox.url,
        MAIL_FROM: "Latchstring <doors@example.test>",
        OIDC_PROVIDERS: JSON.stringify([
          { ...shared, id: "work", name: "Work", issuer: site.issuer },
          { ...shared, id: "home", name: "Home", issuer: home.issuer, trusted: ["trusted.test"] },
          { ...shared, id: "away", name: "Elsewhere", issuer: "http://127.0.0.1:9" },
        ]),
      },
    });
  });
  after(async () => {
    await server.close();
    await site.stop();
    await home.stop();
    await mailbox.close();
    await browser.close();
  });

  async function someone(): Promise<{ userId: string; email: string }> {
    const { userId } = await server.user();
    const { passwords } = await server.store.accounts();
    await passwords.set(userId, PASSWORD);
    return { userId, email: `${userId}@example.test` };
  }

  /** A browser with a device that makes passkeys and is unlocked by its holder. */
  async function visitor(): Promise<{ page: Page; context: BrowserContext; cdp: CDPSession; device: string }> {
    const context = await browser.newContext({ viewport: PHONE, baseURL: url, locale: "en" });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return { page, context, cdp, device: authenticatorId };
  }

  /** Signed in with the device's passkey alone, by the button. */
  async function comeBack({ page, context }: Awaited<ReturnType<typeof visitor>>): Promise<void> {
    await context.clearCookies();
    // Else what is offered in the field would sign in by itself, before the button is pressed.
    await page.addInitScript("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
    await page.goto("/account/sign-in");
    await page.click("text=Use a passkey");
    await page.waitForURL(isHome);
  }

  it("whoever sets the server up makes a passkey, comes back with it alone, and invites somebody", async () => {
    const { setUps } = await server.store.accounts();
    const visit = await visitor();
    const { page } = visit;
    await page.goto(setUpLink(url, await setUps.create({ kind: "operator" })));
    await page.fill("input[name=name]", "Olga");
    await page.fill("input[name=email]", "olga@example.test");
    await page.fill("input[name=password]", PASSWORD);
    await page.fill("input[name=organization]", "Berg");
    await page.click("text=Create account");
    await page.waitForURL("**/console/welcome");
    await addPasskey(page, "Blue phone");
    await comeBack(visit);
    const signed = await page.request.post("/session/token", { data: { organizationId: "berg" } });
    const { token } = (await signed.json()) as { readonly token: string };
    const body = { email: "berta@example.test", role: "viewer", byLink: true };
    const invited = await server.call("POST", "/organizations/berg/invitations", { token, body });
    assert.equal(invited.status, 201, invited.text);
    await visit.context.close();
  });

  it("a passkey is made, signs in without an address, proves who it is, and is removed but for the last way in", async () => {
    const { userId, email } = await someone();
    const visit = await visitor();
    const { page, context } = visit;
    await page.goto("/account/sign-in");
    await look(page, "sign-in");
    await signIn(page, email);
    await page.goto("/account/ways");
    await look(page, "ways-empty");
    await addPasskey(page, "Blue phone");
    await look(page, "ways-passkey");
    await comeBack(visit);
    await page.goto("/account/sessions");
    assert.match((await page.textContent("main")) ?? "", new RegExp(email));
    // Ten minutes later, what can change who gets in asks once more.
    await server.sql("UPDATE sessions SET proved_at = ? WHERE user_id = ?", Date.now() - 700_000, userId);
    await page.goto("/account/password");
    assert.match(page.url(), /\/account\/prove/);
    await look(page, "prove");
    await page.click("text=Use a passkey");
    await page.waitForURL("**/account/password*");
    assert.equal(await title(page), "Set a new password");
    await server.sql("DELETE FROM accounts WHERE user_id = ?", userId);
    await page.goto("/account/ways");
    await follow(page, "text=Remove");
    assert.match((await page.textContent("main")) ?? "", /only way to sign in/);
    await context.close();
  });

  it("a passkey signs in from the field itself where the browser offers it, and a wrong device says so", async () => {
    const { email } = await someone();
    const { page, context, cdp, device } = await visitor();
    await signIn(page, email);
    await addPasskey(page, "Phone");
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId: device, isUserVerified: false });
    await context.clearCookies();
    await page.goto("/account/sign-in");
    await page.click("text=Use a passkey");
    await page.waitForSelector("#passkey-problem:not([hidden])");
    assert.match(page.url(), /sign-in/);
    await context.close();
  });

  it("a passkey is made and signs in without the browser's own JSON methods", async () => {
    const { email } = await someone();
    const { page, context } = await visitor();
    await page.addInitScript(`for (const name of ["parseCreationOptionsFromJSON", "parseRequestOptionsFromJSON"])
      delete PublicKeyCredential[name];
      delete PublicKeyCredential.isConditionalMediationAvailable;`);
    await signIn(page, email);
    assert.equal(await page.evaluate("typeof PublicKeyCredential.parseCreationOptionsFromJSON"), "undefined");
    await addPasskey(page, "Old browser");
    await context.clearCookies();
    await page.goto("/account/sign-in");
    await page.click("text=Use a passkey");
    await page.waitForURL(isHome);
    await context.close();
  });

  it("all but passkeys works without JavaScript", async () => {
    const { email } = await someone();
    const context = await browser.newContext({ viewport: PHONE, baseURL: url, locale: "en", javaScriptEnabled: false });
    const page = await context.newPage();
    await signIn(page, email);
    await page.goto("/account/ways");
    assert.match((await page.textContent("main")) ?? "", /Passkeys need JavaScript/);
    assert.equal(await page.isVisible("#passkey-name"), false);
    await follow(page, "text=Create new codes");
    assert.equal(await page.locator(".codes code").count(), 10);
    await context.close();
  });

  it("recovery codes are shown once, and one signs in", async () => {
    const { email } = await someone();
    const { page, context } = await visitor();
    await signIn(page, email);
    await page.goto("/account/ways");
    await follow(page, "text=Create new codes");
    const codes = await page.locator(".codes code").allTextContents();
    assert.equal(codes.length, 10);
    await look(page, "codes");
    await context.clearCookies();
    await page.goto("/account/recovery");
    await look(page, "recovery");
    await page.fill("input[name=email]", email);
    await page.fill("input[name=code]", codes[3]!.toUpperCase());
    await page.click("main form button");
    await page.waitForURL("**/account/ways*");
    assert.match((await page.textContent("main")) ?? "", /9 left/);
    await context.close();
  });

  it("a forgotten password is set by a link, which ends all other sessions and works once", async () => {
    const { email } = await someone();
    const other = await visitor();
    await signIn(other.page, email);
    const { page, context } = await visitor();
    await page.goto("/account/reset");
    await look(page, "reset");
    await page.fill("input[name=email]", email);
    await follow(page, "main form button");
    assert.equal(await title(page), "Check your inbox");
    await look(page, "sent");
    const link = await linkSentTo(mailbox, email, "/account/reset");
    await page.goto(link);
    await page.fill("input[name=password]", "password12345");
    await follow(page, "main form button");
    assert.match((await page.textContent(".summary")) ?? "", /appeared in a data leak/);
    await look(page, "reset-breached");
    await page.fill("input[name=password]", "a kettle for seven birds");
    await page.click("main form button");
    await page.waitForURL("**/account/ways*");
    await other.page.goto("/account/sessions");
    assert.match(other.page.url(), /sign-in/);
    await page.goto(link);
    assert.equal(await title(page), "This link is no longer valid");
    await look(page, "bad-link");
    await signIn(other.page, email, "a kettle for seven birds");
    await other.context.close();
    await context.close();
  });

  it("a link by mail signs in once, with a button", async () => {
    const { email } = await someone();
    const { page, context } = await visitor();
    await page.goto("/account/link");
    await page.fill("input[name=email]", email);
    await page.click("main form button");
    const link = await linkSentTo(mailbox, email, "/account/link");
    await page.goto(link);
    await page.goto(link);
    await look(page, "mail-link");
    await page.click("main form button");
    await page.waitForURL(isHome);
    await context.close();
  });

  it("an address is changed by a link to the new one, and the old one is told", async () => {
    const { email, userId } = await someone();
    const { page, context } = await visitor();
    await signIn(page, email);
    await page.goto("/account/address");
    await look(page, "address");
    const fresh = `new-${userId}@example.test`;
    await page.fill("input[name=email]", fresh);
    await page.click("main form button");
    await page.goto(await linkSentTo(mailbox, fresh, "/account/address"));
    await look(page, "address-confirm");
    await follow(page, "main form button");
    assert.equal(await title(page), "Your address has changed");
    const told = () => mailbox.messages.find(({ to }) => to.includes(email));
    for (const until = Date.now() + 20_000; !told() && Date.now() < until;) await page.waitForTimeout(50);
    assert.match(readable(told()!.raw), /was changed/);
    assert.doesNotMatch(readable(told()!.raw), new RegExp(fresh));
    await context.clearCookies();
    await signIn(page, fresh);
    await context.close();
  });

  it("a provider signs in who has an account, makes one where it is trusted, and one that is away is shown as away", async () => {
    const { email } = await someone();
    const { page, context } = await visitor();
    site.person = { sub: `sub of ${email}`, email, email_verified: true };
    await page.goto("/account/sign-in");
    assert.match((await page.textContent("main")) ?? "", /Elsewhere cannot be reached right now/);
    await page.click("text=Continue with Work");
    await page.waitForURL(isHome);
    await page.goto("/account/sessions");
    assert.match((await page.textContent("main")) ?? "", new RegExp(email));
    await context.clearCookies();
    site.person = { sub: "stranger", email: "stranger@example.test", email_verified: true };
    await page.goto("/account/sign-in");
    await page.click("text=Continue with Work");
    await page.waitForSelector("text=You have no account here");
    await look(page, "no-account");
    await context.clearCookies();
    home.person = { sub: "newcomer", email: "newcomer@trusted.test", email_verified: true, name: "New Comer" };
    await page.goto("/account/sign-in");
    await page.click("text=Continue with Home");
    await page.waitForURL(isHome);
    await page.goto("/account/sessions");
    assert.match((await page.textContent("main")) ?? "", /newcomer@trusted.test/);
    await page.goto("/account/ways");
    await look(page, "ways-provider");
    await context.close();
  });

  it("says all of it in German", async () => {
    const { email } = await someone();
    const { page, context } = await visitor();
    await signIn(page, email);
    for (const path of ["ways", "sign-in", "recovery", "reset", "link", "address", "password", "sent", "prove"]) {
      if (path === "sign-in") await context.clearCookies();
      await page.goto(`/account/${path}?lang=de`);
      assert.equal(await page.getAttribute("html", "lang"), "de", path);
      await look(page, `de-${path}`);
    }
    await context.close();
  });
});
