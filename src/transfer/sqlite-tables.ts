/** The tables of a SQLite file, and of the file of requests beside it. */
import { existsSync } from "node:fs";
import { link, mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type Database from "better-sqlite3";
import { openSqliteIdempotency } from "../idempotency/sqlite-idempotency.ts";
import { openForWriting } from "../database/sqlite/database.ts";
import { type Kind, refusedRow, type Row, type Source, type Table, type Target, type Value } from "./tables.ts";

function requestsBeside(file: string): string {
  return join(dirname(file), "requests.db");
}

/** Nobody else can write until it is closed: whoever tries is told that the store is held. */
export async function openSqliteSource(file: string): Promise<Source> {
  if (!existsSync(file)) throw new Error(`There are no data at ${file}`);
  const db = openForWriting(file);
  const requests = requestsBeside(file);
  await openSqliteIdempotency(requests).close(); // made where it is not there, and of this version
  db.prepare("ATTACH ? AS remembered").run(requests);
  db.exec("BEGIN IMMEDIATE");
  return {
    async *rows(table) {
      const kinds = Object.values(table.columns);
      const statement = db.prepare(`SELECT ${names(table)} FROM ${table.name} ORDER BY ${table.order}`).raw();
      let batch: Row[] = [];
      for (const values of statement.iterate() as Iterable<readonly unknown[]>) {
        if (batch.push(kinds.map((kind, i) => fromSqlite(kind, values[i]))) < table.batch) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
    async close() {
      db.close();
    },
  };
}

/**
 * Files that are made under other names and get their own at the end. Positions are counted anew, because another
 * store's have gaps.
 */
export async function openSqliteTarget(file: string): Promise<Target> {
  const files = [file, requestsBeside(file)];
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const parts = files.map((name) => `${name}.part`) as [string, string];
  const removeParts = async () => {
    for (const part of parts) for (const rest of ["", "-wal", "-shm"]) await rm(part + rest, { force: true });
  };
  await removeParts();
  for (const part of parts) await (await open(part, "wx", 0o600)).close();
  const db = openForWriting(parts[0]);
  await openSqliteIdempotency(parts[1]).close();
  db.prepare("ATTACH ? AS remembered").run(parts[1]);
  db.exec("BEGIN IMMEDIATE");
  /** Positions of the streams' last events. */
  const last = new Map<number, number>();
  let position = 0;
  const statements = new Map<string, Database.Statement>();

  function insert(table: Table, more: readonly string[]): Database.Statement {
    const known = statements.get(table.name);
    if (known) return known;
    const columns = [...Object.keys(table.columns), ...more];
    const places = columns.map(() => "?").join(", ");
    const statement = db.prepare(`INSERT INTO ${table.name} (${columns.join(", ")}) VALUES (${places})`);
    statements.set(table.name, statement);
    return statement;
  }

  /** The columns that only this store has, and their values. */
  function added(table: Table, row: Row): { readonly columns: readonly string[]; readonly values: readonly Value[] } {
    const [first, second] = row as readonly [number, number];
    if (table.name === "locks") return { columns: ["last"], values: [last.get(first)!] };
    if (table.name !== "events") return { columns: [], values: [] };
    const previous = last.get(second) ?? null;
    last.set(second, ++position);
    return { columns: ["previous"], values: [previous] };
  }

  return {
    async write(table, rows) {
      for (const row of rows) {
        const { columns, values } = added(table, row);
        const own = table.name === "events" ? [position, ...row.slice(1)] : row;
        try {
          insert(table, columns).run([...own, ...values].map(toSqlite));
        } catch (error) {
          throw refusedRow(table, row, error);
        }
      }
    },
    async finish() {
      db.exec("COMMIT");
      db.close();
      for (const [i, part] of parts.entries()) await link(part, files[i]!); // never replaces what is there
      await removeParts();
    },
    async abandon() {
      db.close();
      await removeParts();
    },
  };
}

function names({ columns }: Table): string {
  return Object.keys(columns).join(", ");
}

function fromSqlite(kind: Kind, value: unknown): Value {
  if (value === null) return null;
  if (kind === "boolean") return value === 1;
  return kind === "time" ? new Date(value as string) : (value as Value);
}

function toSqlite(value: Value): Exclude<Value, boolean | Date> {
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof Date ? value.toISOString() : value;
}
