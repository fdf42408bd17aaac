import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteSql } from "../database/sqlite/sql.ts";
import { outboxSuite } from "./testing/outbox-suite.ts";

outboxSuite("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-notices-"));
  return {
    open: async () => openSqliteSql(join(folder, "latchstring.db")),
    close: async () => rmSync(folder, { recursive: true }),
  };
});
