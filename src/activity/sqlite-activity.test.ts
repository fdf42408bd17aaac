import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteSql } from "../database/sqlite/sql.ts";
import { activitySuite } from "./testing/activity-suite.ts";

activitySuite("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-activity-"));
  return {
    open: async () => openSqliteSql(join(folder, "latchstring.db")),
    close: async () => rmSync(folder, { recursive: true }),
  };
});
