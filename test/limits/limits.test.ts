/** Limits hold for all processes on one PostgreSQL together. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { SHARED_EVERY_MS } from "../../src/limits/counters.ts";
import { startServer } from "../harness.ts";
import { ManualClock } from "../manual-clock.ts";
import { runSql, startPostgres } from "../postgres.ts";

const PATIENCE_MS = 5_000;

it("a caller over two processes is limited as by one, a moment later", async () => {
  const postgres = await startPostgres({ own: true });
  const dataDir = mkdtempSync(join(tmpdir(), "latchstring-limits-"));
  const url = await postgres.createDatabase();
  const clock = new ManualClock(Date.now());
  const options = { dataDir, clock, env: { DATABASE_URL: url, RATE_LIMIT: "10,10" } };
  const servers = [await startServer(options), await startServer(options)] as const;
  try {
    const acme = await servers[0].organization("acme");
    const ask = async (process: 0 | 1) => (await servers[process].call("GET", "/temp-keys", acme)).status;
    const stored = async () => (await runSql(url, "SELECT sum(count)::int AS sum FROM counters"))[0]!["sum"];
    const told = async (sum: number) => {
      await clock.advance(SHARED_EVERY_MS);
      for (const until = Date.now() + PATIENCE_MS; (await stored()) !== sum && Date.now() < until;) await wait(5);
      assert.equal(await stored(), sum);
    };
    for (let i = 0; i < 9; i++) assert.notEqual(await ask(0), 429);
    await told(9);
    assert.notEqual(await ask(1), 429);
    await told(10);
    const until = Date.now() + PATIENCE_MS;
    while ((await ask(1)) !== 429) assert.ok(Date.now() < until, "it was never refused");
    assert.ok((await servers[1].call("GET", "/temp-keys", acme)).headers.has("retry-after"));
    assert.notEqual(await ask(0), 429, "it has not asked since");
    await clock.advance(60_000);
    assert.notEqual(await ask(1), 429);
  } finally {
    for (const server of servers) await server.close();
    rmSync(dataDir, { recursive: true });
    await postgres.close();
  }
});
