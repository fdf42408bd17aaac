/** The console's pages for whoever reads them: with a screen reader, by night, on the narrowest phone, in long words. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { assertFitForPeople, launchChromium, PHONE, withAxe } from "../chromium.ts";
import { startServer, type TestServer } from "../harness.ts";
import { operator, PASSWORD, type Person, signedIn, QUICK_HASHING } from "./people.ts";

const LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const LONG_EMAIL = `${"a".repeat(60)}@${"b".repeat(60)}.${"c".repeat(60)}.example.test`;
const AGENTS = [
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
  "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  "",
];

describe("the console's pages", () => {
  let server: TestServer;
  let browser: Browser;
  let olga: Person;
  before(async () => {
    server = await startServer({ hashing: QUICK_HASHING });
    browser = await launchChromium();
    olga = await operator(server, LONG);
    const { sessions } = await server.store.accounts();
    for (const userAgent of AGENTS) await sessions.begin(olga.userId, { userAgent });
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  async function setUp(setUpOf: "operator" | "way-in"): Promise<string> {
    const { setUps } = await server.store.accounts();
    const somebody = { kind: "way-in", userId: olga.userId, email: LONG_EMAIL } as const;
    return `/account/set-up?token=${await setUps.create(setUpOf === "operator" ? { kind: setUpOf } : somebody)}`;
  }

  async function invitation(): Promise<string> {
    const { orgId } = (await server.organizations.members.of(olga.userId))[0]!;
    const [id, secret] = [randomUUID(), randomUUID()];
    const invited = { id, orgId, email: LONG_EMAIL, role: "manager", secret, now: server.clock.now() } as const;
    await server.organizations.invitations.invite({ ...invited, invitedBy: "o", byOperator: true, mailed: false });
    return `/account/invitation?token=${secret}`;
  }

  /** Each by what it shows: how it comes about, for whoever is signed in or not. */
  const STATES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    "set-up": async (page) => void (await page.goto(server.url + (await setUp("operator")))),
    "set-up-wrong": async (page) => {
      await page.goto(server.url + (await setUp("operator")));
      await page.fill("#name", LONG);
      await page.fill("#email", LONG);
      await submit(page);
    },
    "way-in": async (page) => void (await page.goto(server.url + (await setUp("way-in")))),
    "bad-link": async (page) => void (await page.goto(`${server.url}/account/set-up?token=${randomUUID()}`)),
    "sign-in": async (page) => void (await page.goto(`${server.url}/account/sign-in`)),
    "sign-in-wrong": async (page) => {
      await page.goto(`${server.url}/account/sign-in`);
      await page.fill("#email", LONG_EMAIL);
      await page.fill("#password", PASSWORD);
      await submit(page);
    },
    invitation: async (page) => void (await page.goto(server.url + (await invitation()))),
    "invitation-other": async (page) => {
      await signIn(page);
      await page.goto(server.url + (await invitation()));
    },
    sessions: async (page) => {
      await signIn(page);
      await page.goto(`${server.url}/account/sessions`);
    },
    prove: async (page) => {
      await signIn(page);
      await page.goto(`${server.url}/account/prove`);
    },
    "not-found": async (page) => void (await page.goto(`${server.url}/account/nothing`)),
  };

  async function signIn(page: Page): Promise<void> {
    const [name, value] = olga.cookie.split(/=(.*)/s) as [string, string];
    await page.context().addCookies([{ name, value, url: server.url }]);
  }

  for (const [locale, colorScheme] of [
    ["en-GB", "light"],
    ["de-AT", "dark"],
  ] as const)
    describe(`in ${locale}, ${colorScheme}`, () => {
      let context: BrowserContext;
      let page: Page;
      let said: string[];
      before(async () => {
        olga = await signedIn(server, olga.email);
        context = await browser.newContext({ locale, colorScheme, viewport: PHONE });
        page = await withAxe(await context.newPage());
        page.on("console", (message) => {
          if (!/status of [34]\d\d/.test(message.text())) said.push(message.text());
        });
      });
      after(() => context.close());

      for (const [name, come] of Object.entries(STATES))
        it(`${name} is fit for people`, async () => {
          said = [];
          await context.clearCookies();
          await come(page);
          assert.equal(await page.getAttribute("html", "lang"), locale.slice(0, 2));
          assert.equal(await page.locator("h1").count(), 1);
          await assertFitForPeople(page, `account-${name}`);
          const wrong = page.getByRole("alert");
          if (name.endsWith("-wrong")) {
            assert.equal(await wrong.evaluate((one) => one === one.ownerDocument.activeElement), true);
            assert.match(await page.title(), locale === "en-GB" ? /^Please check what you entered: / : /^Bitte /);
          } else assert.equal(await wrong.count(), 0);
          for (const input of await page.locator("main input:not([type=hidden])").all())
            assert.match(
              (await input.getAttribute("autocomplete"))!,
              /^(name|username( webauthn)?|(new|current)-password|organization)$/,
            );
          assert.deepEqual(said, []);
        });
    });

  it("lead from one language to the other, which stays", async () => {
    const context = await browser.newContext({ locale: "en-GB", viewport: PHONE });
    const page = await context.newPage();
    await page.goto(`${server.url}/account/sign-in?next=%2Faccount%2Fprove`);
    await page.getByRole("link", { name: "Deutsch" }).click();
    assert.equal(await page.innerText("h1"), "Anmelden");
    await page.fill("#email", olga.email);
    await page.fill("#password", "nicht das richtige Passwort");
    await submit(page);
    assert.match(await page.getByRole("alert").innerText(), /stimmt nicht/);
    await page.fill("#password", PASSWORD);
    await submit(page);
    await page.waitForURL("**/account/prove?lang=de");
    assert.equal(await page.innerText("h1"), "Bitte bestätigen Sie, dass Sie es sind");
    await context.close();
  });

  it("name browsers and systems that people know", async () => {
    olga = await signedIn(server, olga.email);
    const { text } = await server.call("GET", "/account/sessions", {
      headers: { cookie: olga.cookie, accept: "text/html", "accept-language": "en" },
    });
    for (const name of ["Safari on iPhone", "Edge on Windows", "Firefox on Linux", "Unknown device"])
      assert.match(text, new RegExp(`<h2>${name}</h2>`));
  });
});

/** The page's last form is its own. */
async function submit(page: Page): Promise<void> {
  await page.locator("main form button").last().click();
}
