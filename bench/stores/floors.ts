/** What no program on this machine gets past: the database's own bench with the same rows, and the disk alone. */
import { execFile } from "node:child_process";
import { closeSync, fdatasyncSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { runSql, type TestPostgres } from "../../test/postgres.ts";

const run = promisify(execFile);
const BLOCK = Buffer.alloc(4_096, 1);

/** Appends of 4 KiB, each made durable, a second. */
export function syncsPerSecond(dir: string, seconds: number): number {
  const file = openSync(join(dir, "fdatasync"), "w");
  const from = performance.now();
  let count = 0;
  while (performance.now() - from < seconds * 1_000) {
    writeSync(file, BLOCK);
    fdatasyncSync(file);
    count++;
  }
  const took = performance.now() - from;
  closeSync(file);
  return (count / took) * 1_000;
}

export interface PgbenchForm {
  readonly name: "statements" | "one";
  readonly script: string;
}

const KEY = `INSERT INTO temp_keys (uuid, revoked, state, description, created_by)
  VALUES (gen_random_uuid()::text, false, :state, :description, :creator) RETURNING key_id`;

/**
 * The rows of one create, in two forms: each statement by itself between BEGIN and COMMIT, as programs usually send
 * them, and all in one statement. The lock is one of `locks`, whose version it raises.
 */
export function pgbenchForms(locks: number): readonly PgbenchForm[] {
  const lock = `UPDATE locks SET version = version + 1, head = :hash, updated_at = :at WHERE lock_id = :lock`;
  const choose = `\\set lock random(1, ${locks})`;
  const columns = "INSERT INTO events (lock_id, version, at, type, data, context, hash)";
  return [
    {
      name: "statements",
      script: `${choose}
BEGIN;
${oneLine(lock)} RETURNING version \\gset
${columns} VALUES (:lock, :version, :at, 'TempKeyCreated', :data, :context, :hash);
${oneLine(KEY)} \\gset
INSERT INTO temp_key_doors (lock_id, revoked, key_id) VALUES (:lock, false, :key_id);
COMMIT;
`,
    },
    {
      name: "one",
      script: `${choose}
WITH l AS (${oneLine(lock)} RETURNING version), k AS (${oneLine(KEY)}), d AS (INSERT INTO temp_key_doors (lock_id, revoked, key_id) SELECT :lock, false, key_id FROM k) ${columns} SELECT :lock, version, :at, 'TempKeyCreated', :data, :context, :hash FROM l;
`,
    },
  ];
}

/** The texts of a key that our server made in that database, so that the rows are as long as its own. */
export async function sampleOfCreate(url: string): Promise<Readonly<Record<string, string>>> {
  const [row] = await runSql(
    url,
    `SELECT e.data, e.context, '\\x' || encode(e.hash, 'hex') AS hash, e.at::text AS at, k.state, k.description,
       k.created_by AS creator
     FROM events e JOIN temp_keys k ON strpos(e.data, k.uuid) > 0 WHERE e.type = 'TempKeyCreated' LIMIT 1`,
  );
  const entries = Object.entries(row as Record<string, string | null>);
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? ""]));
}

export interface PgbenchOptions {
  readonly postgres: TestPostgres;
  readonly url: string;
  readonly dir: string;
  readonly form: PgbenchForm;
  readonly values: Readonly<Record<string, string>>;
  readonly clients: number;
  readonly seconds: number;
  readonly cores: string;
}

/** Transactions per second, each client with a connection and prepared statements of its own. */
export async function pgbench(options: PgbenchOptions): Promise<{ rate: number }> {
  const { postgres, url, dir, form, values, clients, seconds, cores } = options;
  const script = join(dir, `${form.name}.sql`);
  writeFileSync(script, form.script);
  const { hostname, port, username, pathname } = new URL(url);
  const variables = Object.entries(values).flatMap(([name, value]) => ["-D", `${name}=${value}`]);
  const how = ["-n", "-M", "prepared", "-c", `${clients}`, "-j", "1", "-T", `${Math.ceil(seconds)}`, "-f", script];
  const where = ["-h", hostname, "-p", port, "-U", username, pathname.slice(1)];
  const { stdout } = await run("taskset", ["-c", cores, join(postgres.bin, "pgbench"), ...how, ...variables, ...where]);
  const failed = Number(/number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0);
  const rate = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  if (failed > 0 || !(rate > 0)) throw new Error(`pgbench did not do it:\n${stdout}`);
  return { rate };
}

/** pgbench takes a line for a statement's part unless a backslash command ends it. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
