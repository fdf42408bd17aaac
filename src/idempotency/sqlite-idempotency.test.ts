import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import Database from "better-sqlite3";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { idempotencyConformance } from "./testing/conformance.ts";
import { openSqliteIdempotency } from "./sqlite-idempotency.ts";

const NOW = Date.parse("2026-06-01T10:00:00Z");
const WHAT = randomBytes(32);
const SHARE = { of: "somebody", requests: 10_000, bytes: 1_000_000 };

async function openHarness() {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-requests-"));
  const file = join(folder, "requests.db");
  return {
    file,
    open: async () => openSqliteIdempotency(file),
    async countOf(createdAt: number) {
      const db = new Database(file, { readonly: true });
      const row = db.prepare("SELECT count(*) AS n FROM requests WHERE created_at = ?").get(createdAt);
      db.close();
      return (row as { n: number }).n;
    },
    async close() {
      rmSync(folder, { recursive: true });
    },
  };
}

idempotencyConformance("SQLite", openHarness);

describe("the file of remembered requests", () => {
  it("waits for other processes without holding up its own, and says so when they have it for too long", async () => {
    const harness = await openHarness();
    const store = await harness.open();
    const holder = new Database(harness.file);
    holder.exec("BEGIN IMMEDIATE");
    const impatient = openSqliteIdempotency(harness.file, 2);
    try {
      await assert.rejects(impatient.claim(randomBytes(32), WHAT, NOW, SHARE), StoreUnavailableError);
      const patient = store.claim(randomBytes(32), WHAT, NOW, SHARE);
      holder.exec("ROLLBACK");
      assert.equal((await patient).kind, "taken");
    } finally {
      holder.close();
      await impatient.close();
      await store.close();
      await harness.close();
    }
  });
});
