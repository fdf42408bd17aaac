/** A console in Chromium, with people signed in at a server of a test. What goes wrong in its pages by itself is kept, to be told. */
import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Role } from "../../../src/domain/actor.ts";
import { launchChromium, PHONE } from "../../chromium.ts";
import { startServer, type TestServer, type TestServerOptions } from "../../harness.ts";
import { operator, type Person, somebody, tokenOf, QUICK_HASHING } from "../people.ts";

export const DESK = { width: 1280, height: 800 };

/** How somebody looks at the console. */
export interface Looking {
  /** Left out, the owner. */
  readonly as?: Pick<Person, "cookie"> | "nobody";
  readonly size?: "phone" | "desk";
  readonly colorScheme?: "light" | "dark";
  readonly language?: "en" | "de";
  /** The zone of the browser; left out, that of a test's locks. */
  readonly timeZone?: string;
}

/** An organisation with an owner; nothing else is there yet. */
export interface ConsoleServer {
  readonly server: TestServer;
  readonly browser: Browser;
  readonly orgId: string;
  /** They host the server too. */
  readonly owner: Person;
  /** The owner's bearer token: a new one each time, for it does not last. */
  token(): Promise<{ readonly token: string }>;
  /** Somebody new in the organisation. */
  member(role: Role): Promise<Person>;
  /** A browser of somebody's. */
  context(looking?: Looking): Promise<BrowserContext>;
  /** One of the console's pages in a browser of its own. @param path such as `/` or `/console/keys` */
  open(path: string, looking?: Looking): Promise<Page>;
  /** What went wrong in the pages of a browser, or of all, since it was asked for last: errors, refusals by the policy, and whatever was told in the browser's console. */
  faults(of?: BrowserContext): string[];
  close(): Promise<void>;
}

/** Answers that a test asked for are told in the browser's console too. */
const NETWORK = /the server responded with a status of [345]\d\d|net::ERR_/;

export async function startConsole(options: TestServerOptions = {}): Promise<ConsoleServer> {
  const [server, browser] = await Promise.all([startServer({ hashing: QUICK_HASHING, ...options }), launchChromium()]);
  const owner = await operator(server, "Seaside Flats");
  const { orgId } = (await server.organizations.members.of(owner.userId))[0]!;
  const faults: { readonly of: BrowserContext; readonly told: string }[] = [];

  async function context({ as = owner, ...looking }: Looking = {}): Promise<BrowserContext> {
    const { size = "phone", colorScheme = "light", language = "en", timeZone = "Europe/Athens" } = looking;
    const made = await browser.newContext({
      viewport: size === "phone" ? PHONE : DESK,
      hasTouch: size === "phone",
      locale: language === "en" ? "en-GB" : "de-AT",
      timezoneId: timeZone,
      colorScheme,
    });
    if (as !== "nobody") for (const url of [server.url, server.publicUrl]) await made.addCookies(cookiesOf(as, url));
    made.on("weberror", (error) => faults.push({ of: made, told: String(error.error().stack) }));
    made.on("console", (message) => {
      const isBad = message.type() === "error" || message.type() === "warning";
      if (isBad && !NETWORK.test(message.text())) faults.push({ of: made, told: message.text() });
    });
    return made;
  }

  return {
    server,
    browser,
    orgId,
    owner,
    context,
    token: async () => ({ token: await tokenOf(server, owner, orgId) }),
    async member(role) {
      const person = await somebody(server);
      assert.equal(await server.organizations.members.put(orgId, person.userId, role, server.clock.now()), "done");
      return person;
    },
    async open(path, looking) {
      const page = await (await context(looking)).newPage();
      await page.goto(server.url + path);
      await shown(page);
      return page;
    },
    faults: (asked) =>
      faults.splice(0).flatMap((one) => {
        if (asked === undefined || one.of === asked) return [one.told];
        faults.push(one);
        return [];
      }),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** A console for the tests of whoever calls it, with a browser context for each; a test in whose pages something goes wrong by itself fails. */
export function withConsole(options?: TestServerOptions): ConsoleServer {
  const one: { console?: ConsoleServer } = {};
  before(async () => void (one.console = await startConsole(options)));
  afterEach(async (test) => {
    if ("passed" in test && !test.passed) await tellWhatIsShown(one.console!.browser);
    await Promise.all(one.console!.browser.contexts().map((context) => context.close()));
    assert.deepEqual(one.console!.faults(), []);
  });
  after(() => one.console?.close());
  return new Proxy({} as ConsoleServer, { get: (_, name) => Reflect.get(one.console!, name) });
}

/** Where a test failed, what a person would have seen: logs are all that is left of it. */
async function tellWhatIsShown(browser: Browser): Promise<void> {
  for (const page of browser.contexts().flatMap((context) => context.pages())) {
    const text = await page.locator("main").last().innerText({ timeout: 5_000 }).catch(String);
    console.error(`${page.url()} showed: ${text.replaceAll(/\s+/g, " ").slice(0, 1_500)}`);
  }
}

/** Wait until a screen is there, and nothing of it is under way. */
export async function shown(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.locator("body:not(:has(.waiting))").waitFor();
}

function cookiesOf({ cookie }: Pick<Person, "cookie">, url: string) {
  return cookie.split("; ").flatMap((one) => {
    const [name, value] = one.split(/=(.*)/s);
    return name && value ? [{ name, value, url }] : [];
  });
}
