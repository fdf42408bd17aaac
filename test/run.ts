/**
 * All the tests: `npm test`, or `npm test -- path…` for some. Two files run at a time, each may take five minutes;
 * the last line counts them, so that whoever runs this can see that something was tested.
 */
import { globSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const named = process.argv.slice(2);
const files = named.length > 0 ? named : globSync(["src/**/*.test.ts", "test/**/*.test.ts"]).toSorted();
if (files.length === 0) throw new Error("There is no test to run");

let passed = 0;
let failed = 0;
const stream = run({ files, concurrency: 2, timeout: 300_000 });
stream.on("test:summary", (summary) => {
  // One summary comes for each file, and one without a file for all of them.
  if (summary.file !== undefined) return;
  passed = summary.counts.passed;
  failed = summary.counts.tests - summary.counts.passed;
});
stream.compose(spec).pipe(process.stdout);
stream.on("end", () => {
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  process.stdout.on("drain", () => {});
  setImmediate(() => process.stdout.write(`\n${passed} passed, ${failed} failed\n`));
});
