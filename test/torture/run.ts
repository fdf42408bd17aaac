/**
 * `npm run torture`: many histories on each store, one for each seed, with a log of all of them.
 * `-- --store sqlite|postgres|both --seeds 200 --from 1 --log FILE` are what it takes.
 */
import { appendFileSync, writeFileSync } from "node:fs";
import { mayMount } from "./disk.ts";
import { GROUNDS } from "./grounds.ts";
import { torture } from "./torture.ts";
import { scriptOptions } from "../script-options.ts";

const { values } = scriptOptions({
  options: {
    store: { type: "string", default: "both" },
    seeds: { type: "string", default: "20" },
    from: { type: "string", default: "1" },
    log: { type: "string", default: "torture.log" },
  },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
const chosen = GROUNDS.filter(({ store }) => values.store === "both" || values.store === store);
if (chosen.length === 0) throw new Error("--store must be sqlite, postgres or both");
if (!Number.isInteger(seeds) || !Number.isInteger(from) || seeds < 1 || seeds > 10_000)
  throw new Error("--seeds must be a number from 1 to 10000, and --from a number");

if (!mayMount()) console.log("The disk is never full in these histories: only root on Linux may make a small one.");

let passed = 0;
let failed = 0;
writeFileSync(values.log, "");
for (const { store, prepare } of chosen) {
  const { ground, close } = await prepare();
  try {
    for (let seed = from; seed < from + seeds; seed++) {
      const { wrong, events, opened, chaos, answers } = await torture(seed, ground);
      if (wrong.length === 0) passed++;
      else failed++;
      const told = [...answers].map(([what, times]) => `${what}: ${times}`).join(", ");
      const end = wrong.length === 0 ? "ok" : `WRONG\n  ${wrong.join("\n  ")}`;
      const line = `${store} seed ${seed}: ${events} events, ${opened} doors moved; ${chaos.join("; ")}; ${told}; ${end}`;
      appendFileSync(values.log, `${line}\n`);
      console.log(wrong.length === 0 ? `${store} seed ${seed}: ${events} events, ${opened} doors moved, ok` : line);
    }
  } finally {
    await close();
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
