/**
 * Every state of the console's screens, at a phone's size and a desk's, by day and by night, in both languages; beside it
 * what takes long (`*.long.ts`). `npm run test:console`, or `-- keys writes` for the tables of some screens and some of what
 * takes long. `--pictures folder` keeps what each state looks like, and does no more. The last line counts.
 */
import { globSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { PHONE } from "../../chromium.ts";
import { DESK } from "./console.ts";
import { faultsOfFocus, faultsOfLooks } from "./fit.ts";
import { type Furnished, pageIn, type State, startFurnished } from "./state.ts";
import { runFile } from "../../run-file.ts";
import type { Page } from "playwright-core";
import { scriptOptions } from "../../script-options.ts";

const AT_ONCE = 2;
const { values, positionals } = scriptOptions({ allowPositionals: true, options: { pictures: { type: "string" } } });

/** Those that are asked for, or all. */
function chosen(pattern: string, ending: string): string[] {
  const files = globSync(join(import.meta.dirname, pattern)).toSorted();
  return files.filter((file) => positionals.length === 0 || positionals.includes(basename(file, ending)));
}

interface Sum {
  passed: number;
  readonly failures: string[];
}

async function main(): Promise<number> {
  const sum: Sum = { passed: 0, failures: [] };
  const takingLong = values.pictures === undefined ? chosen("*.long.ts", ".long.ts") : [];
  // What takes long mostly waits.
  await Promise.all([walkThrough(sum), ...takingLong.map((file) => runAlone(file, sum))]);
  if (sum.failures.length > 0) process.stdout.write(`\nWhat failed:\n${sum.failures.join("\n")}\n`);
  process.stdout.write(`\n${sum.passed} passed, ${sum.failures.length} failed\n`);
  return sum.failures.length === 0 && sum.passed > 0 ? 0 : 1;
}

async function runAlone(file: string, sum: Sum): Promise<void> {
  const { passed, failures, log, seconds } = await runFile(file);
  process.stdout.write(`\n${basename(file)}, ${seconds.toFixed(1)} s\n${log}`);
  sum.passed += passed;
  sum.failures.push(...failures);
}

async function walkThrough(sum: Sum): Promise<void> {
  const files = chosen("states/*.ts", ".ts");
  if (files.length === 0) return;
  const loaded = await Promise.all(files.map((file) => import(file) as Promise<{ states: readonly State[] }>));
  const waiting = loaded.flatMap(({ states }) => states);
  const at = await startFurnished();
  const work = async () => {
    for (let state = waiting.shift(); state; state = waiting.shift()) {
      const faults = await faultsOf(state, at).catch((error: Error) => [error.message]);
      if (faults.length === 0) sum.passed++;
      else sum.failures.push(state.name);
      process.stdout.write(`${faults.length === 0 ? "ok    " : "FAILED"}  ${state.name}\n`);
      for (const fault of new Set(faults)) process.stdout.write(`        ${fault}\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work)).finally(() => at.console.close());
}

/** The elements of both languages are the same: what only they can break is looked at once. */
async function faultsOf(state: State, at: Furnished): Promise<string[]> {
  const faults: string[] = [];
  for (const language of ["en", "de"] as const) {
    const page = await pageIn(state, at, { language });
    try {
      const said = await page.getAttribute("html", "lang");
      if (said !== language) faults.push(`it is in ${said}`);
      if (values.pictures !== undefined) await takePictures(page, join(values.pictures, language), state.name);
      faults.push(...(await faultsOfLooks(page, language === "en")).map((one) => `${language}, ${one}`));
      if (language === "en") {
        await page.setViewportSize(PHONE);
        faults.push(...(await faultsOfFocus(page)));
      }
      faults.push(...at.console.faults(page.context()));
    } finally {
      await page.context().close();
    }
  }
  return faults;
}

async function takePictures(page: Page, folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESK }))
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
    }
}

process.exitCode = await main();
