import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import Database from "better-sqlite3";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { presentationConformance } from "./testing/conformance.ts";
import { NO_BRAND } from "./presentation.ts";
import { openSqliteSql } from "../database/sqlite/sql.ts";
import { createPresentation } from "./stored-presentation.ts";

function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-"));
  return { file: join(folder, "latchstring.db"), remove: () => rmSync(folder, { recursive: true }) };
}

presentationConformance("SQLite", async () => {
  const { file, remove } = scratch();
  return {
    open: async () => createPresentation(openSqliteSql(file)),
    async close() {
      remove();
    },
  };
});

it("what guests are shown is read while others hold the file, and a write waits or says that it cannot", async () => {
  const { file, remove } = scratch();
  const patient = createPresentation(openSqliteSql(file));
  const impatient = createPresentation(openSqliteSql(file, 2));
  const brand = { ...NO_BRAND, name: "Acme" };
  await patient.setBrand("acme", brand);
  const holder = new Database(file);
  holder.exec("BEGIN IMMEDIATE");
  assert.equal((await impatient.brand("acme")).name, "Acme");
  await assert.rejects(impatient.setBrand("acme", NO_BRAND), StoreUnavailableError);
  const written = patient.setBrand("acme", { ...brand, name: "Later" });
  holder.exec("ROLLBACK");
  await written;
  assert.equal((await impatient.brand("acme")).name, "Later");
  holder.close();
  await patient.close();
  await impatient.close();
  remove();
});
