/** All data in one file, and the last day's requests in another beside it. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { openForWriting } from "../database/sqlite/database.ts";
import { storeErrorOf } from "../database/sqlite/errors.ts";
import { openChangeMarker } from "../database/sqlite/change-marker.ts";
import { createSqliteSql, openSqliteSql } from "../database/sqlite/sql.ts";
import type { Sql } from "../database/sql.ts";
import { createDeviceStates } from "../devices/observed/device-states.ts";
import { createHubStore } from "../devices/hubs/stored-hubs.ts";
import type { Directory, DirectoryOptions } from "../identity/directory.ts";
import type { PasswordHashing } from "../identity/accounts/accounts.ts";
import { openAccounts } from "../identity/accounts/open-accounts.ts";
import { createRecentActors, type RecentActors } from "../identity/recent-actors.ts";
import { openWays } from "../identity/accounts/ways.ts";
import { openSignIn } from "../identity/sign-in-by-link.ts";
import type { SignInStore } from "../identity/sign-in-tables.ts";
import { createDirectory } from "../identity/stored-directory.ts";
import { createOrganizations } from "../identity/stored-organizations.ts";
import { openSqliteIdempotency } from "../idempotency/sqlite-idempotency.ts";
import { createPersonalData } from "../erasure/personal-data.ts";
import { createStoredTexts } from "../erasure/stored-texts.ts";
import { createKeyImports } from "../key-imports/key-imports.ts";
import { openSqliteLedger } from "../ledger/sqlite/ledger.ts";
import { verifyFile } from "../ledger/sqlite/verify-file.ts";
import { createOwnCounters } from "../limits/counters.ts";
import { createPresentation } from "../presentation/stored-presentation.ts";
import { createParts } from "./parts.ts";
import type { Store } from "./store.ts";

/**
 * @param file made when a part that writes is first asked for; `requests.db` is beside it
 * @returns parts that throw as their ports say, and when they are opened an Error that names the file
 */
export function openSqliteStore(config: Config, file: string, clock: Clock, hashing?: PasswordHashing): Store {
  const { part, close } = createParts();
  let remembered: RecentActors | undefined;
  /** Its file is beside one that was opened before. */
  const recent = () => (remembered ??= recentActorsOf(file));
  // This thread runs one statement at a time: one connection, and one cache, serve all that stands beside the record.
  const opened = part(async () => openSqliteSql(file));
  const sql = async (): Promise<Sql> => ({ ...(await opened()), close: async () => {} });
  const directory = part(async () =>
    createDirectory(await sql(), recent(), { provenOnly: config.auth.kind === "external" }),
  );
  return {
    ledger: part(() => openSqliteLedger({ file, clock })),
    directory,
    organizations: part(async () => createOrganizations(await sql(), recent())),
    idempotency: part(async () => openSqliteIdempotency(join(dirname(file), "requests.db"))),
    presentation: part(async () => createPresentation(await sql())),
    hubs: part(async () => createHubStore(await sql())),
    deviceStates: part(async () => createDeviceStates(await sql())),
    signIn: part(async () => openSignIn({ config, openTables: () => openSqliteSignIn(file), clock })),
    accounts: part(async () =>
      openAccounts({ config, openTables: () => openSqliteSignIn(file), directory: await directory(), clock, hashing }),
    ),
    ways: part(async () => openWays({ config, sql: await sql(), directory: await directory(), clock })),
    feed: part(sql),
    orgFeed: part(sql),
    webhooks: part(sql),
    notices: part(sql),
    personalData: part(async () => createPersonalData(await sql())),
    storedTexts: part(async () => createStoredTexts(await sql())),
    keyImports: part(async () => createKeyImports(await sql())),
    counters: part(async () => createOwnCounters(clock)),
    connections: () => [],
    async verify(options) {
      if (!existsSync(file)) throw new Error(`There are no data at ${file}`);
      return verifyFile(file, options);
    },
    close,
  };
}

/** The directory alone. */
export function openSqliteDirectory(file: string, options?: DirectoryOptions): Directory {
  const sql = openSqliteSql(file);
  return createDirectory(sql, recentActorsOf(file), options);
}

function recentActorsOf(file: string): RecentActors {
  return createRecentActors(openChangeMarker(`${file}-directory`));
}

/** The library runs in the server's own thread, so it waits for others less long than a command does. */
const SIGN_IN_BUSY_MS = 250;

/** @param file made and migrated as needed; one connection for the library and for what is cleared away beside it */
export function openSqliteSignIn(file: string): SignInStore {
  const database = openForWriting(file, SIGN_IN_BUSY_MS);
  return { database, sql: createSqliteSql(database), storeErrorOf };
}
