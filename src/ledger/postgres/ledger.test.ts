import { after, before } from "node:test";
import { systemClock } from "../../clock.ts";
import { startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { ledgerConformance } from "../testing/conformance.ts";
import type { LedgerHarness } from "../testing/harness.ts";
import { openPostgresLedger } from "./ledger.ts";
import { verifyDatabase } from "./verify-database.ts";

let server: TestPostgres;
before(async () => {
  server = await startPostgres();
});
after(() => server.close());

async function openHarness(): Promise<LedgerHarness & { readonly url: string }> {
  const url = await server.createDatabase();
  return {
    url,
    open: ({ clock = systemClock, maxQueued } = {}) =>
      openPostgresLedger({ url, clock, ...(maxQueued !== undefined && { maxQueued }) }),
    opener: { module: new URL("./ledger.ts", import.meta.url).href, name: "openPostgresLedger", options: { url } },
    verify: () => verifyDatabase({ url }),
    close: () => Promise.resolve(),
  };
}

ledgerConformance("PostgreSQL", openHarness);
