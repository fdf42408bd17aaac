/**
 * `npm run test:matter`: the driver on real fabrics. What it needs is installed once, and the last line counts.
 */
import { execFileSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { runFile } from "../run-file.ts";

const named = process.argv.slice(2);
if (!existsSync("matter/node_modules/@matter/main"))
  execFileSync("npm", ["run", "-s", "install:matter"], { stdio: "inherit" });
execFileSync("tsc", ["-p", "matter"], { stdio: "inherit" });
const sum = { passed: 0, failures: [] as string[] };
// Where networks can be made they must be; elsewhere it is said that they are not.
const mayMakeNetworks = process.platform === "linux" && process.getuid?.() === 0;
const files = globSync("test/matter/*.real.ts").filter((file) => mayMakeNetworks || !file.includes("bridges"));
if (!mayMakeNetworks)
  process.stdout.write("Without root on Linux there are no bridges of others in networks of their own\n");
for (const file of named.length > 0 ? named : files.toSorted()) {
  const { passed, failures, log, seconds } = await runFile(file, "SQLite", "");
  process.stdout.write(`\n${file}, ${seconds.toFixed(1)} s\n${log}`);
  sum.passed += passed;
  sum.failures.push(...failures);
}
if (sum.failures.length > 0) process.stdout.write(`\nWhat failed:\n${sum.failures.join("\n")}\n`);
process.exitCode = sum.failures.length > 0 || sum.passed === 0 ? 1 : 0;
process.stdout.write(`\n${sum.passed} passed, ${sum.failures.length} failed\n`);
