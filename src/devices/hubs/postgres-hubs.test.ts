import { after, before } from "node:test";
import { startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { openDatabase } from "../../database/postgres/database.ts";
import { createPostgresSql } from "../../database/postgres/sql.ts";
import { createHubStore } from "./stored-hubs.ts";
import { hubStoreSuite } from "./testing/store-suite.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.close());

hubStoreSuite("PostgreSQL", async () => {
  const database = await openDatabase({ url: await postgres.createDatabase() });
  return { open: async () => createHubStore(createPostgresSql(database.pool)), close: () => database.close() };
});
