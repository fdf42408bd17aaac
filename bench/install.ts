/** New installations for a bench: an organisation with an API key, and simulated locks. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { hashApiKey, hintOf, newApiKey } from "../src/identity/api-keys.ts";
import type { Directory } from "../src/identity/directory.ts";
import { createPostgresSql } from "../src/database/postgres/sql.ts";
import { createRecentActors } from "../src/identity/recent-actors.ts";
import { createDirectory } from "../src/identity/stored-directory.ts";
import { openSqliteDirectory } from "../src/store/sqlite.ts";
import { createCommitStore as createPostgresStore } from "../src/ledger/postgres/commit-store.ts";
import { openDatabase } from "../src/database/postgres/database.ts";
import { createCommitStore } from "../src/ledger/sqlite/commit-store.ts";
import { openForWriting } from "../src/database/sqlite/database.ts";
import { fillWithLocks } from "./fill.ts";
import type { Installation } from "./server-process.ts";

const ORG = "bench";

export async function installOnSqlite(dataDir: string, locks: number): Promise<Installation> {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "latchstring.db");
  const db = openForWriting(file);
  await fillWithLocks(createCommitStore(db), locks, ORG);
  db.close();
  const directory = openSqliteDirectory(file);
  const apiKey = await addOrganization(directory);
  await directory.close();
  return { dataDir, apiKey };
}

/** @param databaseUrl an empty database */
export async function installOnPostgres(databaseUrl: string, dataDir: string, locks: number): Promise<Installation> {
  const database = await openDatabase({ url: databaseUrl });
  try {
    await fillWithLocks(createPostgresStore(database), locks, ORG);
    const directory = createDirectory(createPostgresSql(database.pool), createRecentActors());
    return { dataDir, databaseUrl, apiKey: await addOrganization(directory) };
  } finally {
    await database.close();
  }
}

async function addOrganization(directory: Directory): Promise<string> {
  const apiKey = newApiKey();
  const now = Date.now();
  await directory.createOrganization({ orgId: ORG, super: false }, now);
  await directory.addApiKey({
    hash: hashApiKey(apiKey),
    orgId: ORG,
    hint: hintOf(apiKey),
    createdAt: now,
    expiresAt: null,
  });
  return apiKey;
}
