import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { runSql, startPostgres, type TestPostgres } from "../../../test/postgres.ts";
import { connectForReading, hasOwnSession, openDatabase } from "./database.ts";
import { refuseOtherSchema } from "./migrate.ts";

describe("the database", () => {
  let server: TestPostgres;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.close());

  it("is made once by ten that open it at the same time", async () => {
    const url = await server.createDatabase();
    const opened = await Promise.all(Array.from({ length: 10 }, () => openDatabase({ url, maxConnections: 1 })));
    for (const { pool } of opened) assert.equal((await pool.query("SELECT FROM events")).rowCount, 0);
    await Promise.all(opened.map((database) => database.close()));
    assert.equal((await runSql(url, "SELECT * FROM schema_version")).length, 1);
  });

  it("of a newer program is refused, and left as it was", async () => {
    const url = await server.createDatabase();
    await (await openDatabase({ url })).close();
    await runSql(url, "UPDATE schema_version SET version = 9000");
    await assert.rejects(openDatabase({ url }), /newer Latchstring \(schema 9000/);
    assert.deepEqual(await runSql(url, "SELECT version FROM schema_version"), [{ version: 9000 }]);
  });

  it("of an older program, or of none, is refused by those who only read", async () => {
    const url = await server.createDatabase();
    const reader = await connectForReading({ url });
    await assert.rejects(refuseOtherSchema(reader), /older schema \(0, /);
    await reader.end();
  });

  it("is not begun a second time where a changed search_path hides the first", async () => {
    const url = new URL(await server.createDatabase());
    await (await openDatabase({ url: url.href })).close();
    await runSql(url.href, "CREATE SCHEMA other");
    url.searchParams.set("options", "-c search_path=other");
    await assert.rejects(openDatabase({ url: url.href }), /Latchstring in the schema public, .*search_path/);
    assert.deepEqual(await runSql(url.href, "SELECT FROM pg_tables WHERE schemaname = 'other'"), []);
  });

  it("keeps its tables where the address says", async () => {
    const url = new URL(await server.createDatabase());
    await runSql(url.href, "CREATE SCHEMA doors");
    url.searchParams.set("options", "-c search_path=doors");
    for (let twice = 0; twice < 2; twice++) await (await openDatabase({ url: url.href })).close();
    const found = await runSql(url.href, "SELECT schemaname FROM pg_tables WHERE tablename = 'events'");
    assert.deepEqual(found, [{ schemaname: "doors" }]);
  });

  it("fails the next query of a connection that is lost between two, and nothing else", async () => {
    const url = await server.createDatabase();
    const database = await openDatabase({ url });
    const client = await database.writers.connect();
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const lost = new Promise<void>((resolve) => client.once("end", resolve));
    await runSql(url, "SELECT pg_terminate_backend($1)", [rows[0]!.pid]);
    await lost;
    await assert.rejects(client.query("SELECT 1"));
    client.release(true);
    assert.equal((await database.writers.query("SELECT 1")).rowCount, 1);
    await database.close();
  });

  it("is written durably and within bounds by every transaction of the writers, whatever the role's settings are", async () => {
    const url = await server.createDatabase();
    const name = new URL(url).pathname.slice(1);
    await runSql(url, `ALTER DATABASE ${name} SET synchronous_commit = off`);
    const database = await openDatabase({ url });
    const client = await database.writers.connect();
    assert.ok(hasOwnSession(client));
    const settings = ["synchronous_commit", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];
    const { rows } = await client.query("SELECT array(SELECT current_setting(unnest($1::text[]))) AS of", [settings]);
    assert.deepEqual(rows, [{ of: ["on", "3500ms", "3s", "2s"] }]);
    client.release();
    await database.close();
  });

  it("tells what cannot be reached, and lets go of it", async () => {
    const url = new URL(await server.createDatabase());
    url.pathname = "/nothing-of-this-name";
    await assert.rejects(openDatabase({ url: url.href }), /nothing-of-this-name/);
  });

  it("holds text of UTF-8 only", async () => {
    const url = new URL(await server.createDatabase());
    await runSql(url.href, "CREATE DATABASE ascii_only TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'");
    await assert.rejects(openDatabase({ url: server.url("ascii_only") }), /ENCODING 'UTF8'; this one has SQL_ASCII/);
    await runSql(url.href, "DROP DATABASE ascii_only");
  });
});
