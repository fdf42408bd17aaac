import { after, before } from "node:test";
import { startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { openDatabase } from "../../database/postgres/database.ts";
import { storeErrorOf } from "../../database/postgres/errors.ts";
import { createPostgresSql } from "../../database/postgres/sql.ts";
import { createRecentActors } from "../recent-actors.ts";
import { createDirectory } from "../stored-directory.ts";
import { accountsConformance } from "./testing/accounts-conformance.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.close());

accountsConformance("PostgreSQL", async () => {
  const database = await openDatabase({ url: await postgres.createDatabase() });
  const sql = createPostgresSql(database.pool);
  return {
    directory: createDirectory(sql, createRecentActors()),
    openTables: () => ({ database: database.pool, sql, storeErrorOf }),
    close: () => database.close(),
  };
});
