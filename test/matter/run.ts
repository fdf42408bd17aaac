/**
 * `npm run test:matter`: the driver on real fabrics. What it needs is installed once, and the last line counts.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync } from "node:fs";
import { runFile } from "../run-file.ts";
import { HOMEBRIDGE, installBridge, MATTERBRIDGE } from "./bridge.ts";
import { createNetwork, mayMakeNetworks, NETWORK } from "./network.ts";
import { scriptOptions } from "../script-options.ts";

const named = scriptOptions({ allowPositionals: true }).positionals;
if (!existsSync("matter/node_modules/@matter/main"))
  execFileSync("npm", ["run", "-s", "install:matter"], { stdio: "inherit" });
if (process.env[NETWORK] === undefined) execFileSync("tsc", ["-p", "matter"], { stdio: "inherit" });
const sum = { passed: 0, failures: [] as string[] };
const isInNetwork = (file: string) => file.includes("bridges") && process.env[NETWORK] === undefined;
for (const file of named.length > 0 ? named : globSync("test/matter/*.real.ts").toSorted()) {
  if (isInNetwork(file)) {
    if (mayMakeNetworks()) await runInNetwork(file);
    else process.stdout.write(`\n${file}: not run, this machine lets no networks be made (root on Linux)\n`);
    continue;
  }
  const { passed, failures, log, seconds } = await runFile(file);
  process.stdout.write(`\n${file}, ${seconds.toFixed(1)} s\n${log}`);
  sum.passed += passed;
  sum.failures.push(...failures);
}
if (sum.failures.length > 0) process.stdout.write(`\nWhat failed:\n${sum.failures.join("\n")}\n`);
process.exitCode = sum.failures.length > 0 || sum.passed === 0 ? 1 : 0;
process.stdout.write(`\n${sum.passed} passed, ${sum.failures.length} failed\n`);

/** This once more, in the network of the server, from which nothing else can be reached. */
async function runInNetwork(file: string): Promise<void> {
  for (const kind of [MATTERBRIDGE, HOMEBRIDGE]) installBridge(kind);
  const network = createNetwork();
  try {
    const [program, ...args] = [...network.server, process.execPath, import.meta.filename, file];
    const child = spawn(program!, args, { stdio: ["ignore", "pipe", "inherit"] });
    let log = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => (log += part));
    const [code] = (await once(child, "close")) as [number | null];
    const [counts, passed, failed] = /(\d+) passed, (\d+) failed\n$/.exec(log) ?? [];
    process.stdout.write(counts === undefined ? log : log.slice(0, -counts.length));
    sum.passed += Number(passed ?? 0);
    const failures = Number(failed ?? (code === 0 ? 0 : 1));
    sum.failures.push(...Array.from({ length: failures }, () => `${file}, in a network of its own: told above`));
  } finally {
    network.close();
  }
}
