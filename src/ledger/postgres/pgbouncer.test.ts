import { after, before } from "node:test";
import { startPgbouncer, type TestPgbouncer } from "../../../test/stores/pgbouncer.ts";
import { startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { systemClock } from "../../clock.ts";
import { ledgerConformance } from "../testing/conformance.ts";
import { openPostgresLedger } from "./ledger.ts";
import { verifyDatabase } from "./verify-database.ts";

/** Fewer than two processes' connections, so that every transaction may get another one than the last. */
const SERVERS = 5;

let server: TestPostgres;
let bouncer: TestPgbouncer;
before(async () => {
  server = await startPostgres({ own: true });
  bouncer = await startPgbouncer(server.port, SERVERS);
});
after(async () => {
  await bouncer.close();
  await server.close();
});

ledgerConformance("PostgreSQL behind PgBouncer in transaction mode", async () => {
  const url = bouncer.url(await server.createDatabase());
  return {
    open: ({ clock = systemClock, maxQueued } = {}) =>
      openPostgresLedger({ url, clock, ...(maxQueued !== undefined && { maxQueued }) }),
    opener: { module: new URL("./ledger.ts", import.meta.url).href, name: "openPostgresLedger", options: { url } },
    verify: () => verifyDatabase({ url }),
    close: () => Promise.resolve(),
  };
});
