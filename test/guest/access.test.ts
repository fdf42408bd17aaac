/** What checkers of accessibility do not see: the way of the keyboard, what is read out, sizes, colours and movement. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { becomes, UNLOCKED } from "../at-the-door.ts";
import { launchChromium, PHONE } from "../chromium.ts";
import { type GuestStates, guestStates } from "./states.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

/** In CSS pixels, as phones' own guides ask for. */
const TARGET = 44;
const NARROW = { width: 320, height: 640 };
const CONTROLS = "a, button, summary, input:not([type=hidden])";

/** Once the page has moved to where it is. */
const FOCUSED = `(async () => {
  for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
  const { activeElement: element } = document;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { top, left, bottom, width } = element.getBoundingClientRect();
  return {
    name: element.ariaLabel ?? (element.labels?.[0] ?? element).textContent.trim(),
    ring: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
    place: [Math.round(top + scrollY), left],
    // With its ring.
    isSeen: width > 0 && top >= 6 && bottom <= innerHeight - 6,
  };
})()`;

const FOCUSED_STYLE = `(element) => {
  element.focus();
  const { borderTopStyle, textDecorationLine, outlineStyle } = getComputedStyle(element);
  return { name: element.innerText, borderTopStyle, textDecorationLine, outlineStyle, localName: element.localName };
}`;

const BOX = `(element) => {
  const { width, height } = element.getBoundingClientRect();
  return { name: element.innerText, width, height };
}`;

interface Box {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** A PIN is another in every run. */
const PIN_ALIKE = `(() => {
  document.querySelector(".digits")?.replaceChildren("1234 5678");
  for (const pin of document.querySelectorAll(".pin-digits")) {
    pin.ariaLabel = "1 2 3 4";
    pin.replaceChildren("1234 5678");
  }
})()`;

interface Focused {
  readonly name: string;
  readonly ring: number;
  readonly place: readonly [top: number, left: number];
  readonly isSeen: boolean;
}

/** What is read out of a page's main part, in two languages. */
const READ_OUT: readonly (readonly [state: string, language: string, tree: string])[] = [
  [
    "three-doors",
    "en",
    `
- paragraph: You are invited
- heading "3 doors" [level=1]
- list:
  - listitem:
    - heading "Front door" [level=2]
    - button "Open Front door"
    - paragraph:
      - text: Or use the PIN
      - img "1 2 3 4": 1234 5678
      - text: at the keypad.
  - listitem:
    - heading "Lift" [level=2]
    - paragraph:
      - text: Use the PIN
      - img "1 2 3 4": 1234 5678
      - text: at the keypad.
  - listitem:
    - heading "Flat 4" [level=2]
    - button "Open Flat 4"
- heading "PIN" [level=2]
- paragraph: 1234 5678
- button "Copy"
- paragraph: "Enter it on the keypad at the entrance. It opens: Front door and Lift."
- term: When
- definition:
  - time: Thu 24 Dec, 14:00
  - text: until
  - time: Sun 27 Dec, 15:00
  - text: local time at the door`,
  ],
  [
    "valid",
    "de",
    `
- paragraph: Sie sind eingeladen
- heading "Front door" [level=1]
- 'button "Öffnen: Front door"'
- term: Wann
- definition:
  - time: Do., 24. Dez., 14:00
  - text: bis
  - time: So., 27. Dez., 15:00
  - text: Ortszeit an der Tür
- term: Öffnungen
- definition: noch 3 Öffnungen
- term: Hinweis
- definition: Welcome, Anna! The light switch is on the left.`,
  ],
  [
    "opened",
    "de",
    `
- heading "Die Tür ist entriegelt" [level=1]
- paragraph: Drücken Sie gegen die Tür oder ziehen Sie daran. Sie verriegelt sich in 5 Sekunden wieder.
- paragraph:
  - text: Front door
  - time: Do., 24. Dez., 15:00
- paragraph:
  - link "Zurück zum Schlüssel":
    - /url: the key`,
  ],
];

describe("the guest's page for everybody", () => {
  let states: GuestStates;
  let server: TestServer;
  let org: Credentials;
  let browser: Browser;
  before(async () => {
    [states, server, browser] = await Promise.all([
      guestStates(),
      startServer({ env: { SIMULATOR_TRAVEL_MS: "300" } }),
      launchChromium(),
    ]);
    org = await server.organization("acme");
    await server.lock(1, { orgId: "acme", name: "Front door" });
  });
  after(async () => {
    await browser.close();
    await server.close();
    await states.close();
  });

  async function withPage(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ viewport: PHONE, locale: "en-GB", ...options });
    try {
      await use(await context.newPage());
    } finally {
      await context.close();
    }
  }

  async function visit(page: Page, state: string, language = "en"): Promise<void> {
    const path = states.paths[state]!;
    const credentials = states.asUser.has(state) ? { authorization: `Bearer ${states.user.token}` } : {};
    await page.context().setExtraHTTPHeaders({ prefer: "respond-async", ...credentials });
    await page.goto(`${states.server.url}${path}${path.includes("?") ? "&" : "?"}lang=${language}`);
  }

