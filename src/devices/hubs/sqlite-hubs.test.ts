import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteSql } from "../../database/sqlite/sql.ts";
import { createHubStore } from "./stored-hubs.ts";
import { hubStoreSuite } from "./testing/store-suite.ts";

hubStoreSuite("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-hubs-"));
  return {
    open: async () => createHubStore(openSqliteSql(join(folder, "latchstring.db"))),
    close: async () => rmSync(folder, { recursive: true }),
  };
});
