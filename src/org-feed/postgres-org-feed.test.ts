import { after, before } from "node:test";
import { startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { openDatabase } from "../database/postgres/database.ts";
import { createPostgresSql } from "../database/postgres/sql.ts";
import { orgFeedSuite } from "./testing/org-feed-suite.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.close());

orgFeedSuite("PostgreSQL", async () => {
  const database = await openDatabase({ url: await postgres.createDatabase() });
  return { open: async () => createPostgresSql(database.pool), close: () => database.close() };
});
