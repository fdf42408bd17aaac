import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import Database from "better-sqlite3";
import { hashApiKey, hintOf, newApiKey } from "./api-keys.ts";
import { type Directory, DirectoryConflictError, DirectoryUnavailableError } from "./directory.ts";
import { openSqliteDirectory } from "./sqlite-directory.ts";

const NOW = Date.parse("2026-06-01T10:00:00Z");
const HOUR = 3_600_000;
const MIGRATIONS = new URL("../ledger/sqlite/migrations/", import.meta.url);
/** In the order in which files out there got them; a new one comes after all of them. */
const BEFORE_USERS = ["0001-ledger.sql", "0002-identity.sql", "0005-doors-and-pins.sql"];

describe("the directory on SQLite", () => {
  let dir: string;
  let file: string;
  let directory: Directory;

  before(() => {
    dir = mkdtempSync(join(tmpdir(), "latchstring-"));
    file = join(dir, "data", "latchstring.db");
    directory = openSqliteDirectory(file);
  });
  after(async () => {
    await directory.close();
    rmSync(dir, { recursive: true });
  });

  async function addKey(orgId: string, createdAt: number, expiresAt: number | null, expirePrevious?: number) {
    const key = newApiKey();
    await directory.addApiKey(
      { hash: hashApiKey(key), orgId, hint: hintOf(key), createdAt, expiresAt },
      expirePrevious,
    );
    return key;
  }

  const ownerOf = async (key: string, at: number) => (await directory.organizationOfKey(hashApiKey(key), at))?.orgId;

  it("keeps organisations", async () => {
    await directory.createOrganization({ orgId: "plain", super: false }, NOW);
    await directory.createOrganization({ orgId: "all", name: "All of it", super: true }, NOW);
    assert.deepEqual(await directory.organization("plain"), { orgId: "plain", name: null, super: false });
    assert.deepEqual(await directory.organization("all"), { orgId: "all", name: "All of it", super: true });
    assert.equal(await directory.organization("none"), undefined);
    await assert.rejects(directory.createOrganization({ orgId: "all", super: false }, NOW), DirectoryConflictError);
  });

  it("keeps only a key's hash", async () => {
    await directory.createOrganization({ orgId: "hashed", super: false }, NOW);
    const key = await addKey("hashed", NOW, null);
    assert.equal(await ownerOf(key, NOW), "hashed");
    assert.equal(await ownerOf(newApiKey(), NOW), undefined);
    const stored = readFileSync(file, "latin1") + readFileSync(`${file}-wal`, "latin1");
    assert.ok(stored.includes(key.slice(0, 8)), "the hint is there, so this looks at the right bytes");
    assert.ok(!stored.includes(key));
  });

  it("lets a key expire at its time", async () => {
    await directory.createOrganization({ orgId: "expiring", super: false }, NOW);
    const key = await addKey("expiring", NOW, NOW + HOUR);
    assert.equal(await ownerOf(key, NOW + HOUR - 1), "expiring");
    assert.equal(await ownerOf(key, NOW + HOUR), undefined);
  });

  it("rotates with an overlap, and never lengthens a key's life", async () => {
    await directory.createOrganization({ orgId: "rotating", super: false }, NOW);
    const lasting = await addKey("rotating", NOW, null);
    const short = await addKey("rotating", NOW, NOW + 1_000);
    const next = await addKey("rotating", NOW, null, NOW + HOUR);
    assert.equal(await ownerOf(lasting, NOW + HOUR - 1), "rotating");
    assert.equal(await ownerOf(lasting, NOW + HOUR), undefined);
    assert.equal(await ownerOf(short, NOW + 1_000), undefined);
    assert.equal(await ownerOf(next, NOW + 100 * HOUR), "rotating");
  });

  it("refuses a key for an organisation that is not there", async () => {
    await assert.rejects(addKey("nobody", NOW, null), /no organisation "nobody"/);
  });

  it("keeps users, one to an e-mail address in any case", async () => {
    const names = { name: "Maria", firstName: "Maria", lastName: null };
    const user = { userId: "u1", email: "maria@example.test", ...names, createdAt: NOW };
    await directory.createUser(user);
    assert.deepEqual(await directory.user("u1"), user);
    assert.equal(await directory.user("u2"), undefined);
    const again = directory.createUser({ ...user, userId: "u2", email: "maria@EXAMPLE.test" });
    await assert.rejects(again, DirectoryConflictError);
    assert.deepEqual(await directory.userByEmail("maria@example.test"), user);
    assert.deepEqual(await directory.findOrCreateUser({ ...user, userId: "u3" }), user);
    const fresh = { ...user, userId: "u3", email: "mario@example.test" };
    assert.deepEqual(await directory.findOrCreateUser(fresh), fresh);
    const taken = directory.findOrCreateUser({ ...fresh, email: "luigi@example.test" });
    await assert.rejects(taken, DirectoryConflictError);
  });

  it("brings the users of an older file along", async () => {
    assert.deepEqual(readdirSync(MIGRATIONS).toSorted().slice(0, 4), [...BEFORE_USERS, "0006-users.sql"]);
    const old = join(dir, "old.db");
    const db = new Database(old);
    for (const name of BEFORE_USERS) db.exec(readFileSync(new URL(name, MIGRATIONS), "utf8"));
    db.exec("INSERT INTO users VALUES ('u1', 'Maria@Example.test', 'Maria', 7)");
    db.pragma(`user_version = ${BEFORE_USERS.length}`);
    db.close();
    const opened = openSqliteDirectory(old);
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
    const impatient = openSqliteDirectory(file, 2);
    const holder = new Database(file);
    holder.exec("BEGIN IMMEDIATE");
    assert.deepEqual(await impatient.findOrCreateUser({ ...known, userId: "other" }), known);
    await assert.rejects(impatient.findOrCreateUser(fresh), DirectoryUnavailableError);
    await assert.rejects(impatient.createUser(fresh), DirectoryUnavailableError);
    const patient = directory.findOrCreateUser(fresh);
    holder.exec("ROLLBACK");
    holder.close();
    assert.deepEqual(await patient, fresh);
    await impatient.close();
  });
});
