/** All data in one PostgreSQL database, for any number of processes. */
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { type Database, openDatabase } from "../database/postgres/database.ts";
import { storeErrorOf } from "../database/postgres/errors.ts";
import { createPostgresSql } from "../database/postgres/sql.ts";
import { createDeviceStates } from "../devices/observed/device-states.ts";
import { createHubStore } from "../devices/hubs/stored-hubs.ts";
import type { PasswordHashing } from "../identity/accounts/accounts.ts";
import { openAccounts } from "../identity/accounts/open-accounts.ts";
import { createRecentActors } from "../identity/recent-actors.ts";
import { openWays } from "../identity/accounts/ways.ts";
import { createDirectory } from "../identity/stored-directory.ts";
import { createOrganizations } from "../identity/stored-organizations.ts";
import { openSignIn } from "../identity/sign-in-by-link.ts";
import { createPostgresIdempotency } from "../idempotency/postgres-idempotency.ts";
import { createPersonalData } from "../erasure/personal-data.ts";
import { createStoredTexts } from "../erasure/stored-texts.ts";
import { createKeyImports } from "../key-imports/key-imports.ts";
import { openPostgresLedger } from "../ledger/postgres/ledger.ts";
import { verifyDatabase } from "../ledger/postgres/verify-database.ts";
import { createPostgresCounters } from "../limits/postgres-counters.ts";
import type { Log } from "../log.ts";
import { createPresentation } from "../presentation/stored-presentation.ts";
import { createParts } from "./parts.ts";
import type { Store } from "./store.ts";

/**
 * @param url as `StoreAddress` has it
 * @param log is told when limits are no longer shared, and when they are again
 * @returns parts that throw as their ports say, and when the first is opened an Error where the server cannot be used
 */
export function openPostgresStore(
  config: Config,
  url: string,
  clock: Clock,
  log: Log,
  hashing?: PasswordHashing,
): Store {
  const { processName: name } = config;
  const { part, close } = createParts();
  let database: Database | undefined;
  // What they all stand on is opened before them, and closed after.
  const opened = part(async () => (database = await openDatabase({ url, name })));
  const sql = async () => createPostgresSql((await opened()).pool);
  const recent = createRecentActors();
  const directory = part(async () =>
    createDirectory(await sql(), recent, { provenOnly: config.auth.kind === "external" }),
  );
  const signInStore = async () => ({ database: (await opened()).pool, sql: await sql(), storeErrorOf });
  return {
    ledger: part(async () => openPostgresLedger({ database: await opened(), clock })),
    directory,
    organizations: part(async () => createOrganizations(await sql(), recent)),
    idempotency: part(async () => createPostgresIdempotency((await opened()).pool)),
    presentation: part(async () => createPresentation(await sql())),
    hubs: part(async () => createHubStore(await sql())),
    deviceStates: part(async () => createDeviceStates(await sql())),
    signIn: part(async () => {
      const store = await signInStore();
      return openSignIn({ config, openTables: () => store, clock });
    }),
    accounts: part(async () => {
      const store = await signInStore();
      return openAccounts({ config, openTables: () => store, directory: await directory(), clock, hashing });
    }),
    ways: part(async () => openWays({ config, sql: await sql(), directory: await directory(), clock })),
    feed: part(sql),
    orgFeed: part(sql),
    webhooks: part(sql),
    notices: part(sql),
    personalData: part(async () => createPersonalData(await sql())),
    storedTexts: part(async () => createStoredTexts(await sql())),
    keyImports: part(async () => createKeyImports(await sql())),
    counters: part(async () => createPostgresCounters((await opened()).pool, clock, log)),
    connections: () =>
      Object.entries(database ? { all: database.pool, commits: database.writers } : {}).map(([pool, of]) => ({
        pool,
        busy: of.totalCount - of.idleCount,
        idle: of.idleCount,
        waiting: of.waitingCount,
      })),
    verify: (options) => verifyDatabase({ url, name }, options),
    close,
  };
}
