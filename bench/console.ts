/**
 * The console with many keys, in Chromium: `npm run bench:console`. A server on SQLite with 100,000 keys at 1,000 doors; then
 * 100 events a second for a minute. BENCH_KEYS and BENCH_SECONDS make it smaller. Run it alone: frames are measured.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { openForWriting } from "../src/database/sqlite/database.ts";
import { createCommitStore } from "../src/ledger/sqlite/commit-store.ts";
import { type ConsoleServer, shown, startConsole } from "../test/console/app/console.ts";
import { heap } from "../test/console/app/heap.ts";
import { publicTerms } from "../test/harness.ts";
import { fillWithLocks, fillWithStays } from "./fill.ts";
import { median, row, type Row } from "./measure.ts";

const LOCKS = 1_000;
const KEYS = Number(process.env["BENCH_KEYS"] ?? 100_000);
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 60);
const RATE = 100;
const TRIES = 5;
const SCROLL_MS = 10_000;
/** How much more memory may be in use afterwards, collected: what is kept on purpose, and no more with every event. */
const GROWN_MIB = 4;

/** In the page's own time: from a press to what it leads to, drawn. */
const PRESS = `globalThis.timed = async (press, isThere) => {
  const begun = performance.now();
  press();
  while (!isThere()) {
    await new Promise(requestAnimationFrame);
    if (performance.now() - begun > 20_000) throw new Error("never there: " + isThere);
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}`;
const IN_ORDER = `[...document.querySelectorAll("[data-row]")]`;

/** The longest frame while the window goes up and down, as fast as a finger throws it. */
const SCROLL = `(async (ms) => {
  const begun = performance.now();
  let [longest, last, frames, way] = [0, begun, 0, 1];
  while (performance.now() - begun < ms) {
    scrollBy({ top: way * 240, behavior: "instant" });
    if (scrollY <= 0) way = 1;
    if (++frames % 150 === 0) way = -way;
    const now = await new Promise(requestAnimationFrame);
    longest = Math.max(longest, now - last);
    last = now;
  }
  return { longest, frames };
})(${SCROLL_MS})`;

const rows: Row[] = [];
const at = await startConsole();
try {
  await fill(at);
  const page = await at.open("/", { size: "desk" });
  await page.evaluate(PRESS);
  await theList(page);
  await aNewKey(page);
  await page.context().close();
  await theActivity(at);
  const faults = at.faults();
  if (faults.length > 0) throw new Error(faults.join("\n"));
  mkdirSync(join(import.meta.dirname, "results"), { recursive: true });
  writeFileSync(join(import.meta.dirname, "results/console.json"), `${JSON.stringify(rows, null, 2)}\n`);
  process.exitCode = rows.every(({ reached }) => reached) ? 0 : 1;
} finally {
  console.table(rows);
  await at.close();
}

/** As another process does, through the real decisions. */
async function fill({ server, orgId }: ConsoleServer): Promise<void> {
  const db = openForWriting(join(server.dataDir, "latchstring.db"));
  db.pragma("synchronous = OFF");
  const store = createCommitStore(db);
  await fillWithLocks(store, LOCKS, orgId);
  await fillWithStays(store, { count: KEYS, locks: LOCKS });
  db.close();
  // The first question after that reads everything once.
  await server.call("GET", "/temp-keys/rows?limit=1", await at.token());
}

