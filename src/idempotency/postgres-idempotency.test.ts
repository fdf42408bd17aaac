import { after, before } from "node:test";
import { startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { openDatabase } from "../database/postgres/database.ts";
import { idempotencyConformance } from "./testing/conformance.ts";
import { createPostgresIdempotency } from "./postgres-idempotency.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.close());

idempotencyConformance("PostgreSQL", async () => {
  const database = await openDatabase({ url: await postgres.createDatabase() });
  return {
    open: async () => createPostgresIdempotency(database.pool),
    async countOf(createdAt: number) {
      const text = "SELECT count(*) AS n FROM requests WHERE created_at = $1";
      return (await database.pool.query<{ n: number }>(text, [createdAt])).rows[0]!.n;
    },
    close: () => database.close(),
  };
});
