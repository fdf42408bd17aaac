/**
 * `npm run faults`: random schedules of orders and faults, split over all drivers, in portions of seeds of their own.
 * `-- --schedules 1000 --seed 1 --minutes 60` are what it takes; the last line counts. `FAULT_SCHEDULES` and `FAULT_SEED`
 * are how the tests of one driver run them: `FAULT_SCHEDULES=20 FAULT_SEED=7 npm test -- FILE`.
 */
import { runFile } from "../run-file.ts";
import { scriptOptions } from "../script-options.ts";

/** How many drivers, or ways of one, have random faults in each file. */
const WAYS: Readonly<Record<string, number>> = {
  "src/devices/http-relay/relay.test.ts": 3,
  "src/devices/home-assistant/home-assistant.test.ts": 1,
  "src/devices/matter/matter.test.ts": 1,
  "src/devices/mqtt/conformance.test.ts": 2,
  "src/devices/simulator/simulator.test.ts": 1,
};
/** Schedules of each way in one portion. */
const PORTION = 20;
const FILES_AT_ONCE = 2;

const { values } = scriptOptions({
  options: {
    schedules: { type: "string", default: "160" },
    seed: { type: "string", default: "1" },
    minutes: { type: "string", default: "60" },
  },
});
const [schedules, seed, minutes] = [Number(values.schedules), Number(values.seed), Number(values.minutes)];
for (const [name, value, most] of [
  ["schedules", schedules, 100_000],
  ["seed", seed, 1_000_000],
  ["minutes", minutes, 600],
] as const)
  if (!Number.isInteger(value) || value < 1 || value > most) throw new Error(`--${name} must be from 1 to ${most}`);

const end = Date.now() + minutes * 60_000;
const ways = Object.values(WAYS).reduce((sum, one) => sum + one, 0);
const failures: string[] = [];
let passed = 0;
for (let portion = 0, left = Math.ceil(schedules / ways); left > 0 && Date.now() < end; portion++) {
  const each = Math.min(left, PORTION);
  left -= each;
  // Processes that are started from here on read them.
  process.env["FAULT_SCHEDULES"] = String(each);
  process.env["FAULT_SEED"] = String(seed + portion);
  const waiting = Object.entries(WAYS);
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, () => work(waiting, each)));
  console.log(`portion ${portion + 1}, seed ${seed + portion}: ${passed} passed, ${failures.length} failed so far`);
}
if (failures.length > 0) console.log(`\nWhat failed:\n${failures.join("\n")}`);
if (passed + failures.length < schedules) console.log(`The time was over before ${schedules} schedules had run`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || passed < schedules ? 1 : 0;

async function work(waiting: [string, number][], each: number): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [file, of] = next;
    const outcome = await runFile(file, { only: /^random faults at / });
    console.log(
      `${file}, ${outcome.seconds.toFixed(1)} s: ${outcome.passed} passed, ${outcome.failures.length} failed`,
    );
    passed += outcome.passed;
    const wrong = [...outcome.failures];
    const ran = outcome.passed + outcome.failures.length;
    if (ran !== of * each) wrong.push(`${ran} schedules ran of ${of * each}`);
    for (const told of wrong) {
      failures.push(`FAULT_SEED=${process.env["FAULT_SEED"]} ${file}: ${told}`);
      console.log(failures.at(-1));
    }
  }
}
