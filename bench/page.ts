/**
 * How soon a guest's page can be used, and how soon it answers, on slow phones and networks: `npm run bench:page`. Of each
 * the median of BENCH_RUNS visits (5), each with an empty cache, in milliseconds.
 */
import type { Browser } from "playwright-core";
import { launchChromium, PHONE } from "../test/chromium.ts";
import { startServer } from "../test/harness.ts";
import { scriptOptions } from "../test/script-options.ts";

scriptOptions({});

const RUNS = Number(process.env["BENCH_RUNS"] ?? 5);
/** Milliseconds there and back, and bits in a second. */
const NETWORKS = { none: undefined, "fast 3G": [150, 1_600_000], "slow 3G": [400, 400_000] } as const;
const SETUPS = [
  ["none", 1],
  ["none", 6],
  ["fast 3G", 6],
  ["slow 3G", 6],
] as const;

/** When the control is there with what answers a finger, and when the page's own script has run. */
const WATCH = `(() => {
  window.at = {};
  new MutationObserver(() => {
    const now = performance.now();
    if (document.querySelector("[data-slide] .plain")) window.at.control ??= now;
    if (document.title.includes("–")) window.at.script ??= now;
    if (document.querySelector(".sent")) window.at.answered ??= now;
    if (document.querySelector(".message.good h1")) window.at.outcome ??= now;
  }).observe(document, { childList: true, subtree: true, attributes: true });
  addEventListener("pointerdown", () => (window.at.tap = performance.now()), true);
  addEventListener("click", () => (window.at.click = performance.now()), true);
})()`;

type Times = Readonly<Record<"control" | "script" | "answered" | "outcome" | "tap" | "click" | "paint", number>>;

async function visit(browser: Browser, url: string, network: keyof typeof NETWORKS, cpu: number): Promise<number[]> {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const conditions = NETWORKS[network];
  await page.addInitScript(WATCH);
  if (conditions) {
    const [latency, bits] = conditions;
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency,
      downloadThroughput: bits / 8,
      uploadThroughput: bits / 8,
    });
  }
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  await page.goto(url, { waitUntil: "networkidle" });
  await page.getByRole("button", { name: "Open without sliding" }).tap();
  await page.locator(".message.good h1").waitFor();
  const { control, script, answered, outcome, tap, click, paint } = (await page.evaluate(
    "({ ...at, paint: performance.getEntriesByName('first-contentful-paint')[0].startTime })",
  )) as Times;
  await context.close();
  return [paint, Math.max(paint, control), script, answered - click, outcome - tap];
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const server = await startServer({ env: { SIMULATOR_TRAVEL_MS: "600" } });
const browser = await launchChromium();
try {
  const org = await server.organization("acme");
  await server.lock(1, { orgId: "acme", name: "12 Harbour Street" });
  const uuid = await server.key(1, org, { description: "The light switch is on the left." });
  process.stdout.write("network, processor: first paint, answers a finger, script, tap to feedback, tap to outcome\n");
  for (const [network, cpu] of SETUPS) {
    const visits: number[][] = [];
    for (let run = 0; run < RUNS; run++)
      visits.push(await visit(browser, `${server.url}/temp-keys/${uuid}`, network, cpu));
    const medians = visits[0]!.map((_, i) => Math.round(median(visits.map((times) => times[i]!))));
    process.stdout.write(`${network}, ${cpu}x slower: ${medians.join(", ")}\n`);
  }
} finally {
  await browser.close();
  await server.close();
}
