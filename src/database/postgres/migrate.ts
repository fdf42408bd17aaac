/** Bringing a PostgreSQL database to this program's schema, and telling where it is another one. */
import type pg from "pg";
import { migrationsIn, refuseNewerVersion, refuseOtherVersion } from "../migrations.ts";

/** What `query` of a pool and of a client have in common. */
export type Queries = Pick<pg.ClientBase, "query">;

const MIGRATIONS = new URL("./migrations/", import.meta.url);
/** How long another process may migrate, in milliseconds. */
const MIGRATION_MS = 120_000;
const OLDEST_SERVER = 150_000;

/** The first number of every advisory lock that the program takes ("LATC"); never to be changed. */
export const LOCK_SPACE = 0x4c_41_54_43;
/** Beside the ledger's, which are not negative. */
const MIGRATION_LOCK = -1;

/** @throws Error when the schema is not this program's */
export async function refuseOtherSchema(db: Queries): Promise<void> {
  refuseOtherVersion(await schemaOf(db), migrationsIn(MIGRATIONS));
}

/**
 * Create or migrate the tables as needed; any number of processes may do so at once.
 *
 * @throws Error when the server is too old, the data are a newer program's, or another installation is hidden there
 */
export async function migrate(pool: pg.Pool): Promise<void> {
  await refuseOtherServer(pool);
  const migrations = migrationsIn(MIGRATIONS);
  const { newest } = migrations;
  if ((await schemaOf(pool)) !== newest) {
    await alone(pool, async (client) => {
      await refuseSecondInstallation(client);
      // First, because it also makes this connection see what others made while it waited.
      await client.query("CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)");
      const version = await schemaOf(client);
      refuseNewerVersion(version, migrations);
      for (const sql of migrations.after(version)) await client.query(patient(sql));
      await client.query(`DELETE FROM schema_version; INSERT INTO schema_version VALUES (${newest})`);
    });
  }
  if (await isFromElsewhere(pool)) {
    await alone(pool, async (client) => {
      if (await isFromElsewhere(client)) await beginEra(client);
    });
  }
}

/**
 * A role's changed `search_path` must not begin an empty installation beside the one that it hides. Of a database that
 * has one already, that one alone is used.
 */
async function refuseSecondInstallation(db: Queries): Promise<void> {
  if ((await schemaOf(db)) > 0) return;
  const { rows } = await db.query<{ hidden: string | null; path: string }>(
    `SELECT current_setting('search_path') AS path, (
       SELECT min(n.nspname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relname = 'log_era' AND c.relkind = 'r' AND n.nspname <> ALL (current_schemas(false))
         AND EXISTS (SELECT FROM pg_class v WHERE v.relnamespace = n.oid AND v.relname = 'schema_version')
     ) AS hidden`,
  );
  const { hidden, path } = rows[0]!;
  if (hidden === null) return;
  throw new Error(
    `The database has a Latchstring in the schema ${hidden}, which the search_path of this role (${path}) does not show; ALTER ROLE … IN DATABASE … SET search_path = ${hidden}, or use another database`,
  );
}

/** Run in one transaction, while nobody else does. */
async function alone(pool: pg.Pool, run: (client: pg.ClientBase) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  let failed = true;
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = ${MIGRATION_MS}; SET LOCAL synchronous_commit = on`);
    await client.query(patient(`SELECT pg_advisory_xact_lock(${LOCK_SPACE}, ${MIGRATION_LOCK})`));
    await run(client);
    await client.query("COMMIT");
    failed = false;
  } finally {
    client.release(failed);
  }
}

function patient(text: string): pg.QueryConfig {
  return { text, query_timeout: MIGRATION_MS } as pg.QueryConfig;
}

/** Whether transactions of the log are still to come on this server: it was restored from a dump of another one. */
async function isFromElsewhere(db: Queries): Promise<boolean> {
  const { rows } = await db.query<{ is: boolean }>(
    `SELECT EXISTS (SELECT FROM events
       WHERE era = (SELECT era FROM log_era) AND xid >= pg_snapshot_xmax(pg_current_snapshot())) AS is`,
  );
  return rows[0]!.is;
}

/** What is there comes before whatever is written from now on, so nobody who follows the log misses any of it. */
async function beginEra(db: Queries): Promise<void> {
  const { rows } = await db.query<{ era: number }>("UPDATE log_era SET era = era + 1 RETURNING era");
  // Of transactions of the other server; nobody reads on from there.
  await db.query("DELETE FROM changed_texts");
  await db.query(`ALTER TABLE events ALTER COLUMN era SET DEFAULT ${rows[0]!.era}`);
}

async function refuseOtherServer(db: Queries): Promise<void> {
  const { rows } = await db.query<{ server: string; encoding: string }>(
    "SELECT current_setting('server_version_num') AS server, current_setting('server_encoding') AS encoding",
  );
  const { server, encoding } = rows[0]!;
  if (Number(server) < OLDEST_SERVER) {
    throw new Error(`PostgreSQL 15 or newer is needed; this server is ${Math.floor(Number(server) / 10_000)}`);
  }
  if (encoding !== "UTF8") throw new Error(`The database must be made with ENCODING 'UTF8'; this one has ${encoding}`);
}

/** 0 for a database without the program's tables. */
async function schemaOf(db: Queries): Promise<number> {
  const { rows } = await db.query<{ there: boolean }>("SELECT to_regclass('schema_version') IS NOT NULL AS there");
  if (!rows[0]!.there) return 0;
  const found = await db.query<{ version: number }>("SELECT version FROM schema_version");
  return found.rows[0]?.version ?? 0;
}
