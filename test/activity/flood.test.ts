/** A share of `npm run test:activity`, which does the same with many more events. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { storeEnv } from "../harness.ts";
import { sized } from "../size.ts";
import { flood } from "./flood.ts";

const EVENTS = sized(2_000, 20_000);

it(`${EVENTS} events by 32 writers at processes that are killed: all who watch or pull are told everything once`, async (test) => {
  const dataDir = mkdtempSync(join(tmpdir(), "latchstring-flood-"));
  try {
    const figures = await flood(dataDir, await storeEnv(dataDir), EVENTS);
    test.diagnostic(JSON.stringify(figures));
    assert.ok(figures.events >= EVENTS && figures.reconnects > 0 && figures.pulled >= 3 * figures.events - 3 * 64);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
