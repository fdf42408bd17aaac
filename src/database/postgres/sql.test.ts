import { after, before } from "node:test";
import { startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { sqlSuite } from "../testing/sql-suite.ts";
import { openDatabase } from "./database.ts";
import { createPostgresSql } from "./sql.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.close());

sqlSuite("PostgreSQL", async () => {
  const database = await openDatabase({ url: await postgres.createDatabase() });
  return { sql: createPostgresSql(database.pool), close: () => database.close() };
});
