/**
 * `npm run attack`: requests made from a seed against every operation of the server's own document.
 * `-- --requests 20000 --seed 1 --store sqlite|postgres|both` are what it takes.
 */
import { fuzz } from "./fuzz.ts";
import { startPostgres } from "../postgres.ts";
import { scriptOptions } from "../script-options.ts";

const { values } = scriptOptions({
  options: {
    requests: { type: "string", default: "20000" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    store: { type: "string", default: "both" },
  },
});
const [requests, seed] = [Number(values.requests), Number(values.seed)];
const stores = ["sqlite", "postgres"].filter((store) => values.store === "both" || values.store === store);
if (stores.length === 0) throw new Error("--store must be sqlite, postgres or both");
if (!Number.isInteger(requests) || requests < 250 || requests > 10_000_000)
  throw new Error("--requests must be a number from 250 to 10000000");
if (!Number.isInteger(seed) || seed < 0 || seed > 100_000) throw new Error("--seed must be a number from 0 to 100000");

let failed = 0;
for (const store of stores) {
  const postgres = store === "postgres" ? await startPostgres() : undefined;
  process.env["TEST_STORE"] = postgres?.url("postgres") ?? "sqlite";
  console.log(`${store}: ${requests} requests, seed ${seed}`);
  const from = performance.now();
  try {
    const { wrong, answers, unreached, page, growth } = await fuzz(seed, requests);
    const counts = [...answers].toSorted(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
    console.log(`${store}: ${counts.join(", ")}; ${Math.round((performance.now() - from) / 1_000)} s`);
    console.log(`${store}: a guest's page ${page.p95} ms (95%), ${page.max} ms at most`);
    console.log(`${store}: grew by ${growth.heap} MiB of objects, ${growth.rss} MiB in all`);
    for (const what of wrong) console.log(`WRONG  ${what}`);
    if (unreached.length > 0) console.log(`WRONG  no request got through to ${unreached.join(", ")}`);
    if (wrong.length + unreached.length > 0) failed++;
  } finally {
    await postgres?.close();
  }
}
console.log(`${stores.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
