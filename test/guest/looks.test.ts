/**
 * What the guest's page looks like, against pictures of how it should: `UPDATE_LOOKS=1` takes them anew, to be looked
 * at before they are committed.
 *
 * Pages are drawn in DejaVu here, which Debian's Chromium brings with it. A machine that draws it otherwise, or does not
 * have it, says so and compares the styles of all elements alone, which are compared everywhere: a picture forgives small
 * differences of colour.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import pixelmatch from "pixelmatch";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { PNG } from "pngjs";
import { launchChromium, PHONE } from "../chromium.ts";
import { startServer, type TestServer } from "../harness.ts";
import { StillClock } from "../manual-clock.ts";

const UPDATE = process.env["UPDATE_LOOKS"] === "1";
const FOLDER = "test/guest/looks";
const FACTS = join(FOLDER, "facts.json");
/** How much of a picture may differ. */
const TOLERANCE = 0.005;
const NOW = Date.UTC(2026, 11, 24, 13, 0);
const HOUR = 3_600_000;
const LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitänswohnungseingangstür 12b";

const FONTS = `
  html { font-family: "DejaVu Sans", sans-serif !important }
  h1 { font-family: "DejaVu Serif", serif !important }
  .digits { font-family: "DejaVu Sans Mono", monospace !important }`;

const PROBE = `(() => {
  const pen = document.createElement("canvas").getContext("2d");
  return ["DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono"].map((font) => {
    pen.font = "40px '" + font + "', cursive";
    return Math.round(pen.measureText("Quick wharf, ĄŁŻ, Ξένος, مفتاح").width);
  }).join(" ");
})()`;

/** What the style says of every kind of element, leaving out whatever depends on the width of a text. */
const STYLES = `(() => {
  const names = ["display", "color", "background-color", "border-top", "border-inline-start", "border-radius",
    "box-shadow", "margin-block", "padding", "min-height", "max-width", "font-size", "font-weight", "text-align"];
  const all = {};
  for (const element of document.querySelectorAll("body, main, main :not(svg *), footer, footer *")) {
    const style = getComputedStyle(element);
    const kind = [element.localName, ...element.classList].join(".");
    all[kind] ??= names.map((name) => style.getPropertyValue(name)).join(" | ");
  }
  return all;
})()`;

