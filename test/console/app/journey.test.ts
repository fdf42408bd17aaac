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
      await addDoor(owner, at, hub.port);
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

/** Comes by the set-up link, with a device that keeps passkeys; has one, and is in the console. */
async function newOwner(at: ConsoleServer, looking: Looking): Promise<Page> {
  const { setUps } = await at.server.store.accounts();
  const url = at.server.publicUrl;
  const context = await at.context({ ...looking, as: "nobody" });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  await page.goto(setUpLink(url, await setUps.create({ kind: "operator" })));
  await page.locator("[name=name]").fill("Olga");
  await page.locator("[name=email]").fill(`olga-${Date.now()}@example.test`);
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("[name=organization]").fill("Berg");
  await page.locator("main form button").last().click();
  await page.waitForURL("**/console/welcome*");
  await page.goto(`${url}/account/ways`);
  await page.locator("#passkey-name").fill("Olga");
  await page.locator("[data-passkey] button").click();
  await page.locator("h3", { hasText: "Olga" }).waitFor();
  await page.goto(`${url}/`);
  await shown(page);
  return page;
}

/** A door that the hub has, in two taps. */
async function addDoor(page: Page, at: ConsoleServer, port: number): Promise<void> {
  const { origin } = new URL(page.url());
  const { organizations } = (await (await page.request.get(`${origin}/session`)).json()) as {
    readonly organizations: readonly { readonly organizationId: string }[];
  };
  const signed = await page.request.post(`${origin}/session/token`, {
    data: { organizationId: organizations[0]!.organizationId },
  });
  const { token } = (await signed.json()) as { readonly token: string };
  const body = {
    kind: "home-assistant",
    name: "Home",
    settings: { url: `http://127.0.0.1:${port}` },
    secrets: { token: TOKEN },
  };
  const hub = await at.server.call("POST", "/hubs", { token, body });
  assert.equal(hub.status, 201, hub.text);
  await page.goto(`${origin}/console/doors?view=add`);
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