  it("is walked by keyboard in the order of reading, with a ring around where one is, in forced colours too", async () => {
    await withPage({}, async (page) => {
      for (const state of Object.keys(states.paths)) {
        await page.emulateMedia({ forcedColors: "none" });
        await visit(page, state);
        const controls = await visibleControls(page).count();
        let last: readonly [number, number] = [-1, -1];
        for (let tabs = 0; tabs < controls; tabs++) {
          await page.keyboard.press("Tab");
          const { name, ring, place, isSeen } = await page.evaluate<Focused>(FOCUSED);
          const what = `${state}: ${name}`;
          assert.ok(name.length > 0, `${what}: nameless`);
          assert.ok(ring >= 2, `${what}: no ring`);
          assert.ok(isSeen, `${what}: out of sight`);
          // Further on each time, so after as many steps as there are controls all were met.
          assert.ok(place[0] > last[0] || (place[0] === last[0] && place[1] > last[1]), `${what}: out of order`);
          last = place;
        }
        await page.emulateMedia({ forcedColors: "active" });
        await assertForcedColours(page, state);
      }
    });
  });

  for (const key of ["Enter", "Space"])
    it(`opens by ${key}, and goes back`, async () => {
      const uuid = await server.key(1, org);
      await withPage({}, async (page) => {
        await page.goto(`${server.url}/temp-keys/${uuid}`);
        await page.keyboard.press("Tab");
        await page.keyboard.press(key);
        await becomes(page, UNLOCKED);
        assert.equal((await server.ledger.read.tempKey(uuid))!.state.usedCount, 1);
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.getByRole("button", { name: "Open Front door" }).waitFor();
      });
    });

  it("lets the language be chosen by keyboard", async () => {
    await withPage({}, async (page) => {
      await visit(page, "revoked");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      const { name } = await page.evaluate<Focused>(FOCUSED);
      await page.keyboard.press("Enter");
      await page.waitForFunction("document.documentElement.lang !== 'en'");
      assert.ok((await page.locator(".languages summary").innerText()).endsWith(name));
    });
  });

  for (const [state, language, tree] of READ_OUT)
    it(`is read out as it looks: ${state} in ${language}`, async () => {
      await withPage({}, async (page) => {
        await visit(page, state, language);
        await page.evaluate(PIN_ALIKE);
        // Its children: the snapshot of the main part begins with itself.
        const [, ...lines] = (await page.locator("main").ariaSnapshot()).split("\n");
        const read = lines.map((line) => line.slice(2).replace(/\/temp-keys\/\S+/, "the key"));
        assert.equal(`\n${read.join("\n")}`, tree);
      });
    });

  it("has controls in every state that a thumb can hit, on wide phones and narrow ones", async () => {
    await withPage({ hasTouch: true, isMobile: true }, async (page) => {
      for (const state of Object.keys(states.paths)) {
        await page.setViewportSize(PHONE);
        await visit(page, state);
        await page.evaluate("for (const list of document.querySelectorAll('details')) list.open = true");
        for (const viewport of [PHONE, NARROW]) {
          await page.setViewportSize(viewport);
          for (const { name, width, height } of await eachVisible<Box>(page, BOX))
            assert.ok(
              width >= TARGET && height >= TARGET,
              `${state} at ${viewport.width}: ${name} is ${width} by ${height}`,
            );
        }
      }
    });
  });

  it("moves only for those who do not mind", async () => {
    const running: number[] = [];
    for (const reducedMotion of ["no-preference", "reduce"] as const)
      await withPage({ reducedMotion }, async (page) => {
        await page.route(/\/open$/, () => {}); // never answered: the control waits
        await page.goto(`${server.url}/temp-keys/${await server.key(1, org)}`);
        await page.getByRole("button", { name: /^Open / }).click();
        await page.locator(".sent").waitFor();
        await page.waitForTimeout(200);
        running.push(await page.evaluate<number>("document.getAnimations().length"));
        assert.equal(await page.locator(".status").innerText(), "Sending the request to the lock…");
      });
    assert.ok(running[0]! > 0);
    assert.equal(running[1], 0);
  });
});

/** What can be pressed shows that, and where one is. */
async function assertForcedColours(page: Page, state: string): Promise<void> {
  for (const one of await eachVisible<Record<string, string>>(page, FOCUSED_STYLE)) {
    const { name, borderTopStyle, textDecorationLine, outlineStyle, localName } = one;
    const what = `${state}: ${name}`;
    assert.notEqual(outlineStyle, "none", what);
    // Links and lists that open have colours and signs of their own there.
    const looksLikeOne = borderTopStyle !== "none" || textDecorationLine === "underline";
    assert.ok(looksLikeOne || localName === "summary", `${what} does not look like a control`);
  }
  const borders = `[...document.querySelectorAll("main, .track")].map((one) => getComputedStyle(one).borderTopStyle)`;
  for (const border of await page.evaluate<string[]>(borders)) assert.equal(border, "solid", state);
}

/** Those that can be seen, which leaves out what is in a closed list. */
function visibleControls(page: Page): Locator {
  return page.locator(CONTROLS).filter({ visible: true });
}

/** What a function of the page tells of each control that can be seen, asked for at once: there are hundreds. */
async function eachVisible<T>(page: Page, tell: string): Promise<T[]> {
  const controls = `[...document.querySelectorAll(${JSON.stringify(CONTROLS)})]`;
  const isVisible = "(element) => element.checkVisibility({ visibilityProperty: true })";
  const told = await page.evaluate<T[]>(`${controls}.filter(${isVisible}).map(${tell})`);
  assert.equal(told.length, await visibleControls(page).count());
  return told;
}