interface Facts {
  /** How wide the probe is in each of the fonts, in pixels. */
  readonly fonts: string;
  readonly styles: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

type Look = readonly [name: string, state: string, options?: BrowserContextOptions, language?: string];

const LOOKS: readonly Look[] = [
  ["key", "valid"],
  ["key-dark", "valid", { colorScheme: "dark" }],
  ["key-desk", "valid", { viewport: { width: 1_000, height: 700 }, hasTouch: false }],
  ["two-doors", "two-doors"],
  ["not-yet", "not-yet"],
  ["arabic", "two-doors", {}, "ar"],
  ["german", "long-name", {}, "de"],
  ["open", "open"],
  ["taken-back", "taken-back"],
];

describe("the look of the guest's page", () => {
  let server: TestServer;
  let browser: Browser;
  let paths: Record<string, string>;
  const known = UPDATE ? undefined : (JSON.parse(readFileSync(FACTS, "utf8")) as Facts);
  const taken: { fonts: string; styles: Record<string, Record<string, string>> } = { fonts: "", styles: {} };
  before(async () => {
    browser = await launchChromium();
    server = await startServer({ clock: new StillClock(NOW) });
    paths = await pathsOf(server);
  });
  after(async () => {
    await browser.close();
    await server.close();
    if (UPDATE) writeFileSync(FACTS, `${JSON.stringify(taken, undefined, 2)}\n`);
  });

  for (const [name, state, options = {}, language = "en"] of LOOKS)
    it(`of ${name} is as it was`, async (t) => {
      const context = await browser.newContext({
        viewport: PHONE,
        locale: "en-GB",
        reducedMotion: "reduce",
        colorScheme: "light",
        hasTouch: true,
        bypassCSP: true,
        ...options,
      });
      const page = await context.newPage();
      const path = paths[state]!;
      await page.goto(`${server.url}${path}${path.includes("?") ? "&" : "?"}lang=${language}`);
      await page.addStyleTag({ content: FONTS });
      // A PIN is made by chance, and of all texts only it.
      await page.evaluate(
        "document.querySelectorAll('.pin-digits').forEach((pin) => pin.replaceChildren('1234 5678'))",
      );
      const [fonts, styles, png] = [await fontsOf(page), await stylesOf(page), await page.screenshot(SHOT)];
      await context.close();
      if (UPDATE) {
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(join(FOLDER, `${name}.png`), png);
        taken.fonts = fonts;
        taken.styles[name] = styles;
        return;
      }
      assert.deepEqual(styles, known!.styles[name]);
      if (fonts === known!.fonts) assertSamePicture(name, png);
      else t.diagnostic(`The fonts here are not those of the pictures: only the styles of ${name} were compared`);
    });
});

const SHOT = { animations: "disabled", caret: "hide", scale: "css" } as const;

const fontsOf = (page: Page) => page.evaluate<string>(PROBE);
const stylesOf = (page: Page) => page.evaluate<Record<string, string>>(STYLES);

function assertSamePicture(name: string, png: Buffer): void {
  const [is, was] = [PNG.sync.read(png), PNG.sync.read(readFileSync(join(FOLDER, `${name}.png`)))];
  const { width, height } = was;
  assert.deepEqual([is.width, is.height], [width, height], name);
  const changes = new PNG({ width, height });
  const differing = pixelmatch(is.data, was.data, changes.data, width, height, { threshold: 0.2 });
  const share = differing / (width * height);
  if (share <= TOLERANCE) return;
  const folder = mkdtempSync(join(tmpdir(), "latchstring-looks-"));
  writeFileSync(join(folder, `${name}.png`), png);
  writeFileSync(join(folder, `${name}-changes.png`), PNG.sync.write(changes));
  assert.fail(`${(share * 100).toFixed(2)} % of ${name} looks otherwise: see ${folder}`);
}

const iso = (hours: number) => new Date(NOW + hours * HOUR).toISOString();

/** A path for each state. */
async function pathsOf(server: TestServer): Promise<Record<string, string>> {
  const org = await server.organization("acme");
  await server.lock(1, { orgId: "acme", name: "Front door" });
  await server.lock(2, { orgId: "acme", name: "Lift" });
  await server.lock(3, { orgId: "acme", name: LONG_NAME });
  const today = { validFrom: iso(-1), validUntil: iso(72) };
  const description = "Welcome, Anna!\nThe light switch is on the left.";
  const key = (terms: Record<string, unknown> = {}, lockId = 1) =>
    server.key(lockId, org, { ...today, description, ...terms });
  const doors = [{ lockId: "1", accessMethod: "both" }, { lockId: "2" }];
  const two = await server.call("POST", "/temp-keys", { ...org, body: { ...today, doors } });
  const [takenBack, opened] = [await key(), await key()];
  await server.call("DELETE", `/temp-keys/${takenBack}`, org);
  const orderId = randomUUID();
  await server.ledger.submit({ type: "openDoor", tempKeyUuid: opened, method: "key", orderId });
  const outcome = { ok: true, stage: "executed", by: "ack", latencyMs: 5 } as const;
  await server.ledger.submit({ type: "reportOrder", orderId, outcome });
  return {
    valid: `/temp-keys/${await key({ maxUses: 3 })}`,
    "two-doors": `/temp-keys/${two.json.uuid}`,
    "not-yet": `/temp-keys/${await key({ validFrom: iso(2) })}`,
    "long-name": `/temp-keys/${await key({ maxUses: 12 }, 3)}`,
    open: `/temp-keys/${opened}/confirmation?door=1&order=${orderId}`,
    "taken-back": `/temp-keys/${takenBack}`,
  };
}
