/** `npm run test:nats`: the worker of `examples/nats` on Debian's NATS server. What it needs is installed; the last line counts. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { runFile } from "../run-file.ts";
import { installPackage } from "../postgres.ts";
import { NATS_SERVER } from "./nats.ts";

if (!existsSync(NATS_SERVER)) installPackage("nats-server");
if (!existsSync(NATS_SERVER)) throw new Error(`The test needs NATS: install it as ${NATS_SERVER}`);
execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: "examples/nats", stdio: "inherit" });
const { passed, failures, log } = await runFile("test/nats/worker.real.ts");
process.stdout.write(log);
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
process.stdout.write(`\n${passed} passed, ${failures.length} failed\n`);
