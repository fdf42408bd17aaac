/** A share of `npm run test:activity`, which does the same with ten times as many events. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { storeEnv } from "../harness.ts";
import { flood } from "./flood.ts";

it("20,000 events by 32 writers at processes that are killed: all who watch or pull are told everything once", async (test) => {
  const dataDir = mkdtempSync(join(tmpdir(), "latchstring-flood-"));
  try {
    const figures = await flood(dataDir, await storeEnv(dataDir), 20_000);
    test.diagnostic(JSON.stringify(figures));
    assert.ok(figures.events >= 20_000 && figures.reconnects > 0 && figures.pulled >= 3 * figures.events - 3 * 64);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
