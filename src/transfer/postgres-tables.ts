/** The tables of a PostgreSQL database. */
import type { Client } from "pg";
import { connectForReading, openDatabase } from "../database/postgres/database.ts";
import { type Kind, refusedRow, type Row, type Source, type Table, TABLES, type Target, type Value } from "./tables.ts";

const ARRAYS: Readonly<Record<Kind, string>> = {
  text: "text[]",
  number: "bigint[]",
  boolean: "boolean[]",
  bytes: "bytea[]",
  time: "timestamptz[]",
};
/** Columns that the database counts itself. */
const COUNTED = { webhook_deliveries: "id", notices: "id", events: "position", temp_keys: "key_id" } as const;

/** The tables are made when they are not there. */
async function connect(url: string): Promise<Client> {
  await (await openDatabase({ url })).close();
  return connectForReading({ url });
}

/** Whether no table of an installation has a row. @throws Error when the database cannot be reached */
export async function postgresIsEmpty(url: string): Promise<boolean> {
  const client = await connect(url);
  try {
    const some = TABLES.map(({ name }) => `EXISTS (SELECT FROM ${name})`).join(" OR ");
    const { rows } = await client.query<{ some: boolean }>(`SELECT ${some} AS some`);
    return !rows[0]!.some;
  } finally {
    await client.end();
  }
}

/** Nobody else can write until it is closed: whoever tries waits, or is told that the store is held. */
export async function openPostgresSource(url: string): Promise<Source> {
  const client = await connect(url);
  await client.query(`BEGIN; LOCK TABLE ${TABLES.map(({ name }) => name).join(", ")} IN SHARE MODE`);
  return {
    async *rows(table) {
      const columns = Object.keys(table.columns).join(", ");
      await client.query(
        `DECLARE moved NO SCROLL CURSOR FOR SELECT ${columns} FROM ${table.name} ORDER BY ${table.order}`,
      );
      try {
        for (;;) {
          const { rows } = await client.query<Value[]>({ text: `FETCH ${table.batch} FROM moved`, rowMode: "array" });
          if (rows.length === 0) return;
          yield rows;
        }
      } finally {
        await client.query("CLOSE moved");
      }
    },
    close: () => client.end(),
  };
}

/** One transaction: others see all of it or nothing. */
export async function openPostgresTarget(url: string): Promise<Target> {
  const client = await connect(url);
  await client.query("BEGIN; SET LOCAL synchronous_commit = on");
  async function insert(table: Table, rows: readonly Row[]): Promise<void> {
    const columns = Object.entries(table.columns);
    const values = columns.map((_, i) => rows.map((row) => row[i]!));
    const arrays = columns.map(([, kind], i) => `$${i + 1}::${ARRAYS[kind]}`);
    const names = columns.map(([name]) => name).join(", ");
    const own = table.name === "requests" ? { names: ", unfinished", values: ", lease_until <> 0" } : undefined;
    await client.query(
      `INSERT INTO ${table.name} (${names}${own?.names ?? ""}) OVERRIDING SYSTEM VALUE
       SELECT ${names}${own?.values ?? ""} FROM unnest(${arrays.join(", ")}) AS moved (${names})`,
      values,
    );
  }

  return {
    async write(table, rows) {
      await client.query("SAVEPOINT batch");
      try {
        await insert(table, rows);
      } catch (error) {
        await client.query("ROLLBACK TO batch");
        for (const row of rows)
          await insert(table, [row]).catch((reason: unknown) => {
            throw refusedRow(table, row, reason);
          });
        throw error;
      }
      await client.query("RELEASE batch");
    },
    async finish() {
      for (const [table, column] of Object.entries(COUNTED)) {
        const next = `(SELECT coalesce(max(${column}), 0) + 1 FROM ${table})`;
        await client.query(`SELECT setval(pg_get_serial_sequence('${table}', '${column}'), ${next}, false)`);
      }
      await client.query("COMMIT");
      await client.end();
    },
    abandon: () => client.end(),
  };
}
