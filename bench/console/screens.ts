/** The screens of many doors and keys. */
import type { Page } from "playwright-core";
import { type ConsoleServer, shown } from "../../test/console/app/console.ts";
import { heap } from "../../test/console/app/heap.ts";
import { median } from "../measure.ts";
import { GROWN_MIB, LONGEST_FRAME, longestFrame, type Note, scroll, timed, watch } from "./in-page.ts";

const TRIES = 5;
const CLICK_MS = 300;
const clickOn = (path: string) => `document.querySelector('nav a[href="${path}"]').click()`;

/** Home and the list of doors, each from nothing known. */
export async function measureDoors(at: ConsoleServer, note: Note): Promise<void> {
  const [first, doors, frames]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < TRIES; i++) {
    const page = await at.open("/console/more", { size: "desk" });
    await watch(page);
    first.push(await timed(page, clickOn("/"), `document.querySelector(".door-night a")`));
    doors.push(await timed(page, clickOn("/console/doors"), `document.querySelector(".door-row")`));
    await scroll(page, 1_000);
    frames.push(await longestFrame(page));
    await page.context().close();
  }
  note("from the click to Tonight's doors, ms, the slowest", Math.max(...first), CLICK_MS);
  note("from the click to the list of doors, ms, the slowest", Math.max(...doors), CLICK_MS);
  note("the longest frame of both, ms", Math.max(...frames), LONGEST_FRAME);
}

export async function measureKeys(at: ConsoleServer, keys: number, note: Note): Promise<void> {
  const page = await at.open("/", { size: "desk" });
  await watch(page);
  const times: number[] = [];
  for (let i = 0; i < TRIES; i++) {
    times.push(await timed(page, clickOn("/console/keys"), `document.querySelector("[data-row] a")`));
    await page.getByRole("link", { name: "Tonight" }).click();
    await shown(page);
  }
  note("from the click to the list of keys, ms, the slowest", Math.max(...times), CLICK_MS);
  await page.getByRole("link", { name: "Keys", exact: true }).click();
  await page.locator("[data-row] a").first().waitFor();
  const toEnd = `scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" })`;
  const isThere = `document.querySelector('[data-row="${keys - 1}"] a')`;
  note("jump to the end, ms", await timed(page, toEnd, isThere), CLICK_MS);
  await page.evaluate("scrollTo({ top: 0, behavior: 'instant' })");
  note("search as one types, ms, the slowest", await slowestSearch(page), 1_000);
  await scroll(page, 5_000);
  const before = await heap(page);
  await longestFrame(page);
  await scroll(page, 10_000);
  note("ten seconds of scrolling, the longest frame, ms", await longestFrame(page), LONGEST_FRAME);
  note("memory more after it, MiB", (await heap(page)) - before, GROWN_MIB);
  await page.context().close();
}

/** From the last letter to the rows, with what is waited for more letters. */
async function slowestSearch(page: Page): Promise<number> {
  const typed: number[] = [];
  for (const word of ["berta room 77", "anna", "zzz"]) {
    const begun = performance.now();
    await page.getByRole("searchbox").fill(word);
    await page.waitForURL(`**search=${encodeURIComponent(word).replaceAll("%20", "+")}`);
    await page.locator(`[data-row] a, .empty`).first().waitFor();
    typed.push(performance.now() - begun);
  }
  await page.getByRole("searchbox").fill("");
  await page.locator("[data-row] a").first().waitFor();
  return Math.max(...typed);
}

/** What the machine takes of it: a person's choices between are not counted. */
export async function measureNewKey(at: ConsoleServer, note: Note): Promise<void> {
  const times: number[] = [];
  const page = await at.open("/", { size: "desk" });
  const submit = `document.querySelector("main form button[type=submit]")`;
  for (let i = 0; i < TRIES; i++) {
    await page.goto(new URL("/", page.url()).href);
    await shown(page);
    await watch(page);
    const n = `document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }))`;
    const form = await timed(page, n, submit);
    if (i === 0) {
      await page.getByRole("button", { name: "Choose doors" }).click();
      await page.getByRole("dialog").getByRole("searchbox").fill("77");
      await page.getByRole("dialog").getByRole("checkbox").first().check();
      await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
    }
    await page.locator(".chips button.icon").waitFor();
    times.push(form + (await timed(page, `${submit}.click()`, `document.querySelector("svg.qr")`)));
  }
  note("from n to a QR code, ms of the machine's time, the slowest", Math.max(...times), 1_000);
  note("from n to a QR code, ms of the machine's time, the median", median(times), 1_000);
  await page.context().close();
}