async function theList(page: Page): Promise<void> {
  const home = page.getByRole("link", { name: "Tonight" });
  const times: number[] = [];
  for (let i = 0; i < TRIES; i++) {
    times.push(
      await page.evaluate<number>(
        `timed(() => document.querySelector('nav a[href$="/console/keys"]').click(), () => document.querySelector("[data-row] a"))`,
      ),
    );
    await home.click();
    await shown(page);
  }
  rows.push(row("from the click to the list of keys, ms, the slowest", Math.max(...times), "<=", 300));
  await page.getByRole("link", { name: "Keys", exact: true }).click();
  await page.locator("[data-row] a").first().waitFor();
  const jump = await page.evaluate<number>(
    `timed(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" }), () => ${IN_ORDER}.some((one) => one.dataset.row === "${KEYS - 1}" && one.querySelector("a")))`,
  );
  rows.push(row("jump to the end, ms", jump, "<=", 1_000));
  await page.evaluate("scrollTo({ top: 0, behavior: 'instant' })");
  const typed: number[] = [];
  for (const word of ["berta room 77", "anna", "zzz"]) {
    const begun = performance.now();
    await page.getByRole("searchbox").fill(word);
    await page.waitForURL(`**search=${encodeURIComponent(word).replaceAll("%20", "+")}`);
    await page.locator(`[data-row] a, .empty`).first().waitFor();
    typed.push(performance.now() - begun);
  }
  rows.push(row("search as one types, ms, the slowest", Math.max(...typed), "<=", 1_000));
  await page.getByRole("searchbox").fill("");
  await page.locator("[data-row] a").first().waitFor();
  await page.evaluate(SCROLL.replace(String(SCROLL_MS), "2000"));
  const before = await heap(page);
  const { longest, frames } = await page.evaluate<{ longest: number; frames: number }>(SCROLL);
  rows.push(row(`ten seconds of scrolling (${frames} frames), the longest frame, ms`, longest, "<=", 100));
  rows.push(row("memory more after it, MiB", (await heap(page)) - before, "<=", GROWN_MIB));
}

/** What the machine takes of it: a person's choices between are not counted. */
async function aNewKey(page: Page): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < TRIES; i++) {
    await page.goto(new URL("/", page.url()).href);
    await shown(page);
    await page.evaluate(PRESS);
    const form = await page.evaluate<number>(
      `timed(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true })), () => document.querySelector("main form button[type=submit]"))`,
    );
    if (i === 0) {
      await page.getByRole("searchbox").first().fill("Lock 7");
      await page.getByRole("checkbox").first().check();
    }
    const code = await page.evaluate<number>(
      `timed(() => document.querySelector("main form button[type=submit]").click(), () => document.querySelector("svg.qr"))`,
    );
    times.push(form + code);
  }
  rows.push(row("from n to a QR code, ms of the machine's time, the slowest", Math.max(...times), "<=", 1_000));
  rows.push(row("from n to a QR code, ms, the median", median(times), "<=", 1_000));
}

/** As many events as that, and what is left of them in memory. */
async function theActivity({ server, open, token }: ConsoleServer): Promise<void> {
  const as = await token();
  const key = await server.key(1, as, publicTerms(Date.now()));
  const page = await open("/console/activity", { size: "desk" });
  const burst = async (seconds: number) => {
    for (let i = 0; i < seconds * RATE; i += 10) {
      const begun = performance.now();
      await Promise.all(
        Array.from({ length: 10 }, () =>
          server.ledger.submit({ type: "useTempKey", actor: { kind: "operator" }, lockId: 1, tempKeyUuid: key }),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 10_000 / RATE - (performance.now() - begun))));
    }
  };
  await burst(Math.min(10, SECONDS));
  const before = await heap(page);
  await page.evaluate(`{
    globalThis.longest = 0;
    let last = performance.now();
    const look = (now) => { longest = Math.max(longest, now - last); last = now; requestAnimationFrame(look); };
    requestAnimationFrame(look);
  }`);
  await burst(SECONDS);
  rows.push(row(`${RATE} events a second, the longest frame, ms`, await page.evaluate<number>("longest"), "<=", 200));
  rows.push(row(`memory more after ${SECONDS} s of them, MiB`, (await heap(page)) - before, "<=", GROWN_MIB));
  const { json } = await server.call("GET", "/activity?limit=1", as);
  await page.locator(`time[datetime="${json.items[0].time}"]`).first().waitFor();
}
