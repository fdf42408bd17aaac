import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteSql } from "../database/sqlite/sql.ts";
import { orgFeedSuite } from "./testing/org-feed-suite.ts";

orgFeedSuite("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-org-feed-"));
  return {
    open: async () => openSqliteSql(join(folder, "latchstring.db")),
    close: async () => rmSync(folder, { recursive: true }),
  };
});
