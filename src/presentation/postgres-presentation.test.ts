import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import pg from "pg";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { openDatabase } from "../database/postgres/database.ts";
import { presentationConformance } from "./testing/conformance.ts";
import { createPostgresSql } from "../database/postgres/sql.ts";
import { createPresentation } from "./stored-presentation.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.close());

presentationConformance("PostgreSQL", async () => {
  const database = await openDatabase({ url: await postgres.createDatabase() });
  return { open: async () => createPresentation(createPostgresSql(database.pool)), close: () => database.close() };
});

it("what guests are shown is unavailable where the database is away", async () => {
  const pool = new pg.Pool({ host: "127.0.0.1", port: 1 });
  await assert.rejects(createPresentation(createPostgresSql(pool)).brand("acme"), StoreUnavailableError);
  await pool.end();
});
