/**
 * The whole way, as an owner and a guest walk it: set up, a passkey, a door that a hub has, a key, its QR code before a
 * camera, the opening as it happens, the key taken back and given again.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { default as jsqr } from "jsqr";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { FRONT, type StandIn, startStandIn, TOKEN } from "../../../src/devices/home-assistant/testing/stand-in.ts";
import { setUpLink } from "../../../src/identity/accounts/accounts.ts";
import { PHONE } from "../../chromium.ts";
import { PASSWORD } from "../people.ts";
import { addAuthenticator } from "./authenticator.ts";
import { type ConsoleServer, type Looking, shown, startConsole } from "./console.ts";

const TEXTS = {
  en: {
    doors: "Doors",
    activity: "Activity",
    more: "More",
    newKey: "New key",
    make: "Make the key",
    made: "The key is made",
    look: "See the key",
    takeBack: "Take back",
    undo: "Undo",
    undone: "Not taken back: it is as it was",
    opened: "Opened",
    passkey: "Name of the passkey",
    hasPasskey: "You have a passkey.",
    codes: "Make recovery codes",
    kept: "I have kept it",
    hub: "Find doors at a hub",
    address: "Address",
    token: "Access token",
    save: "Save",
    check: "Check now",
    fine: "The hub answers.",
    find: "Find devices and add doors",
  },
  de: {
    doors: "Türen",
    activity: "Verlauf",
    more: "Mehr",
    newKey: "Neuer Schlüssel",
    make: "Schlüssel ausstellen",
    made: "Der Schlüssel ist fertig",
    look: "Schlüssel ansehen",
    takeBack: "Zurücknehmen",
    undo: "Rückgängig",
    undone: "Nicht zurückgenommen: alles ist wie zuvor",
    opened: "Geöffnet",
    passkey: "Name des Passkeys",
    hasPasskey: "Sie haben einen Passkey.",
    codes: "Wiederherstellungscodes erstellen",
    kept: "Ich habe es aufbewahrt",
    hub: "Türen an einem Hub finden",
    address: "Adresse",
    token: "Zugangstoken",
    save: "Speichern",
    check: "Jetzt prüfen",
    fine: "Der Hub antwortet.",
    find: "Geräte finden und Türen anlegen",
  },
} as const;

const PLACES = {
  "on a phone, by night, in German": { size: "phone", colorScheme: "dark", language: "de" },
  "at a desk, by day, in English": { size: "desk", colorScheme: "light", language: "en" },
} as const satisfies Readonly<Record<string, Looking>>;

describe("from the first visit to a guest's opening, and back", () => {
  let at: ConsoleServer;
  let hub: StandIn;
  before(async () => {
    [at, hub] = await Promise.all([startConsole({ env: { OUTBOUND_ALLOW: "127.0.0.1" } }), startStandIn()]);
  });
  afterEach(() => assert.deepEqual(at.faults(), []));
  after(async () => {
    await at.close();
    await hub.close();
  });

  for (const [where, looking] of Object.entries(PLACES))
    it(where, async () => {
      const { language } = looking;
      const t = TEXTS[language];
      const before = hub.moves.length;
      const moved = () => hub.moves.length - before;
      const owner = await newOwner(at, looking);
      await addDoor(owner, hub.port, language);
      const go = async (name: string) => {
        const menu = owner.getByRole("navigation");
        const link = menu.getByRole("link", { name, exact: true });
        if (await link.isVisible()) return link.click();
        await menu.getByRole("link", { name: t.more, exact: true }).click();
        await owner.locator("main").getByRole("link", { name, exact: true }).click();
      };

      await owner.getByRole("navigation").getByRole("link", { name: t.newKey, exact: true }).click();
      await owner.getByRole("button", { name: t.make }).click();
      await owner.getByRole("heading", { name: t.made }).waitFor();
      const link = await scanned(owner);

      const guest = await at.browser.newPage({ viewport: PHONE, locale: language });
      await guest.goto(link);
      await owner.getByRole("link", { name: t.look }).click();
      const key = new URL(owner.url());
      await go(t.activity);
      await shown(owner);
      await guest.locator("[data-slide] .plain").click();
      await guest.locator(".message.good h1").waitFor();
      assert.equal(moved(), 1);
      await owner.locator(".activity-rows").getByText(t.opened).first().waitFor();

      await owner.goto(key.href);
      await shown(owner);
      await guest.goto(link);
      await owner.getByRole("button", { name: t.takeBack }).click();
      const undo = owner.locator(".toasts").getByRole("button", { name: t.undo });
      await undo.waitFor();
      await guest.locator("[data-slide] .plain").click();
      await guest.locator(".message.bad h1").waitFor();
      assert.equal(moved(), 1, "the door is still shut");
      await undo.click();
      await owner.getByText(t.undone).waitFor();
      await guest.goto(link);
      await guest.locator("[data-slide] .plain").click();
      await guest.locator(".message.good h1").waitFor();
      assert.equal(moved(), 2);
      await Promise.all([owner.context().close(), guest.context().close()]);
    });
});

/** Comes by the set-up link, with a device that keeps passkeys; has one, and recovery codes, by the first steps. */
async function newOwner(at: ConsoleServer, looking: Looking): Promise<Page> {
  const t = TEXTS[looking.language ?? "en"];
  const { setUps } = await at.server.store.accounts();
  const context = await at.context({ ...looking, as: "nobody" });
  const page = await context.newPage();
  await addAuthenticator(page);
  await page.goto(setUpLink(at.server.publicUrl, await setUps.create({ kind: "operator" })));
  await page.locator("[name=name]").fill("Olga");
  await page.locator("[name=email]").fill(`olga-${Date.now()}@example.test`);
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("[name=organization]").fill("Berg");
  await page.locator("main form button").last().click();
  await page.waitForURL("**/console/welcome*");
  await shown(page);
  await page.getByLabel(t.passkey).fill("Olga");
  await page.getByLabel(t.passkey).press("Enter");
  await page.getByText(t.hasPasskey).waitFor();
  await page.getByRole("button", { name: t.codes }).click();
  await page.getByRole("button", { name: t.kept }).click();
  return page;
}

/** From the first steps to the hub in the house, and the door that it has. */
async function addDoor(page: Page, port: number, language: keyof typeof TEXTS): Promise<void> {
  const t = TEXTS[language];
  await page.getByRole("link", { name: t.hub }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel(t.address, { exact: true }).fill(`http://127.0.0.1:${port}`);
  await form.getByLabel(t.token, { exact: true }).fill(TOKEN);
  await form.getByRole("button", { name: t.save }).click();
  await page.waitForURL(/\/console\/hubs\/[^/?]+$/);
  await page.getByRole("button", { name: t.check }).click();
  await page.getByText(t.fine).waitFor();
  await page.getByRole("link", { name: t.find }).click();
  await page.locator(".found", { hasText: FRONT }).getByRole("button").click();
  await page.locator(".found", { hasText: FRONT }).getByRole("link").waitFor();
}

/** What a camera before the screen reads. */
async function scanned(page: Page): Promise<string> {
  const code = page.locator("svg.qr").first();
  await code.scrollIntoViewIfNeeded();
  const { data, width, height } = PNG.sync.read(await page.screenshot());
  const found = jsqr.default(new Uint8ClampedArray(data), width, height);
  assert.ok(found, "no QR code can be read");
  return found.data;
}
