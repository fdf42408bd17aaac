/**
 * `npm run test:webhooks`: 10,000 events to bad receivers, the server killed hard 20 times on SQLite; then on PostgreSQL the
 * process that delivers, with two beside it. Less than four minutes. `-- --events 1000 --kills 3 --store sqlite` is smaller.
 */
import { startPostgres } from "../../postgres.ts";
import { deliverThroughKills, type KillsOptions } from "./kills.ts";
import { scriptOptions } from "../../script-options.ts";

const { values } = scriptOptions({
  options: { store: { type: "string", default: "both" }, events: { type: "string" }, kills: { type: "string" } },
});
const of = (what: "events" | "kills", usual: number) => Number(values[what] ?? usual);

let passed = 0;
let failed = 0;
async function run(store: string, options: KillsOptions): Promise<void> {
  const { wrong, events, requests, kills, states, seconds } = await deliverThroughKills(options);
  if (wrong.length === 0) passed++;
  else failed++;
  const end = wrong.length === 0 ? "ok" : `WRONG\n  ${wrong.join("\n  ")}`;
  console.log(
    `${store}: ${events} events, ${requests} requests, ${kills} kills, ${JSON.stringify(states)}, ${seconds.toFixed(0)} s: ${end}`,
  );
}

if (values.store !== "postgres")
  await run("SQLite", { env: {}, processes: 1, events: of("events", 10_000), kills: of("kills", 20) });
if (values.store !== "sqlite") {
  await using stack = new AsyncDisposableStack();
  const postgres = stack.adopt(await startPostgres({ settings: { fsync: "off" } }), (one) => one.close());
  const env = { DATABASE_URL: await postgres.createDatabase() };
  await run("PostgreSQL", { env, processes: 3, events: of("events", 3_000), kills: of("kills", 3) });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
