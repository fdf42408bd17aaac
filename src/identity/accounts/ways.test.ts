import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { openDatabase } from "../../database/postgres/database.ts";
import { createPostgresSql } from "../../database/postgres/sql.ts";
import { openSqliteSql } from "../../database/sqlite/sql.ts";
import { waysSuite } from "./testing/ways-suite.ts";

waysSuite("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-"));
  const sql = openSqliteSql(join(folder, "latchstring.db"));
  return {
    sql,
    async close() {
      await sql.close();
      rmSync(folder, { recursive: true });
    },
  };
});

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.close());

waysSuite("PostgreSQL", async () => {
  const database = await openDatabase({ url: await postgres.createDatabase() });
  return { sql: createPostgresSql(database.pool), close: () => database.close() };
});
