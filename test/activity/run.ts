/** `npm run test:activity`: 200,000 events on each store; `-- --events 50000 --store sqlite` for so many on one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeEnv } from "../harness.ts";
import { startPostgres } from "../postgres.ts";
import { flood } from "./flood.ts";
import { scriptOptions } from "../script-options.ts";

const { values } = scriptOptions({
  options: { events: { type: "string", default: "200000" }, store: { type: "string", default: "both" } },
});
const events = Number(values.events);
if (!Number.isInteger(events) || events < 1_000 || events > 1_000_000)
  throw new Error("--events must be a number from 1000 to 1000000");

const postgres = await startPostgres();
try {
  for (const [store, address] of [
    ["sqlite", "sqlite"],
    ["postgres", postgres.url("postgres")],
  ] as const) {
    if (values.store !== "both" && values.store !== store) continue;
    process.env["TEST_STORE"] = address;
    const dataDir = mkdtempSync(join(tmpdir(), "latchstring-flood-"));
    try {
      const tell = (progress: string) => console.error(store, progress);
      console.log(store, JSON.stringify(await flood(dataDir, await storeEnv(dataDir), events, tell)));
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
} finally {
  await postgres.close();
}
