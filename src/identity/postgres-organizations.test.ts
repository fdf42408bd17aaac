import { after, before } from "node:test";
import { startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { openDatabase } from "../database/postgres/database.ts";
import { createPostgresSql } from "../database/postgres/sql.ts";
import { createRecentActors } from "./recent-actors.ts";
import { createDirectory } from "./stored-directory.ts";
import { createOrganizations } from "./stored-organizations.ts";
import { organizationsConformance } from "./testing/organizations-conformance.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.close());

organizationsConformance("PostgreSQL", async () => {
  const database = await openDatabase({ url: await postgres.createDatabase() });
  const sql = createPostgresSql(database.pool);
  return {
    async open() {
      const recent = createRecentActors();
      return { directory: createDirectory(sql, recent), organizations: createOrganizations(sql, recent) };
    },
    async sql(text) {
      return (await sql.write({ text, values: [] }))[0]!;
    },
    close: () => database.close(),
  };
});
