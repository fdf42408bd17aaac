import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import Database from "better-sqlite3";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { directoryConformance } from "./testing/directory-conformance.ts";
import { hashApiKey, hintOf, newApiKey } from "./api-keys.ts";
import type { Directory, DirectoryOptions } from "./directory.ts";
import { openChangeMarker } from "../database/sqlite/change-marker.ts";
import { openSqliteSql } from "../database/sqlite/sql.ts";
import { createRecentActors } from "./recent-actors.ts";
import { createDirectory } from "./stored-directory.ts";

const NOW = Date.parse("2026-06-01T10:00:00Z");
const MIGRATIONS = new URL("../database/sqlite/migrations/", import.meta.url);
/** In the order in which files out there got them; a new one comes after all of them. */
const BEFORE_USERS = ["0001-ledger.sql", "0002-identity.sql", "0003-doors-and-pins.sql"];

function openDirectory(file: string, writeTries?: number, options?: DirectoryOptions): Directory {
  const sql = openSqliteSql(file, writeTries);
  return createDirectory(sql, createRecentActors(openChangeMarker(`${file}-directory`)), options);
}

directoryConformance("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "latchstring-"));
  return {
    open: async (options) => openDirectory(join(folder, "latchstring.db"), undefined, options),
    async close() {
      rmSync(folder, { recursive: true });
    },
  };
});

describe("the file of the directory", () => {
  let dir: string;
  let file: string;
  let directory: Directory;

  before(() => {
    dir = mkdtempSync(join(tmpdir(), "latchstring-"));
    file = join(dir, "data", "latchstring.db");
    directory = openDirectory(file);
  });
  after(async () => {
    await directory.close();
    rmSync(dir, { recursive: true });
  });

  it("keeps only a key's hash", async () => {
    await directory.createOrganization({ orgId: "hashed", super: false }, NOW);
    const key = newApiKey();
    const row = { hash: hashApiKey(key), orgId: "hashed", hint: hintOf(key), createdAt: NOW, expiresAt: null };
    await directory.addApiKey(row);
    const stored = readFileSync(file, "latin1") + readFileSync(`${file}-wal`, "latin1");
    assert.ok(stored.includes(key.slice(0, 8)), "the hint is there, so this looks at the right bytes");
    assert.ok(!stored.includes(key));
  });

  it("brings the users of an older file along", async () => {
    assert.deepEqual(readdirSync(MIGRATIONS).toSorted().slice(0, 4), [...BEFORE_USERS, "0004-users.sql"]);
    const old = join(dir, "old.db");
    const db = new Database(old);
    for (const name of BEFORE_USERS) db.exec(readFileSync(new URL(name, MIGRATIONS), "utf8"));
    db.exec("INSERT INTO users VALUES ('u1', 'Maria@Example.test', 'Maria', 7)");
    db.pragma(`user_version = ${BEFORE_USERS.length}`);
    db.close();
    const opened = openDirectory(old);
    const names = { name: "Maria", firstName: null, lastName: null };
    assert.deepEqual(await opened.userByEmail("maria@example.test"), {
      userId: "u1",
      email: "maria@example.test",
      ...names,
      createdAt: 7,
    });
    await opened.close();
  });

  it("finds whom it has while others hold the store, and says so when it cannot write", async () => {
    const nameless = { name: null, firstName: null, lastName: null, createdAt: NOW };
    const known = { ...nameless, userId: "known", email: "known@example.test" };
    const fresh = { ...nameless, userId: "fresh", email: "fresh@example.test" };
    await directory.createUser(known);
    const impatient = openDirectory(file, 2);
    const holder = new Database(file);
    holder.exec("BEGIN IMMEDIATE");
    assert.deepEqual(await impatient.findOrCreateUser({ ...known, userId: "other" }), known);
    await assert.rejects(impatient.findOrCreateUser(fresh), StoreUnavailableError);
    await assert.rejects(impatient.createUser(fresh), StoreUnavailableError);
    const patient = directory.findOrCreateUser(fresh);
    holder.exec("ROLLBACK");
    holder.close();
    assert.deepEqual(await patient, fresh);
    await impatient.close();
  });
});
