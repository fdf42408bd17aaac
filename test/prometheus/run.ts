/**
 * `npm run test:prometheus`: the dashboard and the alerts of `examples/` on a real Prometheus, which is installed when it is
 * not there. The last line counts.
 */
import { runFile } from "../run-file.ts";

const { passed, failures, log } = await runFile("test/prometheus/dashboard.real.ts");
process.stdout.write(log);
if (failures.length > 0) process.stdout.write(`\nWhat failed:\n${failures.join("\n")}\n`);
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
process.stdout.write(`\n${passed} passed, ${failures.length} failed\n`);
