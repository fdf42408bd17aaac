import { after, before } from "node:test";
import { startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { openDatabase } from "../database/postgres/database.ts";
import { directoryConformance } from "./testing/directory-conformance.ts";
import { createPostgresSql } from "../database/postgres/sql.ts";
import { createRecentActors } from "./recent-actors.ts";
import { createDirectory } from "./stored-directory.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.close());

directoryConformance("PostgreSQL", async () => {
  const database = await openDatabase({ url: await postgres.createDatabase() });
  return {
    open: async (options) => createDirectory(createPostgresSql(database.pool), createRecentActors(), options),
    close: () => database.close(),
  };
});
