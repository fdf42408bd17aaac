/** Each process names itself where somebody looks: in its log, and at the database. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { it } from "node:test";
import { startServer } from "../harness.ts";
import { newDatabase, runSql, startPostgres } from "../postgres.ts";
import { PROGRAM } from "../program.ts";

it("two servers on one PostgreSQL are told apart there", async () => {
  const postgres = await startPostgres();
  const DATABASE_URL = await newDatabase(postgres.url("postgres"));
  const names = ["door-1", "~".repeat(48)];
  const servers = [];
  for (const PROCESS_NAME of names) servers.push(await startServer({ env: { DATABASE_URL, PROCESS_NAME } }));
  const connections = await runSql(
    DATABASE_URL,
    "SELECT DISTINCT application_name AS name FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await Promise.all(servers.map((server) => server.close()));
  await postgres.close();
  assert.deepEqual(
    connections.map(({ name }) => name).toSorted(),
    names.map((name) => `latchstring ${name}`),
  );
});

it("every line of a log says which process wrote it", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "latchstring-names-"));
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "", PORT: "0", PROCESS_NAME: "door-1" };
  const child = spawn(process.execPath, [PROGRAM, "serve"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const [output] = await Promise.all([
    text(child.stdout),
    once(child.stdout, "data").then(() => child.kill("SIGTERM")),
    once(child, "exit"),
  ]);
  rmSync(dataDir, { recursive: true });
  const lines = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.ok(lines.length > 0, output);
  for (const line of lines) {
    assert.equal(line["process"], "door-1");
    assert.deepEqual([line["pid"], line["hostname"]], [undefined, undefined]);
  }
});
