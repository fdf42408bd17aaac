/** All data in one file, and the last day's requests in another beside it. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { openSqliteSql } from "./database/sqlite/sql.ts";
import { openSqliteDirectory } from "./identity/sqlite-directory.ts";
import { openSignIn } from "./identity/sign-in-by-link.ts";
import { openSqliteSignIn } from "./identity/sqlite-sign-in.ts";
import { openSqliteIdempotency } from "./idempotency/sqlite-idempotency.ts";
import { openSqliteLedger } from "./ledger/sqlite/ledger.ts";
import { verifyFile } from "./ledger/sqlite/verify-file.ts";
import { createOwnCounters } from "./limits/counters.ts";
import { createParts } from "./parts.ts";
import { createPresentation } from "./presentation/stored-presentation.ts";
import type { Store } from "./store.ts";

export function openSqliteStore(config: Config, file: string, clock: Clock): Store {
  const { part, close } = createParts();
  return {
    ledger: part(() => openSqliteLedger({ file, clock })),
    directory: part(async () => openSqliteDirectory(file, undefined, { provenOnly: config.auth.kind === "external" })),
    idempotency: part(async () => openSqliteIdempotency(join(dirname(file), "requests.db"))),
    presentation: part(async () => createPresentation(openSqliteSql(file))),
    signIn: part(async () => openSignIn({ config, openTables: () => openSqliteSignIn(file), clock })),
    counters: part(async () => createOwnCounters(clock)),
    async verify(options) {
      if (!existsSync(file)) throw new Error(`There are no data at ${file}`);
      return verifyFile(file, options);
    },
    close,
  };
}
