import { after, before } from "node:test";
import { startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { openDatabase } from "../database/postgres/database.ts";
import { directoryConformance } from "./directory-conformance.ts";
import { createPostgresDirectory } from "./postgres-directory.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.close());

directoryConformance("PostgreSQL", async () => {
  const database = await openDatabase({ url: await postgres.createDatabase() });
  return { open: async (options) => createPostgresDirectory(database.pool, options), close: () => database.close() };
});
