import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { sized } from "../../../test/size.ts";
import { startPgbouncer, type TestPgbouncer } from "../../../test/stores/pgbouncer.ts";
import { runSql, startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { systemClock } from "../../clock.ts";
import { createLock } from "../testing/commands.ts";
import { ledgerConformance } from "../testing/conformance.ts";
import { keySuite } from "../testing/keys-suite.ts";
import { sharingSuite } from "../testing/sharing-suite.ts";
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

/** In every run, what leans on sessions most; left out in the large run, which has all. */
const SUITES = sized(1, 0) > 0 ? [keySuite, sharingSuite] : undefined;

ledgerConformance(
  "PostgreSQL behind PgBouncer in transaction mode",
  async () => {
    const url = bouncer.url(await server.createDatabase());
    return {
      open: ({ clock = systemClock, maxQueued } = {}) =>
        openPostgresLedger({ url, clock, ...(maxQueued !== undefined && { maxQueued }) }),
      opener: { module: new URL("./ledger.ts", import.meta.url).href, name: "openPostgresLedger", options: { url } },
      verify: () => verifyDatabase({ url }),
      close: () => Promise.resolve(),
    };
  },
  SUITES,
);

it("leaves nothing in a session of PgBouncer's that the next one to have it could meet", async () => {
  const url = bouncer.url(await server.createDatabase());
  const ledger = await openPostgresLedger({ url, clock: systemClock });
  try {
    for (let lockId = 1; lockId <= 2; lockId++) assert.ok((await ledger.submit(createLock(lockId))).ok);
  } finally {
    await ledger.close();
  }
  const left = `SELECT current_setting('statement_timeout') AS timeout,
    (SELECT count(*)::int FROM pg_prepared_statements) AS statements FROM pg_sleep(0.05)`;
  // At the same time, so that every session is asked.
  for (const [one] of await Promise.all(Array.from({ length: SERVERS }, () => runSql(url, left)))) {
    assert.deepEqual(one, { timeout: "0", statements: 0 });
  }
});
