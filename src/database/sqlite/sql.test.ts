import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqlSuite } from "../testing/sql-suite.ts";
import { openSqliteSql } from "./sql.ts";

sqlSuite("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-"));
  const sql = openSqliteSql(join(folder, "made", "latchstring.db"));
  return {
    sql,
    async close() {
      await sql.close();
      rmSync(folder, { recursive: true });
    },
  };
});
