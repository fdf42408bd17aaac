/**
 * `npm run test:home-assistant`: the driver, and the server with a guest's browser, on a real Home Assistant, which is
 * installed once. The last line counts.
 */
import { globSync } from "node:fs";
import { installHomeAssistant } from "./install.ts";
import { runFile } from "../run-file.ts";
import { scriptOptions } from "../script-options.ts";

const named = scriptOptions({ allowPositionals: true }).positionals;
installHomeAssistant();
const sum = { passed: 0, failures: [] as string[] };
for (const file of named.length > 0 ? named : globSync("test/home-assistant/*.real.ts").toSorted()) {
  const { passed, failures, log, seconds } = await runFile(file);
  process.stdout.write(`\n${file}, ${seconds.toFixed(1)} s\n${log}`);
  sum.passed += passed;
  sum.failures.push(...failures);
}
if (sum.failures.length > 0) process.stdout.write(`\nWhat failed:\n${sum.failures.join("\n")}\n`);
process.exitCode = sum.failures.length > 0 || sum.passed === 0 ? 1 : 0;
process.stdout.write(`\n${sum.passed} passed, ${sum.failures.length} failed\n`);
