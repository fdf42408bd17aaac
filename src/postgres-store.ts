/** All data in one PostgreSQL database, for any number of processes. */
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { createPostgresSql } from "./database/postgres/sql.ts";
import { createPostgresDirectory } from "./identity/postgres-directory.ts";
import { postgresSignIn } from "./identity/postgres-sign-in.ts";
import { openSignIn } from "./identity/sign-in-by-link.ts";
import { createPostgresIdempotency } from "./idempotency/postgres-idempotency.ts";
import { openDatabase } from "./database/postgres/database.ts";
import { openPostgresLedger } from "./ledger/postgres/ledger.ts";
import { verifyDatabase } from "./ledger/postgres/verify-database.ts";
import { createPostgresCounters } from "./limits/postgres-counters.ts";
import type { Log } from "./log.ts";
import { createParts } from "./parts.ts";
import { createPresentation } from "./presentation/stored-presentation.ts";
import type { Store } from "./store.ts";

export function openPostgresStore(config: Config, url: string, clock: Clock, log: Log): Store {
  const { processName: name } = config;
  const { part, close } = createParts();
  // What they all stand on is opened before them, and closed after.
  const opened = part(() => openDatabase({ url, name }));
  return {
    ledger: part(async () => openPostgresLedger({ database: await opened(), clock })),
    directory: part(async () =>
      createPostgresDirectory((await opened()).pool, { provenOnly: config.auth.kind === "external" }),
    ),
    idempotency: part(async () => createPostgresIdempotency((await opened()).pool)),
    presentation: part(async () => createPresentation(createPostgresSql((await opened()).pool))),
    signIn: part(async () => {
      const { pool } = await opened();
      return openSignIn({ config, openTables: () => postgresSignIn(pool), clock });
    }),
    counters: part(async () => createPostgresCounters((await opened()).pool, clock, log)),
    verify: (options) => verifyDatabase({ url, name }, options),
    close,
  };
}
