/**
 * `npm run test:zigbee2mqtt`: the driver, and the server with a guest's browser, on a real Zigbee2MQTT with virtual locks
 * behind its radio. It is installed once, and the last line counts.
 */
import { globSync } from "node:fs";
import { runFile } from "../run-file.ts";
import { installZigbee2Mqtt } from "./zigbee2mqtt.ts";
import { scriptOptions } from "../script-options.ts";

const named = scriptOptions({ allowPositionals: true }).positionals;
installZigbee2Mqtt();
const sum = { passed: 0, failures: [] as string[] };
const files = named.length > 0 ? named : globSync("test/zigbee2mqtt/*.real.ts").toSorted();
// Each has a Zigbee2MQTT of its own, and waits most of the time.
await Promise.all(
  files.map(async (file) => {
    const { passed, failures, log, seconds } = await runFile(file);
    process.stdout.write(`\n${file}, ${seconds.toFixed(1)} s\n${log}`);
    sum.passed += passed;
    sum.failures.push(...failures);
  }),
);
if (sum.failures.length > 0) process.stdout.write(`\nWhat failed:\n${sum.failures.join("\n")}\n`);
process.exitCode = sum.failures.length > 0 || sum.passed === 0 ? 1 : 0;
process.stdout.write(`\n${sum.passed} passed, ${sum.failures.length} failed\n`);
