/**
 * Connections to PostgreSQL. All of it works through PgBouncer in transaction mode: no named
 * statements, nothing that lives longer than a transaction, no startup parameters but the usual ones.
 */
import pg from "pg";
import { migrate } from "./migrate.ts";

/** Where the database is, and bounds of its connections. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode` for TLS. */
  readonly url: string;
  /** How the process names itself to the server, after the program's name; at most 48 bytes. */
  readonly name?: string;
  /** Connections for everything but the ledger's own commits, which take up to three more. */
  readonly maxConnections?: number;
}

/** The connections of one process. */
export interface Database {
  readonly pool: pg.Pool;
  /** The ledger's commits alone, so that reading never holds them up. Their queries are sent without waiting. */
  readonly writers: pg.Pool;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 10;
/** Batches in flight at the most. */
export const MAX_IN_FLIGHT = 2;
/** How long a connection may take to come about or to become free, in milliseconds. */
const CONNECT_MS = 2_000;
/** After which a query is given up and its connection with it; longer than what the server is told in `LIMITS`. */
const QUERY_MS = 4_000;
const IDLE_MS = 30_000;
const INT8 = 20;

const BOUNDED = [
  "SET LOCAL statement_timeout = 3500",
  "SET LOCAL lock_timeout = 3000",
  "SET LOCAL idle_in_transaction_session_timeout = 2000",
] as const;
/** For a transaction that writes: durable whatever the server's default is, and bounded. */
export const DURABLE = ["SET LOCAL synchronous_commit = on", ...BOUNDED] as const;
/** The first statements of such a transaction. */
export const BEGIN = ["BEGIN", ...DURABLE].join("; ");
/**
 * Once and for all, where a connection has a session of its own. A plan that is kept there is made while tables are small
 * and used when they are large, so none may read a table whole; whatever a commit looks for is in an index.
 */
const OWN_SESSION = [
  ...DURABLE.map((set) => set.replace("SET LOCAL", "SET")),
  ...["enable_seqscan", "enable_mergejoin", "jit"].map((way) => `SET ${way} = off`),
].join("; ");
/** Of one that can be made again, and so need not wait for the disk. */
export const BEGIN_DERIVED = ["BEGIN", "SET LOCAL synchronous_commit = off", ...BOUNDED].join("; ");

/**
 * Connect, and create or migrate the tables as needed; any number of processes may do so at once.
 *
 * @throws Error when the server cannot be reached or is too old, or when the data were written by a newer program
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { maxConnections = MAX_CONNECTIONS } = options;
  const database: Database = {
    pool: openPool(options, { max: maxConnections }),
    // One more asks what became of a commit when its connection was lost.
    writers: openPool(options, { max: MAX_IN_FLIGHT + 1, pipeline: true, onConnect: settle }),
    async close() {
      await Promise.all([database.pool.end(), database.writers.end()]);
    },
  };
  try {
    await migrate(database.pool);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** A connection for one reader that looks through everything; whoever opens it ends it. */
export async function connectForReading({ url, name }: DatabaseOptions): Promise<pg.Client> {
  const client = new pg.Client({ ...clientConfig({ url, ...(name !== undefined && { name }) }), query_timeout: 0 });
  // A connection that is lost fails the query that is waiting; without a listener it would end the process too.
  client.on("error", () => {});
  await client.connect();
  return client;
}

const settled = new WeakSet<pg.ClientBase>();

/** Whether a connection of the writers has a session of its own, in which all transactions are durable and bounded. */
export function hasOwnSession(client: pg.ClientBase): boolean {
  return settled.has(client);
}

/**
 * Through PgBouncer each transaction may have another session, and what is left in one meets somebody else. A pooler
 * greets its clients with a number of its own; a server, with that of the process that answers.
 */
async function settle(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const { processID } = client as pg.ClientBase & { readonly processID: number | null };
  if (rows[0]!.pid !== processID) return;
  await client.query(OWN_SESSION);
  settled.add(client);
}

function openPool(options: DatabaseOptions, more: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...clientConfig(options), idleTimeoutMillis: IDLE_MS, ...more });
  // An idle connection that is lost: the pool has let go of it already and makes another when one is needed.
  pool.on("error", () => {});
  // One that is lost while somebody has it, between two queries: the next query fails, and nobody else need hear of it.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

function clientConfig({ url, name }: DatabaseOptions): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name === undefined ? "latchstring" : `latchstring ${name}`,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    keepAlive: true,
    types: { getTypeParser },
  };
}

/** Numbers are numbers: every one that is stored is a safe integer. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === INT8 && format !== "binary" ? safeInteger : pg.types.getTypeParser(oid, format as "text");

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`);
  return value;
}
